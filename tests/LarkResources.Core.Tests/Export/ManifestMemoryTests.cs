using LarkResources.Tests.Authentication;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Export;

/// <summary>A repeated run with nothing new makes no object for each line.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class ManifestMemoryTests : IDisposable
{
    private const int Files = 4000;

    /// <summary>In bytes: the rows, their tables and what these outgrow take about 250. The objects of a line took more than 2,500.</summary>
    private const int MostForLine = 500;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verifying_files_that_are_as_they_were_allocates_little_for_each()
    {
        if (OperatingSystem.IsWindows())
        {
            // There the system is asked with a string for each file.
            return;
        }

        Make();
        _ = await AgainAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var there = await AgainAsync();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(Files, there);
        Assert.InRange(allocated, 0, (long)Files * MostForLine);
    }

    private void Make()
    {
        using var manifest = Manifest.Open(_folder.File(Manifest.FileName));
        for (var number = 0; number < Files; number++)
        {
            var relative = FormattableString.Invariant($"2026-11-{1 + (number % 28):00}/报告 {number} \U0001F600.pdf");
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(relative))!);
            File.WriteAllText(_folder.File(relative), "abc");
            manifest.Append(new()
            {
                MessageId = FormattableString.Invariant($"om_x100b5a8f31dc6ca8b0f3e0b91c9{number}"),
                ChatId = "oc_a7b1c0d2e3f405162738495a6b7c8d9e",
                FileKey = FormattableString.Invariant($"file_v3_00a1_c64ec7c9-4f0a-4d2a-b51e-a7c2b6d1b0{number}"),
                Type = LarkResourceType.File,
                Kind = LarkResourceKind.File,
                Name = "报告.pdf",
                Path = relative,
                Length = 3,
                Sha256 = new('a', 64),
                SentAt = DateTimeOffset.UnixEpoch,
                SavedAt = DateTimeOffset.UnixEpoch,
                SenderId = "ou_a7b1c0d2e3f405162738495a6b7c8d9e",
            });
        }
    }

    private async Task<int> AgainAsync()
    {
        using var manifest = Manifest.Open(_folder.File(Manifest.FileName));
        var tally = new ExportStatistics();
        var selection = new ExportOptions { Kinds = ExportOptions.UsualKinds };
        var check = await ExportVerifier.RunAsync(manifest, new(_folder.Path, TimeZoneInfo.Utc), selection, RefusedTo.App, tally, Assert.Fail, failure => Assert.Fail(failure.Message), default);
        Assert.Empty(check.MessagesAgain);
        return tally.AlreadyThere;
    }
}
