namespace LarkResources.Tests.Connections;

/// <summary>What runs while the first token is on its way: it downloads through the real chain, and nothing of it is left.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task It_downloads_through_the_real_chain()
    {
        var stack = new WatchedStack(new HttpStack());
        var result = await Rehearsal.RunAsync(stack, CancellationToken.None);
        Assert.Equal("Rehearsal.png", result?.Name);
        Assert.NotNull(stack.Settings);
    }

    [Fact]
    public async Task It_has_no_socket_no_secret_and_no_place_in_a_quota()
    {
        var stack = new WatchedStack(new HttpStack());
        await Rehearsal.RunAsync(stack, CancellationToken.None);
        var settings = stack.Settings!;
        Assert.NotNull(settings.PrimaryHandler);
        Assert.EndsWith(".invalid", settings.BaseUri.Host, StringComparison.Ordinal);
        Assert.Null(settings.QuotaOwner);
        Assert.NotSame(QuotaRegistry.For(settings), QuotaRegistry.For(settings));
        Assert.False(QuotaRegistry.Knows(settings.BaseUri.Authority, string.Empty));
    }

    [Fact]
    public async Task It_closes_what_it_opened()
    {
        var stack = new WatchedStack(new HttpStack());
        await Rehearsal.RunAsync(stack, CancellationToken.None);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stack.Client!.GetAsync(new Uri("https://rehearsal.invalid/")));
    }

    [Fact]
    public async Task It_is_over_when_the_connection_is_closed()
    {
        using var closed = new CancellationTokenSource();
        await closed.CancelAsync();
        Assert.Null(await Rehearsal.RunAsync(new WatchedStack(new HttpStack()), closed.Token));
    }

    [Fact]
    public async Task It_never_fails() => Assert.Null(await Rehearsal.RunAsync(new BrokenStack(), CancellationToken.None));

    private sealed class WatchedStack(IHttpStack real) : IHttpStack
    {
        public HttpStackSettings? Settings { get; private set; }

        public HttpClient? Client { get; private set; }

        public HttpClient CreateClient(HttpStackSettings settings) => Client = real.CreateClient(Settings = settings);
    }

    private sealed class BrokenStack : IHttpStack
    {
        public HttpClient CreateClient(HttpStackSettings settings) => throw new FileNotFoundException("No such assembly.");
    }
}
