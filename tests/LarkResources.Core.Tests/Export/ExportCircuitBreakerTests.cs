using System.Net;

namespace LarkResources.Tests.Export;

public sealed class ExportCircuitBreakerTests : IDisposable
{
    private readonly CancellationTokenSource _work = new();
    private readonly ExportCircuitBreaker _breaker;

    public ExportCircuitBreakerTests() => _breaker = new(_work, needsDownloads: true);

    public void Dispose() => _work.Dispose();

    private static LarkException Local => LarkErrors.Local(ModuleErrors.Timeout, "Nothing came.", null);

    private static LarkException Coded(int code) =>
        LarkErrors.FromFault(new ApiFault { Code = code, Status = HttpStatusCode.BadRequest, Message = "no" }, "It could not be had", null);

    [Fact]
    public void Refusals_of_single_resources_end_nothing_however_many_they_are()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Messages.Failed(Coded(i % 2 == 0 ? 234001 : 234002), isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        Assert.False(_work.IsCancellationRequested);
    }

    [Fact]
    public void What_failed_in_earlier_runs_too_does_not_keep_later_messages_from_being_tried()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Messages.Failed(Local, isKnown: true);
        }

        Assert.Null(_breaker.Reason);
    }

    [Fact]
    public void Sixteen_failures_on_the_way_with_no_success_between_end_it()
    {
        for (var i = 0; i < 15; i++)
        {
            _breaker.Messages.Failed(Local, isKnown: false);
        }

        _breaker.Messages.Succeeded();
        for (var i = 0; i < 15; i++)
        {
            _breaker.Messages.Failed(Local, isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Messages.Failed(Local, isKnown: false);
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
    public void An_endpoint_that_refuses_the_caller_twice_is_not_asked_again_and_ends_only_what_needs_it(int code)
    {
        foreach (var series in new[] { _breaker.Messages, _breaker.Folders, _breaker.Threads })
        {
            Assert.True(series.Failed(Coded(code), isKnown: false));
            series.ThrowIfRefused();
            Assert.True(series.Failed(Coded(code), isKnown: true));
            Assert.Equal(code, Assert.Throws<LarkException>(series.ThrowIfRefused).Code);
            Assert.False(series.HasLeftOut);
            Assert.True(series.Failed(Local, isKnown: true));
            Assert.False(series.Failed(Coded(code), isKnown: false));
            Assert.True(series.HasLeftOut);
        }

        Assert.Null(_breaker.Reason);
        Assert.Null(_breaker.Downloads.Refusal);
        _breaker.Downloads.Failed(Coded(code), isKnown: false);
        Assert.Null(_breaker.Reason);
        _breaker.Downloads.Failed(Coded(code), isKnown: true);
        Assert.Equal(code, _breaker.Reason?.Code);
    }

    [Fact]
    public void What_this_module_knows_by_itself_ends_it_at_once()
    {
        _breaker.Folders.Failed(LarkErrors.NotConnected(), isKnown: true);
        Assert.Equal("NotConnected", _breaker.Reason?.ErrorId);
    }

    [Fact]
    public void Failures_without_a_code_count_together_for_all_that_is_read()
    {
        for (var i = 0; i < 15; i++)
        {
            new[] { _breaker.Messages, _breaker.Folders, _breaker.Threads }[i % 3].Failed(Local, isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Folders.Failed(Local, isKnown: false);
        Assert.NotNull(_breaker.Reason);
    }

    [Fact]
    public void A_refusal_now_and_then_ends_nothing_while_others_succeed()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.Messages.Failed(Coded(99991663), isKnown: false);
            _breaker.Messages.Succeeded();
        }

        Assert.Null(_breaker.Reason);
    }

    [Fact]
    public void Downloads_that_succeed_say_nothing_about_what_cannot_be_read_and_the_other_way_round()
    {
        for (var i = 0; i < 15; i++)
        {
            _breaker.Messages.Failed(Local, isKnown: false);
            _breaker.Downloads.Succeeded();
            _breaker.Downloads.Failed(Local, isKnown: false);
        }

        Assert.Null(_breaker.Reason);
        _breaker.Messages.Failed(Local, isKnown: false);
        Assert.NotNull(_breaker.Reason);
        using var work = new CancellationTokenSource();
        var other = new ExportCircuitBreaker(work, needsDownloads: true);
        for (var i = 0; i < 16; i++)
        {
            Assert.Null(other.Reason);
            other.Messages.Succeeded();
            other.Downloads.Failed(Local, isKnown: false);
        }

        Assert.NotNull(other.Reason);
    }
}
