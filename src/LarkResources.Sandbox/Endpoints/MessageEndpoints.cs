using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>One message, and the history of a chat or a thread.</summary>
internal sealed class MessageEndpoints(TenantState state)
{
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

    private static JsonObject Item(SandboxCall call, WorldMessage message, bool listed)
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
            ["sender"] = Sender(message.SenderId),
        };
        AddUnlessNull(item, "root_id", message.RootId);
        AddUnlessNull(item, "parent_id", message.RootId);
        AddUnlessNull(item, "thread_id", message.ThreadId);
        AddUnlessNull(item, "upper_message_id", message.UpperMessageId);

        // A recalled message has no content when asked for alone, and a text that is not JSON in a list.
        if (listed || !message.Deleted)
        {
            var content = message.ContentForms.TryGetValue(call.Query("card_msg_content_type") ?? "", out var form) ? JsonText.Write(form) : message.Content;
            item["body"] = new JsonObject { ["content"] = content };
        }

        return item;
    }

    private static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static JsonObject Sender(string id)
    {
        var isApp = id.StartsWith("cli_", StringComparison.Ordinal);
        return new JsonObject
        {
            ["id"] = id,
            ["id_type"] = isApp ? "app_id" : "open_id",
            ["sender_type"] = isApp ? "app" : "user",
            ["tenant_key"] = SandboxCredentials.TenantKey,
        };
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
