using LarkResources.Errors;
using LarkResources.Files;

namespace LarkResources.Export;

/// <summary>The folder of one chat while an export works in it, and keeps others out.</summary>
internal sealed class ExportWorkspace : IDisposable
{
    private readonly FolderLock? _lock;
    private readonly bool _isNew;

    private ExportWorkspace(string path, ArchiveTimeZone zone, FolderLock? held, Manifest manifest, MessageArchive? messages, ExportCheckpoint state, bool isNew)
    {
        Folder = new(path, zone.Zone) { IsInPlace = () => held?.IsInPlace is not false };
        Zone = zone;
        _lock = held;
        Manifest = manifest;
        Messages = messages;
        HasLostLines = manifest.Count < state.Resources;
        State = HasLostLines ? state.WithoutHistory() : messages?.Count < state.Messages ? state.WithoutMessages() : state;
        _isNew = isNew;
    }

    public ChatFolder Folder { get; }

    /// <summary>By whose days the files are filed.</summary>
    public ArchiveTimeZone Zone { get; }

    public Manifest Manifest { get; }

    /// <summary>What was said; null where it is not wanted.</summary>
    public MessageArchive? Messages { get; }

    /// <summary>True when the manifest lists fewer resources than after an earlier run.</summary>
    public bool HasLostLines { get; }

    /// <summary>What earlier runs left, with what this one knows of the chat.</summary>
    public ExportCheckpoint State { get; private set; }

    /// <param name="path">The folder of the chat.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="chatName">Its name, or its id.</param>
    /// <param name="withMessages">True to keep what was said too.</param>
    /// <param name="isDryRun">True to make and change nothing.</param>
    /// <param name="cancellationToken">Stops the reading of what is there.</param>
    /// <exception cref="LarkException">ResourceBusy, WriteFailed, UnreadableFile or UnreadableManifest.</exception>
    public static ExportWorkspace Open(string path, string chatId, string chatName, bool withMessages, bool isDryRun, CancellationToken cancellationToken)
    {
        RefuseLink(path);
        var isNew = !Directory.Exists(path);
        if (isDryRun)
        {
            var (zone, state) = Of(path, chatId, chatName);
            return new(path, zone, null, Manifest.Load(ManifestIn(path), cancellationToken: cancellationToken), null, state, isNew: false);
        }

        Make(path);
        var held = FolderLock.Take(path);
        Manifest? manifest = null;
        MessageArchive? messages = null;
        try
        {
            // Read while no other run can be writing it.
            var (zone, state) = Of(path, chatId, chatName);
            manifest = Manifest.Open(ManifestIn(path), cancellationToken: cancellationToken);
            messages = withMessages ? MessageArchive.Open(Path.Combine(path, MessageArchive.FileName), cancellationToken) : null;
            var site = new ExportWorkspace(path, zone, held, manifest, messages, state, isNew);

            // From the first file on it must be known by whose days they are filed.
            site.State.Write(path);
            return site;
        }
        catch
        {
            messages?.Dispose();
            manifest?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Writes the checkpoint, with what the manifest and the archive hold now.</summary>
    public void Complete(ExportCheckpoint state)
    {
        State = state with { Resources = Manifest.Count, Messages = Messages?.Count ?? state.Messages };
        if (_lock is not null)
        {
            RefuseMoved();

            // A loss of power must not leave the note without the lines it refers to.
            Manifest.Flush();
            Messages?.Flush();
            State.Write(Folder.Path);
        }
    }

    public void Dispose()
    {
        // A new chat of which nothing was read or noted leaves nothing behind. What another program has put there meanwhile stays.
        var isUnused = _isNew && _lock?.IsInPlace is true && State is { App: null or { IsEmpty: true }, User: null or { IsEmpty: true } } && Manifest.Count == 0 && Messages is not { Count: > 0 };
        List<string> ours = [];
        if (isUnused)
        {
            ours.AddRange(Manifest.IsEmptyInPlace ? [Folder.Manifest] : []);
            ours.AddRange(Messages?.IsEmptyInPlace is true ? [Path.Combine(Folder.Path, MessageArchive.FileName)] : []);
            ours.AddRange(State.IsIn(Folder.Path) ? [Path.Combine(Folder.Path, ExportCheckpoint.FileName)] : []);
        }

        Messages?.Dispose();
        Manifest.Dispose();
        Remove(ours);
        _lock?.Dispose();
        if (isUnused)
        {
            RemoveFolder();
        }
    }

    /// <summary>What was moved away and has another thing in its place now is not written to: that is not ours.</summary>
    /// <exception cref="LarkException">WriteFailed.</exception>
    public void RefuseMoved()
    {
        var moved = _lock is null ? null : !_lock.IsInPlace ? Folder.Path : !Manifest.IsInPlace ? Folder.Manifest : Messages?.IsInPlace is false ? Path.Combine(Folder.Path, MessageArchive.FileName) : null;
        if (moved is not null)
        {
            throw LarkErrors.WriteFailed(moved, new IOException(LarkErrors.Localized("it was moved, removed or replaced during the export.", "它在导出期间被移动、删除或替换。")));
        }
    }

    private static (ArchiveTimeZone Zone, ExportCheckpoint State) Of(string path, string chatId, string chatName)
    {
        var state = ExportCheckpoint.Read(path);
        if (state.ChatId is { } other && other != chatId)
        {
            // The folder, or the state in it, was taken from another chat: what was read of that one says nothing of this.
            state = new() { TimeZone = state.TimeZone, IsDamaged = true };
        }

        var zone = ArchiveTimeZone.Of(state.TimeZone, TimeZoneInfo.Local);
        return (zone, state with { ChatId = chatId, ChatName = chatName == chatId ? state.ChatName : chatName, TimeZone = zone.Id });
    }

    private static string ManifestIn(string path) => Path.Combine(path, Manifest.FileName);

    /// <summary>The destination is where the user says it is; what stands in it can have been put there by others.</summary>
    private static void RefuseLink(string path)
    {
        try
        {
            PlainFile.RefuseLinkedFolder(path);
        }
        catch (NotPlainFileException e)
        {
            throw LarkErrors.WriteFailed(path, e);
        }
    }

    private static void Make(string path)
    {
        try
        {
            try
            {
                Directory.CreateDirectory(path);
            }
            catch (DirectoryNotFoundException)
            {
                // Another export, which ended with nothing, has just taken the folder above it away.
                Directory.CreateDirectory(path);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.FolderFailed(path, e);
        }
    }

    private static void Remove(List<string> files)
    {
        try
        {
            files.ForEach(File.Delete);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // Empty files do no harm.
        }
    }

    private void RemoveFolder()
    {
        try
        {
            Directory.Delete(Folder.Path);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // Something was put into it.
        }
    }
}
