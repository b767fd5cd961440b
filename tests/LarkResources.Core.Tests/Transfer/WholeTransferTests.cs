using System.Globalization;

namespace LarkResources.Tests.Transfer;

/// <summary>Transfers on which nothing goes wrong: the requests they cost and the bytes they bring.</summary>
public sealed class WholeTransferTests
{
    /// <summary>Where the machine is so busy that connections stall, some share what another has left: that takes calls.</summary>
    internal const int ExtraCallsForSharing = 3;

    /// <summary>Connections as the server counts them: one that was dropped counts until it has noticed.</summary>
    private const int MostSeen = 2 * TransferLimits.Connections;

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    [InlineData(Shape.Image)]
    public async Task Every_shape_comes_whole_into_a_file_into_memory_and_as_a_stream(Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync();
        var saved = await rig.SaveAsync(subject);
        Assert.Equal((subject.Length, subject.Sha256), (saved.Length, saved.Sha256));
        rig.AssertTargetIs(subject.Sha256);
        rig.AssertNoLeftovers();
        var (content, result) = await rig.LoadAsync(subject);
        Assert.Equal((subject.Length, subject.Sha256), (content.LongLength, result.Sha256));
        Assert.Equal((subject.Length, subject.Sha256), await rig.StreamAsync(subject));
    }

    [Theory]
    [InlineData("1mib", 1, 1)]
    [InlineData("8mib", 1, 1)]
    [InlineData("8mib_plus1", 2, 2)]
    [InlineData("16mib", 2, 2)]
    [InlineData("20mib", 2, 3 + ExtraCallsForSharing)]
    public async Task A_file_costs_one_call_for_the_first_8_MiB_and_few_for_the_rest(string size, int least, int most)
    {
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.File(size));
        Assert.Equal("bytes=0-8388607", rig.Requests[0].Range);
        Assert.InRange(rig.Requests.Count, least, most);
        Assert.All(rig.Requests, request => Assert.Equal("identity", request.AcceptEncoding));
    }

    [Fact]
    public async Task A_picture_is_asked_for_without_a_range()
    {
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.Image);
        Assert.Null(Assert.Single(rig.Requests).Range);
    }

    [Fact]
    public async Task A_picture_too_large_for_one_answer_is_fetched_by_ranges()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 234037, PathContains = "/resources/" });
        rig.Server.Handler.ReplaceFile(SandboxWorld.ChartKey, 20 << 20, 5);
        await rig.SaveAsync(Subject.Image);
        rig.AssertTargetIs(SandboxFiles.Sha256Of(20 << 20, 5));
        Assert.InRange(rig.Requests.Count, 3, 4 + ExtraCallsForSharing);
    }

    [Fact]
    public async Task A_file_of_no_bytes_is_a_file()
    {
        await using var rig = await TransferRig.StartAsync();
        Assert.Equal(0, (await rig.SaveAsync(Subject.Empty)).Length);
        Assert.Equal(0, new FileInfo(rig.Target).Length);
        Assert.Equal(0, (await rig.StreamAsync(Subject.Empty)).Length);
    }

    [Fact]
    public async Task More_than_100_MiB_is_attempted()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.File("120mib");
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        Assert.InRange(rig.Requests.Count, 3, 15 + ExtraCallsForSharing);
        Assert.InRange(rig.Server.Requests.Stats()[TransferRig.ResourceEndpoint].MaxConcurrent, 1, MostSeen);
    }

    [Fact]
    public async Task A_link_that_is_slow_for_one_connection_gets_several()
    {
        await using var rig = await TransferRig.StartAsync(options: new SandboxServerOptions { BytesPerSecond = 16 << 20 });
        var subject = Subject.File("64mib");
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        Assert.InRange(rig.Server.Requests.Stats()[TransferRig.ResourceEndpoint].MaxConcurrent, 5, MostSeen);
        Assert.InRange(rig.Requests.Count, 8, 16);
    }

    [Fact]
    public async Task A_server_that_refuses_long_ranges_as_too_large_is_asked_for_chunks()
    {
        await using var rig = await TransferRig.StartAsync();
        var subject = Subject.File("16mib");
        rig.Faults.Add(new Fault { Action = FaultAction.ShortenRange, Count = 1 << 20, RangeStart = 0 });
        rig.Faults.Add(new Fault { Action = FaultAction.ApiError, Code = 234037, RangeStart = 1 << 20 });
        await rig.SaveAsync(subject);
        rig.AssertTargetIs(subject.Sha256);
        Assert.Equal(["bytes=0-8388607", "bytes=1048576-16777215", "bytes=1048576-9437183", "bytes=9437184-16777215"], rig.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_JSON_file_with_a_code_is_a_file()
    {
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.Json);
        rig.AssertTargetIs(Subject.Json.Sha256);
        Assert.Equal(Subject.Json.Sha256, (await rig.StreamAsync(Subject.Json)).Sha256);
    }

    [Fact]
    public async Task The_time_of_the_message_becomes_the_time_of_the_file()
    {
        var sent = DateTimeOffset.Parse("2024-05-06T07:08:09Z", CultureInfo.InvariantCulture);
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.OneByte, new(Subject.OneByte.Id) { SentAt = sent });
        Assert.Equal(sent.UtcDateTime, File.GetLastWriteTimeUtc(rig.Target));
    }

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Large)]
    public async Task Another_hash_than_expected_is_an_error_and_nothing_is_kept(Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        var request = new TransferRequest(subject.Id) { ExpectedSha256 = new string('0', 64) };
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject, request));
        Assert.Equal("TransferIncomplete", error.ErrorId);
        Assert.Contains(subject.Sha256, error.Message, StringComparison.Ordinal);
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
        error = await Assert.ThrowsAsync<LarkException>(() => new MemoryDownload(rig.Source(subject), request, new()).RunAsync(default));
        Assert.Equal("TransferIncomplete", error.ErrorId);
    }

    [Fact]
    public async Task The_expected_hash_may_be_given_in_capitals()
    {
        await using var rig = await TransferRig.StartAsync();
        await rig.SaveAsync(Subject.OneByte, new(Subject.OneByte.Id) { ExpectedSha256 = Subject.OneByte.Sha256.ToUpperInvariant() });
        rig.AssertTargetIs(Subject.OneByte.Sha256);
    }

    [Fact]
    public async Task A_name_of_255_bytes_leaves_room_for_the_part()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Target = Path.Combine(rig.Folder, new string('n', 251) + ".bin");
        await rig.SaveAsync(Subject.Of(Shape.Large));
        rig.AssertTargetIs(Subject.Of(Shape.Large).Sha256);
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_target_that_appeared_meanwhile_is_left_alone()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.OneByte, overwrite: false));
        Assert.Equal("FileExists", error.ErrorId);
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
    }
}
