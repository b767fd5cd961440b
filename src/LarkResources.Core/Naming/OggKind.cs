namespace LarkResources.Naming;

/// <summary>What an Ogg file holds: each stream begins with a page of its own, and says there how it is coded.</summary>
internal static class OggKind
{
    private const int PageHeader = 27;

    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        string? sound = null;
        var streams = 0;
        for (var rest = bytes; rest.Length > PageHeader && rest.StartsWith("OggS"u8) && (rest[5] & 2) != 0;)
        {
            var start = PageHeader + rest[26];
            var length = 0;
            for (var at = PageHeader; at < Math.Min(start, rest.Length); at++)
            {
                length += rest[at];
            }

            if (start > rest.Length)
            {
                break;
            }

            var packet = rest.Slice(start, Math.Min(length, rest.Length - start));
            if (packet is [0x80, (byte)'t', (byte)'h', ..] || packet.StartsWith("BBCD"u8) || packet.StartsWith("OVP80"u8) || packet is [1, (byte)'v', (byte)'i', (byte)'d', ..])
            {
                return ".ogv";
            }

            if (!packet.StartsWith("fishead"u8))
            {
                streams++;
                sound = packet.StartsWith("OpusHead"u8) ? ".opus" : packet.StartsWith("Speex   "u8) ? ".spx" : packet is [0x7F, (byte)'F', (byte)'L', ..] ? ".oga" : ".ogg";
            }

            rest = rest[Math.Min(start + length, rest.Length)..];
        }

        return streams == 1 ? sound! : ".ogg";
    }
}
