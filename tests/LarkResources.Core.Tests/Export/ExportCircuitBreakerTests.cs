using System.Net;

namespace LarkResources.Tests.Export;

public sealed class ExportCircuitBreakerTests : IDisposable
{
    private readonly CancellationTokenSource _work = new();
    private readonly ExportCircuitBreaker _breaker;

    public ExportCircuitBreakerTests() => _breaker = new(_work);

    public void Dispose() => _work.Dispose();

    private static LarkException Local => LarkErrors.Local(ModuleErrors.Timeout, "Nothing came.", null);

    private static LarkException Coded(int code) =>
        LarkErrors.FromFault(new ApiFault { Code = code, Status = HttpStatusCode.BadRequest, Message = "no" }, "It could not be had", null);

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
    public void Sixteen_failures_on_the_way_with_no_success_between_end_it()
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
    public void Failures_without_a_code_count_together_whatever_their_ids()
    {
        LarkException[] failures = [
            LarkErrors.Local(ModuleErrors.Timeout, "Nothing came.", null), LarkErrors.Local(ModuleErrors.ConnectionFailed, "Nothing came.", null), LarkErrors.Local(ModuleErrors.TransferIncomplete, "Nothing came.", null),
            Status(HttpStatusCode.TooManyRequests), Status(HttpStatusCode.NotFound), Status(HttpStatusCode.Forbidden)];
        for (var i = 0; i < 15; i++)
        {
            _breaker.Downloads.Failed(failures[i % failures.Length], isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Downloads.Failed(Status(HttpStatusCode.BadGateway), isKnown: false);
        Assert.NotNull(_breaker.Reason);

        static LarkException Status(HttpStatusCode status) => LarkErrors.FromFault(new ApiFault { Status = status }, "It could not be downloaded", null);
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
