using System.Buffers.Binary;
using System.Text;

namespace LarkResources.Naming;

/// <summary>What a ZIP archive really is: office documents, e-books and apps are ZIP archives with agreed entries.</summary>
internal static class ZipKind
{
    private const int HeaderLength = 30;

    private static readonly (string Prefix, string Extension)[] Entries =
    [
        ("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"),
        ("AndroidManifest.xml", ".apk"), ("classes.dex", ".apk"), ("META-INF/", ".jar"),
    ];

    /// <summary>The extension that the entries within the given first bytes show; <c>.zip</c> when they show nothing special.</summary>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        // Sizes in local headers may be left at zero, so entries are found by their signature instead of by walking.
        for (var rest = bytes; rest.Length > HeaderLength;)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(rest[26..]), rest.Length - HeaderLength);
            var name = Encoding.Latin1.GetString(rest.Slice(HeaderLength, length));
            if (name == "mimetype")
            {
                return FromDeclaredType(rest[(HeaderLength + length)..]);
            }

            foreach (var (prefix, extension) in Entries)
            {
                if (name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return extension;
                }
            }

            var next = rest[4..].IndexOf("PK\x03\x04"u8);
            if (next < 0)
            {
                break;
            }

            rest = rest[(4 + next)..];
        }

        return ".zip";
    }

    /// <summary>E-books and OpenDocument files start with an uncompressed entry that holds their media type.</summary>
    private static string FromDeclaredType(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("PK"u8);
        var text = Encoding.Latin1.GetString(content[..Math.Clamp(end < 0 ? content.Length : end, 0, 100)]);
        return MediaTypes.ExtensionFor(text) ?? ".zip";
    }
}
