namespace LarkResources.Naming;

/// <summary>What a Matroska file is: WebM or not by its document type, sound or pictures by its tracks.</summary>
internal static class MatroskaKind
{
    private const uint Segment = 0x18538067;
    private const uint Tracks = 0x1654AE6B;
    private const uint TrackEntry = 0xAE;
    private const uint TrackType = 0x83;

    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        var isWebM = bytes[..Math.Min(bytes.Length, 64)].IndexOf("webm"u8) >= 0;
        var kinds = new HashSet<byte>();
        Collect(bytes, kinds, depth: 0);
        var isSound = kinds.Contains(2) && !kinds.Contains(1);
        return isWebM ? (isSound ? ".weba" : ".webm") : isSound ? ".mka" : kinds.Count == 1 && kinds.Contains(17) ? ".mks" : ".mkv";
    }

    private static void Collect(ReadOnlySpan<byte> bytes, HashSet<byte> kinds, int depth)
    {
        while (Next(ref bytes, out var id, out var content))
        {
            switch (id)
            {
                case Segment or Tracks or TrackEntry when depth < 3:
                    Collect(content, kinds, depth + 1);
                    break;
                case TrackType when content.Length == 1:
                    kinds.Add(content[0]);
                    break;
            }
        }
    }

    /// <summary>Takes one element off the front; of the last one, what there is of it.</summary>
    private static bool Next(ref ReadOnlySpan<byte> rest, out uint id, out ReadOnlySpan<byte> content)
    {
        content = default;
        id = 0;
        if (!Number(ref rest, keepMark: true, out var read) || !Number(ref rest, keepMark: false, out var length))
        {
            return false;
        }

        id = (uint)read;
        content = rest[..(int)Math.Min(length, (ulong)rest.Length)];
        rest = rest[content.Length..];
        return true;
    }

    private static bool Number(ref ReadOnlySpan<byte> rest, bool keepMark, out ulong number)
    {
        number = 0;
        if (rest.IsEmpty || rest[0] == 0)
        {
            return false;
        }

        var length = 1 + byte.LeadingZeroCount(rest[0]);
        if (length > rest.Length || (keepMark && length > 4))
        {
            return false;
        }

        number = keepMark ? rest[0] : rest[0] & (0xFFu >> length);
        var isUnknown = !keepMark && number == (0xFFu >> length);
        for (var at = 1; at < length; at++)
        {
            isUnknown &= rest[at] == 0xFF;
            number = (number << 8) | rest[at];
        }

        // All ones: a live recording, whose segment reaches to the end.
        number = isUnknown ? ulong.MaxValue : number;
        rest = rest[length..];
        return true;
    }
}
