using System.Diagnostics;
using System.Globalization;

namespace LarkResources.Tests.Transfer;

/// <summary>kill -9 at any instant, then the same command again.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class KillTests
{
    private const string Size = "100mib";

    /// <summary>More rounds can be asked for where time does not matter.</summary>
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("LARK_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 5;

    [Fact]
    public async Task A_killed_download_is_gone_on_from_and_little_is_fetched_twice()
    {
        var subject = Subject.File(Size);
        var random = new Random(20261122);
        var fetched = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var rig = await TransferRig.StartAsync(options: new SandboxServerOptions { BytesPerSecond = 16 << 20 });
            var killAt = (long)(subject.Length * (0.02 + (0.96 * random.NextDouble())));
            using (var first = Start(rig))
            {
                while (Sent(rig) < killAt && !first.HasExited)
                {
                    await Task.Delay(5);
                }

                first.Kill();
                await first.WaitForExitAsync();
            }

            Assert.False(File.Exists(rig.Target));
            using var second = Start(rig);
            var hash = await second.StandardOutput.ReadToEndAsync();
            await second.WaitForExitAsync();
            Assert.Equal(subject.Sha256, hash.Trim());
            rig.AssertTargetIs(subject.Sha256);
            rig.AssertNoLeftovers();
            fetched.Add((double)Sent(rig) / subject.Length);
        }

        fetched.Sort();

        // What waits in the buffers of both sockets counts as sent, and a busy machine has more of it. One that began anew would be at 1.5 here.
        Assert.True(fetched[fetched.Count / 2] <= 1.25, "Fetched, as a multiple of the size: " + string.Join(", ", fetched));
    }

    [Fact]
    public async Task A_kill_in_a_small_file_is_not_in_the_way_of_the_next_run()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.Stall, At = 600_000, PathContains = "/resources/" });
        using (var first = Start(rig, "1mib"))
        {
            while (!first.HasExited && (!File.Exists(rig.Journal) || new FileInfo(rig.Part).Length < 100_000))
            {
                await Task.Delay(5);
            }

            first.Kill();
            await first.WaitForExitAsync();
        }

        Assert.Equal([rig.Part, rig.Journal], Directory.GetFiles(rig.Folder).Order(StringComparer.Ordinal));
        using var second = Start(rig, "1mib");
        Assert.Equal(Subject.File("1mib").Sha256, (await second.StandardOutput.ReadToEndAsync()).Trim());
        rig.AssertNoLeftovers();
    }

    private static long Sent(TransferRig rig) => rig.Requests.Sum(request => request.BytesSent);

    // The one that runs this process may be another than the one on the PATH, for another runtime.
    internal static readonly string Dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private static Process Start(TransferRig rig, string size = Size) => Process.Start(
        new ProcessStartInfo(Dotnet, [typeof(KillTests).Assembly.Location, rig.Server.BaseUri.ToString(), size, rig.Target]) { RedirectStandardOutput = true })!;
}

/// <summary>Tests that measure the whole process, or need the machine for themselves.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
