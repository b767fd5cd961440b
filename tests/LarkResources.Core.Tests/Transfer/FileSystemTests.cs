using System.Diagnostics;

namespace LarkResources.Tests.Transfer;

/// <summary>What the folder does to a download, and what two downloads do to each other.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class FileSystemTests
{
    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Large)]
    public async Task Of_two_downloads_to_one_target_one_works_and_the_other_is_told(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(shape);
        rig.Faults.Add(new Fault { Action = FaultAction.Stall, At = 200_000, PathContains = "/resources/" });
        using var stop = new CancellationTokenSource();
        var first = rig.SaveAsync(subject, cancellationToken: stop.Token);
        while (!File.Exists(rig.Part))
        {
            await Task.Delay(5);
        }

        // A kill from here on leaves a part file that shows whose it is.
        while (!File.Exists(rig.Journal))
        {
            await Task.Delay(5);
        }

        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
        Assert.Equal("ResourceBusy", error.ErrorId);
        Assert.Contains(rig.Part, error.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task Many_downloads_to_one_target_leave_one_whole_file()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(Shape.Middle);
        var attempts = Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                return (await rig.SaveAsync(subject)).Sha256;
            }
            catch (LarkException e) when (e.ErrorId == "ResourceBusy")
            {
                return subject.Sha256;
            }
        });
        Assert.All(await Task.WhenAll(attempts), hash => Assert.Equal(subject.Sha256, hash));
        rig.AssertTargetIs(subject.Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_leftover_that_changed_before_the_lock_was_had_is_not_gone_on_from()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(Shape.Large);
        var head = new JournalHead(subject.Id, subject.Length, null);
        using (var part = PartFile.Open(rig.Target, subject.Length, head, null))
        {
            part.Write(0, new byte[1000]);
        }

        var stale = PartFile.FindResumeState(rig.Target, subject.Id)!;
        using (var part = PartFile.Open(rig.Target, subject.Length, head, stale))
        {
            part.Write(1000, new byte[1000]);
        }

        Assert.Throws<RestartException>(() => PartFile.Open(rig.Target, subject.Length, head, stale));
        File.Delete(rig.Part);
        Assert.Throws<RestartException>(() => PartFile.Open(rig.Target, subject.Length, head, stale));
    }

    [Fact]
    public async Task Stopping_keeps_what_can_be_gone_on_from()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.Of(Shape.Middle);
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.Stall, At = 3_000_000, PathContains = "/resources/" });
        using var stop = new CancellationTokenSource();
        var meter = new ByteCounter();
        var download = rig.SaveAsync(subject, meter: meter, cancellationToken: stop.Token);
        while (meter.Received < 3_000_000)
        {
            await Task.Delay(5);
        }

        await stop.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        Assert.True(stop.Token.IsCancellationRequested, error.Message);
        rig.AssertGoodFile();
        rig.Calm();
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        Assert.Equal("bytes=3000000-8388607", rig.Requests[0].Range);
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_told()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Target = Path.Combine(rig.Folder, "none", "target.bin");
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte))).ErrorId);
    }

    [Fact]
    public async Task A_folder_under_the_name_of_the_target_is_told_and_stays()
    {
        await using var rig = await TransferRig.StartAsync();
        Directory.CreateDirectory(rig.Target);
        Assert.Equal("WriteFailed", (await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte))).ErrorId);
        Assert.True(Directory.Exists(rig.Target));
        Assert.Empty(Directory.GetFiles(rig.Folder));
    }

    [SmallDiskFact]
    public async Task A_full_disk_is_told_and_the_old_file_stays()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Target = Path.Combine(rig.Folder, "disk", "target.bin");
        var disk = Directory.CreateDirectory(Path.GetDirectoryName(rig.Target)!).FullName;
        Assert.Equal(0, SmallDiskFactAttribute.Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk));
        try
        {
            rig.PlaceGoodFile();

            // Once with a length, where the room is reserved at the start, and once without, where a write fails.
            await AssertFullAsync(rig, Subject.Of(Shape.Large), disk);
            rig.Server.Handler.ReplaceFile(SandboxWorld.ChartKey, 5 << 20, 6);
            rig.Faults.Add(new Fault { Action = FaultAction.CloseDelimitedCut, At = long.MaxValue, Times = 0, PathContains = "/resources/" });
            await AssertFullAsync(rig, Subject.Image, disk);
        }
        finally
        {
            Assert.Equal(0, SmallDiskFactAttribute.Run("umount", disk));
        }
    }

    private static async Task AssertFullAsync(TransferRig rig, Subject subject, string disk)
    {
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Contains(rig.Target, error.Message, StringComparison.Ordinal);
        rig.AssertGoodFile();
        Assert.Equal([rig.Target], Directory.GetFiles(disk));
    }

    /// <summary>Needs the right to mount a small file system.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SmallDiskFactAttribute : FactAttribute
    {
        public SmallDiskFactAttribute()
        {
            if (!OperatingSystem.IsLinux() || Environment.UserName != "root" || !CanMount())
            {
                Skip = "Only root on Linux can mount a disk that is full soon.";
            }
        }

        public static int Run(string command, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }

        private static bool CanMount()
        {
            var folder = Directory.CreateTempSubdirectory("lark-disk-").FullName;
            var mounted = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) == 0;
            if (mounted)
            {
                Run("umount", folder);
            }

            Directory.Delete(folder);
            return mounted;
        }
    }
}
