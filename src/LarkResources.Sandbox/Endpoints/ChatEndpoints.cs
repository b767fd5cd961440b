using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The list of chats and one chat.</summary>
internal static class ChatEndpoints
{
    private static readonly WorldChat[] Listed = [.. Tenant.Chats.Where(chat => chat.Listed)];

    public static HttpResponseMessage List(SandboxCall call) =>
        Paging.Answer(call, Listed.Length, index => Item(Listed[index], withId: true), 100, "chats");

    public static HttpResponseMessage Get(SandboxCall call, string chatId)
    {
        if (ErrorFamilies.CodeIn(chatId, ErrorFamilies.Chat) is { } code)
        {
            return call.Error(code);
        }

        return Tenant.FindChat(chatId) switch
        {
            null => call.Error(232006),
            { InfoCode: { } refused } => call.Error(refused),
            var chat => ApiAnswer.Data(Item(chat, withId: false)),
        };
    }

    private static JsonObject Item(WorldChat chat, bool withId)
    {
        var item = new JsonObject
        {
            ["avatar"] = "",
            ["name"] = chat.Name,
            ["description"] = chat.Description,
            ["owner_id"] = "ou_sandbox_alice",
            ["owner_id_type"] = "open_id",
            ["external"] = chat.External,
            ["tenant_key"] = SandboxCredentials.TenantKey,
            ["chat_status"] = "normal",
        };
        if (withId)
        {
            // Only the list repeats the id; a caller that asked for one chat knows it.
            item["chat_id"] = chat.Id;
        }

        return item;
    }
}
