using System.Text.Json.Serialization;

namespace LarkResources.Export;

/// <summary>How far the app, or a user, has read the history of a chat.</summary>
internal sealed record HistoryCheckpoint
{
    /// <summary>
    /// How far behind the last complete point the next run begins. The platform lets people edit a message for a day; messages that come
    /// late and clocks that differ are far below that.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(25);

    /// <summary>The same where threads are read too, unless the caller says how far: a thread that is begun below an older message changes only that message.</summary>
    public static readonly TimeSpan ThreadOverlap = TimeSpan.FromDays(30);

    /// <summary>What has been read to its end.</summary>
    public IReadOnlyList<Coverage> Covered { get; init; } = [];

    /// <summary>The threads that were found in the chat. Each stretch of history records how far they were read.</summary>
    public IReadOnlyList<string> Threads { get; init; } = [];

    /// <summary>Messages that could not be read, to be tried again.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Threads that could not be read when they were last tried.</summary>
    public IReadOnlyList<string> UnreadThreads { get; init; } = [];

    /// <summary>True where nothing was read or noted.</summary>
    [JsonIgnore]
    public bool IsEmpty => Covered.Count == 0 && Unread.Count == 0 && UnreadThreads.Count == 0;

    /// <summary>False for one that was not read from a file as it was written.</summary>
    [JsonIgnore]
    public bool IsWhole => Covered is not null && Threads is not null && Unread is not null && UnreadThreads is not null
        && Covered.All(known => known is { Kinds: not null, PartialThreads: not null })
        && Threads.Concat(Unread).Concat(UnreadThreads).Concat(Covered.SelectMany(known => known.PartialThreads.Keys)).All(id => !string.IsNullOrEmpty(id));

    /// <summary>False when it says that days to come were read, as after a run under a clock that was wrong: what is sent until then would never be looked for.</summary>
    [JsonIgnore]
    public bool IsPossible => Covered.SelectMany(known => known.PartialThreads.Values.Select(part => part?.Until).Append(known.Until))
        .All(until => until is not { } time || (time > DateTimeOffset.UnixEpoch && time - DateTimeOffset.UtcNow < Overlap));

    /// <summary>What was read before and reaches into the window, when the window begins inside it; null when everything has to be read.</summary>
    public KnownHistory? ContinuedBy(ExportOptions selection) =>
        !selection.Full && Covered.Where(known => known.Reaches(selection)).ToList() is { Count: > 0 } stretches ? new(selection.Since, stretches) : null;

    /// <summary>True when nothing was ever asked for that is not asked for now: what is read now need not be read again for the sake of another run.</summary>
    public bool IsIncludedIn(ExportOptions selection) => Covered.All(known => known.Kinds.All(selection.Kinds.Contains)
        && (selection.IncludeMessage || !known.Messages) && (selection.Filter is null || selection.Filter.Signature == known.Filter));

    public HistoryCheckpoint WithoutMessages() => this with { Covered = [.. Covered.Select(known => known with { Messages = false })] };

    /// <summary>As if no thread had been read: the replies of a topic chat came with its history, those of a group do not, so each thread has to be found again by its first message.</summary>
    public HistoryCheckpoint WithoutThreads() => this with { Covered = [.. Covered.Select(known => known with { Threads = false, PartialThreads = new Dictionary<string, TimeStretch?>() })] };

    /// <summary>As if nothing had been read; what is there is known all the same.</summary>
    public HistoryCheckpoint Unseen() => this with { Covered = [] };

    /// <summary>Adds threads that a run has found, as in <see cref="Coverage.WithFound"/>.</summary>
    public HistoryCheckpoint WithFound(IReadOnlyDictionary<string, DateTimeOffset?> threads)
    {
        KeyValuePair<string, DateTimeOffset?>[] found = [.. threads.ExceptBy(Threads, thread => thread.Key, StringComparer.Ordinal)];
        return found.Length == 0 ? this : this with { Threads = [.. Threads, .. found.Select(thread => thread.Key)], Covered = [.. Covered.Select(known => known.WithFound(found))] };
    }

    /// <summary>The same after a window was read to its end.</summary>
    public HistoryCheckpoint With(Coverage read)
    {
        if (read.From > read.Until || read.Until <= DateTimeOffset.UnixEpoch)
        {
            // A window of days to come, or of a time before there were messages: nothing was read.
            return this;
        }

        var apart = new List<Coverage>();
        foreach (var known in Covered)
        {
            if (known.TryJoin(read) is { } joined)
            {
                read = joined;
            }
            else
            {
                apart.Add(known);
            }
        }

        return this with { Covered = [.. apart.Where(known => !read.Contains(known)), read] };
    }
}
