using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>What kills have left. Small files have no journal: their name and the time of their message tell whose they are.</summary>
public sealed class StalePartsTests : IDisposable
{
    private static readonly DateTimeOffset SentAt = new(2026, 11, 22, 8, 30, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(ExportStatus.Skipped), 0, false)]
    [InlineData(nameof(ExportStatus.Saved), 1, false)]
    [InlineData(nameof(ExportStatus.Failed), 0, true)]
    [InlineData(nameof(ExportStatus.Skipped), 60, true)]
    [InlineData(nameof(ExportStatus.Saved), 2, false)]
    [InlineData(nameof(ExportStatus.Saved), -2, false)]
    [InlineData(nameof(ExportStatus.Saved), 3, true)]
    [InlineData(nameof(ExportStatus.Saved), -3, true)]
    public void Part_of_a_small_file_goes_with_the_resource_that_is_not_awaited(string status, int secondsLater, bool stays) =>
        Assert.Equal(stays, Stays("voice.opus", secondsLater, new() { MessageId = "om_1", SentAt = SentAt, Status = Enum.Parse<ExportStatus>(status) }));

    [Theory]
    [InlineData("notes.docx", true)]
    [InlineData("voice.opus", false)]
    [InlineData("voice (file_v3_1).opus", false)]
    [InlineData("file_v3_1.opus", false)]
    [InlineData("earlier.opus", false)]
    public void Part_file_of_a_person_stays_though_it_has_the_time_of_a_message(string name, bool stays)
    {
        var entry = new ManifestEntry { MessageId = "om_1", FileKey = "file_v3_1", Name = "voice.opus", SentAt = SentAt };
        Assert.Equal(stays, Stays(name, 0, entry with { Status = ExportStatus.Saved, Path = "2026-11-22/earlier.opus" }));
    }

    [Theory]
    [InlineData("file_v3_1", nameof(ExportStatus.Saved), "", false)]
    [InlineData("file_v3_1", nameof(ExportStatus.Skipped), "", false)]
    [InlineData("file_v3_1", nameof(ExportStatus.Failed), "", true)]
    [InlineData("file_v3_other", nameof(ExportStatus.Saved), "", true)]
    [InlineData("file_v3_1", nameof(ExportStatus.Saved), "as sent", false)]
    [InlineData("file_v3_1", nameof(ExportStatus.Failed), "as sent", true)]
    public void Part_with_a_journal_goes_with_the_resource_that_is_settled(string recorded, string status, string subfolder, bool stays)
    {
        var folder = new ChatFolder(_folder.File("chat (oc_1)"), TimeZoneInfo.Utc);
        var place = Path.Combine(folder.Path, "2026-11-22", subfolder);
        Directory.CreateDirectory(place);
        var part = Path.Combine(place, "film.mp4.part");
        File.WriteAllText(part, "the beginning");
        Journal.Create(part + ".json", new(new("om_1", "file_v3_1", LarkResourceType.File), 20 << 20, null), []).Dispose();
        var entry = new ManifestEntry { MessageId = "om_1", FileKey = recorded, SentAt = SentAt, Status = Enum.Parse<ExportStatus>(status) };
        File.WriteAllBytes(folder.Manifest, ManifestLine.Write(entry));
        using var manifest = Manifest.Open(folder.Manifest);

        StaleParts.Remove(folder, manifest);

        Assert.Equal((stays, stays), (File.Exists(part), File.Exists(part + ".json")));
    }

    private bool Stays(string name, int secondsLater, ManifestEntry entry)
    {
        var folder = new ChatFolder(_folder.File("chat (oc_1)"), TimeZoneInfo.Utc);
        Directory.CreateDirectory(Path.Combine(folder.Path, "2026-11-22"));
        var part = Path.Combine(folder.Path, "2026-11-22", name + ".part");
        File.WriteAllText(part, "all of a small file");
        File.SetLastWriteTimeUtc(part, SentAt.UtcDateTime.AddSeconds(secondsLater));
        File.WriteAllBytes(folder.Manifest, ManifestLine.Write(entry));
        using var manifest = Manifest.Open(folder.Manifest);

        StaleParts.Remove(folder, manifest);

        return File.Exists(part);
    }
}
