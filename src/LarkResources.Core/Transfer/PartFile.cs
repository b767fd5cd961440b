using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Models;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Transfer;

/// <summary>The file that grows beside the target, and becomes the target by one rename when everything is known to be right.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly PartPaths _paths;
    private readonly JournalHead? _head;
    private readonly long[] _done;
    private readonly uint[] _checksums;
    private readonly long[] _noted;
    private SafeFileHandle? _handle;
    private Journal? _journal;

    private PartFile(PartPaths paths, SafeFileHandle handle, JournalHead? head, JournalStep[] steps)
    {
        _paths = paths;
        _handle = handle;
        _head = head;
        _done = [.. steps.Select(step => step.Done)];
        _checksums = [.. steps.Select(step => step.Checksum)];
        _noted = (long[])_done.Clone();
    }

    public SafeFileHandle Handle => _handle ?? throw new ObjectDisposedException(nameof(PartFile));

    /// <summary>What an earlier run left for this resource and target; null when nothing of it can be used.</summary>
    public static Leftover? Leftover(string target, ResourceId id)
    {
        var paths = PartPaths.For(target);
        var part = new FileInfo(paths.Part);
        return part.Exists ? Journal.Read(paths.Journal, id, part.Length) : null;
    }

    /// <summary>Opens the part file and keeps every other process out of it.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="length">The length of the resource; null when the server does not say.</param>
    /// <param name="head">What the journal is to say; null when a later run could not go on, and it only shows whose the part file is.</param>
    /// <param name="leftover">What is there already and to be kept; null to start from nothing.</param>
    /// <exception cref="LarkException">ResourceBusy or WriteFailed; FileExists when somebody else's file has one of the names.</exception>
    /// <exception cref="RestartException">What was there is not there any more.</exception>
    public static PartFile Open(string target, long? length, JournalHead? head, Leftover? leftover)
    {
        var paths = PartPaths.For(target);
        paths.RefuseLinks();
        try
        {
            return leftover is null ? Begin(paths, length, head) : GoOn(paths, leftover);
        }
        catch (IOException e) when (PartLock.IsHeldByAnother(e))
        {
            throw LarkErrors.Local(ModuleErrors.ResourceBusy, $"Another download is writing to '{paths.Part}'.", target, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw paths.WriteFailed(target, e);
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
            if (_head is not null)
            {
                Mark(offset, bytes.Span);
            }
        }
        catch (IOException e)
        {
            throw _paths.WriteFailed(_paths.Part, e);
        }
    }

    /// <summary>Makes sure that what an earlier run has noted is still what the file holds.</summary>
    /// <exception cref="RestartException">Something has changed it meanwhile, or the journal.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var part = 0; part < _done.Length; part++)
        {
            if (await FileHash.ChecksumAsync(Handle, (long)part * TransferLimits.PartLength, _done[part], cancellationToken).ConfigureAwait(false) != _checksums[part])
            {
                throw new RestartException("the part that was there is not what an earlier run has written", withoutRange: false);
            }
        }
    }

    /// <summary>Gives the file its final name. From here on nothing of the download is left but the file.</summary>
    /// <exception cref="LarkException">FileExists when somebody made the target meanwhile; WriteFailed.</exception>
    public void Complete(bool overwrite, DateTimeOffset? modifiedAt, bool isDurable = false)
    {
        try
        {
            if (isDurable)
            {
                RandomAccess.FlushToDisk(Handle);
            }

            if (modifiedAt is { } time)
            {
                File.SetLastWriteTimeUtc(Handle, time.UtcDateTime);
            }

            if (!PartLock.StillNames(_paths.Part, Handle))
            {
                // Renamed, it would be another file than the one whose hash is known. It is not ours to remove.
                Close(PartPaths.Removal.OfJournal);
                throw new IOException($"'{_paths.Part}' was taken away or replaced while it was being written");
            }

            File.Move(_paths.Part, _paths.Target, overwrite);
        }
        catch (IOException e) when (!overwrite && File.Exists(_paths.Target))
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, $"'{_paths.Target}' exists already.", _paths.Target, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _paths.WriteFailed(_paths.Target, e);
        }

        Close(PartPaths.Removal.OfJournal);
    }

    /// <summary>Takes away what was written: it is known to be wrong.</summary>
    public void Discard() => Close(PartPaths.Removal.OfBoth);

    /// <summary>Keeps what a later run can go on from, and removes the rest.</summary>
    public void Dispose()
    {
        if (_handle is null)
        {
            return;
        }

        if (_head is null || _done.All(done => done == 0))
        {
            Discard();
            return;
        }

        try
        {
            for (var part = 0; part < _done.Length; part++)
            {
                if (_done[part] > _noted[part])
                {
                    Note(part);
                }
            }
        }
        catch (IOException)
        {
            // No room for a line: what is not noted is fetched again.
        }

        Close(PartPaths.Removal.OfNothing);
    }

    private static PartFile Begin(PartPaths paths, long? length, JournalHead? head)
    {
        var room = length > TransferLimits.BufferLength ? length.Value : 0;
        FreeRoom.Check(paths.Part, room);
        var handle = PartLock.CreateFresh(paths.Part, room, old => PartOwnership.Check(paths, old));
        var part = new PartFile(paths, handle, head, new JournalStep[head is null ? 0 : Parts.Count(head.Total)]);
        try
        {
            if (head is null)
            {
                Journal.Mark(paths.Journal);
            }
            else
            {
                // The reservation of room does not count as length everywhere, and a journal speaks of a file of full length.
                RandomAccess.SetLength(handle, head.Total);
                part._journal = Journal.Create(paths.Journal, head, []);
            }

            return part;
        }
        catch
        {
            part.Discard();
            throw;
        }
    }

    private static PartFile GoOn(PartPaths paths, Leftover leftover)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = PartLock.OpenExisting(paths.Part);
            if (!leftover.IsSameAs(Leftover(paths.Target, leftover.Head.Id)))
            {
                // Between reading the journal and taking the lock another process had its turn.
                throw new RestartException("another download has changed the part that was there", withoutRange: false);
            }

            var part = new PartFile(paths, handle, leftover.Head, leftover.Steps);
            part._journal = Journal.Create(paths.Journal, leftover.Head, leftover.Steps.Where(step => step.Done > 0));
            return part;
        }
        catch (FileNotFoundException)
        {
            throw new RestartException("the part that was there is gone", withoutRange: false);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    private void Mark(long from, ReadOnlySpan<byte> bytes)
    {
        // After a part that the server shortened, one write may reach over the border of two.
        for (var part = (int)(from / TransferLimits.PartLength); bytes.Length > 0; part++)
        {
            var range = Parts.Range(part, _head!.Total);
            var mine = bytes[..(int)Math.Min(bytes.Length, range.To + 1 - from)];
            bytes = bytes[mine.Length..];
            from += mine.Length;
            _checksums[part] = Crc32C.Append(_checksums[part], mine);
            Volatile.Write(ref _done[part], from - range.From);
            if (_done[part] - _noted[part] >= TransferLimits.JournalStep || _done[part] == range.Length)
            {
                Note(part);
            }
        }
    }

    private void Note(int part)
    {
        if (_done[part] > _noted[part])
        {
            _noted[part] = _done[part];
            _journal!.Note(new(part, _done[part], _checksums[part]));
        }
    }

    private void Close(PartPaths.Removal removal)
    {
        if (_handle is null)
        {
            return;
        }

        // Removed while the lock is held: afterwards the names may belong to another process.
        _journal?.Dispose();
        _paths.Remove(removal);
        _handle.Dispose();
        _handle = null;
    }
}
