using System.Runtime.CompilerServices;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Messages;

namespace LarkResources.Export;

/// <summary>The messages of a chat that an export has to look at: what is new since the last run, and what has to be looked at again.</summary>
/// <param name="client">Reads.</param>
/// <param name="expansion">Finds out what is inside a message.</param>
/// <param name="chat">The chat.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="state">How far earlier runs of the same identity have come.</param>
/// <param name="archive">What earlier runs have stored of what was said; null where only resources are wanted.</param>
/// <param name="breaker">Knows whether threads are still asked for.</param>
/// <param name="startedAt">When this run began, by the clock of this machine: later messages belong to the next one.</param>
internal sealed class ExportHistoryReader(LarkClient client, MessageExpander expansion, LarkChat chat, ExportOptions selection, HistoryCheckpoint state, MessageArchive? archive, ExportCircuitBreaker breaker, DateTimeOffset startedAt)
{
    /// <summary>Calls for forwards, folders and threads at once: enough to hide that each of them takes its time.</summary>
    private const int CallsAhead = 8;

    /// <summary>In characters, far more than an id of the platform has.</summary>
    private const int LongestId = 4096;

    private readonly KnownHistory? _known = state.ContinuedBy(selection);
    private readonly Dictionary<string, DateTimeOffset?> _foundThreads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeStretch?> _partialThreads = new(StringComparer.Ordinal);
    private readonly HashSet<string> _knownThreads = new(state.Threads, StringComparer.Ordinal);
    private readonly HashSet<string> _failedBefore = new(state.UnreadThreads, StringComparer.Ordinal);
    private readonly HashSet<string> _unreadThreads = new(state.UnreadThreads, StringComparer.Ordinal);
    private readonly ShownMessages _seen = new();

    /// <summary>Threads are read one by one, but those of a topic chat, whose history has the replies already.</summary>
    private bool ReadsThreads => selection.IncludeThread && !chat.IsTopicChat;

    /// <summary>The threads that could not be read when they were last tried.</summary>
    public IReadOnlyCollection<string> UnreadThreads => _unreadThreads;

    /// <summary>The threads that this run has found, each with the time of its first message where that is known.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset?> FoundThreads => _foundThreads;

    /// <summary>How many messages had no id that could be used: nothing of them could be asked for, or found again.</summary>
    public int WithoutId { get; private set; }

    /// <summary>Where the history is read from; null for its beginning.</summary>
    /// <remarks>A thread may have begun below any message: the first time all are looked at, whatever the window.</remarks>
    public DateTimeOffset? Start => Later(_known?.Until - (ReadsThreads ? selection.ThreadLookback : HistoryCheckpoint.Overlap), ReadsThreads ? null : selection.Since);

    /// <summary>The moment from which on threads that are new were looked for; null when they were looked for everywhere, or not at all.</summary>
    public DateTimeOffset? ThreadsLookedForFrom => ReadsThreads ? Start : null;

    /// <summary>The end of what this run reads.</summary>
    /// <remarks>By the platform's clock, which dates the messages: under one that is ahead of it, days to come would count as read.</remarks>
    public DateTimeOffset End
    {
        get
        {
            var began = startedAt - client.ClockLead;
            return selection.Until is { } until && until < began ? until : began;
        }
    }

    /// <summary>What will have been read when <see cref="ReadAsync"/> has ended, with the threads that are known now.</summary>
    public HistoryCheckpoint Complete() => state.WithFound(_foundThreads).With(new(selection.Since, End, [.. selection.Kinds.Order()], selection.IncludeThread)
    {
        Messages = selection.IncludeMessage,
        Filter = selection.Filter?.Signature,
        PartialThreads = _partialThreads,
    }) with { UnreadThreads = [.. _unreadThreads] };

    /// <summary>New messages first, then those of the threads.</summary>
    public async IAsyncEnumerable<HistoryItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in OpenedAsync(InChatAsync(cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }

        var threads = ThreadsToRead();
        if (selection.IncludeThread && !ReadsThreads)
        {
            // Of the others the history has the replies.
            _unreadThreads.IntersectWith(threads);
        }

        await foreach (var (thread, replies, failure) in Stream(threads).PrefetchAsync(InThreadAsync, CallsAhead, cancellationToken).ConfigureAwait(false))
        {
            if (failure is not null)
            {
                var isOfNoUse = IsOfNoUse(failure);
                _ = isOfNoUse ? _unreadThreads.Remove(thread) : _unreadThreads.Add(thread);
                if (ReadsThreads || !isOfNoUse)
                {
                    _partialThreads[thread] = ReadUntil(thread) is { } until ? new(selection.Since, until) : null;
                }

                yield return new(null, null, failure) { FailedBefore = _failedBefore.Contains(thread) };
                continue;
            }

            if (replies is null)
            {
                continue;
            }

            await foreach (var item in OpenedAsync(Stream(replies.Where(IsNew)), cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }

            _unreadThreads.Remove(thread);
            yield return HistoryItem.ThreadEnd;
        }
    }

    /// <summary>True where reading the thread again brings nothing: it was begun before this identity was there, or its first message is gone or never served.</summary>
    public static bool IsOfNoUse(LarkException failure) => failure.Disposition.HasFlag(Disposition.FinalForResource) || failure.ErrorId == Situations.MessageInvisible;

    /// <summary>In a topic chat only those that were not read to the end before: those replies may be older than the part of the history that is still read.</summary>
    private string[] ThreadsToRead() => selection.IncludeThread
        ? [.. state.Threads.Union(_foundThreads.Keys, StringComparer.Ordinal).Where(thread => ReadsThreads || (_known is { } known && !(ReadUntil(thread) >= known.Until))).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Messages by their ids, unless they were handed out before.</summary>
    public async IAsyncEnumerable<HistoryItem> AgainAsync(IEnumerable<string> messageIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new MessageBatchReader(client, expansion.ReadAsync);
        foreach (var ids in messageIds.Where(_seen.Add).Chunk(LarkClient.MostIds))
        {
            var readings = ids.Zip(reader.Read(ids, cancellationToken));
            await foreach (var item in Stream(readings).PrefetchAsync((each, stop) => expansion.GetAsync(each.First, each.Second, stop), CallsAhead, cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<LarkMessage> InChatAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Start > selection.Until)
        {
            // All of the window was read before; asked for in reverse, the platform would refuse it.
            yield break;
        }

        var query = new HistoryQuery(chat.ChatId, IsThread: false) { Since = Start, Until = selection.Until };
        await foreach (var message in MessageHistory.ReadAsync(client, query, cancellationToken).ConfigureAwait(false))
        {
            if (ReadsThreads && message.ThreadId is { Length: <= LongestId } thread && !_knownThreads.Contains(thread))
            {
                // All of its messages but the first are replies.
                var begin = message.RootId is null && message.TwinId is null ? message.CreateTime : null;
                _foundThreads[thread] = !_foundThreads.TryGetValue(thread, out var earlier) || earlier > begin ? begin : begin is null ? null : earlier;
            }

            if (selection.Covers(message.CreateTime) && IsNew(message))
            {
                yield return message;
            }
        }
    }

    /// <summary>The replies that may be new, from the last one on back to where the last run has been; null where the window has none and nothing was asked.</summary>
    private async Task<(string Thread, IReadOnlyList<LarkMessage>? Replies, LarkException? Failure)> InThreadAsync(string thread, CancellationToken cancellationToken)
    {
        var query = new HistoryQuery(thread, IsThread: true) { Since = ThreadFrom(thread), Until = selection.Until, Descending = true };
        try
        {
            var replies = new List<LarkMessage>();
            if (query.Since > query.Until)
            {
                return (thread, null, null);
            }

            breaker.Threads.ThrowIfRefused();
            await foreach (var reply in MessageHistory.ReadAsync(client, query, cancellationToken).ConfigureAwait(false))
            {
                replies.Add(reply);
            }

            replies.Reverse();
            return (thread, replies, null);
        }
        catch (LarkException e)
        {
            return (thread, [], e);
        }
    }

    private DateTimeOffset? ThreadFrom(string thread) => Later(ReadUntil(thread) - HistoryCheckpoint.Overlap, selection.Since);

    /// <summary>The moment until which the replies were read for what this run is for; null when they never were.</summary>
    private DateTimeOffset? ReadUntil(string thread) => _foundThreads.ContainsKey(thread) ? null : _known?.UntilIn(thread);

    /// <summary>Messages with what is inside them, but for those of which only that shows that an earlier run has stored them as their twin.</summary>
    private async IAsyncEnumerable<HistoryItem> OpenedAsync(IAsyncEnumerable<LarkMessage> messages, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in messages.PrefetchAsync(expansion.ExpandAsync, CallsAhead, cancellationToken).ConfigureAwait(false))
        {
            if (!(item is { Answered: not Answered.None, Missing.Count: 0, Message: { } message } && IsStoredAsTwin(message)))
            {
                yield return item;
            }
        }
    }

    /// <summary>False also for the other one of a reply and its copy in the chat, where this or an earlier run has stored one.</summary>
    private bool IsNew(LarkMessage message) => HasId(message) && _seen.Add(message) && (expansion.IsClosed(message) || !IsStoredAsTwin(message));

    private bool IsStoredAsTwin(LarkMessage message) => archive is null
        ? expansion.IsSavedAsTwin(message)
        : IsArchivedAsTwin(message) && (expansion.HasNothingWanted(message) || expansion.IsSavedAsTwin(message));

    /// <summary>False where the other one was recalled or may say something else by now, and where the archive has this one: then its files belong to it.</summary>
    private bool IsArchivedAsTwin(LarkMessage message) => !message.IsUpdated && message.TwinId is { } twin
        && archive!.IsStanding(twin) && !_seen.IsRecalled(twin) && !archive.IsStanding(message.MessageId);

    private bool HasId(LarkMessage message)
    {
        var has = message.MessageId.Length is > 0 and <= LongestId;
        WithoutId += has ? 0 : 1;
        return has;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? two) => one is null || two > one ? two : one;

    private static async IAsyncEnumerable<T> Stream<T>(IEnumerable<T> items)
    {
        foreach (var item in items)
        {
            yield return item;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
