using System.Globalization;
using System.Text;
using System.Text.Json;
using LarkResources.Tests.Fuzzing;
using LarkResources.Tests.Transfer;
using Xunit.Sdk;

namespace LarkResources.Tests.Simulation;

/// <summary>The power fails at any write of an export: what a run after that believes is there, byte for byte, and it brings back what is not.</summary>
public sealed class PowerCutTests
{
    private const int Acts = 3;
    private const int CutsInAct = 25;

    private static readonly string s_root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    [SystemCallsFact]
    public Task After_a_power_cut_at_any_write_every_believed_line_has_its_file() => Campaign.RunAsync(4, 2, async seed =>
    {
        var top = Directory.CreateDirectory(Path.Combine(s_root, "lark-power-" + Guid.NewGuid().ToString("N"))).FullName;
        using var scene = new PowerScene(seed);
        try
        {
            await LiveAsync(seed, scene, top);
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    });

    /// <summary>A system that cannot promise to keep the lines may have lost them already.</summary>
    [SystemCallsTheory]
    [InlineData(ArchiveFolder.Manifest)]
    [InlineData(ArchiveFolder.Messages)]
    [InlineData(null)]
    public async Task A_checkpoint_is_not_written_when_the_lines_could_not_be_flushed(string? file)
    {
        var destination = Directory.CreateTempSubdirectory("lark-power").FullName;
        using var scene = new PowerScene(0);
        var folder = scene.FolderIn(destination);
        await SystemCalls.RunWithoutFlushAsync(folder.Full(file ?? "none"), ActOf(0, 0, destination));
        using var state = JsonDocument.Parse(folder.BytesOf(ArchiveFolder.State));
        Assert.Equal(file is null, state.RootElement.GetProperty("app").ValueKind is JsonValueKind.Object);
        Directory.Delete(destination, recursive: true);
    }

    [SystemCallsFact]
    public async Task A_file_that_the_disk_did_not_take_gets_neither_name_nor_line()
    {
        var (good, bad) = (Directory.CreateTempSubdirectory("lark-power").FullName, Directory.CreateTempSubdirectory("lark-power").FullName);
        using var scene = new PowerScene(0);
        await SystemCalls.RunWithoutFlushAsync(Path.Combine(good, "none"), ActOf(0, 0, good));

        // A picture has its key as its name in every run.
        var picture = scene.FolderIn(good).Files.First(file => file.Contains("/img_v3_", StringComparison.Ordinal));
        var folder = scene.FolderIn(bad);
        await SystemCalls.RunWithoutFlushAsync(folder.Full(picture + TemporarySuffix.Part), ActOf(0, 0, bad));
        Assert.DoesNotContain(picture, folder.Files);
        Assert.Contains(folder.Resources().Values, line => line.GetProperty("status").GetString() == "failed" && picture.Contains(line.GetProperty("fileKey").GetString()!, StringComparison.Ordinal));
        Assert.Equal(0, PowerScene.LinesOf(folder, picture));
        Directory.Delete(good, recursive: true);
        Directory.Delete(bad, recursive: true);
    }

    private static async Task LiveAsync(int seed, PowerScene scene, string top)
    {
        var random = new Random(seed);
        var (before, damaged) = (NewFolder(top), new Dictionary<string, Damage>(StringComparer.Ordinal));
        for (var act = 0; act < Acts; act++)
        {
            scene.Pass();
            var (log, output) = await SystemCalls.RecordAsync(before, ActOf(seed, act, before));
            if (Damage.Read(output) is { } damage)
            {
                damaged[damage.Path] = damage;
            }

            for (var cut = 0; cut < CutsInAct; cut++)
            {
                var moment = random.Next(log.Count + 1);
                var after = Left(log, moment);
                try
                {
                    await AssertRepairedAsync(scene, after, damaged, random);
                }
                catch (Exception e)
                {
                    throw new XunitException($"Cut at {moment} of {log.Count} in act {act}: {e.Message}{Environment.NewLine}{string.Join(Environment.NewLine, log.Around(moment))}", e);
                }

                Directory.Delete(after, recursive: true);
            }

            // The next act begins where the power failed.
            before = Left(log, random.Next(log.Count + 1));
        }

        // A disk that goes bad sets no time: damage hides however the cut fell between the byte and the time that the test gave back.
        string Left(DiskLog log, int moment)
        {
            var left = NewFolder(top);
            log.Cut(moment, random, left, OfAnotherStart);
            foreach (var damage in damaged.Values.Where(damage => File.Exists(scene.FolderIn(left).Full(damage.Path))))
            {
                File.SetLastWriteTimeUtc(scene.FolderIn(left).Full(damage.Path), damage.Time);
            }

            return left;
        }
    }

    private static async Task AssertRepairedAsync(PowerScene scene, string destination, Dictionary<string, Damage> damaged, Random random)
    {
        var folder = scene.FolderIn(destination);
        var isHoled = new[] { ArchiveFolder.Manifest, ArchiveFolder.Messages }.Any(name => folder.BytesOf(name) is var bytes && bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1).Contains((byte)0));

        // A file that was damaged before, and not replaced yet, is found as it would be without a cut.
        var verifies = damaged.Values.Any(damage => PowerScene.LinesOf(folder, damage.Path) <= damage.Lines) || random.OneIn(4);
        var (failures, warnings) = await scene.ExportAsync(destination, scene.Everything with { Verify = verifies });
        Assert.Empty(failures.Select(failure => failure.Message));
        Assert.True(isHoled || !warnings.Any(warning => warning.Contains("left unchanged", StringComparison.Ordinal)), string.Join(Environment.NewLine, warnings));
        scene.Oracle.AssertWhole(folder, scene.Everything, new HashSet<string>(), BeingWritten(folder).Concat(damaged.Keys).ToHashSet(), wasKilled: true);

        scene.TakeAsked();
        (failures, _) = await scene.ExportAsync(destination, scene.Everything with { Verify = true });
        Assert.Empty(failures);
        Assert.Empty(scene.TakeAsked());
    }

    private static string[] ActOf(int seed, int act, string destination) =>
        [KillTests.Dotnet, typeof(PowerCutTests).Assembly.Location, "act", seed.ToString(CultureInfo.InvariantCulture), act.ToString(CultureInfo.InvariantCulture), destination];

    /// <summary>What was to become one of the export's own files; a run takes it away when it is ten minutes old.</summary>
    private static IEnumerable<string> BeingWritten(ArchiveFolder folder) => folder.Files.Where(file => file.StartsWith(ArchiveFolder.State + ".", StringComparison.Ordinal));

    /// <summary>The machine has started again since.</summary>
    private static byte[] OfAnotherStart(string name, byte[] bytes) => name.EndsWith(TemporarySuffix.Journal, StringComparison.Ordinal)
        ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(BootMarker.Current, Guid.Empty.ToString(), StringComparison.Ordinal))
        : bytes;

    private static string NewFolder(string top) => Directory.CreateDirectory(Path.Combine(top, Guid.NewGuid().ToString("N"))).FullName;
}
