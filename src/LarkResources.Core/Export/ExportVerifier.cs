using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using LarkResources.Api;
using LarkResources.Errors;
using LarkResources.Files;
using LarkResources.Transfer;

namespace LarkResources.Export;

/// <summary>What a manifest and the files on the disk prove before anything is asked of the server.</summary>
internal sealed class ExportVerifier
{
    /// <summary>Files that are told of one by one; of more a person learns nothing.</summary>
    private const int MostTold = 20;

    /// <summary>In bytes, as it stands in a line. The file of a longer one is looked at as one that is not as it was.</summary>
    private const int LongestPath = 1024;

    private const int PlacesAtOnce = 256;

    private readonly Manifest _manifest;
    private readonly ExportOptions _selection;

    /// <summary>As whom this run asks.</summary>
    private readonly RefusedTo _identity;

    /// <summary>Which resources of earlier runs need nothing, by their places in the manifest.</summary>
    private readonly bool[] _settled;
    private readonly ConcurrentDictionary<string, bool> _again = new(StringComparer.Ordinal);

    private ExportVerifier(Manifest manifest, ExportOptions selection, RefusedTo identity) =>
        (_manifest, _selection, _identity, _settled) = (manifest, selection, identity, new bool[manifest.Count]);

    private static string NotOfExport => LarkErrors.Localized(
        "is named by the manifest but is not a path that an export gives to a file: it is left as it is, and the resource", "由清单指定，但不是导出会使用的路径：它保持原样，该资源");

    private static string Missing => LarkErrors.Localized("is no longer there and", "已不存在，");

    private static string Replaced => LarkErrors.Localized("is no longer a regular file and", "已不再是普通文件，");

    private static string Changed => LarkErrors.Localized("has other bytes than were saved and", "的内容与保存时不同，");

    /// <summary>Messages with resources that have to be fetched though the history need not be read there.</summary>
    public IEnumerable<string> MessagesAgain => _again.Keys.Order(StringComparer.Ordinal);

    /// <summary>Looks at every line of the window.</summary>
    /// <param name="manifest">The lines.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="selection">What is wanted.</param>
    /// <param name="identity">As whom this run asks.</param>
    /// <param name="tally">Counts what is there.</param>
    /// <param name="warn">Told of files that are not as they were.</param>
    /// <param name="fail">Told of files that may or may not be whole.</param>
    /// <param name="cancellationToken">Stops between two files, or two reads of one.</param>
    public static async Task<ExportVerifier> RunAsync(
        Manifest manifest, ChatFolder folder, ExportOptions selection, RefusedTo identity, ExportStatistics tally, Action<string> warn, Action<LarkException> fail, CancellationToken cancellationToken)
    {
        var check = new ExportVerifier(manifest, selection, identity);
        folder.Recall(manifest);
        var need = selection.IsDryRun ? LarkErrors.Localized("would be", "将会") : LarkErrors.Localized("has to be", "需要");
        var faults = 0;
        var doubtful = new ConcurrentQueue<int>();
        var damaged = new ConcurrentQueue<ManifestEntry>();
        await Parallel.ForEachAsync(Enumerable.Range(0, (check._settled.Length + PlacesAtOnce - 1) / PlacesAtOnce), cancellationToken, (piece, _) =>
        {
            LookAt(piece * PlacesAtOnce, Math.Min((piece + 1) * PlacesAtOnce, check._settled.Length));
            return default;
        }).ConfigureAwait(false);
        await Parallel.ForEachAsync(doubtful, cancellationToken, (place, stop) =>
        {
            LookCloser(place, stop);
            return default;
        }).ConfigureAwait(false);
        if (!selection.IsDryRun)
        {
            // A run without -Verify would take it for whole, should this one not get it.
            foreach (var entry in damaged.OrderBy(entry => entry.SentAt))
            {
                manifest.Append(entry.WithoutFile(ExportStatus.Failed));
            }
        }

        if (faults > MostTold)
        {
            warn(LarkErrors.Localized(
                $"{faults - MostTold} more files of '{folder.Path}' are not as they were saved and {(selection.IsDryRun ? "would be" : "have to be")} fetched again.",
                $"'{folder.Path}' 中另有 {faults - MostTold} 个文件与保存时不同，{need}重新下载。"));
        }

        return check;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void LookAt(int first, int end)
        {
            using var paths = manifest.Paths();
            for (var place = first; place < end; place++)
            {
                var row = manifest.RowAt(place);
                if (!selection.Wants(row.Kind) || !selection.Covers(row.SentAt))
                {
                    continue;
                }

                // Nearly all are as they were, which is seen without an object for each; a filter has to see the whole line.
                if (selection.Filter is null && row.Status is ExportStatus.Saved && !selection.Verify && IsAsSaved(row, paths))
                {
                    check.Settle(place);
                    tally.FileIsThere();
                }
                else if (selection.Filter is null && check.IsLastWord(row.Status, row.HasCode, row.RefusedTo, row.Length))
                {
                    check.Settle(place);
                    tally.SkippedAgain();
                }
                else
                {
                    doubtful.Enqueue(place);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        bool IsAsSaved(in ManifestIndex.Row row, ManifestPaths paths)
        {
            if (!row.HasPath || row.PathLength > LongestPath)
            {
                return false;
            }

            Span<char> room = stackalloc char[LongestPath];
            return folder.LengthOf(paths.PathOf(row, room)) is { } length && length == row.Length;
        }

        void LookCloser(int place, CancellationToken stop)
        {
            var entry = manifest.EntryAt(place);
            if (!selection.Wants(entry))
            {
                return;
            }

            switch (entry.Status)
            {
                case ExportStatus.Saved:
                    Saved(place, entry, stop);
                    break;
                case var _ when check.IsLastWord(entry):
                    tally.SkippedAgain();
                    check.Settle(place);
                    break;
                case ExportStatus.Skipped when entry.Kind is LarkResourceKind.Folder && !selection.RetrySkipped:
                    // Its line stays whatever becomes of its files, so only the history says when this identity has to list it.
                    break;
                case ExportStatus.Failed when entry.FileKey is { } key && !ApiPath.IsFileKey(key):
                    // Text that an earlier version took for a key. It cannot be requested.
                    check.Settle(place);
                    break;
                case var _ when !selection.ReplaceEdited && IsEdited(entry):
                    Keep(place, entry);
                    break;
                default:
                    check.Again(entry);
                    break;
            }
        }

        // Of two hundred chats each has a folder of this day.
        string Shown(ManifestEntry entry) => System.IO.Path.GetFileName(folder.Path) + '/' + entry.LastPath;

        // Also what a failed download was to replace.
        bool IsEdited(ManifestEntry entry) => entry.LastPath is { } last && folder.Resolve(last) is { } full && SavedFile.IsSomebodyElses(full, entry.SentAt, entry.SavedAt);

        void Keep(int place, ManifestEntry entry)
        {
            check.Settle(place);
            tally.FileIsEdited(Shown(entry));
        }

        void Saved(int place, ManifestEntry entry, CancellationToken stop)
        {
            try
            {
                if (Fault(entry, folder, selection.Verify, stop) is not { } fault)
                {
                    tally.FileIsThere();
                    check.Settle(place);
                    return;
                }

                var isEdited = IsEdited(entry);
                if (isEdited && !selection.ReplaceEdited)
                {
                    Keep(place, entry);
                    return;
                }

                check.Again(entry);
                if (fault == Changed && !isEdited)
                {
                    damaged.Enqueue(entry);
                }

                if (Interlocked.Increment(ref faults) <= MostTold)
                {
                    warn(LarkErrors.Localized($"'{Shown(entry)}' {fault} {need} fetched again.", $"'{Shown(entry)}' {fault}{need}重新下载。"));
                }
            }
            catch (LarkException e)
            {
                // What cannot be read may be as good as ever: it is not replaced.
                check.Settle(place);
                fail(e);
            }
        }
    }

    /// <summary>True for a resource that needs nothing in this run.</summary>
    public bool IsSettled(ResourceKey key) => _manifest.PlaceOf(key) is >= 0 and var place && place < _settled.Length && _settled[place];

    /// <summary>True for a resource whose file is there.</summary>
    public bool IsSaved(ResourceKey key) => IsSettled(key) && _manifest.EntryAt(_manifest.PlaceOf(key)).Status is ExportStatus.Saved;

    /// <summary>True for a resource that is not there and need not be asked for in this run.</summary>
    public bool IsLastWord(ManifestEntry line) => IsLastWord(line.Status, line.Code is not null, line.RefusedTo, line.Length);

    /// <summary>What earlier runs recorded of a message.</summary>
    public IEnumerable<ManifestEntry> LinesOf(string messageId) => _manifest.EarlierOf(messageId);

    /// <remarks>Also what failed for the other one of app and user, where this one was refused it before.</remarks>
    private bool IsLastWord(ExportStatus status, bool hasCode, RefusedTo? refusedTo, long? length) => status is not ExportStatus.Saved
        && ((!_selection.RetrySkipped && (refusedTo?.HasFlag(_identity) ?? (hasCode && status is ExportStatus.Skipped))) || (status is ExportStatus.Skipped && length > _selection.MaximumSize));

    private void Settle(int place) => _settled[place] = true;

    private void Again(ManifestEntry entry) => _again[entry.MessageId] = true;

    /// <summary>What is wrong with a file, as the first half of a sentence; null when nothing is.</summary>
    /// <exception cref="LarkException">UnreadableFile when its bytes cannot be had.</exception>
    private static string? Fault(ManifestEntry entry, ChatFolder folder, bool verify, CancellationToken cancellationToken)
    {
        if (entry.Path is not { } path || folder.Resolve(path) is not { } full)
        {
            return entry.Path is null ? Missing : NotOfExport;
        }

        if (Existing(full) is not { } file)
        {
            return DiskEntry.Of(full).Kind is EntryKind.Folder ? Replaced : Missing;
        }

        if (DiskEntry.Of(full).Kind is EntryKind.Link or EntryKind.Special)
        {
            return Replaced;
        }

        if (file.Length != entry.Length)
        {
            return LarkErrors.Localized($"has {file.Length} bytes instead of {entry.Length} and", $"有 {file.Length} 字节，应为 {entry.Length} 字节，");
        }

        try
        {
            return verify && Hash(full, cancellationToken) != entry.Sha256 ? Changed : null;
        }
        catch (RestartException)
        {
            // It became shorter while it was read.
            return Changed;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Missing;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Local(ModuleErrors.UnreadableFile, LarkErrors.Localized($"'{full}' could not be verified: {e.Message}", $"无法校验 '{full}'：{e.Message}"), full, e);
        }
    }

    /// <summary>Null when the file is not there. A folder that cannot be entered says nothing of what is in it.</summary>
    private static FileInfo? Existing(string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.Directory) ? null : new FileInfo(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            throw LarkErrors.Unreadable(path, e);
        }
    }

    private static string Hash(string path, CancellationToken cancellationToken)
    {
        // Also while another program has it open for writing, or takes it away: what was read is compared, whatever comes of it.
        using var file = PlainFile.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        FileHash.Append(hash, file, 0, RandomAccess.GetLength(file), cancellationToken);
        return FileHash.Text(hash);
    }
}
