using System.Runtime.CompilerServices;

namespace LarkResources.Export;

/// <summary>Where the lines of a manifest stand that count, one row of 64 bytes for each resource, found by hashes of its ids.</summary>
/// <remarks>
/// Equal hashes prove nothing here: the one who asks compares the ids in the line itself. The hashes of ids differ from process to process, so that
/// no one can choose ids that share one.
/// </remarks>
/// <param name="hashBits">How many bits of a hash count, from 0 to 32.</param>
internal sealed class ManifestIndex(int hashBits)
{
    private const int SmallestTable = 64;

    private readonly int _mask = hashBits == 32 ? -1 : (1 << hashBits) - 1;
    private Row[] _rows = [];

    /// <summary>The rows with the ids of a hash: of each the last one, counted from 1; 0 for none.</summary>
    private int[] _resources = [];
    private int[] _messages = [];

    public int Count { get; private set; }

    /// <summary>A row, to be read or changed; valid until one is added.</summary>
    public ref Row this[int place] => ref _rows[place];

    public int HashOfMessage(ReadOnlySpan<byte> messageId) => Hash(0, messageId);

    public int HashOfResource(int hashOfMessage, ReadOnlySpan<byte> fileKey, bool hasFileKey) => Hash(HashCode.Combine(hashOfMessage, hasFileKey), fileKey);

    /// <summary>The next row that may be the one of a resource; -1 when there is no other.</summary>
    /// <param name="hash">The hash of the resource.</param>
    /// <param name="after">The row before; -1 for the first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NextOfResource(int hash, int after)
    {
        var place = Count == 0 ? -1 : (after < 0 ? _resources[hash & (_resources.Length - 1)] : _rows[after].NextOfResource) - 1;
        while (place >= 0 && _rows[place].Resource != hash)
        {
            place = _rows[place].NextOfResource - 1;
        }

        return place;
    }

    /// <summary>The rows that may be those of a message, in their order.</summary>
    public int[] OfMessage(int hash)
    {
        if (Count == 0)
        {
            return [];
        }

        var places = new Stack<int>();
        for (var place = _messages[hash & (_messages.Length - 1)] - 1; place >= 0; place = _rows[place].NextOfMessage - 1)
        {
            if (_rows[place].Message == hash)
            {
                places.Push(place);
            }
        }

        return [.. places];
    }

    /// <summary>Adds a row and says which one it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Add(int hashOfMessage, int hashOfResource)
    {
        if (Count == _rows.Length)
        {
            Grow();
        }

        _rows[Count] = new() { Message = hashOfMessage, Resource = hashOfResource };
        Link(Count);
        return Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Hash(int seed, ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.Add(seed);
        hash.AddBytes(bytes);
        return hash.ToHashCode() & _mask;
    }

    private void Grow()
    {
        var length = Math.Max(SmallestTable, _rows.Length * 2);
        Array.Resize(ref _rows, length);
        (_resources, _messages) = (new int[length], new int[length]);
        for (var place = 0; place < Count; place++)
        {
            Link(place);
        }
    }

    private void Link(int place)
    {
        ref var row = ref _rows[place];
        ref var resource = ref _resources[row.Resource & (_resources.Length - 1)];
        ref var message = ref _messages[row.Message & (_messages.Length - 1)];
        (row.NextOfResource, resource) = (resource, place + 1);
        (row.NextOfMessage, message) = (message, place + 1);
    }

    /// <summary>What is known of a resource without reading its line.</summary>
    internal struct Row
    {
        private const long None = long.MinValue;

        private long _length;
        private long _sentAt;
        private sbyte _kind;
        private byte _status;
        private byte _refusedTo;

        /// <summary>Where the last line about it begins in the file.</summary>
        public long At { get; private set; }

        /// <summary>In bytes, without its end.</summary>
        public int LineLength { get; private set; }

        /// <summary>Where the path stands of the last line that has one, with its quotes.</summary>
        public long PathAt { get; private set; }

        /// <summary>In bytes, with both quotes; 0 when no line has a path.</summary>
        public int PathLength { get; private set; }

        /// <summary>True when the last line has a path.</summary>
        public bool HasPath { get; private set; }

        public bool HasCode { get; private set; }

        public readonly ExportStatus Status => (ExportStatus)_status;

        public readonly RefusedTo? RefusedTo => _refusedTo == 0 ? null : (RefusedTo)_refusedTo;

        public readonly LarkResourceKind? Kind => _kind < 0 ? null : (LarkResourceKind)_kind;

        public readonly long? Length => _length == None ? null : _length;

        public readonly DateTimeOffset? SentAt => _sentAt == None ? null : new DateTimeOffset(_sentAt, TimeSpan.Zero);

        internal int Resource { get; init; }

        internal int Message { get; init; }

        internal int NextOfResource { get; set; }

        internal int NextOfMessage { get; set; }

        /// <summary>Notes a later line about the resource: all of it counts, but where it has no path, the last one that there was.</summary>
        public void Take(in ScannedLine line, long at, int length)
        {
            (At, LineLength) = (at, length);
            HasPath = line.PathLength > 0;
            if (HasPath)
            {
                (PathAt, PathLength) = (at + line.PathStart, line.PathLength);
            }

            (_status, _kind, HasCode, _refusedTo) = ((byte)line.Status, line.Kind is { } kind ? (sbyte)kind : (sbyte)-1, line.HasCode, (byte)(line.RefusedTo ?? 0));
            (_length, _sentAt) = (line.Length ?? None, line.SentAt?.UtcTicks ?? None);
        }
    }
}
