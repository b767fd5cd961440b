using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LarkResources.Naming;

/// <summary>The entries of a ZIP archive, as far as they lie within the bytes at hand.</summary>
/// <remarks>
/// <c>ZipArchive</c> needs the whole archive, and a name is wanted when the first bytes have come. Entries are stepped over by their sizes: an archive
/// may hold another one as it is, whose entries are not its own.
/// </remarks>
internal readonly ref struct ZipEntries
{
    private const int LocalHeader = 30;
    private const int CentralHeader = 46;
    private const int EndRecord = 22;
    private const int MostEntries = 20_000;

    /// <summary>No part that tells the kind is larger; a few bytes can otherwise unpack to gigabytes.</summary>
    private const int MostText = 256 << 10;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Dictionary<string, Entry> _entries;

    private ZipEntries(ReadOnlySpan<byte> bytes, Dictionary<string, Entry> entries, bool isWhole)
    {
        _bytes = bytes;
        _entries = entries;
        IsWhole = isWhole;
    }

    /// <summary>True when the list at the end of the archive was read, so that what is not here does not exist.</summary>
    public bool IsWhole { get; }

    public IReadOnlyCollection<string> Names => _entries.Keys;

    public static ZipEntries Read(ReadOnlySpan<byte> bytes)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        if (ReadCentralDirectory(bytes, entries))
        {
            return new(bytes, entries, isWhole: true);
        }

        entries.Clear();
        Walk(bytes, entries);
        return new(bytes, entries, isWhole: false);
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <summary>The start of an entry as text, one character a byte; null when it is not here, encrypted, or packed in an unusual way.</summary>
    public string? Text(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || entry.IsEncrypted || entry.Data(_bytes) is not { Length: > 0 } data)
        {
            return null;
        }

        switch (entry.Method)
        {
            case 0:
                return Encoding.Latin1.GetString(data[..Math.Min(data.Length, MostText)]);
            case 8:
                return Inflate(data[..Math.Min(data.Length, MostText)].ToArray());
            default:
                return null;
        }
    }

    private static string? Inflate(byte[] packed)
    {
        using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        var text = new byte[MostText];
        var count = 0;
        try
        {
            for (int read; count < text.Length && (read = stream.Read(text, count, text.Length - count)) > 0;)
            {
                count += read;
            }
        }
        catch (InvalidDataException)
        {
            // What came before the fault still counts.
        }

        return count == 0 ? null : Encoding.Latin1.GetString(text, 0, count);
    }

    private static bool ReadCentralDirectory(ReadOnlySpan<byte> bytes, Dictionary<string, Entry> entries)
    {
        if (EndOfArchive(bytes) is not { } end)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 12)..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 16)..]);
        if ((long)start + length != end)
        {
            return false;
        }

        for (var at = (int)start; at + CentralHeader <= end && entries.Count < MostEntries;)
        {
            var header = bytes[at..];
            if (!header.StartsWith("PK\x01\x02"u8))
            {
                return false;
            }

            var name = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            var more = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (CentralHeader + name > header.Length)
            {
                return false;
            }

            var entry = new Entry(
                BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
                (header[8] & 1) != 0,
                BinaryPrimitives.ReadUInt32LittleEndian(header[42..]),
                BinaryPrimitives.ReadUInt32LittleEndian(header[20..]));
            entries.TryAdd(Encoding.Latin1.GetString(header.Slice(CentralHeader, name)), entry);
            at += CentralHeader + name + more;
        }

        return true;
    }

    private static int? EndOfArchive(ReadOnlySpan<byte> bytes)
    {
        var from = Math.Max(0, bytes.Length - EndRecord - ushort.MaxValue);
        for (var end = bytes[from..].LastIndexOf("PK\x05\x06"u8); end >= 0; end = bytes[from..(from + end)].LastIndexOf("PK\x05\x06"u8))
        {
            var at = from + end;
            if (at + EndRecord <= bytes.Length && at + EndRecord + BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 20)..]) == bytes.Length)
            {
                return at;
            }
        }

        return null;
    }

    private static void Walk(ReadOnlySpan<byte> bytes, Dictionary<string, Entry> entries)
    {
        for (long at = 0; at <= bytes.Length - LocalHeader && entries.Count < MostEntries;)
        {
            var header = bytes[(int)at..];
            var name = BinaryPrimitives.ReadUInt16LittleEndian(header[26..]);
            if (!header.StartsWith("PK\x03\x04"u8) || LocalHeader + name > header.Length)
            {
                return;
            }

            var data = at + LocalHeader + name + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(header[18..]);
            var next = data + length;
            if ((header[6] & 8) != 0 && length == 0)
            {
                // Written as a stream: the size comes behind the bytes, and is right where it is the distance.
                (length, next) = data < bytes.Length ? BeforeDescriptor(bytes, (int)data) : (0, long.MaxValue);
            }

            var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
            entries.TryAdd(Encoding.Latin1.GetString(header.Slice(LocalHeader, name)), new(method, (header[6] & 1) != 0, at, length));
            at = next;
        }
    }

    private static (long Length, long Next) BeforeDescriptor(ReadOnlySpan<byte> bytes, int data)
    {
        for (var at = data; ;)
        {
            var found = bytes[at..].IndexOf("PK"u8);
            if (found < 0 || at + found + 16 > bytes.Length)
            {
                return (bytes.Length - data, long.MaxValue);
            }

            at += found;
            var here = bytes[at..];
            var length = at - data;
            if (here.StartsWith("PK\x07\x08"u8) && BinaryPrimitives.ReadUInt32LittleEndian(here[8..]) == length)
            {
                // Sizes of eight bytes each where the archive may be larger than four gigabytes.
                return (length, at + (here[16..].StartsWith("PK"u8) || here.Length < 26 ? 16 : 24));
            }

            if (here.StartsWith("PK\x03\x04"u8) && length >= 12 && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at - 8)..]) == length - 12)
            {
                return (length - 12, at);
            }

            at += 2;
        }
    }

    private readonly record struct Entry(int Method, bool IsEncrypted, long Header, long Length)
    {
        public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> bytes)
        {
            if (Header + LocalHeader > bytes.Length)
            {
                return default;
            }

            var header = bytes[(int)Header..];
            var start = Header + LocalHeader + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            return start >= bytes.Length ? default : bytes.Slice((int)start, (int)Math.Min(Length, bytes.Length - start));
        }
    }
}
