using LarkResources.Api;
using LarkResources.Export;
using LarkResources.Models;
using LarkResources.Text;

namespace LarkResources;

/// <summary>What a run of an export came to.</summary>
public sealed class LarkExportSummary
{
    internal LarkExportSummary(string destination, int chats, ExportStatistics tally, bool archivesMessages, CallCounter calls, TimeSpan duration, string? gallery)
    {
        Destination = destination;
        Chats = chats;
        IncompleteChats = tally.IncompleteChats;
        Messages = tally.Messages;
        MessagesArchived = archivesMessages ? tally.MessagesArchived : null;
        Saved = tally.Saved;
        AlreadyThere = tally.AlreadyThere;
        Edited = tally.Edited;
        SkippedByCode = new ShownCounts(tally.SkippedByCode);
        SkippedBefore = tally.SkippedBefore;
        FailedByCode = new ShownCounts(tally.FailedByCode);
        Bytes = tally.Bytes;
        Calls = calls.All;
        ResourceCalls = calls.OfResources;
        QuotaWaits = calls.QuotaWaits;
        QuotaWaitTime = ShownTime.Text(calls.QuotaWaitTime);
        Duration = ShownTime.Text(duration);
        Gallery = gallery;
    }

    /// <summary>The folder of the export.</summary>
    public string Destination { get; }

    /// <summary>How many chats were looked at.</summary>
    public int Chats { get; }

    /// <summary>Chats among them of which not everything was tried; an error or a warning says why, and the next run takes them up.</summary>
    public int IncompleteChats { get; }

    /// <summary>How many messages were looked at.</summary>
    public int Messages { get; }

    /// <summary>Lines that were added to messages.jsonl with -IncludeMessage: messages that are new, edited or recalled. Null without it.</summary>
    public int? MessagesArchived { get; }

    /// <summary>Files that were brought to the disk.</summary>
    public int Saved { get; }

    /// <summary>Files of earlier runs that were found whole, and not asked for.</summary>
    public int AlreadyThere { get; }

    /// <summary>Saved files that were changed since, for example in an editor. They were kept; -Force replaces them.</summary>
    public int Edited { get; }

    /// <summary>Resources that were left out for good in this run: the sum of <see cref="SkippedByCode"/>.</summary>
    public int Skipped => SkippedByCode.Values.Sum();

    /// <summary>The same by the code of the platform; MaximumSize for what was larger than wanted.</summary>
    public IReadOnlyDictionary<string, int> SkippedByCode { get; }

    /// <summary>Resources that were left out by earlier runs, and not asked for again.</summary>
    public int SkippedBefore { get; }

    /// <summary>Failures, each of which was an error too: the sum of <see cref="FailedByCode"/>.</summary>
    public int Failed => FailedByCode.Values.Sum();

    /// <summary>The same by the code of the platform, or by the id of the error where there is no code.</summary>
    public IReadOnlyDictionary<string, int> FailedByCode { get; }

    /// <summary>Bytes of the saved files.</summary>
    public long Bytes { get; }

    /// <summary>Requests to the platform, repeated ones included.</summary>
    public int Calls { get; }

    /// <summary>Requests among them that were for resources.</summary>
    public int ResourceCalls { get; }

    /// <summary>How often a request had to wait for the quota.</summary>
    public int QuotaWaits { get; }

    /// <summary>How long the quota held the run back, as <c>hh:mm:ss.fff</c>.</summary>
    public string QuotaWaitTime { get; }

    /// <summary>How long the run took, as <c>hh:mm:ss.fff</c>.</summary>
    public string Duration { get; }

    /// <summary>The page that was written, or null.</summary>
    public string? Gallery { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Saved} saved, {AlreadyThere} already there, {Skipped} skipped, {Failed} failed";
}
