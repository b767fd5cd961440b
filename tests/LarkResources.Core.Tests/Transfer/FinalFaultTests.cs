namespace LarkResources.Tests.Transfer;

/// <summary>Faults that end a transfer: each with its own error, and never with a wrong file or without the old one.</summary>
public sealed class FinalFaultTests
{
    private static readonly ConnectionSettings Settings = new() { MaximumRetryCount = 1 };

    /// <summary>Only where silence is the fault. A busy machine is silent for a second, too, and the call for the token has the same patience.</summary>
    private static readonly ConnectionSettings Impatient = Settings with { IdleTimeout = TimeSpan.FromSeconds(3) };

    private static readonly Dictionary<string, (Fault Fault, string ErrorId, string InMessage)> Rows = new()
    {
        ["always cut at the first byte"] = (new() { Action = FaultAction.Cut, At = 0, Times = 0 }, "TransferIncomplete", "is incomplete at byte 0 of"),
        ["always silent before the headers"] = (new() { Action = FaultAction.StallHeaders, Times = 0 }, "Timeout", "idle timeout"),
        ["always silent in the body"] = (new() { Action = FaultAction.Stall, At = 0, Times = 0 }, "Timeout", "Nothing came for 3 seconds"),
        ["always reset before an answer"] = (new() { Action = FaultAction.Refuse, Times = 0 }, "ConnectionFailed", "127.0.0.1"),
        ["packed though plain bytes were asked for"] = (new() { Action = FaultAction.Gzip, Times = 0 }, "UnexpectedResponse", "gzip"),
        ["a proxy's page with 400"] = (new() { Action = FaultAction.Html400, Times = 0 }, "UnexpectedResponse", "HTTP 400"),
        ["a gateway's page with 502 for ever"] = (new() { Action = FaultAction.Html502, Times = 0 }, "PlatformError", "HTTP 502"),
        ["204, which is no empty file"] = (new() { Action = FaultAction.Status, Status = 204, Times = 0 }, "UnexpectedResponse", "HTTP 204"),
        ["304, which is no empty file"] = (new() { Action = FaultAction.Status, Status = 304, Times = 0 }, "UnexpectedResponse", "HTTP 304"),
        ["a JSON error at 200"] = (new() { Action = FaultAction.JsonErrorAt200, Code = 234040, Times = 0 }, "MessageInvisible", "code 234040"),
        ["234019 for ever"] = (new() { Action = FaultAction.ApiError, Code = 234019, Times = 0 }, "TenantCheckFailed", "code 234019"),
        ["429 for ever"] = (new() { Action = FaultAction.RateLimited429, ResetSeconds = 0.05, Times = 0 }, "RateLimited", "code 99991400"),
        ["99991400 at 400 for ever"] = (new() { Action = FaultAction.RateLimited400, ResetSeconds = 0.05, Times = 0 }, "RateLimited", "code 99991400"),
        ["a redirect in a circle"] = (new() { Action = FaultAction.Redirect, Location = "/", Times = 0 }, "UnexpectedResponse", "more than 5 times"),
        ["a redirect out of HTTP"] = (new() { Action = FaultAction.Redirect, Location = "ftp://127.0.0.1/x" }, "UnexpectedResponse", "ftp://127.0.0.1"),
        ["a refusal that is final"] = (new() { Action = FaultAction.ApiError, Code = 234004 }, "AppNotInChat", "code 234004"),
    };

    public static TheoryData<string, Shape> Everywhere()
    {
        var data = new TheoryData<string, Shape>();
        foreach (var row in Rows.Keys)
        {
            data.Add(row, Shape.Small);
            data.Add(row, Shape.Large);
            data.Add(row, Shape.Image);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task It_is_told_and_the_old_file_stays(string row, Shape shape)
    {
        var (fault, errorId, inMessage) = Rows[row];
        await using var rig = await TransferRig.StartAsync(errorId == "Timeout" ? Impatient : Settings);
        rig.PlaceGoodFile();
        if (fault.Location == "/")
        {
            fault = fault with { Location = rig.Server.BaseUri.ToString() };
        }

        rig.Faults.Add(fault with { PathContains = "/resources/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(shape)));
        AssertIs(error, errorId, inMessage);
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
        rig.Faults.Clear();
        rig.Faults.Add(fault with { PathContains = "/resources/" });
        error = await Assert.ThrowsAsync<LarkException>(() => rig.StreamAsync(Subject.Of(shape)));
        AssertIs(error, errorId, inMessage);
    }

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task A_body_that_is_always_longer_than_declared_is_not_saved(Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.ExtraBytes, Count = 40, Times = 0, PathContains = "/resources/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
        AssertIs(error, "TransferIncomplete", $"{subject.Length} bytes were declared and {subject.Length + 40} sent");
        Assert.Equal(["bytes=0-8388607", null], rig.Requests.Select(request => request.Range));
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Large)]
    public async Task A_body_without_a_length_that_is_always_too_long_is_not_saved(Shape shape)
    {
        var subject = Subject.Of(shape);
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.ExtraBytesCloseDelimited, Count = 40, Times = 0, PathContains = "/resources/" });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(subject));
        AssertIs(error, "TransferIncomplete", $"{subject.Length} bytes were declared and {subject.Length + 40} sent");
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task Ranges_that_lie_about_what_is_too_large_as_a_whole_are_named_not_the_size()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.WrongContentRange, Shift = 5, RangeStartFrom = 1, Times = 0 });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.File("120mib")));
        AssertIs(error, "TransferIncomplete", "was answered with other bytes");
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
    }

    [Theory]
    [InlineData(Shape.Small)]
    [InlineData(Shape.Large)]
    public async Task A_server_that_gives_one_byte_at_a_time_is_not_asked_for_ever(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { CallsPerSecond = 5000, CallsPerMinute = 50000 });
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.ShortenRange, Count = 1, Times = 0 });
        var error = await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(shape)));
        AssertIs(error, "TransferIncomplete", "64 requests were not enough");
        Assert.InRange(rig.Requests.Count, 65, TransferLimits.RequestsBeforeDoubt * 4);
        rig.AssertGoodFile();
    }

    [Theory]
    [InlineData(Shape.Middle)]
    [InlineData(Shape.Large)]
    public async Task A_server_that_gives_100_000_bytes_at_a_time_is_asked_until_all_have_come(Shape shape)
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { CallsPerSecond = 5000, CallsPerMinute = 50000 });
        rig.Faults.Add(new Fault { Action = FaultAction.ShortenRange, Count = 100_000, Times = 0 });
        await rig.SaveAsync(Subject.Of(shape));
        rig.AssertTargetIs(Subject.Of(shape).Sha256);
    }

    [Fact]
    public async Task A_server_without_ranges_that_cuts_is_asked_again_as_often_as_allowed()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 4 });
        rig.Faults.Add(new Fault { Action = FaultAction.Cut, At = 500, CallNumbers = [1, 3, 5, 7], PathContains = "/resources/" });
        rig.Faults.Add(new Fault { Action = FaultAction.IgnoreRange, Times = 0, PathContains = "/resources/" });
        await rig.SaveAsync(Subject.Image);
        rig.AssertTargetIs(Subject.Image.Sha256);
        Assert.Equal((Subject.Image.Length, Subject.Image.Sha256), (await rig.LoadAsync(Subject.Image)) is var (content, result) ? (content.LongLength, result.Sha256) : default);
    }

    [Fact]
    public async Task A_server_without_ranges_that_cuts_once_more_is_given_up()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 2 });
        rig.PlaceGoodFile();
        rig.Faults.Add(new Fault { Action = FaultAction.Cut, At = 500, CallNumbers = [1, 3, 5], PathContains = "/resources/" });
        rig.Faults.Add(new Fault { Action = FaultAction.IgnoreRange, Times = 0, PathContains = "/resources/" });
        AssertIs(await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Image)), "TransferIncomplete", "the whole resource arrived where bytes 500-");
        Assert.Equal(6, rig.Requests.Count);
        rig.AssertGoodFile();
        rig.AssertNoLeftovers();
    }

    [Fact]
    public async Task A_body_without_length_from_a_server_without_ranges_is_proved_by_reading_it_twice()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.CloseDelimitedCut, At = 500, PathContains = "/resources/" });
        rig.Faults.Add(new Fault { Action = FaultAction.CloseDelimitedCut, At = long.MaxValue, CallNumbers = [2], PathContains = "/resources/" });
        rig.Faults.Add(new Fault { Action = FaultAction.IgnoreRange, Times = 0, PathContains = "/resources/" });
        await rig.SaveAsync(Subject.Image);
        rig.AssertTargetIs(Subject.Image.Sha256);
    }

    [Theory]
    [InlineData(FaultAction.Cut, "the connection was lost at byte 500")]
    [InlineData(FaultAction.Status, "HTTP 503")]
    [InlineData(FaultAction.ApiError, "code 234019")]
    [InlineData(FaultAction.IgnoreRange, "the whole resource arrived where bytes 8388608-16777215 was requested")]
    public async Task Every_repetition_is_one_notice_with_its_reason(FaultAction action, string reason)
    {
        await using var rig = await TransferRig.StartAsync();
        var range = action is FaultAction.IgnoreRange ? 8 << 20 : 0;
        rig.Faults.Add(new Fault { Action = action, At = 500, Status = action is FaultAction.Status ? 503 : 0, Code = 234019, RangeStart = range });
        await rig.SaveAsync(Subject.Of(Shape.Middle));
        var notice = Assert.Single(rig.Notices.Retries);
        Assert.Equal(reason, notice.Reason);
        Assert.StartsWith("/open-apis/im/v1/messages/om_sandbox_16mib/resources/", notice.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_repetition_at_all_with_a_count_of_zero()
    {
        await using var rig = await TransferRig.StartAsync(new ConnectionSettings { MaximumRetryCount = 0 });
        foreach (var fault in new Fault[] { new() { Action = FaultAction.Status, Status = 500 }, new() { Action = FaultAction.Cut, At = 10 }, new() { Action = FaultAction.RateLimited429, ResetSeconds = 0.05 } })
        {
            var before = rig.Requests.Count;
            rig.Faults.Add(fault with { PathContains = "/resources/" });
            await Assert.ThrowsAsync<LarkException>(() => rig.SaveAsync(Subject.Of(Shape.Small)));
            Assert.Equal(before + 1, rig.Requests.Count);
        }

        await rig.SaveAsync(Subject.OneByte);
    }

    [Fact]
    public async Task The_meter_tells_the_truth_after_a_restart()
    {
        await using var rig = await TransferRig.StartAsync();
        rig.Faults.Add(new Fault { Action = FaultAction.IgnoreRange, RangeStartFrom = 1 });
        var meter = new ByteCounter();
        await rig.SaveAsync(Subject.Of(Shape.Large), meter: meter);
        Assert.Equal((20L << 20, 20L << 20), (meter.Received, meter.Total));
    }

    private static void AssertIs(LarkException error, string errorId, string inMessage)
    {
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(inMessage, error.Message, StringComparison.Ordinal);
    }
}
