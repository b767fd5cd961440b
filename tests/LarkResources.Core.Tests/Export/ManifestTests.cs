using System.Text;

namespace LarkResources.Tests.Export;

public sealed class ManifestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manifest");

    private string FilePath => System.IO.Path.Combine(_folder.FullName, Manifest.FileName);

    public void Dispose() => _folder.Delete(recursive: true);

    private static ManifestEntry Entry(string message, string? key = "file_v3_a", ExportStatus status = ExportStatus.Saved) => new()
    {
        MessageId = message,
        FileKey = key,
        Type = LarkResourceType.File,
        Kind = LarkResourceKind.File,
        Name = "报告 \u2028 \"1\".pdf",
        Path = "2026-11-22/报告.pdf",
        Length = 3,
        SentAt = DateTimeOffset.UnixEpoch,
        Status = status,
    };

    private void Append(params ManifestEntry[] entries)
    {
        using var manifest = Manifest.Open(FilePath);
        Array.ForEach(entries, manifest.Append);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("om_1", 2 << 20)]
    public void Line_that_no_run_could_read_is_refused_and_not_written(string message, int length)
    {
        using var manifest = Manifest.Open(FilePath);
        var error = Assert.Throws<LarkException>(() => manifest.Append(Entry(message) with { SenderId = new string('x', length) }));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Equal((0, 0L), (manifest.Count, new FileInfo(FilePath).Length));
    }

    [Fact]
    public void What_was_appended_is_read_again()
    {
        Append(Entry("om_1"), Entry("om_2", null, ExportStatus.Skipped));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal([Entry("om_1"), Entry("om_2", null, ExportStatus.Skipped)], manifest.Entries);
        Assert.Equal(2, File.ReadAllText(FilePath).Count(c => c == '\n'));
    }

    [Fact]
    public void Later_line_about_a_resource_counts()
    {
        Append(Entry("om_1", status: ExportStatus.Failed));
        Append(Entry("om_1") with { Length = 7 });
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal(7, Assert.Single(manifest.Entries).Length);
    }

    [Fact]
    public void Line_that_a_kill_has_torn_anywhere_is_taken_away_and_no_other()
    {
        Append(Entry("om_1"), Entry("om_2"));
        var whole = File.ReadAllBytes(FilePath);
        var second = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = second; length <= whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            Append(Entry("om_3"));
            using var manifest = Manifest.Load(FilePath);
            string[] expected = length >= whole.Length - 1 ? ["om_1", "om_2", "om_3"] : ["om_1", "om_3"];
            Assert.Equal(expected, manifest.Entries.Select(entry => entry.MessageId));
            Assert.Equal(0, manifest.Unreadable);
        }
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\0\0\0\0\0\0")]
    [InlineData("{\"v\":1,\"messageId\":\"om_2\0\0\0\0")]
    [InlineData("{\"v\0\0\0\0")]
    public void Zeros_that_a_power_cut_left_at_the_end_are_taken_away(string end)
    {
        Append(Entry("om_1"));
        File.AppendAllText(FilePath, end);
        Append(Entry("om_3"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal(["om_1", "om_3"], manifest.Entries.Select(entry => entry.MessageId));
        Assert.Equal(0, manifest.Unreadable);
        Assert.DoesNotContain('\0', File.ReadAllText(FilePath));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("\0\0\0\0\0\0")]
    [InlineData("{\"v\":1}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_x\",\"status\":\"unheard of\"}")]
    [InlineData("[1,2]")]
    public void Line_that_is_none_is_left_alone_and_counted(string line)
    {
        Append(Entry("om_1"));
        File.AppendAllText(FilePath, line + "\n");
        Append(Entry("om_2"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal(2, manifest.Entries.Count);
        Assert.Equal(1, manifest.Unreadable);
        Assert.Contains(line, File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void End_that_is_not_ours_is_kept()
    {
        File.WriteAllText(FilePath, "a diary without a line break");
        Append(Entry("om_1"));
        Assert.StartsWith("a diary without a line break\n{", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_an_editor_of_Windows_are_read()
    {
        Append(Entry("om_1"), Entry("om_2"));
        File.WriteAllText(FilePath, File.ReadAllText(FilePath).ReplaceLineEndings("\r\n"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal(2, manifest.Entries.Count);
        Assert.Equal(0, manifest.Unreadable);
    }

    [Fact]
    public void Line_longer_than_any_of_ours_is_skipped_and_the_next_is_read()
    {
        File.WriteAllText(FilePath, new string('x', 5 << 20) + "\n");
        Append(Entry("om_1"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Single(manifest.Entries);
        Assert.Equal(1, manifest.Unreadable);
    }

    [Fact]
    public void The_longest_line_is_written_and_read_again_and_one_byte_more_is_refused()
    {
        var empty = ManifestLine.Write(Entry("om_1") with { SenderId = "" }).Length;
        var longest = Entry("om_1") with { SenderId = new string('x', (1 << 20) - empty) };
        Append(longest, Entry("om_2"));
        using var manifest = Manifest.Open(FilePath);
        Assert.Equal([longest, Entry("om_2")], manifest.Entries);
        Assert.Equal(0, manifest.Unreadable);
        Assert.Throws<LarkException>(() => manifest.Append(longest with { SenderId = longest.SenderId + 'x' }));
    }

    [Fact]
    public void Empty_lines_are_no_lines_and_spaces_are_none_either()
    {
        File.WriteAllText(FilePath, "\n  \n\r\n");
        Append(Entry("om_1"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal((1, 0), (manifest.Count, manifest.Unreadable));
        Assert.StartsWith("\n  \n\r\n{", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_only_read_is_not_repaired_and_its_last_line_counts_without_an_end()
    {
        Append(Entry("om_1"), Entry("om_2"));
        foreach (var (cut, count) in new[] { (1, 2), (2, 1) })
        {
            var bytes = File.ReadAllBytes(FilePath)[..^cut];
            File.WriteAllBytes(FilePath, bytes);
            using var manifest = Manifest.Load(FilePath);
            Assert.Equal(count, manifest.Count);
            Assert.Equal(bytes, File.ReadAllBytes(FilePath));
        }
    }

    [Fact]
    public void Lines_around_one_of_another_origin_are_found_whatever_its_length()
    {
        foreach (var length in new[] { (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 1 << 20, (1 << 20) + 1, 3 << 20 })
        {
            File.WriteAllBytes(FilePath, [.. ManifestLine.Write(Entry("om_1")), .. Enumerable.Repeat((byte)'x', length), (byte)'\n', .. ManifestLine.Write(Entry("om_2"))]);
            Append(Entry("om_3"));
            using var manifest = Manifest.Load(FilePath);
            Assert.Equal(["om_1", "om_2", "om_3"], manifest.Entries.Select(entry => entry.MessageId));
            Assert.Equal(1, manifest.Unreadable);
        }
    }

    [Fact]
    public void An_end_of_another_origin_that_is_longer_than_any_line_is_kept_and_the_next_line_begins_behind_it()
    {
        File.WriteAllBytes(FilePath, [.. ManifestLine.Write(Entry("om_1")), .. Enumerable.Repeat((byte)'x', 3 << 20)]);
        var length = new FileInfo(FilePath).Length;
        Append(Entry("om_2"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal((2, 1), (manifest.Count, manifest.Unreadable));
        Assert.Equal(length + 1 + ManifestLine.Write(Entry("om_2")).Length, new FileInfo(FilePath).Length);
    }

    [Theory]
    [InlineData("{\"v\":2,\"messageId\":\"om_1\"}\n")]
    [InlineData("{\"v\":2,\"messageId\":\"om_1\",\"status\":\"archived\"}\n")]
    [InlineData("{\"v\":2,\"messageId\":[\"om_1\"]}\n")]
    public void Manifest_of_a_later_version_is_not_touched(string line)
    {
        File.WriteAllText(FilePath, line);
        Assert.Equal("UnreadableManifest", Assert.Throws<LarkException>(() => Manifest.Open(FilePath)).ErrorId);
        Assert.Equal(line, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Fields_stand_in_the_order_of_the_contract()
    {
        var line = Encoding.UTF8.GetString(ManifestLine.Write(Entry("om_1")));
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal(
            ["v", "messageId", "chatId", "threadId", "fileKey", "type", "kind", "name", "path", "length", "sha256", "contentType", "senderId", "sentAt", "savedAt", "status", "code", "logId", "senderName", "folder", "link", "refusedTo"],
            json.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.Contains("报告", line, StringComparison.Ordinal);
        Assert.Equal("file", json.RootElement.GetProperty("type").GetString());
        Assert.Equal("saved", json.RootElement.GetProperty("status").GetString());
    }
}
