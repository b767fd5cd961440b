namespace LarkResources.Tests.Export;

public sealed class ManifestEntryTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 8, 30, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_line_says_of_a_resource_what_its_message_said_and_the_other_way_round()
    {
        var resource = new LarkResource
        {
            MessageId = "om_1",
            FileKey = "file_1",
            Type = LarkResourceType.Media,
            Kind = LarkResourceKind.Audio,
            Name = "a.opus",
            Length = 7,
            SentAt = Time,
            ChatId = "oc_1",
            ThreadId = "omt_1",
            SenderId = "ou_1",
            SenderName = "Li",
            Folder = "2026",
            Link = "https://applink.feishu.cn/x",
        };
        var line = ManifestEntry.Of(resource);
        Assert.Equal((Time, TimeSpan.Zero), (line.SentAt, line.SentAt!.Value.Offset));
        Assert.Equal(resource with { SentAt = line.SentAt }, line.ToResource());
    }

    [Fact]
    public void A_line_about_a_whole_message_is_of_no_resource_and_one_without_a_kind_has_that_of_its_type()
    {
        var line = new ManifestEntry { MessageId = "om_1", FileKey = "img_1", Type = LarkResourceType.Image };
        Assert.Equal(LarkResourceKind.Image, line.ToResource()?.Kind);
        Assert.Equal(LarkResourceKind.File, (line with { Type = LarkResourceType.File }).ToResource()?.Kind);
        Assert.Null((line with { FileKey = null }).ToResource());
        Assert.Null((line with { Type = null }).ToResource());
    }

    /// <summary>The cuts may fall before, into and behind a character of two parts.</summary>
    [Fact]
    public void A_name_that_is_too_long_keeps_its_end_and_no_half_of_a_character()
    {
        var whole = new string('n', ManifestEntry.LongestName);
        Assert.Equal(whole, ManifestEntry.Of(Named(whole)).Name);
        for (var shift = -4; shift <= 4; shift++)
        {
            var (before, behind) = (new string('a', ManifestEntry.LongestName - 100 + shift), new string('z', 100 + shift));
            var kept = ManifestEntry.Of(Named(before + "😀" + new string('m', 3000) + "😀" + behind)).Name!;
            Assert.InRange(kept.Length, ManifestEntry.LongestName - 2, ManifestEntry.LongestName);
            var parts = kept.Split('…');
            Assert.Contains(parts[0].TrimEnd('m'), new[] { before[..Math.Min(before.Length, parts[0].Length)], before + "😀" });
            Assert.Contains(parts[1].TrimStart('m'), new[] { behind[^Math.Min(behind.Length, parts[1].Length)..], "😀" + behind });
        }
    }

    private static LarkResource Named(string name) => new() { MessageId = "om_1", FileKey = "file_1", Type = LarkResourceType.File, Kind = LarkResourceKind.File, Name = name };
}
