using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>Messages by their ids, and the history of a chat or a thread.</summary>
internal sealed class MessageEndpoints(TenantState state)
{
    private const int MostIds = 50;

    public HttpResponseMessage Get(SandboxCall call, string messageId)
    {
        if (ErrorFamilies.CodeIn(messageId, ErrorFamilies.OnRead) is { } code)
        {
            return call.Error(code);
        }

        if (!messageId.StartsWith("om_", StringComparison.Ordinal))
        {
            return call.Error(230001);
        }

        return state.Find(messageId) is { } message
            ? ApiAnswer.Data(new JsonObject { ["items"] = new JsonArray([.. state.WithChildren(message).Select(each => Item(call, each, listed: false))]) })
            : call.Error(99992354);
    }

    /// <summary>Up to fifty messages at once: those that are there, in the order of the ids; of a merged forward not what is inside.</summary>
    public HttpResponseMessage GetMany(SandboxCall call)
    {
        var ids = call.QueryAll("message_ids");
        return ids.Count is 0 or > MostIds
            ? call.InvalidField("message_ids", $"the number of ids must be between 1 and {MostIds}")
            : ApiAnswer.Data(new JsonObject { ["items"] = new JsonArray([.. ids.Select(state.Find).OfType<WorldMessage>().Select(each => Item(call, each, listed: true))]) });
    }

    public HttpResponseMessage List(SandboxCall call)
    {
        var id = call.Query("container_id");
        var kind = call.Query("container_id_type");
        if (kind is not ("chat" or "thread") || id is null)
        {
            return call.InvalidField(id is null ? "container_id" : "container_id_type", "the field is required");
        }

        if (ErrorFamilies.CodeIn(id, ErrorFamilies.Chat) is { } code)
        {
            return call.Error(code);
        }

        if (kind == "chat" && Tenant.FindChat(id) is var chat && (chat is null || chat.HistoryCode is not null))
        {
            return call.Error(chat?.HistoryCode ?? 230002);
        }

        if (kind == "chat" && Tenant.FindChat(id)!.IsHiddenFrom(call.OwnerOfToken))
        {
            return call.Error(230002);
        }

        if (kind == "thread")
        {
            WorldMessage[] thread = [.. Tenant.InThread(id).Where(state.IsSent)];
            return Page(call, id, thread, 0, thread.Length);
        }

        return InChat(call, id);
    }

    private HttpResponseMessage InChat(SandboxCall call, string chatId)
    {
        if (!TrySeconds(call.Query("start_time"), DateTimeOffset.MinValue, out var from) || !TrySeconds(call.Query("end_time"), DateTimeOffset.MaxValue, out var until))
        {
            return call.InvalidField("start_time", "the value must be a number of seconds");
        }

        var messages = Tenant.InChat(chatId);
        if (call.Query("only_thread_root_messages") == "true")
        {
            messages = [.. messages.Where(message => message.ThreadId is null || message.RootId is null)];
        }

        var start = CountWhile(messages, message => message.SentAt < from);
        return Page(call, chatId, messages, start, CountWhile(messages, message => message.SentAt <= until && state.IsSent(message)));
    }

    private HttpResponseMessage Page(SandboxCall call, string id, IReadOnlyList<WorldMessage> messages, int start, int end)
    {
        var order = call.Query("sort_type") ?? "ByCreateTimeAsc";
        if (order is not ("ByCreateTimeAsc" or "ByCreateTimeDesc"))
        {
            return call.InvalidField("sort_type", "the value must be ByCreateTimeAsc or ByCreateTimeDesc");
        }

        return Paging.Answer(
            call,
            Math.Max(0, end - start),
            index => Item(call, state.Current(messages[order == "ByCreateTimeDesc" ? end - 1 - index : start + index]), listed: true),
            50,
            $"{id}|{order}");
    }

    /// <summary>How many at the beginning fulfil a condition that, once broken, stays so; found by halving.</summary>
    private static int CountWhile(IReadOnlyList<WorldMessage> messages, Func<WorldMessage, bool> condition)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = condition(messages[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>A message as the platform describes it, in a list or alone.</summary>
    internal static JsonObject Item(SandboxCall call, WorldMessage message, bool listed)
    {
        var item = new JsonObject
        {
            ["message_id"] = message.Id,
            ["msg_type"] = message.Kind,
            ["create_time"] = Milliseconds(message.SentAt),
            ["update_time"] = Milliseconds(message.UpdatedAt ?? message.SentAt),
            ["deleted"] = message.Deleted,
            ["updated"] = message.UpdatedAt is not null,
            ["chat_id"] = message.ChatId,
            ["sender"] = Sender(message.SenderId, call.Query("with_sender_name") == "true"),
        };
        AddUnlessNull(item, "root_id", message.RootId);
        AddUnlessNull(item, "parent_id", message.ParentId);
        AddUnlessNull(item, "thread_id", message.ThreadId);
        AddUnlessNull(item, "upper_message_id", message.UpperMessageId);
        AddPlace(item, message);

        // A recalled message has no content when asked for alone, and a text that is not JSON in a list.
        if (listed || !message.Deleted)
        {
            var content = message.ContentForms.TryGetValue(call.Query("card_msg_content_type") ?? "", out var form) ? JsonText.Write(form) : message.Content;
            item["body"] = new JsonObject { ["content"] = content };
        }

        return item;
    }

    /// <summary>Where the message is, whom it names, and which message it is a copy of.</summary>
    private static void AddPlace(JsonObject item, WorldMessage message)
    {
        AddUnlessNull(item, "thread_message_position", message.ThreadPosition?.ToString(CultureInfo.InvariantCulture));
        if (message.Position > 0)
        {
            item["message_position"] = message.Position.ToString(CultureInfo.InvariantCulture);
            item["message_app_link"] = string.Create(CultureInfo.InvariantCulture, $"https://applink.feishu.cn/client/chat/open?openChatId={message.ChatId}&position={message.Position}");
        }

        if (message.Mentions.Count > 0)
        {
            item["mentions"] = new JsonArray([.. message.Mentions.Select((id, index) => new JsonObject
            {
                ["key"] = string.Create(CultureInfo.InvariantCulture, $"@_user_{index + 1}"),
                ["id"] = id,
                ["id_type"] = "open_id",
                ["name"] = People.NameOf(id) ?? "",
                ["tenant_key"] = SandboxCredentials.TenantKey,
            })]);
        }

        if (message.Synced is { } synced)
        {
            item["sync_to_chat_info"] = new JsonObject { ["type"] = synced.Type, ["related_message_id"] = synced.RelatedId, ["thread_id"] = synced.ThreadId };
        }
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static JsonObject Sender(string id, bool withName)
    {
        var isApp = id.StartsWith("cli_", StringComparison.Ordinal);
        var sender = new JsonObject
        {
            ["id"] = id,
            ["id_type"] = isApp ? "app_id" : "open_id",
            ["sender_type"] = isApp ? "app" : "user",
            ["tenant_key"] = SandboxCredentials.TenantKey,
        };
        if (withName)
        {
            People.AddNames(sender, id);
        }

        return sender;
    }

    private static void AddUnlessNull(JsonObject item, string name, string? value)
    {
        if (value is not null)
        {
            item[name] = value;
        }
    }

    private static bool TrySeconds(string? text, DateTimeOffset missing, out DateTimeOffset value)
    {
        value = missing;
        if (text is null)
        {
            return true;
        }

        // Milliseconds, the usual mistake, are twelve digits or more.
        if (text.Length > 11 || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return false;
        }

        value = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
