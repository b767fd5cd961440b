namespace LarkResources.Naming;

/// <summary>Bare frames of MPEG audio, AAC and Dolby: a frame begins with few fixed bits, so the next one must begin where it ends.</summary>
internal static class MpegAudioKind
{
    // In kilobits, by the four bits of the header: layers II and III of version 1, layers II and III of version 2.
    private static readonly int[] Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] Layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] Version2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Rates = [44100, 48000, 32000];

    internal static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xF0 or 0xF1 or 0xF8 or 0xF9, _, var high, var middle, var low, ..] => Follows(bytes, ((high & 3) << 11) | (middle << 3) | (low >> 5)) ? ".aac" : null,
        [0xFF, 0xF0 or 0xF1 or 0xF8 or 0xF9, _, _] => ".aac",
        [0xFF, >= 0xE0 and var versionAndLayer, > 0x0F and < 0xF0 and var bitsAndRate, ..] when (bitsAndRate & 0x0C) != 0x0C => Mpeg(bytes, versionAndLayer, bitsAndRate),

        // Dolby: the sampling rate is not the reserved one, and the version of the stream tells the two formats apart.
        [0x0B, 0x77, _, _, < 0xC0, var version, ..] when version >> 3 is > 0 and <= 8 => ".ac3",
        [0x0B, 0x77, _, _, _, var version, ..] when version >> 3 is > 10 and <= 16 => ".eac3",
        _ => null,
    };

    private static string? Mpeg(ReadOnlySpan<byte> bytes, int versionAndLayer, int bitsAndRate)
    {
        var (version, layer) = ((versionAndLayer >> 3) & 3, (versionAndLayer >> 1) & 3);
        if (version == 1 || layer is not (1 or 2))
        {
            return null;
        }

        var isLayer3 = layer == 1;
        var rates = version == 3 ? isLayer3 ? Layer3 : Layer2 : Version2;
        var samples = isLayer3 && version != 3 ? 72 : 144;
        var length = (samples * 1000 * rates[bitsAndRate >> 4] / (Rates[(bitsAndRate >> 2) & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2))) + ((bitsAndRate >> 1) & 1);
        return Follows(bytes, length) ? isLayer3 ? ".mp3" : ".mp2" : null;
    }

    /// <summary>True when a frame of the same kind begins there, or when that is beyond the bytes at hand.</summary>
    private static bool Follows(ReadOnlySpan<byte> bytes, int length) =>
        length > 4 && (length + 2 > bytes.Length || (bytes[length] == 0xFF && (bytes[length + 1] & 0xFE) == (bytes[1] & 0xFE)) || bytes[length..].StartsWith("TAG"u8));
}
