using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Models;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Transfer;

/// <summary>The file that grows beside the target and takes its name with one rename, once length and hash are known.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly PartPaths _paths;
    private readonly JournalHead? _head;
    private readonly Cleanup _atEnd;
    private readonly long[] _done;
    private readonly uint[] _checksums;
    private readonly long[] _noted;
    private SafeFileHandle? _handle;
    private Journal? _journal;

    private PartFile(PartPaths paths, SafeFileHandle handle, JournalHead? head, JournalStep[] steps, Cleanup atEnd = Cleanup.Journal)
    {
        _atEnd = atEnd;
        _paths = paths;
        _handle = handle;
        _head = head;
        _done = new long[steps.Length];
        _checksums = new uint[steps.Length];
        for (var unit = 0; unit < steps.Length; unit++)
        {
            _done[unit] = steps[unit].Done;
            _checksums[unit] = steps[unit].Checksum;
        }

        _noted = (long[])_done.Clone();
    }

    public SafeFileHandle Handle => _handle ?? throw new ObjectDisposedException(nameof(PartFile));

    /// <summary>What an earlier run left for this resource and target; null when none of it can be used.</summary>
    public static ResumeState? FindResumeState(string target, ResourceId id)
    {
        var paths = PartPaths.For(target);
        var part = new FileInfo(paths.Part);
        return part.Exists ? Journal.Read(paths.Journal, id, part.Length) : null;
    }

    /// <summary>Opens the part file and keeps every other process out of it.</summary>
    /// <param name="target">The final path.</param>
    /// <param name="length">The length of the resource; null when the server does not say.</param>
    /// <param name="head">The head of the journal; null when a later run could not resume, and the journal only marks the part file as ours.</param>
    /// <param name="state">What an earlier run has written and this one keeps; null to start from nothing.</param>
    /// <param name="time">The time that the file gets before it is flushed; null when it is not flushed, or gets none.</param>
    /// <param name="first">The first bytes of the resource, as far as they are known: what holds no others is ours.</param>
    /// <exception cref="LarkException">ResourceBusy or WriteFailed; FileExists when a file of another origin has one of the names.</exception>
    /// <exception cref="RestartException">The earlier part file is gone or has changed.</exception>
    public static PartFile Open(string target, long? length, JournalHead? head, ResumeState? state, DateTimeOffset? time = null, ReadOnlyMemory<byte> first = default)
    {
        var paths = PartPaths.For(target);
        paths.RefuseSpecial();
        paths.RefuseSpecialTarget();
        return Opened(paths, () => state is null ? Begin(paths, length, head, time, first) : Resume(paths, state));
    }

    /// <summary>Writes a whole resource, and gives the file its final name at once.</summary>
    /// <remarks>It has no journal. What a kill leaves is known by its bytes: it has none but those of the resource.</remarks>
    /// <exception cref="LarkException">As <see cref="Open"/> and <see cref="Complete"/>.</exception>
    public static void Save(FileTarget target, ReadOnlyMemory<byte> bytes, DateTimeOffset? modifiedAt, bool isDurable)
    {
        var paths = PartPaths.For(target.Path);
        using var part = Opened(paths, () => BeginWhole(paths, bytes, isDurable ? modifiedAt : null));
        part.Complete(target, modifiedAt, isDurable);
    }

    /// <summary>How many bytes of a unit have been written.</summary>
    public long DoneOf(int unit) => Volatile.Read(ref _done[unit]);

    /// <summary>Writes bytes at their place, and records each complete unit in the journal.</summary>
    /// <remarks>The file system has no way to write without a waiting thread: an asynchronous call would only hand this block to another one.</remarks>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(Handle, bytes, offset);
            if (_head is not null)
            {
                Mark(offset, bytes);
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(_paths.Part, e, _paths.Target);
        }
    }

    /// <summary>Checks that the file still holds what the journal of the earlier run recorded.</summary>
    /// <exception cref="RestartException">The file or the journal has changed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var unit = 0; unit < _done.Length; unit++)
        {
            if (_done[unit] == 0)
            {
                continue;
            }

            if (FileHash.Checksum(Handle, (long)unit * TransferLimits.UnitSize, _done[unit], cancellationToken) != _checksums[unit])
            {
                throw new RestartException(LarkErrors.Localized("the part file has changed since an earlier run wrote it", "临时文件在上次运行之后被改动"), withoutRange: false);
            }

            await Task.Yield();
        }
    }

    /// <summary>Gives the file its final name and removes the journal.</summary>
    /// <exception cref="LarkException">FileExists when the target has appeared in the meantime; WriteFailed.</exception>
    public void Complete(FileTarget target, DateTimeOffset? modifiedAt, bool isDurable = false)
    {
        var overwrite = target.Overwrite;
        try
        {
            // Before the time, which it would change, and before the name, under which another program may open it at once.
            ZoneMark.Put(_paths.Part);
            if (modifiedAt is { } time)
            {
                File.SetLastWriteTimeUtc(Handle, time.UtcDateTime);
            }

            if (isDurable)
            {
                // With its time: by that a file without a line is known for one of an export.
                DiskFlush.File(Handle);
            }

            if (!PartLock.StillNames(_paths.Part, Handle))
            {
                // Renamed, it would be another file than the one whose hash is known. It is not ours to remove.
                Close(_atEnd);
                throw new IOException(LarkErrors.Localized($"'{_paths.Part}' was removed or replaced while it was being written.", $"'{_paths.Part}' 在写入期间被删除或替换。"));
            }

            _paths.RefuseSpecialTarget();
            var isThere = DiskEntry.Of(_paths.Target).Kind is not EntryKind.Nothing;
            overwrite |= isThere && target.IsOwn?.Invoke() is true;
            File.Move(_paths.Part, _paths.Target, overwrite);
            if (isDurable && isThere)
            {
                // A new name that is lost is missed, and fetched again. An old file that comes back, perhaps of the same length, is not.
                DiskFlush.Folder(Path.GetDirectoryName(_paths.Target)!);
            }
        }
        catch (IOException e) when (!overwrite && File.Exists(_paths.Target))
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, LarkErrors.Localized($"'{_paths.Target}' already exists.", $"'{_paths.Target}' 已存在。"), _paths.Target, e);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(_paths.Target, e);
        }

        Close(_atEnd);
    }

    /// <summary>Removes what was written, because it is known to be wrong.</summary>
    public void Discard() => Close(_atEnd | Cleanup.Part);

    /// <summary>Keeps what a later run can resume from, and removes the rest.</summary>
    public void Dispose()
    {
        if (_handle is null)
        {
            return;
        }

        if (_head is null || _done.All(done => done == 0) || !PartLock.StillNames(_paths.Part, _handle))
        {
            // A journal beside a file that another program has put there would have the next run take that for ours.
            Discard();
            return;
        }

        try
        {
            for (var unit = 0; unit < _done.Length; unit++)
            {
                if (_done[unit] > _noted[unit])
                {
                    Note(unit);
                }
            }
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            // No space for a line: what is not recorded is fetched again.
        }

        Close(Cleanup.None);
    }

    private static PartFile Opened(PartPaths paths, Func<PartFile> open)
    {
        try
        {
            return open();
        }
        catch (IOException e) when (PartLock.IsHeldByAnother(e))
        {
            throw LarkErrors.Local(ModuleErrors.ResourceBusy, LarkErrors.Localized($"Another download is writing to '{paths.Part}'.", $"另一个下载正在写入 '{paths.Part}'。"), paths.Target, e);
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.WriteFailed(paths.Target, e);
        }
    }

    private static PartFile BeginWhole(PartPaths paths, ReadOnlyMemory<byte> bytes, DateTimeOffset? time)
    {
        var isOldThere = false;
        SafeFileHandle handle;
        try
        {
            handle = PartLock.CreateFresh(paths.Part, 0, old =>
            {
                isOldThere = old is not null;
                PartOwnership.CheckPart(paths, old, bytes.Span, time);
            });
        }
        catch (IOException)
        {
            // A link or a pipe has the name: told as what it is.
            paths.RefuseSpecial();
            throw;
        }

        // The journal of an old part file goes with it.
        var part = new PartFile(paths, handle, null, [], isOldThere && PartOwnership.IsJournal(paths.Journal) ? Cleanup.Journal : Cleanup.None);
        try
        {
            RandomAccess.Write(handle, bytes.Span, 0);
            return part;
        }
        catch
        {
            part.Discard();
            throw;
        }
    }

    private static PartFile Begin(PartPaths paths, long? length, JournalHead? head, DateTimeOffset? time, ReadOnlyMemory<byte> first)
    {
        var room = length > TransferLimits.ReservationThreshold ? length.Value : 0;
        DiskSpace.Check(paths.Part, room);
        var handle = PartLock.CreateFresh(paths.Part, room, old => PartOwnership.Check(paths, old, first.Span, time));
        var part = new PartFile(paths, handle, head, new JournalStep[head is null ? 0 : ChunkLayout.Units.Count(head.Total)]);
        try
        {
            if (head is null)
            {
                Journal.Mark(paths.Journal);
            }
            else
            {
                // Reserved space does not count as length everywhere, and a journal describes a file of full length.
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

    private static PartFile Resume(PartPaths paths, ResumeState state)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = PartLock.OpenExisting(paths.Part);
            if (!state.IsSameAs(FindResumeState(paths.Target, state.Head.Id)))
            {
                // Another process had the file between our reading the journal and taking the lock.
                throw new RestartException(LarkErrors.Localized("another download has changed the part file", "另一个下载改动了临时文件"), withoutRange: false);
            }

            PartOwnership.CheckJournals(paths);
            var part = new PartFile(paths, handle, state.Head, state.Steps);
            part._journal = Journal.Create(paths.Journal, state.Head, state.Steps.Where(step => step.Done > 0));
            return part;
        }
        catch (FileNotFoundException)
        {
            throw new RestartException(LarkErrors.Localized("the part file is gone", "临时文件已不存在"), withoutRange: false);
        }
        catch
        {
            handle?.Dispose();
            throw;
        }
    }

    private void Mark(long from, ReadOnlySpan<byte> bytes)
    {
        for (var unit = (int)(from / TransferLimits.UnitSize); bytes.Length > 0; unit++)
        {
            var range = ChunkLayout.Units.Range(unit, _head!.Total);
            var mine = bytes[..(int)Math.Min(bytes.Length, range.To + 1 - from)];
            _checksums[unit] = Crc32C.Append(from == range.From ? 0 : _checksums[unit], mine);
            bytes = bytes[mine.Length..];
            from += mine.Length;
            Volatile.Write(ref _done[unit], from - range.From);
            if (_done[unit] == range.Length)
            {
                Note(unit);
            }
        }
    }

    private void Note(int unit)
    {
        if (_done[unit] > _noted[unit])
        {
            _noted[unit] = _done[unit];
            _journal!.Note(new(unit, _done[unit], _checksums[unit]));
        }
    }

    private void Close(Cleanup cleanup)
    {
        if (_handle is null)
        {
            return;
        }

        // Another program may have put files of its own there.
        if (cleanup.HasFlag(Cleanup.Part) && !PartLock.StillNames(_paths.Part, _handle))
        {
            cleanup &= ~Cleanup.Part;
        }

        if (cleanup.HasFlag(Cleanup.Journal) && !IsJournalOurs())
        {
            cleanup &= ~Cleanup.Journal;
        }

        // Removed while the lock is held: afterwards the names may belong to another process.
        _journal?.Dispose();
        _paths.Remove(cleanup);
        _handle.Dispose();
        _handle = null;
    }

    private bool IsJournalOurs() => _journal is { } open ? open.StillHas(_paths.Journal) : PartOwnership.IsJournal(_paths.Journal);
}
