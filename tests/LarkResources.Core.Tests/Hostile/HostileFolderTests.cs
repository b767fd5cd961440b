using LarkResources.Tests.Fuzzing;
using LarkResources.Tests.Transfer;

namespace LarkResources.Tests.Hostile;

/// <summary>What is planted in the folder, and what happens to it in the middle of a download.</summary>
public sealed class HostileFolderTests
{
    private static readonly Subject Middle = Subject.Of(Shape.Middle);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_link_under_the_final_name_is_never_written_through(bool overwrite, bool isDangling)
    {
        await using var rig = await TransferRig.StartAsync();
        var precious = Path.Combine(rig.Folder, "precious");
        if (!isDangling)
        {
            File.WriteAllText(precious, "precious");
        }

        File.CreateSymbolicLink(rig.Target, precious);
        if (overwrite)
        {
            await rig.SaveAsync(Subject.OneByte, overwrite: true);
            Assert.Null(new FileInfo(rig.Target).LinkTarget);
            rig.AssertTargetIs(Subject.OneByte.Sha256);
        }
        else
        {
            var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte, overwrite: false));
            Assert.Equal("FileExists", error.ErrorId);
            Assert.Equal(precious, new FileInfo(rig.Target).LinkTarget);
        }

        Assert.Equal(isDangling ? null : "precious", File.Exists(precious) ? File.ReadAllText(precious) : null);
    }

    [Fact]
    public async Task A_folder_that_is_a_link_is_the_folder_it_leads_to()
    {
        await using var rig = await TransferRig.StartAsync();
        var real = Directory.CreateDirectory(Path.Combine(rig.Folder, "real")).FullName;
        var link = Path.Combine(rig.Folder, "link");
        Directory.CreateSymbolicLink(link, real);
        rig.Target = Path.Combine(link, "target.bin");
        await rig.SaveAsync(Middle);
        Assert.Equal([Path.Combine(real, "target.bin")], Directory.GetFiles(real));
        rig.AssertTargetIs(Middle.Sha256);
    }

    [Fact]
    public async Task A_part_file_that_became_a_link_in_the_middle_leads_nowhere()
    {
        await using var held = new HeldDownload();
        var precious = Path.Combine(held.Folder, "precious");
        File.WriteAllText(precious, "precious");
        var error = await held.FailAsync(() =>
        {
            File.Delete(held.Part);
            File.CreateSymbolicLink(held.Part, precious);
        });
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Equal("precious", File.ReadAllText(precious));
        Assert.False(File.Exists(held.Target));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_of_a_person_that_came_under_the_names_of_part_and_journal_in_the_middle_stay(bool isWholeFolder)
    {
        await using var held = new HeldDownload();
        var theirs = Directory.CreateDirectory(held.Folder + "-theirs").FullName;
        try
        {
            var error = await held.FailAsync(() =>
            {
                if (isWholeFolder)
                {
                    Directory.Move(held.Folder, held.Folder + "-moved");
                    Directory.CreateSymbolicLink(held.Folder, theirs);
                }

                foreach (var name in new[] { held.Part, held.Part + ".json" })
                {
                    File.Delete(name);
                    File.WriteAllText(name, "theirs");
                }
            });
            Assert.Equal("WriteFailed", error.ErrorId);
            Assert.Equal(("theirs", "theirs"), (File.ReadAllText(held.Part), File.ReadAllText(held.Part + ".json")));
            Assert.False(File.Exists(held.Target));
        }
        finally
        {
            if (isWholeFolder)
            {
                File.Delete(held.Folder);
                Directory.Move(held.Folder + "-moved", held.Folder);
            }

            Directory.Delete(theirs, recursive: true);
        }
    }

    [Fact]
    public async Task A_part_that_a_person_replaced_before_a_stop_has_no_journal_beside_it_and_stays_in_the_next_run()
    {
        await using var held = new HeldDownload();
        await held.StopAsync(() =>
        {
            File.Delete(held.Part);
            File.WriteAllText(held.Part, "theirs");
        });
        Assert.False(File.Exists(held.Part + ".json"));
        Assert.Equal("FileExists", Assert.Throws<LarkException>(() => PartFile.Open(held.Target, 9, null, null)).ErrorId);
        Assert.Equal("theirs", File.ReadAllText(held.Part));
    }

    [Fact]
    public async Task A_file_of_a_person_under_the_name_of_the_next_journal_stays_when_a_download_is_resumed()
    {
        await using var held = new HeldDownload();
        await held.StopAsync(static () => { });
        var next = held.Part + ".json.new";
        File.WriteAllText(next, "theirs");
        var state = PartFile.FindResumeState(held.Target, HeldDownload.Id)!;
        Assert.Equal("FileExists", Assert.Throws<LarkException>(() => PartFile.Open(held.Target, state.Head.Total, state.Head, state)).ErrorId);
        Assert.Equal("theirs", File.ReadAllText(next));

        File.Delete(next);
        PartFile.Open(held.Target, state.Head.Total, state.Head, state).Dispose();
    }

    [Fact]
    public async Task A_folder_that_is_removed_in_the_middle_is_told()
    {
        await using var held = new HeldDownload();
        var error = await held.FailAsync(() => Directory.Delete(held.Folder, recursive: true));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.False(Directory.Exists(held.Folder));
    }

    [Fact]
    public async Task A_folder_under_the_final_name_that_came_in_the_middle_stays()
    {
        await using var held = new HeldDownload();
        var error = await held.FailAsync(() => Directory.CreateDirectory(held.Target));
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.True(Directory.Exists(held.Target));
    }

    [Fact]
    public async Task A_file_that_came_under_the_final_name_in_the_middle_stays_without_force()
    {
        await using var held = new HeldDownload { Overwrite = false };
        var error = await held.FailAsync(() => File.WriteAllText(held.Target, "good"));
        Assert.Equal("FileExists", error.ErrorId);
        Assert.Equal("good", File.ReadAllText(held.Target));
    }

    [NoRootFact]
    public async Task A_folder_that_becomes_read_only_in_the_middle_is_told_and_the_old_file_stays()
    {
        await using var held = new HeldDownload();
        File.WriteAllText(held.Target, "good");
        var error = await held.FailAsync(() => Allow(held.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute));
        Allow(held.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal("WriteFailed", error.ErrorId);
        Assert.Equal("good", File.ReadAllText(held.Target));
        Assert.True(File.Exists(held.Part));

        static void Allow(string folder, UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder, mode);
            }
        }
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(200, 30)]
    public async Task A_path_that_is_too_long_is_told(int name, int levels)
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Target = Path.Combine([rig.Folder, .. Enumerable.Repeat(new string('x', name), levels)]);
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte));
        Assert.Equal("WriteFailed", error.ErrorId);
    }

    [Theory]
    [InlineData(9999)]
    [InlineData(1971)]
    [InlineData(2200)]
    public async Task A_time_that_the_disk_cannot_hold_does_not_cost_the_file(int year)
    {
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.OneByte, new(Subject.OneByte.Id) { SentAt = new DateTimeOffset(year, 12, 31, 0, 0, 0, TimeSpan.Zero) });
        rig.AssertTargetIs(Subject.OneByte.Sha256);
        rig.AssertNoLeftovers();
    }

    /// <summary>A download of two parts that waits in the middle of the second until the test lets it go on.</summary>
    private sealed class HeldDownload : IAsyncDisposable
    {
        public static readonly ResourceId Id = new("om_1", "file_v3_1", LarkResourceType.File);

        private readonly TaskCompletionSource _reached = new();
        private readonly TaskCompletionSource _goOn = new();
        private readonly RawServer _server;
        private readonly LarkConnection _connection;

        public HeldDownload()
        {
            var bytes = new Random(7).Bytes(TransferLimits.ChunkSize + 1_000_000);
            _server = new RawServer(async (request, stream, stop) =>
            {
                var isFirst = request.Contains("Range: bytes=0-", StringComparison.OrdinalIgnoreCase);
                var (from, end) = isFirst ? (0, TransferLimits.ChunkSize) : (TransferLimits.ChunkSize, bytes.Length);
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Range: bytes {from}-{end - 1}/{bytes.Length}\r\nContent-Length: {end - from}\r\n\r\n"), stop);
                if (!isFirst)
                {
                    await stream.WriteAsync(bytes.AsMemory(from, 500_000), stop);
                    from += 500_000;
                    _reached.SetResult();
                    await _goOn.Task;
                }

                await stream.WriteAsync(bytes.AsMemory(from, end - from), stop);
            });
            _connection = _server.Connect();
            Folder = Directory.CreateTempSubdirectory("lark-held-").FullName;
            Target = Path.Combine(Folder, "target.bin");
        }

        public string Folder { get; }

        public string Target { get; }

        public string Part => Target + ".part";

        public bool Overwrite { get; init; } = true;

        public async Task<LarkException> FailAsync(Action interfere)
        {
            var download = new FileDownload(new(_connection.Client(), Id, 0), new(Id), new()).RunAsync(_ => Task.FromResult(new FileTarget(Target, Overwrite)), Target, default);
            await Task.WhenAny(download, _reached.Task);
            interfere();
            _goOn.SetResult();
            return await Assert.ThrowsAsync<LarkException>(() => download);
        }

        public async Task StopAsync(Action interfere)
        {
            using var stop = new CancellationTokenSource();
            var download = new FileDownload(new(_connection.Client(), Id, 0), new(Id), new()).RunAsync(_ => Task.FromResult(new FileTarget(Target, Overwrite)), Target, stop.Token);
            await Task.WhenAny(download, _reached.Task);
            interfere();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
            _goOn.SetResult();
        }

        public async ValueTask DisposeAsync()
        {
            _connection.Close();
            await _server.DisposeAsync();
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }
}
