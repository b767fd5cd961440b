using System.Net;
using System.Text;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Headers as anybody on the way may send them.</summary>
public sealed class HeaderFuzz
{
    private static readonly string[] Disposition =
    [
        "attachment", "inline", ";", "filename", "filename*", "filename*0", "filename*0*", "filename*1*", "filename*01", "=", "\"", "\\", "UTF-8''", "utf-8'zh'", "GBK''", "latin1''", "''", "%E6%8A%A5", "%", "%2",
        "=?UTF-8?B?5rWL?=", "=?gbk?Q?=B1=A8?=", "=?a?B?", "?=", "=?", "a.txt", "æµ\u008Bè¯\u0095", " ",
    ];

    private static readonly string[] RangePieces = ["bytes ", "BYTES ", "bytes", " ", "*", "/", "-", "0", "1", "8388607", "8388608", "9223372036854775807", "9223372036854775808", "1099511627776", "1099511627777", ",", "+"];

    private static readonly string[] Waits =
    [
        "0", "1", "-1", "+5", "1.5", "1e3", "1e999", "NaN", "Infinity", "-Infinity", "∞", "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", " ", ",", "120, 3", "0x10", "٣",
    ];

    [Fact]
    public void A_Content_Disposition_gives_a_name_or_none() => Campaign.Run(20_000, random =>
    {
        var header = random.Text(Disposition, 14);
        Assert.False(ContentDisposition.FileName(header) is { } name && string.IsNullOrWhiteSpace(name));
    });

    [Fact]
    public void A_name_comes_through_every_way_of_writing_it() => Campaign.Run(8_000, random =>
    {
        var name = new string([.. random.Text(["报告", "a", "é", "😀", " ", "b.txt", "(1)", "100", "-"], 8).Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('"' or '\\' or '%' or ';' or '=' or '\''))]).Trim();
        if (name.Length == 0)
        {
            return;
        }

        var escaped = Uri.EscapeDataString(name);
        var cut = random.Next(escaped.Length + 1);
        foreach (var header in new[]
        {
            $"attachment; filename*=UTF-8''{escaped}",
            $"attachment; filename=\"x\"; filename*=utf-8'zh'{escaped}; size=3",
            $"attachment; filename*0*=UTF-8''{escaped[..cut]}; filename*1*={escaped[cut..]}",
            $"attachment; filename=\"{Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name))}\"",
            $"attachment; filename=\"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=\"",
        })
        {
            Assert.Equal(name, ContentDisposition.FileName(header));
        }
    });

    [Fact]
    public void A_Content_Range_is_read_strictly_or_not_at_all() => Campaign.Run(40_000, random =>
    {
        var header = random.OneIn(2) ? random.Text(RangePieces, 8) : $"bytes {random.Pick(RangePieces)}-{random.Pick(RangePieces)}/{random.Pick(RangePieces)}";
        if (ContentRange.Parse(header) is not { } parsed)
        {
            return;
        }

        // Whatever was read must be what the header says, letter by letter.
        var range = parsed.Range is { } bytes ? FormattableString.Invariant($"{bytes.From}-{bytes.To}") : "*";
        var total = parsed.Total is { } whole ? FormattableString.Invariant($"{whole}") : "*";
        Assert.Equal($"{range}/{total}", WithoutZeros(header[5..].Trim()));
        Assert.True(parsed.Range is not { } r || (r.From >= 0 && r.From <= r.To && !(parsed.Total <= r.To)));
        Assert.False(parsed.Total > ContentRange.LargestTotal);
    });

    [Fact]
    public void A_wait_that_a_server_asks_for_is_none_or_at_most_five_minutes() => Campaign.Run(10_000, random =>
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new ByteArrayContent([]) };
        response.Headers.TryAddWithoutValidation("Retry-After", Line(random));
        response.Headers.TryAddWithoutValidation("x-ogw-ratelimit-reset", Line(random));
        var wait = ApiFaultReader.RetryAfterOf(response, DateTimeOffset.UnixEpoch.AddSeconds(random.NextInt64(4_000_000_000)));
        Assert.True(wait is null || (wait >= TimeSpan.Zero && wait <= TimeSpan.FromMinutes(5)), $"{wait}");

        static string Line(Random random) => random.OneIn(2) ? random.Pick(Waits) : random.Text(Waits, 3).ReplaceLineEndings(" ");
    });

    [Fact]
    public void Back_off_stays_between_nothing_and_twenty_seconds() => Campaign.Run(5_000, random =>
        Assert.InRange(RetryDelay.FullJitter(random.Next()), TimeSpan.Zero, TimeSpan.FromSeconds(20)));

    private static string WithoutZeros(string range) =>
        string.Concat(System.Text.RegularExpressions.Regex.Replace(range, "(?<![0-9])0+(?=[0-9])", string.Empty));
}
