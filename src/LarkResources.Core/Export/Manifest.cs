using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LarkResources.Errors;

namespace LarkResources.Export;

/// <summary>What is known of the resources of one chat: a line for each, appended when its file has its name, and kept open for the next.</summary>
/// <remarks>
/// A later line about a resource counts instead of an earlier one: what failed yesterday may be saved today. In memory is only where the lines stand;
/// what is asked for is read again from the file. Used from any thread.
/// </remarks>
internal sealed class Manifest : IDisposable
{
    public const string FileName = "manifest.jsonl";

    /// <summary>In bytes: more than the ids, names and hashes of a resource take.</summary>
    private const int LongestLine = 1 << 20;

    private const int AllBits = 32;

    private readonly string _path;
    private readonly ManifestIndex _index;

    /// <summary>Rows of earlier runs that this one has changed, as they were.</summary>
    private readonly Dictionary<int, ManifestIndex.Row> _earlier = [];
    private JsonLineFile? _file;
    private int _earlierCount;

    /// <summary>Which rows have paths of which day; made when the first name is given.</summary>
    private long[]? _byDay;

    private Manifest(string path, int hashBits) => (_path, _index) = (path, new(hashBits));

    /// <summary>How many lines cannot be understood; they are left as they are.</summary>
    public int Unreadable => _file?.Unreadable ?? 0;

    /// <summary>False when another program has removed or replaced the file since it was opened.</summary>
    public bool IsInPlace => _file?.IsInPlace is not false;

    /// <inheritdoc cref="JsonLineFile.IsEmptyInPlace"/>
    public bool IsEmptyInPlace => _file?.IsEmptyInPlace is true;

    /// <summary>How many resources it knows.</summary>
    public int Count
    {
        get
        {
            lock (_index)
            {
                return _index.Count;
            }
        }
    }

    /// <summary>What counts of each resource, in the order of the first lines about them.</summary>
    public IReadOnlyList<ManifestEntry> Entries => [.. Read()];

    /// <summary>Reads a manifest and opens it for further lines; a line that a kill has torn is taken away.</summary>
    /// <param name="path">The file; made where there is none.</param>
    /// <param name="hashBits">How many bits of the hashes of ids count: fewer make more of them equal, and change nothing else.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="LarkException">WriteFailed, UnreadableFile, or UnreadableManifest for one that a later version of the module wrote.</exception>
    public static Manifest Open(string path, int hashBits = AllBits, CancellationToken cancellationToken = default)
    {
        var manifest = new Manifest(path, hashBits);
        manifest._file = JsonLineFile.Open(path, LongestLine, (file, line, at) => manifest.TryTake(file, line, at, path), cancellationToken);
        manifest._earlierCount = manifest._index.Count;
        return manifest;
    }

    /// <summary>Reads a manifest that is not going to be changed; without a file it is empty.</summary>
    /// <param name="path">The file. It stays open.</param>
    /// <param name="hashBits">As for <see cref="Open"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="LarkException">UnreadableFile, or UnreadableManifest.</exception>
    public static Manifest Load(string path, int hashBits = AllBits, CancellationToken cancellationToken = default)
    {
        var manifest = new Manifest(path, hashBits);
        manifest._file = JsonLineFile.Load(path, LongestLine, (file, line, at) => manifest.TryTake(file, line, at, path), cancellationToken);
        manifest._earlierCount = manifest._index.Count;
        return manifest;
    }

    /// <summary>The same as <see cref="Entries"/>, one after the other.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public IEnumerable<ManifestEntry> Read()
    {
        for (var place = 0; place < Count; place++)
        {
            yield return EntryAt(place);
        }
    }

    /// <exception cref="LarkException">UnreadableFile.</exception>
    public ManifestEntry? Find(ResourceKey key) => PlaceOf(key) is >= 0 and var place ? EntryAt(place) : null;

    /// <summary>The place of a resource in the order of <see cref="Entries"/>; -1 when no line is about it. It stays the same.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public int PlaceOf(ResourceKey key)
    {
        var (messageId, fileKey) = (Encoding.UTF8.GetBytes(key.MessageId), key.FileKey is { } text ? Encoding.UTF8.GetBytes(text) : []);
        lock (_index)
        {
            var hash = _index.HashOfResource(_index.HashOfMessage(messageId), fileKey, key.FileKey is not null);
            return _file is null ? -1 : PlaceOf(_file, hash, messageId, fileKey, key.FileKey is not null);
        }
    }

    /// <summary>What is known of the resource at a place without reading its line.</summary>
    public ManifestIndex.Row RowAt(int place)
    {
        lock (_index)
        {
            return _index[place];
        }
    }

    /// <summary>What counts of the resource at a place.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public ManifestEntry EntryAt(int place) => EntryOf(RowAt(place));

    /// <summary>True for a resource whose last line was of a failure when the manifest was opened.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public bool FailedBefore(ResourceKey key)
    {
        var place = PlaceOf(key);
        lock (_index)
        {
            return place >= 0 && place < _earlierCount && EarlierRow(place).Status is ExportStatus.Failed;
        }
    }

    /// <summary>The lines about the resources of a message as they were when the manifest was opened.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public IEnumerable<ManifestEntry> EarlierOf(string messageId)
    {
        int[] places;
        lock (_index)
        {
            places = _index.OfMessage(_index.HashOfMessage(Encoding.UTF8.GetBytes(messageId)));
        }

        return Earlier(places).Where(entry => entry.MessageId == messageId);
    }

    /// <summary>The lines whose last path is in the folder of a day, or of another name, as they were when the manifest was opened.</summary>
    /// <exception cref="LarkException">UnreadableFile.</exception>
    public IEnumerable<ManifestEntry> EarlierIn(string day)
    {
        var key = Key(day);
        long[] byDay;
        lock (_index)
        {
            byDay = _byDay ??= ByDay();
        }

        var first = Array.BinarySearch(byDay, key);
        var places = byDay.Skip(first < 0 ? ~first : first).TakeWhile(one => one >> 32 == key >> 32).Select(one => (int)one);
        return Earlier(places).Where(entry => entry.LastPath!.StartsWith(day + '/', StringComparison.Ordinal));
    }

    /// <summary>Reads paths of rows; there must be a row.</summary>
    public ManifestPaths Paths() => new(_file!);

    /// <summary>Adds a line. When this returns, a kill of the process cannot take it back.</summary>
    /// <exception cref="LarkException">WriteFailed; the manifest is then as it was before.</exception>
    public void Append(ManifestEntry entry)
    {
        var line = ManifestLine.Write(entry);
        var text = line.AsSpan(0, line.Length - 1);
        if (!ScannedLine.TryRead(text, out var scanned))
        {
            scanned = ScannedLine.Of(ManifestLine.TryRead(text) ?? throw NotALine(), text);
        }

        if (line.Length > LongestLine)
        {
            throw NotALine();
        }

        lock (_index)
        {
            Take(_file!, scanned, _file!.Append(line), text.Length);
        }
    }

    /// <summary>Has the system promise to keep the lines.</summary>
    /// <exception cref="LarkException">WriteFailed when it does not.</exception>
    /// <remarks>
    /// Once at the end and not for each line: a line that a power cut takes costs one more download, and one that it leaves has its file, which was
    /// flushed before. Only the checkpoint rests on lines being there.
    /// </remarks>
    public void Flush() => _file?.Flush();

    public void Dispose() => _file?.Dispose();

    /// <summary>Written, it would be read by nothing, and the next run would write it again.</summary>
    private LarkException NotALine() => LarkErrors.WriteFailed(_path, new IOException(LarkErrors.Localized("a resource has no message ID, or more text than a line takes.", "某个资源没有消息 ID，或其文字超出一行的上限。")));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryTake(JsonLineFile file, ReadOnlySpan<byte> line, long at, string path)
    {
        if (!ScannedLine.TryRead(line, out var scanned))
        {
            if (ManifestLine.TryRead(line) is not { } entry)
            {
                // A later form may have words and types that this version does not know.
                ManifestLine.RefuseLater(ManifestLine.VersionOf(line), ManifestEntry.CurrentVersion, path);
                return false;
            }

            scanned = ScannedLine.Of(entry, line);
        }

        ManifestLine.RefuseLater(scanned.V, ManifestEntry.CurrentVersion, path);
        Take(file, scanned, at, line.Length);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(JsonLineFile file, in ScannedLine line, long at, int length)
    {
        var message = _index.HashOfMessage(line.MessageId);
        var resource = _index.HashOfResource(message, line.FileKey, line.HasFileKey);
        var place = PlaceOf(file, resource, line.MessageId, line.FileKey, line.HasFileKey);
        if (place >= 0 && place < _earlierCount)
        {
            _earlier.TryAdd(place, _index[place]);
        }

        _index[place >= 0 ? place : _index.Add(message, resource)].Take(line, at, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PlaceOf(JsonLineFile file, int hash, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> fileKey, bool hasFileKey)
    {
        var place = -1;
        while ((place = _index.NextOfResource(hash, place)) >= 0 && !IsAbout(file, _index[place], messageId, fileKey, hasFileKey))
        {
            // Another resource whose ids have the same hash.
        }

        return place;
    }

    private static bool IsAbout(JsonLineFile file, in ManifestIndex.Row row, ReadOnlySpan<byte> messageId, ReadOnlySpan<byte> fileKey, bool hasFileKey)
    {
        var rented = ArrayPool<byte>.Shared.Rent(row.LineLength);
        try
        {
            var line = rented.AsSpan(0, row.LineLength);
            file.Read(line, row.At);
            if (!ScannedLine.TryRead(line, out var scanned))
            {
                scanned = ScannedLine.Of(ManifestLine.TryRead(line) ?? throw file.WasChanged(), line);
            }

            return scanned.IsAbout(messageId, fileKey, hasFileKey);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private IEnumerable<ManifestEntry> Earlier(IEnumerable<int> places)
    {
        foreach (var place in places.Where(place => place < _earlierCount))
        {
            ManifestIndex.Row row;
            lock (_index)
            {
                row = EarlierRow(place);
            }

            yield return EntryOf(row);
        }
    }

    /// <summary>A row as it was when the manifest was opened. Called while the index is locked.</summary>
    private ManifestIndex.Row EarlierRow(int place) => _earlier.TryGetValue(place, out var row) ? row : _index[place];

    private ManifestEntry EntryOf(in ManifestIndex.Row row)
    {
        var rented = ArrayPool<byte>.Shared.Rent(row.LineLength);
        try
        {
            var line = rented.AsSpan(0, row.LineLength);
            _file!.Read(line, row.At);
            var entry = ManifestLine.TryRead(line) ?? throw _file.WasChanged();
            if (entry.Path is not null || row.PathLength == 0)
            {
                return entry;
            }

            using var paths = Paths();
            return entry with { LastPath = new(paths.PathOf(row, new char[row.PathLength])) };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>A number for each earlier row that has a path, first the hash of its day and then its place, in their order.</summary>
    private long[] ByDay()
    {
        if (_earlierCount == 0)
        {
            return [];
        }

        var found = new List<long>(_earlierCount);
        var room = Array.Empty<char>();
        using var paths = Paths();
        for (var place = 0; place < _earlierCount; place++)
        {
            var row = EarlierRow(place);
            if (row.PathLength > 0)
            {
                room = room.Length < row.PathLength ? new char[row.PathLength * 2] : room;
                var path = paths.PathOf(row, room);
                found.Add(Key(path.IndexOf('/') is >= 0 and var end ? path[..end] : path) + place);
            }
        }

        found.Sort();
        return [.. found];
    }

    private static long Key(ReadOnlySpan<char> day) => (long)string.GetHashCode(day, StringComparison.Ordinal) << 32;
}
