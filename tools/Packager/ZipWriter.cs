using System.IO.Compression;
using System.Text;

namespace Packager;

/// <summary>Writes a zip file that depends on its entries alone.</summary>
/// <remarks>
/// ZipArchive also writes down the system it runs on and the rights of files, so that Windows and Linux would differ. What is left is
/// the deflate of the runtime: the same bytes need the same SDK, as they do for the compiler.
/// </remarks>
internal static class ZipWriter
{
    private const ushort Version = 20;
    private const ushort AsIs = 0;
    private const ushort Deflated = 8;

    // The first moment that the format knows: 1980-01-01, 00:00.
    private const ushort Midnight = 0;
    private const ushort FirstDay = (1 << 5) | 1;

    // File names are UTF-8.
    private const ushort Flags = 1 << 11;

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <summary>Writes the entries in the order they come in.</summary>
    /// <param name="entries">Path with slashes, and content.</param>
    /// <returns>The file.</returns>
    internal static byte[] Write(IEnumerable<(string Path, byte[] Bytes)> entries)
    {
        using var memory = new MemoryStream();
        using var file = new BinaryWriter(memory);
        using var directoryMemory = new MemoryStream();
        using var directory = new BinaryWriter(directoryMemory);
        ushort count = 0;
        foreach (var (path, bytes) in entries)
        {
            var entry = new Entry(Encoding.UTF8.GetBytes(path), bytes, Deflate(bytes));
            var offset = (uint)memory.Length;
            file.Write(0x04034b50u);
            entry.WriteFields(file);
            file.Write(entry.Name);
            file.Write(entry.Stored);

            directory.Write(0x02014b50u);
            directory.Write(Version);
            entry.WriteFields(directory);
            directory.Write((ushort)0); // comment
            directory.Write((ushort)0); // disk
            directory.Write((ushort)0); // internal attributes
            directory.Write(0u); // external attributes: whoever unpacks it decides
            directory.Write(offset);
            directory.Write(entry.Name);
            count++;
        }

        var start = (uint)memory.Length;
        directoryMemory.WriteTo(memory);
        file.Write(0x06054b50u);
        file.Write((ushort)0); // this disk
        file.Write((ushort)0); // disk of the directory
        file.Write(count);
        file.Write(count);
        file.Write((uint)directoryMemory.Length);
        file.Write(start);
        file.Write((ushort)0); // comment
        return memory.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = (crc >> 8) ^ CrcTable[(byte)(crc ^ value)];
        }

        return ~crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            }

            table[i] = value;
        }

        return table;
    }

    private sealed record Entry(byte[] Name, byte[] Bytes, byte[] Packed)
    {
        // What does not shrink, such as a PNG, is left as it is.
        private bool Shrinks => Packed.Length < Bytes.Length;

        public byte[] Stored => Shrinks ? Packed : Bytes;

        public void WriteFields(BinaryWriter writer)
        {
            writer.Write(Version);
            writer.Write(Flags);
            writer.Write(Shrinks ? Deflated : AsIs);
            writer.Write(Midnight);
            writer.Write(FirstDay);
            writer.Write(Crc(Bytes));
            writer.Write((uint)Stored.Length);
            writer.Write((uint)Bytes.Length);
            writer.Write((ushort)Name.Length);
            writer.Write((ushort)0); // extra field
        }
    }
}
