using System.Globalization;
using System.Text;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>A manifest answers from its file what it once kept in memory, whatever the hashes of the ids and the form of the lines are.</summary>
public sealed class ManifestIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File(Manifest.FileName);

    public void Dispose() => _folder.Dispose();

    private static ManifestEntry Entry(string message, string? key, string? path = null, ExportStatus status = ExportStatus.Saved) => new()
    {
        MessageId = message,
        FileKey = key,
        Type = LarkResourceType.File,
        Kind = LarkResourceKind.File,
        Path = path,
        Length = path?.Length,
        SentAt = DateTimeOffset.UnixEpoch,
        SavedAt = DateTimeOffset.UnixEpoch,
        Status = status,
    };

    private void Write(params ManifestEntry[] entries) => File.WriteAllBytes(FilePath, [.. entries.SelectMany(ManifestLine.Write)]);

    [Fact]
    public void A_line_without_a_version_is_not_ours_and_does_not_stop_what_reads_the_others()
    {
        var line = Encoding.UTF8.GetString(ManifestLine.Write(Entry("om_1", "a", "2026-11-22/a")));
        File.WriteAllText(FilePath, line.Replace("\"v\":1,", "", StringComparison.Ordinal) + line.Replace("om_1", "om_2", StringComparison.Ordinal));
        using var manifest = Manifest.Open(FilePath);
        Assert.Equal((1, 1), (manifest.Unreadable, manifest.Count));
        Assert.Equal("om_2", Assert.Single(manifest.Entries).MessageId);
        Assert.Empty(manifest.EarlierOf("om_1"));
    }

    /// <summary>Paths are read some hundred lines at a time, but only while rows follow each other in the file.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(367)]
    public void Paths_are_those_of_the_rows_in_whatever_order_they_are_read(int step)
    {
        // Some 300 KB, a path longer than what is read at once among them; every fifth resource has a later line with another path.
        var last = Enumerable.Range(0, 1000).Select(number => Entry($"om_{number}", "a", $"2026-11-22/{number} {(number == 500 ? new string('长', 50_000) : "\u00e9\"")}")).ToArray();
        Write([.. last.Select((entry, number) => number % 5 == 0 ? entry with { Path = "2026-11-22/earlier" } : entry), .. last.Where((_, number) => number % 5 == 0).Reverse()]);
        using var manifest = Manifest.Open(FilePath);
        using var paths = manifest.Paths();
        var place = 0;
        for (var times = 0; times < last.Length; times++)
        {
            var row = manifest.RowAt(place);
            Assert.Equal(last[place].Path, new string(paths.PathOf(row, new char[row.PathLength])));
            place = (place + step + last.Length) % last.Length;
        }
    }

    [Fact]
    public void A_path_cannot_be_read_when_the_manifest_has_become_shorter()
    {
        Write([.. Enumerable.Range(0, 1000).Select(number => Entry($"om_{number}", "a", $"2026-11-22/{number}"))]);
        using var manifest = Manifest.Load(FilePath);
        using var paths = manifest.Paths();
        Assert.Equal("2026-11-22/0", new string(paths.PathOf(manifest.RowAt(0), new char[100])));
        File.WriteAllText(FilePath, "");
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => new string(paths.PathOf(manifest.RowAt(999), new char[100]))).ErrorId);
    }

    [Theory]
    [InlineData("1234567890123456")]
    [InlineData("nothing of ours!")]
    [InlineData("\"a half: \\ud800\"")]
    public void A_path_over_which_another_program_has_written_is_an_error_and_no_path(string bytes)
    {
        Write(Entry("om_1", "a", "2026-11-22/abc"));
        var at = File.ReadAllText(FilePath).IndexOf("\"2026", StringComparison.Ordinal);
        using var manifest = Manifest.Load(FilePath);
        using (var file = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete) { Position = at })
        {
            file.Write(Encoding.UTF8.GetBytes(bytes));
        }

        using var paths = manifest.Paths();
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => new string(paths.PathOf(manifest.RowAt(0), new char[100]))).ErrorId);
    }

    [Fact]
    public async Task Verification_tells_that_a_manifest_has_become_shorter()
    {
        Write([.. Enumerable.Range(0, 3000).Select(number => Entry($"om_{number}", "a", $"2026-11-22/{number}"))]);
        using var manifest = Manifest.Load(FilePath);
        File.WriteAllText(FilePath, "");
        var verifying = ExportVerifier.RunAsync(
            manifest, new(_folder.Path, TimeZoneInfo.Utc), new() { Kinds = new HashSet<LarkResourceKind> { LarkResourceKind.File } }, RefusedTo.App, new(), _ => { }, _ => { }, default);
        Assert.Equal("UnreadableFile", (await Assert.ThrowsAsync<LarkException>(() => verifying)).ErrorId);
    }

    [Fact]
    public void A_file_that_becomes_shorter_while_it_is_read_gets_no_zeros_in_the_place_of_what_is_gone()
    {
        File.WriteAllText(FilePath, string.Concat(Enumerable.Repeat("{\"v\":1}\n", 1000)) + "{\"v\":");
        var e = Assert.Throws<LarkException>(() => JsonLineFile.Open(FilePath, 1000, Shorten, default));
        Assert.Equal("UnreadableFile", e.ErrorId);
        Assert.Equal("{\"v\":1}\n", File.ReadAllText(FilePath));

        bool Shorten(JsonLineFile file, ReadOnlySpan<byte> line, long at)
        {
            using var other = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            other.SetLength(8);
            return true;
        }
    }

    [Fact]
    public void Reading_a_manifest_can_be_stopped()
    {
        Write(Entry("om_1", "a", "2026-11-22/1"));
        Assert.Throws<OperationCanceledException>(() => Manifest.Load(FilePath, cancellationToken: new(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => Manifest.Open(FilePath, cancellationToken: new(canceled: true)));
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public void A_line_of_any_time_is_compared_with_the_file(string savedAt)
    {
        var path = _folder.File("file");
        File.WriteAllText(path, "");
        Assert.True(SavedFile.IsSomebodyElses(path, sentAt: null, DateTimeOffset.Parse(savedAt, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void What_had_failed_before_the_run_is_known_after_a_later_line()
    {
        Write(Entry("om_1", "a", status: ExportStatus.Failed), Entry("om_1", "b", "2026-11-22/b"));
        using var manifest = Manifest.Open(FilePath);
        manifest.Append(Entry("om_1", "a", "2026-11-22/a"));
        manifest.Append(Entry("om_2", "c", "2026-11-22/c"));
        Assert.True(manifest.FailedBefore(new("om_1", "a")));
        Assert.False(manifest.FailedBefore(new("om_1", "b")));
        Assert.False(manifest.FailedBefore(new("om_2", "c")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    public void Resources_whose_ids_share_a_hash_are_told_apart(int hashBits)
    {
        ManifestEntry[] entries =
        [
            Entry("om_1", "a", "2026-11-22/1a"), Entry("om_1", "b", "2026-11-22/1b"), Entry("om_1", "", "2026-11-22/1"), Entry("om_1", null, status: ExportStatus.Skipped),
            Entry("om_2", "a", "2026-11-23/2a"), Entry("om_1a", "", "2026-11-23/1a"), Entry("om_3", null, status: ExportStatus.Skipped),
        ];
        Write(entries);
        using var manifest = Manifest.Open(FilePath, hashBits);
        manifest.Append(Entry("om_2", "b", "2026-11-22/2b"));
        Assert.Equal([.. entries, Entry("om_2", "b", "2026-11-22/2b")], manifest.Entries);
        Assert.All(manifest.Entries, entry => Assert.Equal(entry, manifest.Find(entry.Key)));
        Assert.Null(manifest.Find(new("om_3", "")));
        Assert.Null(manifest.Find(new("om_2", "c")));
        Assert.Equal(entries[..4], manifest.EarlierOf("om_1"));
        Assert.Equal(entries[4..5], manifest.EarlierOf("om_2"));
        Assert.Empty(manifest.EarlierOf("om_4"));
        Assert.Equal(entries[..3], manifest.EarlierIn("2026-11-22"));
        Assert.Equal(entries[4..6], manifest.EarlierIn("2026-11-23"));
    }

    [Fact]
    public void Lines_of_a_day_are_found_among_those_of_other_days_in_the_order_of_the_file()
    {
        // Many days, since where their lines stand among each other differs from process to process.
        ManifestEntry[] entries = [.. Enumerable.Range(0, 90).Select(number => Entry($"om_{number}", "a", $"2026-11-{(number % 30) + 1:00}/{number}"))];
        Write([Entry("om_none", "a"), .. entries]);
        using var manifest = Manifest.Open(FilePath);
        for (var day = 1; day <= 30; day++)
        {
            Assert.Equal([entries[day - 1], entries[day + 29], entries[day + 59]], manifest.EarlierIn($"2026-11-{day:00}"));
        }

        Assert.All(Enumerable.Range(1, 31), day => Assert.Empty(manifest.EarlierIn($"2026-12-{day:00}")));
        Assert.Empty(manifest.EarlierIn("2026-11-1"));
    }

    [Fact]
    public void Without_a_file_nothing_is_known_and_nothing_made()
    {
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal((0, 0, -1, null, false), (manifest.Count, manifest.Unreadable, manifest.PlaceOf(new("om_1", "a")), manifest.Find(new("om_1", "a")), manifest.FailedBefore(new("om_1", "a"))));
        Assert.Empty(manifest.EarlierOf("om_1"));
        Assert.Empty(manifest.EarlierIn("2026-11-22"));
        manifest.Flush();
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void A_manifest_in_a_folder_that_is_not_there_cannot_be_opened_and_one_that_is_a_link_cannot_be_read()
    {
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => Manifest.Open(_folder.File("gone/manifest.jsonl"))).ErrorId);
        File.WriteAllText(_folder.File("elsewhere"), "");
        File.CreateSymbolicLink(FilePath, _folder.File("elsewhere"));
        Assert.Equal("WriteFailed", Assert.Throws<LarkException>(() => Manifest.Open(FilePath)).ErrorId);
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => Manifest.Load(FilePath)).ErrorId);
    }

    /// <summary>What the index notes of a line decides whether its file is looked at.</summary>
    [Theory]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"fileKey\":null,\"kind\":null,\"path\":null,\"length\":null,\"sentAt\":null,\"code\":null}", null, null, false, false, "Saved")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"kind\":\"cover\",\"path\":\"p\",\"length\":7,\"status\":\"skipped\",\"code\":3}", "Cover", 7L, true, true, "Skipped")]
    [InlineData("{\"code\":3,\"status\":\"failed\",\"length\":7,\"path\":\"p\",\"kind\":\"image\",\"messageId\":\"om_1\",\"v\":1}", "Image", 7L, true, true, "Failed")]
    [InlineData("{\"v\":1,\"messageId\":\"om_\\u0031\",\"kind\":\"cover\",\"path\":\"p\",\"length\":7,\"status\":\"skipped\",\"code\":3}", "Cover", 7L, true, true, "Skipped")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"other\":[1],\"kind\":\"cover\",\"path\":\"p\",\"length\":7,\"status\":\"failed\",\"code\":null}", "Cover", 7L, true, false, "Failed")]
    public void A_row_says_what_its_line_says_whatever_the_order_of_the_fields(string line, string? kind, long? length, bool hasPath, bool hasCode, string status)
    {
        File.WriteAllText(FilePath, line + "\n");
        using var manifest = Manifest.Load(FilePath);
        var (row, entry) = (manifest.RowAt(0), Assert.Single(manifest.Entries));
        Assert.Equal((kind, length, hasPath, hasCode, status), (row.Kind?.ToString(), row.Length, row.HasPath, row.HasCode, row.Status.ToString()));
        Assert.Equal((entry.Kind, entry.Length, entry.Path is not null, entry.Code is not null, entry.Status, entry.SentAt), (row.Kind, row.Length, row.HasPath, row.HasCode, row.Status, row.SentAt));
        Assert.NotNull(manifest.Find(new("om_1", null)));
    }

    [Fact]
    public void A_row_has_the_moment_at_which_the_message_was_sent_in_whatever_zone_it_was_written()
    {
        File.WriteAllText(FilePath, "{\"v\":1,\"messageId\":\"om_1\",\"sentAt\":\"2026-11-22T08:30:00+08:00\"}\n{\"v\":1,\"messageId\":\"om_2\",\"other\":1,\"sentAt\":\"2026-11-22T08:30:00+08:00\"}\n");
        using var manifest = Manifest.Load(FilePath);
        Assert.All([0, 1], place => Assert.Equal(new DateTimeOffset(2026, 11, 22, 0, 30, 0, TimeSpan.Zero), manifest.RowAt(place).SentAt));
    }

    [Fact]
    public void Later_line_counts_in_the_place_of_the_first()
    {
        Write(Entry("om_1", "a", status: ExportStatus.Failed), Entry("om_2", "a", "2026-11-22/2"), Entry("om_1", "a", "2026-11-22/1"));
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal([Entry("om_1", "a", "2026-11-22/1"), Entry("om_2", "a", "2026-11-22/2")], manifest.Entries);
        Assert.Equal(2, manifest.Count);
    }

    [Theory]
    [InlineData("2026-11-22/plain.txt")]
    [InlineData("2026-11-22/\U0001F600 \"quoted\"/报告.txt")]
    public void Last_path_outlives_lines_without_one(string path)
    {
        Write(Entry("om_1", "a", "2026-11-22/old"), Entry("om_1", "a", path), Entry("om_1", "a", status: ExportStatus.Failed), Entry("om_1", "a", status: ExportStatus.Skipped));
        using var manifest = Manifest.Open(FilePath);
        Assert.Equal((null, path, ExportStatus.Skipped), At());
        Assert.Equal(path, Assert.Single(manifest.EarlierIn("2026-11-22")).LastPath);

        manifest.Append(Entry("om_1", "a", status: ExportStatus.Failed));
        Assert.Equal((null, path, ExportStatus.Failed), At());

        manifest.Append(Entry("om_1", "a", "2026-11-22/new"));
        Assert.Equal(("2026-11-22/new", "2026-11-22/new", ExportStatus.Saved), At());

        (string? Path, string? LastPath, ExportStatus Status) At() => manifest.Find(new("om_1", "a")) is { } found ? (found.Path, found.LastPath, found.Status) : default;
    }

    [Fact]
    public void What_a_run_appends_is_found_and_what_it_found_at_its_beginning_stays_known()
    {
        var failed = Entry("om_1", "a", status: ExportStatus.Failed);
        Write(failed);
        using var manifest = Manifest.Open(FilePath);
        manifest.Append(Entry("om_1", "a", "2026-11-22/1"));
        manifest.Append(Entry("om_1", "b", "2026-11-22/2"));
        Assert.Equal(ExportStatus.Saved, manifest.Find(new("om_1", "a"))?.Status);
        Assert.Equal("2026-11-22/2", manifest.Find(new("om_1", "b"))?.Path);
        Assert.Equal([failed], manifest.EarlierOf("om_1"));
        Assert.Empty(manifest.EarlierIn("2026-11-22"));
    }

    [Fact]
    public void Torn_end_is_cut_and_what_is_appended_then_is_found()
    {
        Write(Entry("om_1", "a", "2026-11-22/1"), Entry("om_2", "a", "2026-11-22/2"));
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..^20]);
        using var manifest = Manifest.Open(FilePath);
        manifest.Append(Entry("om_3", "a", "2026-11-22/3"));
        Assert.Equal([Entry("om_1", "a", "2026-11-22/1"), Entry("om_3", "a", "2026-11-22/3")], manifest.Entries);
        Assert.Null(manifest.Find(new("om_2", "a")));
    }

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\r\n", "\uFEFF")]
    [InlineData("\n", "\uFEFF")]
    public void Lines_are_found_again_where_an_editor_has_put_marks_around_them(string end, string mark)
    {
        ManifestEntry[] entries = [.. Enumerable.Range(1, 5).Select(number => Entry($"om_{number}", "a", $"2026-11-22/{number}"))];
        var lines = entries.Select(entry => mark + Encoding.UTF8.GetString(ManifestLine.Write(entry)).TrimEnd('\n') + end);
        File.WriteAllText(FilePath, string.Concat(lines)[..^end.Length]);
        using (var manifest = Manifest.Load(FilePath))
        {
            Assert.Equal(entries, manifest.Entries);
        }

        using (var manifest = Manifest.Open(FilePath))
        {
            Assert.Equal(entries, manifest.Entries);
            manifest.Append(Entry("om_6", "a", "2026-11-22/6"));
            Assert.Equal([.. entries, Entry("om_6", "a", "2026-11-22/6")], manifest.Entries);
        }
    }

    [Fact]
    public void Lines_longer_than_a_block_are_found_again()
    {
        var path = "2026-11-22/" + new string('长', 100_000);
        ManifestEntry[] entries = [Entry("om_1", "a", "2026-11-22/1") with { Name = new string('n', 700_000) }, Entry("om_2", "a", path), Entry("om_3", "a", "2026-11-22/3")];
        Write(entries);
        using var manifest = Manifest.Open(FilePath);
        manifest.Append(Entry("om_2", "a", status: ExportStatus.Failed));
        Assert.Equal(path, manifest.Find(new("om_2", "a"))?.LastPath);
        Assert.Equal(entries[0], manifest.Find(entries[0].Key));
        Assert.Equal(entries, manifest.EarlierIn("2026-11-22"));
    }

    [Theory]
    [InlineData("{\"v\":1,\"messageId\":\"om_\\u0031\",\"fileKey\":\"\\u0061\",\"pat\\u0068\":\"2026-11-22\\/a\",\"length\":1}")]
    [InlineData("{\"path\":\"no\",\"v\":1,\"fileKey\":\"a\",\"path\":\"2026-11-22/a\",\"messageId\":\"om_1\",\"length\":1}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"fileKey\":\"a\",\"later\":{\"path\":\"no\"},\"path\" : \"2026-11-22/a\" , \"length\":1}")]
    public void Lines_of_another_hand_mean_what_they_mean(string line)
    {
        File.WriteAllText(FilePath, line + "\n{\"v\":1,\"messageId\":\"om_1\",\"fileKey\":\"a\",\"status\":\"failed\"}\n");
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal("2026-11-22/a", Assert.Single(manifest.Entries).LastPath);
        Assert.Equal(manifest.Entries, manifest.EarlierIn("2026-11-22"));
        Assert.NotNull(manifest.Find(new("om_1", "a")));
    }

    [Fact]
    public void A_line_with_a_field_more_than_this_version_knows_is_read()
    {
        var line = Encoding.UTF8.GetString(ManifestLine.Write(Entry("om_1", "a", "2026-11-22/a"))).TrimEnd('\n');
        File.WriteAllText(FilePath, line[..^1] + ",\"mood\":{\"path\":\"no\"}}\n");
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal([Entry("om_1", "a", "2026-11-22/a")], manifest.EarlierIn("2026-11-22"));
    }

    [Theory]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"name\":\"\\ud800\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"sentAt\":\"yesterday\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"length\":1.5}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"savedAt\":null}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"kind\":3}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"status\":null}")]
    [InlineData("{\"v\":1,\"messageId\":\"\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\"} {}")]
    [InlineData("{\"v\":0,\"messageId\":\"om_1\"}")]
    [InlineData("{\"v\":-1,\"messageId\":\"om_1\"}")]
    [InlineData("{\"v\":\"1\",\"messageId\":\"om_1\"}")]
    [InlineData("{\"v\":1,\"messageId\":3}")]
    [InlineData("{\"v\":1,\"messageId\":null}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"fileKey\":3}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"path\":3}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"name\":3}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"name\":{}}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"length\":\"7\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"code\":\"7\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"code\":99999999999}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"sentAt\":7}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"savedAt\":\"yesterday\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"type\":\"unheard of\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"type\":3}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"kind\":\"unheard of\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\",\"path\":\"\\ud800\"}")]
    [InlineData("{\"v\":1,\"messageId\":\"om_1\"")]
    [InlineData("[{\"v\":1,\"messageId\":\"om_1\"}]")]
    [InlineData("\"v\"")]
    public void What_is_no_line_is_none_for_the_index_either(string line)
    {
        File.WriteAllText(FilePath, line + "\n");
        using var manifest = Manifest.Load(FilePath);
        Assert.Null(ManifestLine.TryRead(Encoding.UTF8.GetBytes(line)));
        Assert.Empty(manifest.Entries);
        Assert.Equal(1, manifest.Unreadable);
    }

    [Fact]
    public void A_line_of_bytes_that_are_no_text_is_none()
    {
        File.WriteAllBytes(FilePath, [.. "{\"v\":1,\"messageId\":\"om_1\",\"name\":\""u8, 0xFF, .. "\"}\n"u8]);
        using var manifest = Manifest.Load(FilePath);
        Assert.Equal((0, 1), (manifest.Count, manifest.Unreadable));
    }

    [Fact]
    public void File_that_was_cut_in_the_meantime_is_an_error_and_no_answer()
    {
        Write(Entry("om_1", "a", "2026-11-22/1"), Entry("om_2", "a", "2026-11-22/2"));
        using var manifest = Manifest.Load(FilePath);
        using (var file = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(10);
        }

        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => manifest.Find(new("om_1", "a"))).ErrorId);
        Assert.Equal("UnreadableFile", Assert.Throws<LarkException>(() => manifest.Entries).ErrorId);
    }
}
