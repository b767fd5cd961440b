using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>The list of chats and one chat.</summary>
internal sealed class ChatEndpoints(TenantState state)
{
    private static readonly WorldChat[] Listed = [.. Tenant.Chats.Where(chat => chat.Listed)];

    private static readonly WorldChat[] Single = [.. Tenant.Chats.Where(chat => chat.Mode == "p2p")];

    public HttpResponseMessage List(SandboxCall call)
    {
        var types = call.Query("types")?.Split(',') ?? ["group"];
        if (types.FirstOrDefault(type => type is not ("group" or "p2p")) is not null)
        {
            return call.InvalidField("types", "the value must be group or p2p");
        }

        if (types.Contains("p2p") && call.OwnerOfToken is null)
        {
            return call.InvalidField("types", "p2p is supported for user_access_token only");
        }

        WorldChat[] wanted = [.. types.Contains("group") ? Listed : [], .. types.Contains("p2p") ? Single : []];
        return Paging.Answer(call, wanted.Length, index => Item(state.Current(wanted[index]), withId: true), 100, "chats|" + call.Query("types"));
    }

    public HttpResponseMessage Get(SandboxCall call, string chatId)
    {
        if (ErrorFamilies.CodeIn(chatId, ErrorFamilies.Chat) is { } code)
        {
            return call.Error(code);
        }

        return Tenant.FindChat(chatId) switch
        {
            null => call.Error(232006),
            { } hidden when hidden.IsHiddenFrom(call.OwnerOfToken) => call.Error(232011),
            { InfoCode: { } refused } => call.Error(refused),
            var chat => ApiAnswer.Data(Item(state.Current(chat), withId: false)),
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
        else
        {
            item["chat_type"] = "private";
        }

        item["chat_mode"] = chat.Mode;
        if (chat.TargetId is { } target)
        {
            item["p2p_target_type"] = "user";
            item["p2p_target_id"] = target;
            item.Remove("owner_id");
            item.Remove("owner_id_type");
        }

        return item;
    }
}
