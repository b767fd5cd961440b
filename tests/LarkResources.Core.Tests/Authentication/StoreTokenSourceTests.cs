namespace LarkResources.Tests.Authentication;

public sealed class StoreTokenSourceTests : IDisposable
{
    private const string AppPath = "v3/app_access_token";
    private const string TenantPath = "v3/tenant_access_token";

    private readonly TokenRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Both_steps_are_made_once_and_kept()
    {
        using var source = rig.Store();
        var first = await rig.TokenOf(source);
        Assert.Equal(first, await rig.TokenOf(source));
        Assert.True(await rig.IsGoodAsync(first));
        Assert.Equal(1, rig.CountOf(AppPath));
        Assert.Equal(1, rig.CountOf(TenantPath));
        Assert.Contains("sandbox-ticket", rig.Asked[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_step_is_renewed_when_it_is_due()
    {
        using var source = rig.Store();
        var first = await rig.TokenOf(source);

        // A refused tenant token is replaced with the app token that is at hand.
        source.Invalidate(await source.GetAsync(rig.SendAsync, CancellationToken.None));
        await rig.TokenOf(source);
        Assert.Equal((1, 2), (rig.CountOf(AppPath), rig.CountOf(TenantPath)));

        rig.Clock.Advance(TimeSpan.FromMinutes(111));
        Assert.NotEqual(first, await rig.TokenOf(source));
        Assert.Equal((2, 3), (rig.CountOf(AppPath), rig.CountOf(TenantPath)));
    }

    [Fact]
    public async Task A_dead_ticket_is_asked_for_once_and_the_error_says_what_to_wait_for()
    {
        using var source = rig.Store(ticket: "dead-ticket-4711");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
            Assert.Equal(10012, e.Code);
            Assert.Contains("app_ticket", e.Message, StringComparison.Ordinal);
            Assert.Contains("-AppTicket", e.Recommendation, StringComparison.Ordinal);
            Assert.DoesNotContain("4711", e.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, rig.CountOf("app_ticket/resend"));
        Assert.Equal(0, rig.CountOf(TenantPath));
    }

    [Fact]
    public async Task That_the_ticket_is_dead_is_told_even_when_no_other_can_be_asked_for()
    {
        rig.Answer = (path, _) => path.EndsWith("resend", StringComparison.Ordinal) ? TokenRig.Json("""{"code":10003,"msg":"x"}""") : null;
        using var source = rig.Store(ticket: "dead");
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        Assert.Equal(10012, e.Code);
        Assert.DoesNotContain("was asked for", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_app_token_is_renewed_once()
    {
        using var source = rig.Store();
        source.Invalidate(await source.GetAsync(rig.SendAsync, CancellationToken.None));
        rig.Handler.ExpireTokens();
        Assert.True(await rig.IsGoodAsync(await rig.TokenOf(source)));
        Assert.Equal((2, 3), (rig.CountOf(AppPath), rig.CountOf(TenantPath)));
    }

    [Fact]
    public async Task An_app_token_that_is_refused_again_is_an_error_and_no_loop()
    {
        rig.Answer = (path, _) => path.EndsWith(TenantPath, StringComparison.Ordinal) ? TokenRig.Json("""{"code":99991664,"msg":"x"}""") : null;
        using var source = rig.Store();
        var e = await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source));
        Assert.Equal(99991664, e.Code);
        Assert.Equal((2, 2), (rig.CountOf(AppPath), rig.CountOf(TenantPath)));
    }

    [Fact]
    public async Task Another_tenant_is_refused()
    {
        using var source = rig.Store(tenantKey: "tenant_other");
        Assert.Equal(10003, (await Assert.ThrowsAsync<LarkException>(() => rig.TokenOf(source))).Code);
    }
}
