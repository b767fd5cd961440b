using System.Text;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Entries and files of manifests, as they are and as they should not be.</summary>
internal static class ManifestCase
{
    private static readonly string[] Pieces =
    [
        "om_1", "file_v3_1", "报告", ".pdf", "\u2028", "\u2029", "\r\n", "\u0001", "</script>", "<!--", "]]>", "\uD83D\uDE00", "\uDE00\uD83D", "2026-11-22/", "../", "C:\\", "\"v\":2,", "{\"v\":",
    ];

    /// <summary>Any entry that the types allow.</summary>
    public static ManifestEntry Entry(Random random) => new()
    {
        V = random.OneIn(10) ? random.Next(1, int.MaxValue) : ManifestEntry.CurrentVersion,
        MessageId = "om_" + random.Text(Pieces, 3),
        ChatId = Text(random),
        ThreadId = Text(random),
        FileKey = Text(random),
        Type = random.OneIn(4) ? null : random.Pick(Enum.GetValues<LarkResourceType>()),
        Kind = random.OneIn(4) ? null : random.Pick(Enum.GetValues<LarkResourceKind>()),
        Name = Text(random),
        Path = Text(random),
        Length = Number(random),
        Sha256 = Text(random),
        ContentType = Text(random),
        SenderId = Text(random),
        SentAt = random.OneIn(4) ? null : Moment(random),
        SavedAt = Moment(random),
        Status = random.Pick(Enum.GetValues<ExportStatus>()),
        Code = random.OneIn(2) ? null : random.Pick(random.Next(int.MinValue, int.MaxValue), 234003, 0, int.MinValue),
        LogId = Text(random),
    };

    /// <summary>One of few resources, in this version's form: lines that meet.</summary>
    public static ManifestEntry Common(Random random) => Entry(random) with
    {
        V = ManifestEntry.CurrentVersion,
        MessageId = random.Pick("om_1", "om_2", "om_3"),
        FileKey = random.Pick(null!, "img_1", "file_1"),
    };

    /// <summary>What UTF-8 can hold of it: half a character is none.</summary>
    public static ManifestEntry InUtf8(ManifestEntry entry) => entry with
    {
        MessageId = InUtf8(entry.MessageId)!,
        ChatId = InUtf8(entry.ChatId),
        ThreadId = InUtf8(entry.ThreadId),
        FileKey = InUtf8(entry.FileKey),
        Name = InUtf8(entry.Name),
        Path = InUtf8(entry.Path),
        Sha256 = InUtf8(entry.Sha256),
        ContentType = InUtf8(entry.ContentType),
        SenderId = InUtf8(entry.SenderId),
        LogId = InUtf8(entry.LogId),
    };

    /// <summary>A line, with its end, that may be this version's or nobody's.</summary>
    public static byte[] Line(Random random) => random.Next(12) switch
    {
        0 => [.. Encoding.UTF8.Preamble, .. ManifestLine.Write(Common(random))],
        1 => [.. ManifestLine.Write(Common(random))[..^1], (byte)'\r', (byte)'\n'],
        2 => [.. new byte[random.Next(5000)], (byte)'\n'],
        3 => Encoding.UTF8.GetBytes(random.Pick(
            "", " ", "\r", "[]", "null", "17", "a diary", "{}", "{\"v\":1}", "{\"v\":0,\"messageId\":\"om_1\"}", "{\"v\":1,\"messageId\":\"\"}", "{\"v\":1,\"messageId\":\"\\ud83d\"}",
            "{\"v\":1,\"\\ud83d\":0}", "{\"v\":1,\"messageId\":\"om_1\",\"status\":\"unheard of\"}", "{\"v\":1,\"messageId\":\"om_1\",\"length\":1e400}", "{\"v\":\"1\"}", "\uFEFF\uFEFF{}") + "\n"),
        4 => [.. random.Damaged(ManifestLine.Write(Common(random))), (byte)'\n'],
        5 when random.OneIn(20) => [.. Enumerable.Repeat((byte)'x', (1 << 20) + random.Next(-2, 3)), (byte)'\n'],
        6 when random.OneIn(20) => ManifestLine.Write(Common(random) with { Name = new string('x', random.Next(200_000)) }),
        7 when random.OneIn(20) => Encoding.UTF8.GetBytes(random.Pick("{\"v\":2}\n", "{\"messageId\":7,\"v\":99}\n", "{\"v\":2,\"\\ud83d\":\"\\ud83d\"}\n")),
        _ => ManifestLine.Write(Common(random)),
    };

    private static string? Text(Random random) => random.OneIn(3) ? null : random.Text(Pieces, 6);

    private static long? Number(Random random) => random.OneIn(4) ? null : random.Pick(0, 1, -1, long.MaxValue, long.MinValue, random.NextInt64());

    private static DateTimeOffset Moment(Random random)
    {
        var offset = TimeSpan.FromMinutes(random.Pick(0, 480, -690, 840));
        var ticks = random.Pick(0L, DateTime.MaxValue.Ticks, random.NextInt64(DateTime.MaxValue.Ticks), DateTime.UnixEpoch.Ticks);
        return new DateTimeOffset(Math.Clamp(ticks, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), offset);
    }

    private static string? InUtf8(string? text) => text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
