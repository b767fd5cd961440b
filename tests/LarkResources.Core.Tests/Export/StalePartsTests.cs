using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>What kills have left of small files, which have no journal: the time of their message tells.</summary>
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
    public void Part_of_a_small_file_goes_with_the_resource_that_is_not_awaited(string status, int secondsLater, bool stays)
    {
        var folder = new ChatFolder(_folder.File("chat (oc_1)"), TimeZoneInfo.Utc);
        Directory.CreateDirectory(Path.Combine(folder.Path, "2026-11-22"));
        var part = Path.Combine(folder.Path, "2026-11-22", "voice.opus.part");
        File.WriteAllText(part, "all of a small file");
        File.SetLastWriteTimeUtc(part, SentAt.UtcDateTime.AddSeconds(secondsLater));
        File.WriteAllBytes(folder.Manifest, ManifestLine.Write(new() { MessageId = "om_1", SentAt = SentAt, Status = Enum.Parse<ExportStatus>(status) }));
        using var manifest = Manifest.Open(folder.Manifest);

        StaleParts.Remove(folder, manifest);

        Assert.Equal(stays, File.Exists(part));
    }
}
