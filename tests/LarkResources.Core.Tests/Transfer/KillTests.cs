using System.Diagnostics;
using System.Globalization;
using LarkResources.Sandbox.Server;

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
        Assert.True(fetched[fetched.Count / 2] <= 1.15, "Fetched, as a multiple of the size: " + string.Join(", ", fetched));
    }

    private static long Sent(TransferRig rig) => rig.Requests.Sum(request => request.BytesSent);

    private static Process Start(TransferRig rig) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, rig.Server.BaseUri.ToString(), Size, rig.Target]) { RedirectStandardOutput = true })!;
}

/// <summary>Tests that measure the whole process, or need the machine for themselves.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
