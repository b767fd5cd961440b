using LarkResources.Tests.Authentication;
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
    [InlineData("../../etc", "oc_1", "_.._.._etc (oc_1)")]
    [InlineData(".x", "oc_1", "_.x (oc_1)")]
    [InlineData("../x", "oc_1", "_.._x (oc_1)")]
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
    [InlineData("undated/a.png", true)]
    [InlineData("2026-11-22/Contracts/2026/a.png", true)]
    [InlineData("2026-11-22/manifest.jsonl", true)]
    [InlineData("2026-11-22/yarn.lock", true)]
    [InlineData("manifest.jsonl", false)]
    [InlineData("messages.jsonl", false)]
    [InlineData("export.json", false)]
    [InlineData("manifest.jsonl.lock", false)]
    [InlineData("notes.docx", false)]
    [InlineData("mine/notes.docx", false)]
    [InlineData("2026-11-22", false)]
    [InlineData("2026-11-22/", false)]
    [InlineData("2026-11-22//a.png", false)]
    [InlineData("./2026-11-22/a.png", false)]
    [InlineData("2026-11-22/./a.png", false)]
    [InlineData("2026-11-22/.. /a.png", false)]
    [InlineData("2026-11-22\\a.png", false)]
    [InlineData("2026-11-22/a\\b.png", false)]
    [InlineData("2026-11-22/a.png:stream", false)]
    [InlineData("2026-11-22/a.png.part", false)]
    [InlineData("2026-11-22/a.png.part.json", false)]
    [InlineData("2026-13-01/a.png", false)]
    public void Path_of_a_manifest_is_believed_only_in_the_form_that_an_export_writes(string relative, bool isInside)
    {
        var folder = new ChatFolder(Path.Combine(Path.GetTempPath(), "chat (oc_1)"), TimeZoneInfo.Utc);
        Assert.Equal(isInside, folder.Resolve(relative) is not null);
    }

    [Fact]
    public void Day_is_that_of_the_zone_and_not_of_the_machine()
    {
        var sent = new DateTimeOffset(2026, 11, 21, 23, 30, 0, TimeSpan.Zero);
        var shanghai = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(8), "x", "x");
        Assert.EndsWith("2026-11-22", DirectoryOf(sent, shanghai), StringComparison.Ordinal);
        Assert.EndsWith("2026-11-21", DirectoryOf(sent, TimeZoneInfo.Utc), StringComparison.Ordinal);
        Assert.EndsWith("undated", DirectoryOf(null, TimeZoneInfo.Utc), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Projects/2026", "Projects/2026")]
    [InlineData("../..", "*/*")]
    [InlineData("/etc", "*/etc")]
    [InlineData("a/b:c/CON", "a/b_c/_CON")]
    public void Folder_that_was_sent_lies_inside_the_day_whatever_a_manifest_says(string sent, string expected)
    {
        var path = DirectoryOf(WorldTime, TimeZoneInfo.Utc, sent);
        var parts = path[(path.IndexOf("2026-11-21", StringComparison.Ordinal) + "2026-11-21/".Length)..].Split(Path.DirectorySeparatorChar);
        Assert.Equal(expected.Split('/').Length, parts.Length);
        Assert.All(parts.Zip(expected.Split('/')), pair => Assert.True(pair.Second == "*" ? pair.First.All(char.IsAsciiLetterOrDigit) : pair.First == pair.Second, path));
    }

    [Fact]
    public void Folder_and_file_of_one_name_do_not_get_in_the_way_of_each_other()
    {
        var folder = new ChatFolder("/x", TimeZoneInfo.Utc);
        Assert.Equal("contracts", folder.Names(Resource(WorldTime, null)).Reserve("contracts", new("om_1", "file_1", LarkResourceType.File)));
        var path = folder.DirectoryOf(Resource(WorldTime, "Contracts/old"));
        Assert.NotEqual("contracts", Path.GetFileName(Path.GetDirectoryName(path)), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(path, folder.DirectoryOf(Resource(WorldTime, "Contracts/old")));
    }

    [Theory]
    [InlineData("Docs", "docs")]
    [InlineData("Straße/a", "STRASSE/A")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    public void Files_of_one_name_get_apart_in_folders_that_some_disks_take_for_one(string one, string other)
    {
        var folder = new ChatFolder("/x", TimeZoneInfo.Utc);
        Assert.Equal("in.txt", folder.Names(Resource(WorldTime, one)).Reserve("in.txt", new("om_1", "file_1", LarkResourceType.File)));
        Assert.NotEqual("in.txt", folder.Names(Resource(WorldTime, other)).Reserve("in.txt", new("om_1", "file_2", LarkResourceType.File)), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void Names_that_an_earlier_run_gave_in_such_a_folder_are_not_given_again()
    {
        using var disk = new TemporaryFolder();
        using var manifest = Manifest.Open(disk.File("manifest.jsonl"));
        manifest.Append(ManifestEntry.Of(Resource(WorldTime, "Docs")) with { Path = "2026-11-21/Docs/in.txt", Status = ExportStatus.Saved, Length = 1, Sha256 = new string('0', 64) });
        using var again = Manifest.Load(disk.File("manifest.jsonl"));
        var folder = new ChatFolder(disk.Path, TimeZoneInfo.Utc);
        folder.Recall(again);
        Assert.NotEqual("in.txt", folder.Names(Resource(WorldTime, "docs")).Reserve("in.txt", new("om_2", "file_2", LarkResourceType.File)));
    }

    private static DateTimeOffset WorldTime => new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static string DirectoryOf(DateTimeOffset? sentAt, TimeZoneInfo zone, string? folder = null) => new ChatFolder("/x", zone).DirectoryOf(Resource(sentAt, folder));

    private static LarkResource Resource(DateTimeOffset? sentAt, string? folder) =>
        new() { MessageId = "om_1", FileKey = "file_1", Type = LarkResourceType.File, Kind = LarkResourceKind.File, SentAt = sentAt, Folder = folder };
}
