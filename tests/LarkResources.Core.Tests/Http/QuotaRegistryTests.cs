namespace LarkResources.Tests.Http;

/// <summary>What the process remembers of the quotas of connections that are gone, and what connections of one token share.</summary>
public sealed class QuotaRegistryTests
{
    [Fact]
    public void Two_hundred_connections_leave_nothing_behind()
    {
        var owners = Enumerable.Range(0, 200).Select(_ => Guid.NewGuid().ToString("N")).ToArray();
        UseAll(owners);

        // As the next connection does: it lets go of entries whose calls no longer count, and the next collection takes those without a connection.
        _ = QuotaRegistry.Knows("quota.test", owners[0]);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(owners, owner => QuotaRegistry.Knows("quota.test", owner));
    }

    [Fact]
    public async Task What_the_platform_still_counts_is_remembered_though_no_connection_is_left()
    {
        var owner = Guid.NewGuid().ToString("N");
        await CallAsync(owner);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.True(QuotaRegistry.Knows("quota.test", owner));
    }

    [Fact]
    public async Task A_log_counts_for_as_long_as_its_calls_do()
    {
        var clock = new ManualClock();
        using var limiter = new QuotaLimiter(clock);
        Assert.False(limiter.Counts);
        await limiter.WaitAsync(new RequestInfo("endpoint", "/path"), new(50, 1000), CancellationToken.None);
        Assert.True(limiter.Counts);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(limiter.Counts);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(limiter.Counts);
        limiter.Pause(TimeSpan.FromSeconds(5));
        Assert.True(limiter.Counts);
    }

    [Fact]
    public void Connections_of_one_token_share_its_quota_and_none_of_them_names_it()
    {
        using var one = new StaticTokenSource(Secret("t-4711-secret"));
        using var two = new StaticTokenSource(Secret("t-4711-secret"));
        using var other = new StaticTokenSource(Secret("t-4712-secret"));
        Assert.Equal(one.Mark, two.Mark);
        Assert.NotEqual(one.Mark, other.Mark);
        Assert.DoesNotContain("4711", one.Mark, StringComparison.Ordinal);
        Assert.Same(QuotaRegistry.For(Settings(one.Mark)), QuotaRegistry.For(Settings(two.Mark)));
    }

    private static void UseAll(string[] owners) => Array.ForEach(owners, owner => QuotaRegistry.For(Settings(owner)).Of("endpoint"));

    private static Task<long> CallAsync(string owner) => QuotaRegistry.For(Settings(owner)).Of("endpoint")
        .WaitAsync(new RequestInfo("endpoint", "/path"), new(50, 1000), CancellationToken.None);

    private static System.Security.SecureString Secret(string text) => new System.Net.NetworkCredential(string.Empty, text).SecurePassword;

    private static HttpStackSettings Settings(string owner) => new()
    {
        BaseUri = new("https://quota.test/"),
        QuotaOwner = owner,
        Tokens = new StaticTokenSource(Secret("t-any")),
        UserAgent = "test",
    };
}
