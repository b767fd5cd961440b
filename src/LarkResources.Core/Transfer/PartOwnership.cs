using System.IO.Enumeration;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Models;
using LarkResources.Naming;
using Microsoft.Win32.SafeHandles;

namespace LarkResources.Transfer;

/// <summary>Tells what this module left beside a target from files of another origin, which have to stay.</summary>
/// <remarks>
/// A part file that grows has a journal beside it, also one that no later run can go on from: after a kill the journal is what shows whose the
/// part is. What fits into one buffer has none, since a file made and removed for each small one costs a tenth of a millisecond, and
/// more where many files were deleted before. It is known by its bytes: a file that has none but those of the resource can be replaced without loss.
/// Between making the part and its journal a kill leaves zeros only, and a file of nothing but zeros can be removed without loss.
/// A power cut keeps the name of the journal and not its content, since it is not flushed, whereas the part of an export is: so an empty journal, or
/// one of zeros, shows whose the part is too. A flush of each journal would cost as much as that of the part, and no other program makes an empty file of that name.
/// Some systems keep not even the name (Btrfs keeps that of the flushed file alone): then the part of an export has the time of its message, as every file of an export.
/// </remarks>
internal static class PartOwnership
{
    /// <summary>Refuses to go on where a file would have to be replaced that cannot be shown to be ours.</summary>
    /// <param name="paths">The names that the download needs.</param>
    /// <param name="old">The part file that is there already; null when there was none.</param>
    /// <param name="first">The first bytes of the resource, as far as they are known.</param>
    /// <param name="time">The time with which an earlier run has flushed it; null when none flushes.</param>
    /// <exception cref="LarkException">FileExists.</exception>
    public static void Check(PartPaths paths, SafeFileHandle? old, ReadOnlySpan<byte> first, DateTimeOffset? time)
    {
        CheckPart(paths, old, first, time);
        CheckJournals(paths);
    }

    /// <summary>The same for the journal and the one that takes its place.</summary>
    /// <exception cref="LarkException">FileExists.</exception>
    public static void CheckJournals(PartPaths paths)
    {
        foreach (var path in (ReadOnlySpan<string>)[paths.Journal, paths.Journal + TemporarySuffix.Fresh])
        {
            // A link is taken away and not followed: what it leads to stays.
            if (IsFile(path) && !IsJournal(path))
            {
                throw Foreign(paths, path);
            }
        }
    }

    /// <summary>Refuses to replace a part file that cannot be shown to be ours.</summary>
    /// <param name="paths">The names that the download needs.</param>
    /// <param name="old">The part file that is there already; null when there was none.</param>
    /// <param name="bytes">What will be written: nothing is lost of a file that has no other bytes.</param>
    /// <param name="time">The time with which an earlier run has flushed it; null when none flushes.</param>
    /// <exception cref="LarkException">FileExists.</exception>
    public static void CheckPart(PartPaths paths, SafeFileHandle? old, ReadOnlySpan<byte> bytes, DateTimeOffset? time)
    {
        var hasTime = old is not null && time is { } given && FileClock.IsSame(File.GetLastWriteTimeUtc(old), given);
        if (old is not null && !IsJournal(paths.Journal) && !(hasTime && !File.Exists(paths.Journal)) && !HoldsNothing(old) && !IsOf(bytes, old))
        {
            throw Foreign(paths, paths.Part);
        }
    }

    /// <summary>Removes what kills have left in a folder; what is not ours, or is being written to, stays.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isAwaited">True for a resource that a later run resumes.</param>
    /// <param name="isOfSettled">True for the name and the time of a resource that is not awaited: a part without a journal is known by them.</param>
    public static void RemoveLeftovers(string folder, Func<ResourceId, bool> isAwaited, Func<string, DateTimeOffset, bool> isOfSettled)
    {
        // The folder of a day can hold a hundred thousand files, of which none is left over.
        var candidates = new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), new() { AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => PartPaths.IsOne(entry.FileName) && !entry.IsDirectory,
        };
        foreach (var paths in candidates.Select(PartPaths.Around).OfType<PartPaths>().Distinct().ToList())
        {
            try
            {
                using var held = File.Exists(paths.Part) ? PartLock.OpenExisting(paths.Part) : null;
                if (Journal.ResourceOf(paths.Journal) is { } id && isAwaited(id))
                {
                    continue;
                }

                paths.RefuseSpecial();
                DateTimeOffset? time = held is null ? null : File.GetLastWriteTimeUtc(held);
                Check(paths, held, [], time is { } flushedWith && isOfSettled(Path.GetFileName(paths.Target), flushedWith) ? flushedWith : null);
                paths.Remove(Cleanup.All);
                File.Delete(paths.Journal + TemporarySuffix.Fresh);
            }
            catch (Exception e) when (FileFault.Is(e) || e is LarkException)
            {
                // It is in use, or of another origin.
            }
        }
    }

    private static LarkException Foreign(PartPaths paths, string path) => LarkErrors.Local(
        ModuleErrors.FileExists, LarkErrors.Localized($"'{path}' already exists and is not from a download of this module; '{paths.Target}' cannot be written while it is there.", $"'{path}' 已存在且不是本模块下载产生的；它存在时无法写入 '{paths.Target}'。"), path,
        recommendation: LarkErrors.Localized("Move that file away, or save under another name.", "请将该文件移到别处，或换一个名称保存。"));

    /// <summary>True for a journal of this module, or what a power cut left of one.</summary>
    public static bool IsJournal(string path) => Journal.IsOurs(path) || (IsFile(path) && HoldsNothing(path));

    private static bool IsFile(string path) => File.Exists(path) && new FileInfo(path).LinkTarget is null;

    private static bool HoldsNothing(string path)
    {
        using var file = PlainFile.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return HoldsNothing(file);
    }

    private static bool HoldsNothing(SafeFileHandle file)
    {
        var buffer = new byte[TransferLimits.BufferLength];
        for (var at = 0L; RandomAccess.Read(file, buffer, at) is > 0 and var count; at += count)
        {
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a file with no byte that the resource does not have there. A power cut leaves zeros in the place of some.</summary>
    private static bool IsOf(ReadOnlySpan<byte> bytes, SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        if (length > bytes.Length)
        {
            return false;
        }

        var held = new byte[length];
        if (RandomAccess.Read(file, held, 0) != held.Length)
        {
            return false;
        }

        for (var at = 0; at < held.Length; at++)
        {
            if (held[at] != bytes[at] && held[at] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
