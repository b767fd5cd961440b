namespace LarkResources.Tests.Simulation;

/// <summary>Everything that a program did to a folder, in its order, and what a loss of power may leave of it.</summary>
/// <remarks>
/// What was flushed is there. Of the rest: entries of one folder come into being, are renamed and go in their order, and a disk has any beginning of that; the
/// folders know nothing of each other, unless the file system has one journal for all. A file has any beginning of its changes of length and time, none of
/// them before the entries of its folder that are older; and of the bytes that were written up to there each sector may be missing: then it
/// holds what it held before, or zeros. So behave ext4, XFS, Btrfs, APFS and NTFS, each of which promises more than this in one respect or another.
/// </remarks>
internal sealed class DiskLog
{
    private const int Sector = 512;

    private readonly List<Node> _nodes = [];
    private readonly List<Change> _changes = [];

    /// <param name="folder">What is there already is taken for flushed.</param>
    public DiskLog(string folder) => Root = Existing(new DirectoryInfo(folder), home: 0);

    /// <summary>The number of the folder.</summary>
    public int Root { get; }

    /// <summary>How many changes there were: a moment is one of the numbers up to here.</summary>
    public int Count => _changes.Count;

    /// <summary>What has a name in a folder now.</summary>
    public int? Find(int folder, string name) => _nodes[folder].Now.TryGetValue(name, out var node) ? node : null;

    public bool IsFolder(int node) => _nodes[node].IsFolder;

    public int Create(int folder, string name, bool isFolder)
    {
        var node = New(isFolder, folder);
        Bind(folder, name, node);
        return node;
    }

    /// <summary>Gives a name to a file; takes the name away where there is none to give it to.</summary>
    public void Bind(int folder, string name, int? node)
    {
        _nodes[folder].Now.Remove(name);
        if (node is { } there)
        {
            _nodes[folder].Now[name] = there;
        }

        _changes.Add(new Bound(folder, name, node));
    }

    public void Rename(int folder, string name, string to)
    {
        _nodes[folder].Now.Remove(name, out var node);
        _nodes[folder].Now[to] = node;
        _changes.Add(new Renamed(folder, name, to, node));
    }

    public void Write(int file, long offset, byte[] bytes) => _changes.Add(new Written(file, (int)offset, bytes));

    public void Resize(int file, long length) => _changes.Add(new Resized(file, (int)length));

    public void SetTime(int file, DateTime time) => _changes.Add(new Timed(file, time));

    /// <summary>The system has promised to keep what was done to a file or a folder until the flush began.</summary>
    public void Flush(int node, int beginning) => _changes.Add(new Flushed(node, beginning));

    /// <summary>Writes what a loss of power leaves into an empty folder.</summary>
    /// <param name="moment">After how many of the changes.</param>
    /// <param name="random">Chooses among what may be left.</param>
    /// <param name="destination">The empty folder.</param>
    /// <param name="content">Changes the bytes of a file, by its name, before it is written.</param>
    public void Cut(int moment, Random random, string destination, Func<string, byte[], byte[]> content)
    {
        var (kept, isOneJournal) = (new int[_nodes.Count], random.Next(2) == 0);
        var writesBack = new[] { 0, 0.1, 0.6, 1 }[random.Next(4)];
        var flushed = new int[_nodes.Count];
        foreach (var flush in _changes.Take(moment).OfType<Flushed>())
        {
            flushed[flush.Node] = Math.Max(flushed[flush.Node], flush.Beginning);
        }

        var journal = Math.Max(Before(moment, random), _nodes.Index().Where(node => node.Item.IsFolder).Max(node => flushed[node.Index]));
        foreach (var (number, node) in _nodes.Index().Where(node => node.Item.IsFolder))
        {
            kept[number] = isOneJournal ? journal : Math.Max(flushed[number], Before(moment, random));
        }

        foreach (var (number, node) in _nodes.Index().Where(node => !node.Item.IsFolder))
        {
            kept[number] = Math.Max(flushed[number], isOneJournal ? journal : Before(kept[node.Home], random));
        }

        Restore(Root, destination);

        void Restore(int folder, string path)
        {
            Directory.CreateDirectory(path);
            var names = new Dictionary<string, int>(_nodes[folder].Before, StringComparer.Ordinal);
            foreach (var change in _changes.Take(kept[folder]).Where(change => change.Node == folder))
            {
                switch (change)
                {
                    case Bound { Bind: { } node } bound:
                        names[bound.Name] = node;
                        break;
                    case Bound bound:
                        names.Remove(bound.Name);
                        break;
                    case Renamed renamed:
                        names.Remove(renamed.Name);
                        names[renamed.To] = renamed.Moved;
                        break;
                }
            }

            foreach (var (name, node) in names)
            {
                var full = Path.Combine(path, name);
                if (_nodes[node].IsFolder)
                {
                    Restore(node, full);
                    continue;
                }

                var (bytes, time) = Left(node, flushed[node], kept[node], writesBack, random);
                File.WriteAllBytes(full, content(name, bytes));
                if (time is { } set)
                {
                    File.SetLastWriteTimeUtc(full, set);
                }
            }
        }
    }

    /// <summary>The changes around a moment: they show why a test failed.</summary>
    public IEnumerable<string> Around(int moment) => _changes.Index().Skip(Math.Max(0, moment - 60)).Take(60).Select(change => $"  {change.Index} {change.Item.Told(this)}");

    private (byte[] Bytes, DateTime? Time) Left(int file, int flushed, int kept, double writesBack, Random random)
    {
        var (disk, memory, time) = (_nodes[file].Content, _nodes[file].Content, _nodes[file].Time);
        var dirty = new SortedSet<int>();
        foreach (var (at, change) in _changes.Take(kept).Index().Where(change => change.Item.Node == file))
        {
            switch (change)
            {
                case Written written:
                    memory = Sized(memory, Math.Max(memory.Length, written.Offset + written.Bytes.Length));
                    written.Bytes.CopyTo(memory, written.Offset);
                    dirty.UnionWith(Enumerable.Range(written.Offset / Sector, ((written.Offset + written.Bytes.Length - 1) / Sector) - (written.Offset / Sector) + 1));
                    time = null;
                    break;
                case Resized resized:
                    memory = Sized(memory, resized.Length);
                    time = null;
                    break;
                case Timed timed:
                    time = timed.Time;
                    break;
            }

            // What is flushed is all there; the rest is written when the system finds time for it.
            disk = Sized(disk, Math.Max(disk.Length, memory.Length));
            foreach (var sector in dirty.Where(_ => at < flushed || random.NextDouble() < writesBack).ToList())
            {
                if (sector * Sector is var start && start < memory.Length)
                {
                    memory.AsSpan(start, Math.Min(Sector, memory.Length - start)).CopyTo(disk.AsSpan(start));
                }

                dirty.Remove(sector);
            }

            disk = at < flushed ? Sized(disk, memory.Length) : disk;
        }

        return (Sized(disk, memory.Length), time);
    }

    private static byte[] Sized(byte[] bytes, int length)
    {
        var sized = new byte[length];
        bytes.AsSpan(0, Math.Min(bytes.Length, length)).CopyTo(sized);
        return sized;
    }

    /// <summary>A moment up to another one: that one, a little before, or long before.</summary>
    private static int Before(int moment, Random random) => random.Next(3) switch
    {
        0 => moment,
        1 => Math.Max(0, moment - random.Next(30)),
        _ => Math.Max(0, moment - random.Next(300)),
    };

    private int New(bool isFolder, int home)
    {
        _nodes.Add(new(isFolder, home));
        return _nodes.Count - 1;
    }

    private int Existing(DirectoryInfo folder, int home)
    {
        var number = New(isFolder: true, home);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            int child;
            if (entry is DirectoryInfo inside)
            {
                child = Existing(inside, number);
            }
            else
            {
                child = New(isFolder: false, number);
                (_nodes[child].Content, _nodes[child].Time) = (File.ReadAllBytes(entry.FullName), entry.LastWriteTimeUtc);
            }

            _nodes[number].Before[entry.Name] = child;
            _nodes[number].Now[entry.Name] = child;
        }

        return number;
    }

    /// <summary>A file or folder, whatever its name.</summary>
    /// <param name="isFolder">Which of the two.</param>
    /// <param name="home">The folder in which it was made.</param>
    private sealed class Node(bool isFolder, int home)
    {
        public bool IsFolder => isFolder;

        public int Home => home;

        /// <summary>The bytes before the first change.</summary>
        public byte[] Content { get; set; } = [];

        public DateTime? Time { get; set; }

        /// <summary>The entries before the first change, and after the last one.</summary>
        public Dictionary<string, int> Before { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Now { get; } = new(StringComparer.Ordinal);
    }

    private abstract record Change(int Node)
    {
        public string Told(DiskLog log) => this switch
        {
            Written written => $"{written.Bytes.Length} bytes at {written.Offset} of {log.NameOf(Node)}: {new string([.. System.Text.Encoding.UTF8.GetString(written.Bytes.AsSpan(0, Math.Min(60, written.Bytes.Length))).Where(letter => !char.IsControl(letter))])}",
            _ => $"{ToString()} of {log.NameOf(Node)}",
        };
    }

    private string NameOf(int node) => string.Join(" / ", _changes.Select(change => change switch
    {
        Bound bound when bound.Bind == node => bound.Name,
        Renamed renamed when renamed.Moved == node => renamed.To,
        _ => null,
    }).OfType<string>().Distinct());

    private sealed record Bound(int Node, string Name, int? Bind) : Change(Node);

    private sealed record Renamed(int Node, string Name, string To, int Moved) : Change(Node);

    private sealed record Written(int Node, int Offset, byte[] Bytes) : Change(Node);

    private sealed record Resized(int Node, int Length) : Change(Node);

    private sealed record Timed(int Node, DateTime Time) : Change(Node);

    private sealed record Flushed(int Node, int Beginning) : Change(Node);
}
