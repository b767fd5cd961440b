using System.Globalization;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;
using LarkResources.Sandbox.Endpoints;
using LarkResources.Sandbox.World;

namespace LarkResources.Tests.Simulation;

/// <summary>A tenant of one chat in which anything may happen at any time, also while it is being read. It answers in the words of the sandbox.</summary>
/// <param name="id">The chat.</param>
/// <param name="isTopicChat">True for a chat whose history lists the replies too.</param>
internal sealed class LivingChat(string id, bool isTopicChat) : HttpMessageHandler
{
    private readonly object _gate = new();
    private readonly List<string> _order = [];
    private readonly Dictionary<string, List<WorldMessage>> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WorldMessage[]> _inside = new(StringComparer.Ordinal);
    private readonly HashSet<ResourceKey> _asked = [];

    public string Id => id;

    public bool IsTopicChat => isTopicChat;

    /// <summary>The messages as they are, oldest first.</summary>
    public IReadOnlyList<WorldMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _order.Select(message => _states[message][^1])];
            }
        }
    }

    /// <summary>Every state that a message ever had, oldest first; none for one that never was.</summary>
    public IReadOnlyList<WorldMessage> StatesOf(string messageId)
    {
        lock (_gate)
        {
            return _states.TryGetValue(messageId, out var states) ? [.. states] : [];
        }
    }

    /// <summary>What is inside a merged forward.</summary>
    public IReadOnlyList<WorldMessage> Inside(string messageId)
    {
        lock (_gate)
        {
            return _inside.GetValueOrDefault(messageId, []);
        }
    }

    /// <summary>True for a message that the history of the chat lists; the replies of a thread have a list of their own.</summary>
    public bool IsListed(WorldMessage message) => isTopicChat || message.ThreadId is null || message.RootId is null;

    /// <summary>A new message, sent later than all others.</summary>
    public void Add(WorldMessage message, params WorldMessage[] inside)
    {
        lock (_gate)
        {
            _inside[message.Id] = inside;
            _order.Add(message.Id);
            _states[message.Id] = [message with { Position = IsListed(message) ? _order.Count : 0 }];
        }
    }

    /// <summary>The next state of a message.</summary>
    public void Change(WorldMessage message)
    {
        lock (_gate)
        {
            _states[message.Id].Add(message);
        }
    }

    /// <summary>The resources that were asked for since the last call of this, whatever came of it.</summary>
    public IReadOnlySet<ResourceKey> TakeAsked()
    {
        lock (_gate)
        {
            var asked = _asked.ToHashSet();
            _asked.Clear();
            return asked;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // As over a socket, no answer is there when the call returns.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var call = new SandboxCall(request, "living", DateTimeOffset.UnixEpoch);
        return call.Segments switch
        {
            ["im", "v1", "chats", var chat] when chat == id => ApiAnswer.Data(new JsonObject { ["name"] = "Living", ["chat_mode"] = isTopicChat ? "topic" : "group" }),
            ["im", "v1", "messages"] => List(call),
            ["im", "v1", "messages", "mget"] => ApiAnswer.Data(Items(call, call.QueryAll("message_ids").Select(Find).OfType<WorldMessage>(), listed: true)),
            ["im", "v1", "messages", var message] when Find(message) is { } found => ApiAnswer.Data(Items(call, found.Deleted ? [found] : [found, .. Inside(message)], listed: false)),
            ["im", "v1", "messages", var message, "resources", var key] => Serve(call, message, key),
            ["im", "v1", "files", var key, "folder"] => Folder(call, key),
            _ => call.Error(230001),
        };
    }

    private static JsonObject Items(SandboxCall call, IEnumerable<WorldMessage> messages, bool listed) =>
        new() { ["items"] = new JsonArray([.. messages.Select(message => MessageEndpoints.Item(call, message, listed))]) };

    private WorldMessage? Find(string messageId) => StatesOf(messageId) is [.., var current] ? current : null;

    private HttpResponseMessage List(SandboxCall call)
    {
        var (container, isThread, descending) = (call.Query("container_id")!, call.Query("container_id_type") == "thread", call.Query("sort_type") == "ByCreateTimeDesc");

        // A thread knows no window.
        var (from, until) = isThread ? (0, long.MaxValue) : (Seconds(call, "start_time") ?? 0, Seconds(call, "end_time") ?? long.MaxValue);
        var messages = Messages.Where(message => isThread
            ? message.ThreadId == container
            : container == id && IsListed(message) && message.SentAt.ToUnixTimeMilliseconds() is var sent && sent / 1000 >= from && sent / 1000 <= until).ToArray();
        if (descending)
        {
            Array.Reverse(messages);
        }

        return Paging.Answer(call, messages.Length, index => MessageEndpoints.Item(call, messages[index], listed: true), 50, $"{container}|{descending}");
    }

    private static long? Seconds(SandboxCall call, string name) => call.Query(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    private HttpResponseMessage Serve(SandboxCall call, string messageId, string key)
    {
        lock (_gate)
        {
            _asked.Add(new(messageId, key));
        }

        return Find(messageId) switch
        {
            null => call.Error(234003),
            { ResourceCode: { } refused } => call.Error(refused),
            var message when message.Resources.FirstOrDefault(resource => resource.Key == key) is { } resource => ResourceAnswer.Create(call, resource, resource.Bytes),
            _ => call.Error(234003),
        };
    }

    private HttpResponseMessage Folder(SandboxCall call, string key)
    {
        if (call.Query("srcid") is not { } message || Find(message)?.Folders.GetValueOrDefault(key) is not { } entries)
        {
            return call.Error(234003);
        }

        return ApiAnswer.Data(new JsonObject
        {
            ["items"] = new JsonArray([.. entries.Select(entry => new JsonObject { ["file_key"] = entry.Key, ["name"] = entry.Name, ["is_folder"] = false, ["children_count"] = 0 })]),
            ["all_count"] = entries.Length,
        });
    }
}
