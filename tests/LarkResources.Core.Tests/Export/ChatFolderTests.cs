using System.Text;

namespace LarkResources.Tests.Export;

public sealed class ChatFolderTests
{
    [Theory]
    [InlineData("Finance Team", "oc_1", "Finance Team (oc_1)")]
    [InlineData("", "oc_1", "oc_1")]
    [InlineData(null, "oc_1", "oc_1")]
    [InlineData("A/B \\ C", "oc_1", "A_B _ C (oc_1)")]
    [InlineData("..", "oc_1", "oc_1")]
    [InlineData("../../etc", "oc_1", ".._.._etc (oc_1)")]
    [InlineData("CON", "oc_1", "_CON (oc_1)")]
    [InlineData("v1.5", "oc_1", "v1.5 (oc_1)")]
    [InlineData("plan\u202egnp.exe", "oc_1", "plan_gnp.exe (oc_1)")]
    [InlineData("财务共享 群", "oc_1", "财务共享 群 (oc_1)")]
    public void Folder_of_a_chat_has_its_name_and_id(string? name, string id, string folder)
    {
        Assert.Equal(folder, PortableFileName.Folder(name, id));
        Assert.True(PortableFileName.IsFolderOf(folder, id));
        Assert.False(PortableFileName.IsFolderOf(folder, "c_1"));
        Assert.False(PortableFileName.IsFolderOf(folder, "oc_11"));
    }

    [Fact]
    public void Folder_of_a_long_name_keeps_the_id()
    {
        var folder = PortableFileName.Folder(new string('群', 200), "oc_1");
        Assert.EndsWith(" (oc_1)", folder, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(folder), 1, 200);
    }

    [Theory]
    [InlineData("2026-11-22/a.png", true)]
    [InlineData("../a.png", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("2026-11-22/../../a.png", false)]
    [InlineData("", false)]
    [InlineData("2026-11-22/a\0b.png", false)]
    public void Path_of_a_manifest_cannot_lead_out_of_the_folder(string relative, bool isInside)
    {
        var folder = new ChatFolder(Path.Combine(Path.GetTempPath(), "chat (oc_1)"), TimeZoneInfo.Utc);
        Assert.Equal(isInside, folder.Resolve(relative) is not null);
    }

    [Fact]
    public void Day_is_that_of_the_zone_and_not_of_the_machine()
    {
        var sent = new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.Zero);
        var shanghai = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(8), "x", "x");
        Assert.EndsWith("2026-11-22", new ChatFolder("/x", shanghai).Day(sent), StringComparison.Ordinal);
        Assert.EndsWith("2026-11-21", new ChatFolder("/x", TimeZoneInfo.Utc).Day(sent), StringComparison.Ordinal);
        Assert.EndsWith("undated", new ChatFolder("/x", TimeZoneInfo.Utc).Day(null), StringComparison.Ordinal);
    }
}
