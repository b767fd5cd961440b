using System.Buffers.Binary;
using System.Text;

namespace LarkResources.Naming;

/// <summary>What a compound file is: the Office formats before 2007, and mails of Outlook. The streams beside its root tell; those of documents inside it do not.</summary>
internal static class CompoundFileKind
{
    private const int HeaderLength = 512;
    private const int EntryLength = 128;
    private const int MostEntries = 4096;
    private const uint None = 0xFFFFFFFF;

    private static readonly (string Stream, string Extension)[] Streams =
    [
        ("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"), ("__properties_version1.0", ".msg"),
        ("VisioDocument", ".vsd"), ("FileHeader", ".hwp"), ("Quill", ".pub"),
    ];

    /// <summary>The extension; null when the directory does not lie within the bytes at hand, or holds nothing known.</summary>
    internal static string? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0x1E] is not (9 or 12))
        {
            return null;
        }

        var directory = Directory(bytes);
        if (directory.Count == 0)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<uint>([BinaryPrimitives.ReadUInt32LittleEndian(bytes[(directory[0] + 76)..])]);
        for (var steps = 0; pending.TryPop(out var index) && steps < MostEntries; steps++)
        {
            if (index >= directory.Count)
            {
                continue;
            }

            var entry = bytes.Slice(directory[(int)index], EntryLength);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entry[64..]);
            names.Add(Encoding.Unicode.GetString(entry[..Math.Clamp(length - 2, 0, 62)]));
            pending.Push(BinaryPrimitives.ReadUInt32LittleEndian(entry[68..]));
            pending.Push(BinaryPrimitives.ReadUInt32LittleEndian(entry[72..]));
        }

        return Streams.FirstOrDefault(row => names.Contains(row.Stream)).Extension;
    }

    /// <summary>Where each entry of the directory lies, over the chain of its sectors, as far as that is within the bytes.</summary>
    private static List<int> Directory(ReadOnlySpan<byte> bytes)
    {
        var sectorLength = 1 << bytes[0x1E];
        var entries = new List<int>();
        for (var sector = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x30..]); sector < None - 5 && entries.Count < MostEntries; sector = Next(bytes, sector, sectorLength))
        {
            var start = (sector + 1L) * sectorLength;
            if (start + sectorLength > bytes.Length)
            {
                break;
            }

            for (var at = 0; at < sectorLength; at += EntryLength)
            {
                entries.Add((int)start + at);
            }
        }

        return entries;
    }

    private static uint Next(ReadOnlySpan<byte> bytes, uint sector, int sectorLength)
    {
        // The first 109 sectors of the table are listed in the header, enough for seven megabytes: what lies behind is out of reach anyway.
        var perSector = (uint)(sectorLength / 4);
        var listed = sector / perSector;
        if (listed >= 109)
        {
            return None;
        }

        var table = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(0x4C + ((int)listed * 4))..]);
        var at = ((table + 1L) * sectorLength) + (sector % perSector * 4);
        return at + 4 > bytes.Length ? None : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)at..]);
    }
}
