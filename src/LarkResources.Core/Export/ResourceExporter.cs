using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Naming;
using LarkResources.Text;
using LarkResources.Transfer;

namespace LarkResources.Export;

/// <summary>Gets one resource into the folder of its chat and into the manifest.</summary>
/// <param name="client">Downloads.</param>
/// <param name="maximumRetryCount">How often a download may begin again.</param>
/// <param name="folder">Where it goes.</param>
/// <param name="manifest">What is known, and is to be known.</param>
/// <param name="maximumSize">Larger ones are left out; null for none.</param>
/// <param name="replacesEdited">True to replace also what a person has changed.</param>
/// <param name="board">Shows what is on its way.</param>
internal sealed class ResourceExporter(
    LarkClient client, int maximumRetryCount, ChatFolder folder, Manifest manifest, long? maximumSize, bool replacesEdited, ActiveTransfers board)
{
    /// <summary>As whom it asks.</summary>
    public RefusedTo Identity => client.IsOfUser ? RefusedTo.User : RefusedTo.App;

    /// <summary>The resource as files and lines may show it: what a server has put in a name may be what was sent to it.</summary>
    public LarkResource Shown(LarkResource resource) => Shown(resource.Name) == resource.Name && Shown(resource.Folder) == resource.Folder
        ? resource
        : resource with { Name = Shown(resource.Name), Folder = Shown(resource.Folder) };

    /// <summary>A turn to get a name. Called in the order of the history.</summary>
    public NameTurn Enter(LarkResource resource, CancellationToken stop) =>
        folder.Names(resource).Enter(new(resource.MessageId, resource.FileKey, resource.Type), ResourceFileName.Known(resource.Name), stop);

    /// <summary>Downloads.</summary>
    /// <param name="resource">What.</param>
    /// <param name="turn">Its turn to get a name.</param>
    /// <param name="before">Where an earlier run saved it; null when none did.</param>
    /// <param name="isUnlisted">True when it may be served under the id of a message inside that was not listed this time.</param>
    /// <param name="cancellationToken">Stops within one read.</param>
    /// <returns>What the manifest says of it now.</returns>
    /// <exception cref="LarkException">WriteFailed when the manifest cannot be written; the failures of the download are recorded and come with the entry.</exception>
    public async Task<(ManifestEntry Entry, LarkException? Failure)> RunAsync(
        LarkResource resource, NameTurn turn, string? before, bool isUnlisted, CancellationToken cancellationToken)
    {
        var request = TransferRequest.Implied(resource) with { IsDurable = true, MaximumSize = maximumSize };
        var source = new ResourceSource(client, request, maximumRetryCount);
        var meter = board.Begin(request.ShownName);
        var path = before;
        try
        {
            var result = await new FileDownload(source, request, meter).RunAsync(TargetAsync, before, cancellationToken).ConfigureAwait(false);
            var entry = Record(ManifestEntry.Of(resource) with
            {
                Path = folder.Relative(path!),
                Length = result.Length,
                Sha256 = result.Sha256,
                ContentType = result.ContentType,
                Status = ExportStatus.Saved,
            });
            board.Saved(meter);
            return (entry, null);
        }
        catch (TooLargeException e)
        {
            return (Record(ManifestEntry.Of(resource) with { Length = e.Length, Status = ExportStatus.Skipped, RefusedTo = RefusedToOther(resource) }), null);
        }
        catch (LarkException e) when (e.ErrorId != ModuleErrors.NotConnected)
        {
            var isLastWord = !(isUnlisted && e.Disposition.HasFlag(Disposition.TryOtherId));
            var status = isLastWord && e.Disposition.HasFlag(Disposition.FinalForResource) ? ExportStatus.Skipped : ExportStatus.Failed;
            return (status is ExportStatus.Skipped ? SkipRefused(ManifestEntry.Of(resource), e) : Fail(resource, e.Code, e.LogId), e);
        }
        finally
        {
            board.End(meter);
        }

        async Task<FileTarget> TargetAsync(string name)
        {
            if (before is null || (!replacesEdited && IsSomebodyElses(before)))
            {
                // Also where it was changed a moment ago, or where a line claims a file that was never ours.
                path = await PlaceAsync(name, resource, turn).ConfigureAwait(false);
            }

            // A day whose folder was deleted gets a new one.
            folder.MakeFolderOf(path!);

            return new(path!, Overwrite: false) { IsOwn = () => (replacesEdited && path == before) || !IsSomebodyElses(path!) };
        }

        bool IsSomebodyElses(string file) => SavedFile.IsSomebodyElses(file, resource.SentAt, file == before ? manifest.Find(new(resource.MessageId, resource.FileKey))?.SavedAt : null);
    }

    /// <summary>Records what a later run has to try again.</summary>
    public ManifestEntry Fail(LarkResource resource, int? code, string? logId) =>
        Record(ManifestEntry.Of(resource) with { Status = ExportStatus.Failed, Code = code, LogId = logId, RefusedTo = RefusedToOther(resource) });

    /// <summary>Records what the platform serves to no one, so that it is not even asked for.</summary>
    public ManifestEntry SkipUnserved(LarkResource resource) =>
        Record(ManifestEntry.Of(resource) with { Status = ExportStatus.Skipped, Code = ApiCodes.UnsupportedMessageType });

    /// <summary>Records what is not asked for because it is larger than was wanted.</summary>
    public ManifestEntry SkipTooLarge(LarkResource resource) => Record(ManifestEntry.Of(resource) with { Status = ExportStatus.Skipped, RefusedTo = manifest.Find(new(resource.MessageId, resource.FileKey))?.RefusedTo });

    /// <summary>Records a recalled message of which nothing is known.</summary>
    public ManifestEntry SkipRecalled(LarkMessage message) => Record(new()
    {
        MessageId = message.MessageId,
        ChatId = message.ChatId,
        ThreadId = message.ThreadId,
        SenderId = message.SenderId,
        SenderName = message.SenderName,
        Link = message.Link,
        SentAt = message.CreateTime?.ToUniversalTime(),
        Status = ExportStatus.Skipped,
        Code = ApiCodes.MessageDeleted,
    });

    /// <summary>Records that the message of a resource was recalled.</summary>
    public ManifestEntry SkipRecalled(ManifestEntry entry) => Record(entry.WithoutFile(ExportStatus.Skipped) with { Code = ApiCodes.MessageDeleted, LogId = null, RefusedTo = null });

    /// <summary>Records a message that cannot be read for good.</summary>
    /// <remarks>It is not said to whom: the line stays when the other one of app and user can read the message, which that one finds in its own history.</remarks>
    public ManifestEntry SkipUnreadable(string messageId, LarkException failure) =>
        Record(new() { MessageId = messageId, Status = ExportStatus.Skipped, Code = failure.Code, LogId = failure.LogId });

    /// <summary>Records a resource that is refused for good.</summary>
    public ManifestEntry SkipRefused(ManifestEntry entry, LarkException failure)
    {
        var before = manifest.Find(entry.Key);
        return Record(entry.WithoutFile(ExportStatus.Skipped) with
        {
            Code = failure.Code,
            LogId = failure.LogId,
            Length = entry.Length ?? before?.Length,
            RefusedTo = entry.FileKey is null ? null : (before?.RefusedTo ?? 0) | Identity,
        });
    }

    /// <summary>To whom it stays refused when this identity was not refused it.</summary>
    private RefusedTo? RefusedToOther(LarkResource resource) => ((manifest.Find(new(resource.MessageId, resource.FileKey))?.RefusedTo ?? 0) & ~Identity) is not 0 and var other ? other : null;

    private ManifestEntry Record(ManifestEntry entry)
    {
        if (entry.Path is null && IsEdited(entry.Key))
        {
            // What -Force could not replace stays what it was: the file of a person, in the place of one that was saved.
            return entry;
        }

        entry = entry with { SavedAt = DateTimeOffset.UtcNow, Name = Shown(entry.Name), Folder = Shown(entry.Folder) };
        manifest.Append(entry);
        return entry;
    }

    private bool IsEdited(ResourceKey key) => manifest.Find(key) is { Status: ExportStatus.Saved, Path: { } path } saved && folder.Resolve(path) is { } full
        && SavedFile.IsSomebodyElses(full, saved.SentAt, saved.SavedAt);

    private string? Shown(string? name) => name is null ? null : client.Secrets.Strike(name, SentSecrets.HiddenInName);

    private async Task<string> PlaceAsync(string name, LarkResource resource, NameTurn turn)
    {
        // A file that has a name but no line yet was left by a kill: then it has the time of its message. Any other is not ours.
        name = await turn.ReserveAsync(name).ConfigureAwait(false);
        var directory = folder.DirectoryOf(resource);
        var free = IsTaken(name) ? folder.Names(resource).ReserveOther(name, new(resource.MessageId, resource.FileKey, resource.Type), IsTaken) : name;
        var path = System.IO.Path.Combine(directory, free ?? name);
        return free is null
            ? throw LarkErrors.ForeignFile(LarkErrors.Localized($"'{path}' already exists, and is not from this export.", $"'{path}' 已存在，且不是本次导出产生的。"), path)
            : path;

        bool IsTaken(string candidate) => SavedFile.IsSomebodyElses(System.IO.Path.Combine(directory, candidate), resource.SentAt, savedAt: null);
    }
}
