using System.Net;

namespace LarkResources.Tests.Authentication;

public sealed class TenantTokenSourceTests : IDisposable
{
    private const string TokenPath = "tenant_access_token/internal";

    private readonly TokenRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Many_callers_share_one_flight()
    {
        using var source = rig.Tenant();
        var gate = new TaskCompletionSource();
        rig.Gate = gate.Task;
        var waiting = Enumerable.Range(0, 50).Select(_ => rig.TokenOf(source)).ToArray();
        gate.SetResult();
        var tokens = await Task.WhenAll(waiting);
        Assert.Single(tokens.Distinct());
        Assert.Single(rig.Asked);
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_take_the_flight_from_the_others()
    {
        using var source = rig.Tenant();
        var gate = new TaskCompletionSource();
        rig.Gate = gate.Task;
        using var stop = new CancellationTokenSource();
        var impatient = source.GetAsync(rig.SendAsync, stop.Token).AsTask();
        var patient = rig.TokenOf(source);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();
        Assert.StartsWith("t-", await patient, StringComparison.Ordinal);
        Assert.Single(rig.Asked);
    }

    [Fact]
    public async Task The_token_is_kept_until_ten_minutes_before_its_end()
    {
        using var source = rig.Tenant();
        var first = await rig.TokenOf(source);
        Assert.Equal(rig.Clock.GetUtcNow().AddHours(2), source.ExpiresAt);
        rig.Clock.Advance(TimeSpan.FromMinutes(109));
        Assert.Equal(first, await rig.TokenOf(source));
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(first, await rig.TokenOf(source));
        Assert.Equal(2, rig.Asked.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(600)]
    public async Task A_short_life_is_used_by_half_and_never_becomes_a_loop(int seconds)
    {
        rig.Answer = (_, _) => TokenRig.Json($$"""{"code":0,"tenant_access_token":"t-short","expire":{{seconds}}}""");
        using var source = rig.Tenant();
        for (var i = 0; i < 10; i++)
        {
            await rig.TokenOf(source);
        }

        Assert.Single(rig.Asked);
        rig.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await rig.TokenOf(source);
        Assert.Equal(2, rig.Asked.Count);
    }

    [Fact]
    public async Task A_token_of_four_kilobytes_and_of_any_form_is_taken_as_it_is()
    {
        var token = "eyJ" + new string('x', 4096) + ".sig_-";
        rig.Answer = (_, _) => TokenRig.Json($$"""{"code":0,"tenant_access_token":"{{token}}","expire":7200}""");
        using var source = rig.Tenant();
        Assert.Equal(token, await rig.TokenOf(source));
    }

    [Theory]
    [InlineData("""{"code":0,"msg":"ok"}""")]
    [InlineData("""{"code":0,"tenant_access_token":"","expire":7200}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-1"}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-1","expire":0}""")]
    [InlineData("""{"code":0,"tenant_access_token":"t-1","expire":-5}""")]
    [InlineData("""{"code":0,"tenant_access_token":5,"expire":7200}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_without_a_token_is_an_error_that_shows_none(string body)
    {
        rig.Answer = (_, _) => TokenRig.Json(body);
        using var source = rig.Tenant();
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        Assert.Equal("UnexpectedResponse", e.ErrorId);
        Assert.DoesNotContain("t-1", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_token_that_is_too_long_to_keep_is_an_error_that_shows_none() =>
        An_answer_without_a_token_is_an_error_that_shows_none($$"""{"code":0,"tenant_access_token":"t-1{{new string('t', 70_000)}}","expire":7200}""");

    [Theory]
    [InlineData(10003, HttpStatusCode.OK, "-Region")]
    [InlineData(10003, HttpStatusCode.BadRequest, "-Region")]
    [InlineData(10014, HttpStatusCode.OK, "App Secret")]
    [InlineData(99991543, HttpStatusCode.BadRequest, "App Secret")]
    public async Task A_refusal_is_an_error_of_its_code_whatever_the_status(int code, HttpStatusCode status, string cure)
    {
        rig.Answer = (_, _) => TokenRig.Json($$"""{"code":{{code}},"msg":"no"}""", status);
        using var source = rig.Tenant("wrong-secret-4711");
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        Assert.Equal(code, e.Code);
        Assert.Contains(cure, e.Recommendation, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_flight_is_not_kept()
    {
        var isDown = true;
        rig.Answer = (_, _) => isDown ? TokenRig.Json("{}", HttpStatusCode.BadGateway) : null;
        using var source = rig.Tenant();
        await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        isDown = false;
        Assert.StartsWith("t-", await rig.TokenOf(source), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_refused_token_is_forgotten()
    {
        using var source = rig.Tenant();
        var first = await source.GetAsync(rig.SendAsync, CancellationToken.None);
        source.Invalidate(first);
        rig.Handler.ExpireTokens();
        var second = await source.GetAsync(rig.SendAsync, CancellationToken.None);
        source.Invalidate(first);
        Assert.Same(second, await source.GetAsync(rig.SendAsync, CancellationToken.None));
        Assert.Equal(2, rig.CountOf(TokenPath));
    }

    [Fact]
    public async Task After_the_end_there_is_neither_token_nor_secret()
    {
        var source = rig.Tenant();
        await rig.TokenOf(source);
        source.Dispose();
        Assert.Null(source.ExpiresAt);
        Assert.Equal("NotConnected", (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).ErrorId);
    }
}
