using System.Text;
using System.Text.Json.Nodes;

namespace LarkResources.Tests.Messages;

/// <summary>Messages as the API sends them.</summary>
internal static class Contents
{
    internal static LarkMessage Parse(string type, string content) => Parse(Item("om_1", type, content));

    internal static LarkMessage Parse(JsonNode item) => ParseText(item.ToJsonString());

    internal static LarkMessage ParseText(string item, string? linkHost = null) => new MessageParser(linkHost).Parse(Encoding.UTF8.GetBytes(item));

    internal static JsonObject Item(string id, string type, string content, string? upper = null)
    {
        var item = new JsonObject
        {
            ["message_id"] = id,
            ["msg_type"] = type,
            ["chat_id"] = "oc_1",
            ["create_time"] = "1765432100123",
            ["update_time"] = "1765432100123",
            ["deleted"] = false,
            ["updated"] = false,
            ["sender"] = new JsonObject { ["id"] = "ou_1", ["id_type"] = "open_id", ["sender_type"] = "user", ["tenant_key"] = "t1" },
            ["body"] = new JsonObject { ["content"] = content },
        };
        if (upper is not null)
        {
            item["upper_message_id"] = upper;
        }

        return item;
    }

    /// <summary>"Kind:key:type" of each resource, in order.</summary>
    internal static string Summary(LarkMessage message) =>
        string.Join(' ', message.Resources.Select(r => $"{r.Kind}:{r.FileKey}:{r.Type}"));
}
