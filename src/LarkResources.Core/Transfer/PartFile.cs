using Microsoft.Win32.SafeHandles;

namespace LarkResources;

/// <summary>The file that grows beside the target, and becomes the target by one rename when everything is known to be right.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly PartPaths _paths;
    private readonly JournalHead? _head;
    private readonly long[] _done;
    private readonly long[] _noted;
    private SafeFileHandle? _handle;
    private Journal? _journal;

    private PartFile(PartPaths paths, SafeFileHandle handle, JournalHead? head, long[]? done)
    {
        _paths = paths;
        _handle = handle;
        _head = head;
        _done = done ?? new long[head is null ? 0 : Parts.Count(head.Total)];
        _noted = (long[])_done.Clone();
    }

    public SafeFileHandle Handle => _handle ?? throw new ObjectDisposedException(nameof(PartFile));

    /// <summary>What an earlier run left for this resource and target; null when nothing of it can be used.</summary>
    public static (JournalHead Head, long[] Done)? Leftover(string target, ResourceId id)
    {
        var paths = PartPaths.For(target);
        return File.Exists(paths.Part) && Journal.Read(paths.Journal, id) is { } found && new FileInfo(paths.Part).Length == found.Head.Total ? found : null;
    }

    /// <summary>Opens the part file and keeps every other process out of it.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="length">The length of the resource; null when the server does not say.</param>
    /// <param name="head">What the journal is to say; null when a later run could not go on.</param>
    /// <param name="done">What is there already, by part; null to start from nothing.</param>
    /// <exception cref="LarkException">ResourceBusy or WriteFailed.</exception>
    public static PartFile Open(string target, long? length, JournalHead? head, long[]? done)
    {
        var paths = PartPaths.For(target);
        paths.RefuseLinks();
        try
        {
            var handle = File.OpenHandle(
                paths.Part,
                done is null ? FileMode.Create : FileMode.Open,
                FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, // Windows renames an open file only if it is shared for deletion; elsewhere only None takes the exclusive lock.
                FileOptions.Asynchronous,
                preallocationSize: done is null && length > TransferLimits.BufferLength ? length.Value : 0);
            var part = new PartFile(paths, handle, head, done);
            part.BeginJournal();
            return part;
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            throw LarkErrors.Local(ModuleErrors.ResourceBusy, $"Another download is writing to '{paths.Part}'.", target, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LarkErrors.Local(ModuleErrors.WriteFailed, $"'{target}' cannot be written: {e.Message}", target, e);
        }
    }

    /// <summary>The bytes of a part that are there.</summary>
    public long DoneOf(int part) => Volatile.Read(ref _done[part]);

    /// <summary>Writes bytes at their place, and from time to time notes how far the part has come.</summary>
    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(Handle, bytes, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw LarkErrors.Local(ModuleErrors.WriteFailed, $"'{_paths.Part}' cannot be written: {e.Message}", _paths.Target, e);
        }

        if (_head is null)
        {
            return;
        }

        var part = (int)(offset / TransferLimits.PartLength);
        var range = Parts.Range(part, _head.Total);
        Volatile.Write(ref _done[part], offset + bytes.Length - range.From);
        if (_done[part] - _noted[part] >= TransferLimits.JournalStep || _done[part] == range.Length)
        {
            Note(part);
        }
    }

    /// <summary>Gives the file its final name. From here on nothing of the download is left but the file.</summary>
    /// <exception cref="LarkException">FileExists when somebody made the target meanwhile; WriteFailed.</exception>
    public void Complete(bool overwrite, DateTimeOffset? modifiedAt)
    {
        try
        {
            if (modifiedAt is { } time)
            {
                File.SetLastWriteTimeUtc(Handle, time.UtcDateTime);
            }

            File.Move(_paths.Part, _paths.Target, overwrite);
        }
        catch (IOException e) when (!overwrite && File.Exists(_paths.Target))
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, $"'{_paths.Target}' exists already.", _paths.Target, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LarkErrors.Local(ModuleErrors.WriteFailed, $"'{_paths.Target}' cannot be written: {e.Message}", _paths.Target, e);
        }

        _journal?.Dispose();
        File.Delete(_paths.Journal);
        _handle!.Dispose();
        _handle = null;
    }

    /// <summary>Takes away what was written: it is known to be wrong.</summary>
    public void Discard()
    {
        if (_handle is not null)
        {
            Remove();
        }
    }

    /// <summary>Keeps what a later run can go on from, and removes the rest.</summary>
    public void Dispose()
    {
        if (_handle is null)
        {
            return;
        }

        if (_head is null || _done.All(done => done == 0))
        {
            Remove();
            return;
        }

        for (var part = 0; part < _done.Length; part++)
        {
            if (_done[part] > _noted[part])
            {
                Note(part);
            }
        }

        _journal!.Dispose();
        _handle.Dispose();
        _handle = null;
    }

    private static bool IsHeldByAnother(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;

    private void BeginJournal()
    {
        if (_head is null)
        {
            File.Delete(_paths.Journal);
        }
        else
        {
            _journal = Journal.Create(_paths.Journal, _head, _done.Select((done, part) => (part, done)).Where(step => step.done > 0));
        }
    }

    private void Note(int part)
    {
        _noted[part] = _done[part];
        _journal!.Note(part, _done[part]);
    }

    private void Remove()
    {
        _journal?.Dispose();
        File.Delete(_paths.Part);
        File.Delete(_paths.Journal);
        _handle!.Dispose();
        _handle = null;
    }
}
