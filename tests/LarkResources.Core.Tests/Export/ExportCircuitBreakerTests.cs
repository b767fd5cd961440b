namespace LarkResources.Tests.Export;

public sealed class ExportCircuitBreakerTests : IDisposable
{
    private readonly CancellationTokenSource _work = new();
    private readonly ExportCircuitBreaker _breaker;

    public ExportCircuitBreakerTests() => _breaker = new(_work);

    public void Dispose() => _work.Dispose();

    private static LarkException Local => LarkErrors.Local(ModuleErrors.Timeout, "Nothing came.", null);

    private static LarkException Coded(int code) =>
        LarkErrors.FromFault(new ApiFault { Code = code, Status = System.Net.HttpStatusCode.BadRequest, Message = "no" }, "It could not be had", null);

    [Fact]
    public void Refusals_of_single_resources_end_nothing_however_many_they_are()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Readings.Failed(Coded(i % 2 == 0 ? 234001 : 234002), isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        Assert.False(_work.IsCancellationRequested);
    }

    [Fact]
    public void What_failed_in_earlier_runs_too_does_not_keep_later_messages_from_being_tried()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Readings.Failed(Local, isKnown: true);
        }

        Assert.Null(_breaker.Reason);
    }

    [Fact]
    public void Sixteen_equal_failures_on_the_way_with_no_success_between_end_it()
    {
        for (var i = 0; i < 15; i++)
        {
            _breaker.Readings.Failed(Local, isKnown: false);
        }

        _breaker.Readings.Succeeded();
        for (var i = 0; i < 15; i++)
        {
            _breaker.Readings.Failed(Local, isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Readings.Failed(Local, isKnown: false);
        Assert.Equal("Timeout", _breaker.Reason?.ErrorId);
        Assert.True(_work.IsCancellationRequested);
    }

    [Fact]
    public void Failures_of_a_connection_count_together_whatever_their_ids()
    {
        string[] ids = [ModuleErrors.Timeout, ModuleErrors.ConnectionFailed, ModuleErrors.TransferIncomplete];
        for (var i = 0; i < 15; i++)
        {
            _breaker.Downloads.Failed(i % 4 == 3 ? LarkErrors.FromFault(new ApiFault { Status = System.Net.HttpStatusCode.TooManyRequests }, "It could not be downloaded", null) : LarkErrors.Local(ids[i % ids.Length], "Nothing came.", null), isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Downloads.Failed(LarkErrors.FromFault(new ApiFault { Status = System.Net.HttpStatusCode.BadGateway }, "It could not be downloaded", null), isKnown: false);
        Assert.NotNull(_breaker.Reason);
    }

    [Fact]
    public void Failures_of_other_kinds_count_apart()
    {
        for (var i = 0; i < 40; i++)
        {
            _breaker.Downloads.Failed(LarkErrors.Local(i % 2 == 0 ? ModuleErrors.UnexpectedResponse : ModuleErrors.UnreadableFile, "Not that.", null), isKnown: false);
        }

        Assert.Null(_breaker.Reason);
    }

    [Theory]
    [InlineData(99991672)]
    [InlineData(99991401)]
    [InlineData(99991663)]
    [InlineData(10014)]
    [InlineData(99991662)]
    public void A_failure_that_every_call_would_meet_ends_it_once_it_has_been_seen_twice(int code)
    {
        _breaker.Readings.Failed(Coded(code), isKnown: false);
        Assert.Null(_breaker.Reason);
        _breaker.Readings.Failed(Coded(code), isKnown: true);
        Assert.Equal(code, _breaker.Reason?.Code);
    }

    [Fact]
    public void A_refusal_now_and_then_ends_nothing_while_others_succeed()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Readings.Failed(Coded(99991663), isKnown: false);
            _breaker.Readings.Succeeded();
        }

        Assert.Null(_breaker.Reason);
    }

    [Fact]
    public void Downloads_that_succeed_say_nothing_about_what_cannot_be_read_and_the_other_way_round()
    {
        for (var i = 0; i < 15; i++)
        {
            _breaker.Readings.Failed(Local, isKnown: false);
            _breaker.Downloads.Succeeded();
            _breaker.Downloads.Failed(Local, isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Readings.Failed(Local, isKnown: false);
        Assert.NotNull(_breaker.Reason);
        using var work = new CancellationTokenSource();
        var other = new ExportCircuitBreaker(work);
        for (var i = 0; i < 16; i++)
        {
            Assert.Null(other.Reason);
            other.Readings.Succeeded();
            other.Downloads.Failed(Local, isKnown: false);
        }

        Assert.NotNull(other.Reason);
    }
}
