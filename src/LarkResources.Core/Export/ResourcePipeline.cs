using System.Threading.Channels;
using LarkResources.Errors;
using LarkResources.Messages;
using LarkResources.Naming;
using LarkResources.Text;

namespace LarkResources.Export;

/// <summary>Goes through the messages of one chat and brings what is new into its folder.</summary>
/// <param name="export">Downloads and records.</param>
/// <param name="check">What is there already.</param>
/// <param name="manifest">What is known of each resource.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="selection">What is wanted.</param>
/// <param name="messages">Where what was said is kept; null where only resources are wanted.</param>
/// <param name="unreadBefore">Messages that earlier runs could not read, or not all of them.</param>
/// <param name="tally">Counts.</param>
/// <param name="events">Hears what happens.</param>
/// <param name="breaker">Knows what cannot succeed any more.</param>
/// <param name="work">Stopped when the rest cannot succeed.</param>
internal sealed class ResourcePipeline(
    ResourceExporter export,
    ExportVerifier check,
    Manifest manifest,
    ChatFolder folder,
    ExportOptions selection,
    MessageArchive? messages,
    IEnumerable<string> unreadBefore,
    ExportStatistics tally,
    ChannelWriter<ExportEvent> events,
    ExportCircuitBreaker breaker,
    CancellationTokenSource work) : IDisposable
{
    private readonly SemaphoreSlim _places = new(selection.ThrottleLimit);
    private readonly HashSet<Fingerprint> _visited = [];
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreadBefore = new(unreadBefore, StringComparer.Ordinal);

    /// <summary>Messages that could not be read.</summary>
    public IReadOnlyCollection<string> Unread => _unread;

    /// <summary>Takes in one message.</summary>
    public async Task AddAsync(HistoryItem item)
    {
        if (item.Message is not null)
        {
            tally.MessageSeen();
        }

        Credit(item);

        // Of a forward that can never be read, who sent it and when is still worth a line.
        var said = item.Message ?? (item.Failure?.Disposition.HasFlag(Disposition.FinalForResource) is true ? item.Listed : null);
        if (said is not null && messages?.Add(said, item.HasAllResources) is true)
        {
            tally.MessageArchived();
        }

        switch (item)
        {
            case { Failure: { } failure, MessageId: null } when ExportHistoryReader.IsOfNoUse(failure):
                breaker.Threads.Answered();
                tally.Skipped(failure.Code);
                var text = UiText.Sentences(LarkErrors.Amended(failure, LarkErrors.Localized("Its replies are left out.", "其中的回复未导出。")).Message, failure.Recommendation);
                events.TryWrite(failure.ErrorId == Situations.MessageDeleted ? new ExportEvent.Note(text) : new ExportEvent.Warning(text));
                break;
            case { Failure: { } failure, MessageId: null }:
                Failed(failure, item.FailedBefore, breaker.Threads);
                break;
            case { Failure: { } failure, MessageId: { } messageId }:
                CouldNotRead(messageId, failure);
                break;
            case { Message: { IsDeleted: true } recalled }:
                Recalled(recalled);
                break;
            case { Message: { } message }:
                foreach (var notice in item.Notices)
                {
                    events.TryWrite(new ExportEvent.Warning(notice));
                }

                foreach (var resource in message.Resources)
                {
                    await AddAsync(resource, isUnlisted: false).ConfigureAwait(false);
                }

                var mayHoldMore = MessageTree.MayHoldMore(message);
                foreach (var (line, resource) in Unlisted(message))
                {
                    // What only the other one of app and user may find inside is not waited for.
                    await AddAsync(resource, line.RefusedTo is null ? mayHoldMore : item.Missing.Count > 0).ConfigureAwait(false);
                }

                foreach (var missing in item.Missing)
                {
                    CouldNotRead(message.MessageId, missing);
                }

                break;
        }
    }

    /// <summary>Notes which endpoints have answered.</summary>
    private void Credit(HistoryItem item)
    {
        if (item.Answered.HasFlag(Answered.Thread))
        {
            breaker.Threads.Succeeded();
        }

        if (item.Answered.HasFlag(Answered.Folder) && IsWhole(part => part.Folder is not null))
        {
            breaker.Folders.Succeeded();
        }

        if (item.Answered.HasFlag(Answered.Message) && IsWhole(part => part.Folder is null))
        {
            breaker.Messages.Succeeded();
        }
        else if (item.Answered.HasFlag(Answered.Messages) && IsWhole(part => part.Folder is null))
        {
            breaker.Messages.Answered();
        }

        bool IsWhole(Func<UnreadContent, bool> ofKind) => item.Missing.Where(ofKind).All(part => part.Failure.Disposition.HasFlag(Disposition.Isolated));
    }

    /// <summary>Waits for all that is in flight.</summary>
    public async Task DrainAsync()
    {
        for (var place = 0; place < selection.ThrottleLimit; place++)
        {
            await _places.WaitAsync().ConfigureAwait(false);
        }

        _places.Release(selection.ThrottleLimit);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>What an earlier run knew of the message and its content does not name any more; only the server can say whether it is still there.</summary>
    private IEnumerable<(ManifestEntry Line, LarkResource Resource)> Unlisted(LarkMessage message)
    {
        var listed = message.Resources.Select(resource => resource.FileKey).ToHashSet(StringComparer.Ordinal);
        return from line in check.LinesOf(message.MessageId)
            where line.FileKey is { } key && !listed.Contains(key) && line.Kind is not LarkResourceKind.Folder && !check.IsLastWord(line)
            let resource = line.ToResource()
            where resource is not null
            select (line, resource);
    }

    /// <param name="resource">What to bring.</param>
    /// <param name="isUnlisted">True when only an earlier run has seen it, and this one has not seen all that is inside its message.</param>
    private async Task AddAsync(LarkResource resource, bool isUnlisted)
    {
        var key = new ResourceKey(resource.MessageId, resource.FileKey);
        if (!selection.Wants(resource) || check.IsSettled(key) || IsThereAsTwin(resource) || !IsFirst(key))
        {
            return;
        }

        resource = export.Shown(resource);

        if (!resource.IsSupported)
        {
            Skipped(selection.IsDryRun ? null : export.SkipUnserved(resource), SkipText.NotServed);
        }
        else if (resource.Length > selection.MaximumSize)
        {
            Skipped(selection.IsDryRun ? null : export.SkipTooLarge(resource), SkipText.TooLarge);
        }
        else if (selection.IsDryRun)
        {
            var name = PortableFileName.Make(resource.Name, resource.FileKey, null);
            var entry = ManifestEntry.Of(resource) with { Length = resource.Length ?? manifest.Find(key)?.Length };
            events.TryWrite(new ExportEvent.WouldSave(entry, SavedBefore(key) ?? Path.Combine(folder.DirectoryOf(resource), name)));
        }
        else
        {
            if (breaker.Downloads.Refusal is { } refusal)
            {
                if (manifest.Find(key)?.Status is not ExportStatus.Failed)
                {
                    export.Fail(resource, refusal.Code, logId: null);
                }

                Failed(refusal, isKnown: true, breaker.Downloads);
                return;
            }

            var (turn, before) = (export.Enter(resource, work.Token), SavedBefore(key));
            await _places.WaitAsync(work.Token).ConfigureAwait(false);
            _ = DownloadAsync(resource, turn, before, isUnlisted);
        }
    }

    /// <summary>True where the file is there under the other id of a reply and its copy. In an archive each message has the files that it names.</summary>
    private bool IsThereAsTwin(LarkResource resource) => messages is null && resource.TwinMessageId is { } twin && check.IsSaved(new(twin, resource.FileKey))
        && manifest.Find(new(resource.MessageId, resource.FileKey)) is null;

    /// <summary>False for what this run has met already.</summary>
    private bool IsFirst(ResourceKey key) => _visited.Add(Fingerprint.Of(key.MessageId, key.FileKey));

    private string? SavedBefore(ResourceKey key) => manifest.Find(key) is { LastPath: { } path } ? folder.Resolve(path) : null;

    private async Task DownloadAsync(LarkResource resource, NameTurn turn, string? before, bool isUnlisted)
    {
        try
        {
            // Off the loop that reads the history.
            await Task.Yield();
            var (entry, failure) = await export.RunAsync(resource, turn, before, isUnlisted, work.Token).ConfigureAwait(false);
            if (entry.Status is ExportStatus.Saved)
            {
                breaker.Downloads.Succeeded();
                tally.FileSaved(entry.Length ?? 0);
                events.TryWrite(new ExportEvent.Saved(entry, folder.Resolve(entry.Path!)!));
            }
            else if (entry.Status is ExportStatus.Skipped)
            {
                breaker.Downloads.Answered();
                Skipped(entry, failure is null ? SkipText.TooLarge : SkipText.Refused(failure));
            }
            else
            {
                Failed(failure!, manifest.FailedBefore(new(resource.MessageId, resource.FileKey)), breaker.Downloads);
            }
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            // Recorded as nothing: the next run finds it where it is.
        }
        catch (LarkException e)
        {
            Failed(e, isKnown: false, breaker.Downloads);
            breaker.Trip(e);
        }
        catch (Exception e)
        {
            events.TryComplete(e);
            await work.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            turn.Dispose();
            _places.Release();
        }
    }

    private void Recalled(LarkMessage message)
    {
        var known = check.LinesOf(message.MessageId).ToList();
        if (known.Count > 0)
        {
            Gone(known, line => export.SkipRecalled(line), SkipText.Recalled);
        }
        else if (selection.Filter is null && ResourceExtractor.CanCarry(message.MessageType) && IsFirst(new(message.MessageId, null)))
        {
            Skipped(selection.IsDryRun ? null : export.SkipRecalled(message), SkipText.Recalled);
        }
    }

    private void CouldNotRead(string messageId, LarkException failure)
    {
        if (failure.Code is not null && failure.Disposition.HasFlag(Disposition.FinalForResource))
        {
            breaker.Messages.Answered();
            Refused(messageId, failure);
        }
        else
        {
            CouldNotReadNow(messageId, failure, breaker.Messages);
        }
    }

    /// <summary>A part of a message that could otherwise be read.</summary>
    private void CouldNotRead(string messageId, UnreadContent part)
    {
        if (part is not { Folder: { } folder, Failure: var failure } || !failure.Disposition.HasFlag(Disposition.FinalForResource))
        {
            CouldNotReadNow(messageId, part.Failure, part.Folder is null ? breaker.Messages : breaker.Folders);
        }
        else if (IsFirst(new(folder.MessageId, folder.FileKey)))
        {
            breaker.Folders.Answered();
            Skipped(selection.IsDryRun ? null : export.SkipRefused(ManifestEntry.Of(folder), failure), SkipText.Refused(failure));
        }
    }

    /// <summary>A message, or a part of one, that the next run reads again.</summary>
    private void CouldNotReadNow(string messageId, LarkException failure, ExportCircuitBreaker.Series series)
    {
        // However many of its parts are missing, it is one message; and one that failed before says nothing about all others.
        var isKnown = !_unread.Add(messageId) || _unreadBefore.Contains(messageId);
        Failed(failure, isKnown, series);
    }

    /// <summary>A message that cannot be read, and never will be: its content stays unknown.</summary>
    private void Refused(string messageId, LarkException failure)
    {
        var known = check.LinesOf(messageId).ToList();
        if (known.Count > 0)
        {
            Gone(known, line => export.SkipRefused(line, failure), SkipText.Refused(failure));
        }
        else if (IsFirst(new(messageId, null)))
        {
            Skipped(selection.IsDryRun ? null : export.SkipUnreadable(messageId, failure), SkipText.Refused(failure));
        }
    }

    /// <summary>What was to be downloaded again of a message that is gone. Files that are there stay.</summary>
    private void Gone(IEnumerable<ManifestEntry> lines, Func<ManifestEntry, ManifestEntry> record, Func<ManifestEntry, string> text)
    {
        foreach (var line in lines.Where(line => !check.IsSettled(line.Key) && selection.Wants(line) && selection.Covers(line.SentAt) && IsFirst(line.Key)))
        {
            Skipped(selection.IsDryRun ? null : record(line), text);
        }
    }

    /// <param name="entry">What was left out; null in a rehearsal.</param>
    /// <param name="text">Says so, and why.</param>
    private void Skipped(ManifestEntry? entry, Func<ManifestEntry, string> text)
    {
        if (entry is not null)
        {
            tally.Skipped(entry.Code);
            events.TryWrite(new ExportEvent.Skipped(entry, text(entry)));
        }
    }

    private void Failed(LarkException failure, bool isKnown, ExportCircuitBreaker.Series series)
    {
        if (series.Failed(failure, isKnown))
        {
            tally.Failed(failure);
            events.TryWrite(new ExportEvent.Failed(failure));
        }
    }
}
