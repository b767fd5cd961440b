namespace LarkResources.Tests.Export;

public sealed class PrefetchTests
{
    /// <summary>Nothing here takes that long unless it hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Leaving_early_stops_the_work_in_flight()
    {
        var begun = new List<CancellationToken>();
        var allBegun = new TaskCompletionSource();
        await LeaveAfterTheFirstAsync().WaitAsync(Patience);
        Assert.Equal(5, begun.Count);
        Assert.All(begun, stop => Assert.True(stop.IsCancellationRequested));

        async Task LeaveAfterTheFirstAsync()
        {
            await foreach (var number in Numbers(100).PrefetchAsync(WorkAsync, 4, CancellationToken.None))
            {
                Assert.Equal(0, number);
                break;
            }
        }

        async Task<int> WorkAsync(int number, CancellationToken stop)
        {
            begun.Add(stop);
            if (begun.Count == 5)
            {
                allBegun.SetResult();
            }

            await (number == 0 ? allBegun.Task : Task.Delay(Timeout.InfiniteTimeSpan, stop));
            return number;
        }
    }

    [Fact]
    public async Task Failure_of_one_stops_the_others()
    {
        var begun = new TaskCompletionSource<CancellationToken>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync().WaitAsync(Patience));
        Assert.True((await begun.Task).IsCancellationRequested);

        async Task ReadAsync()
        {
            await foreach (var _ in Numbers(2).PrefetchAsync(WorkAsync, 4, CancellationToken.None))
            {
            }
        }

        async Task<int> WorkAsync(int number, CancellationToken stop)
        {
            if (number == 0)
            {
                await begun.Task;
                throw new InvalidOperationException();
            }

            begun.SetResult(stop);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return number;
        }
    }

    [Fact]
    public async Task Results_come_in_the_order_of_the_stream()
    {
        var results = new List<int>();
        await foreach (var number in Numbers(20).PrefetchAsync(WorkAsync, 4, CancellationToken.None))
        {
            results.Add(number);
        }

        Assert.Equal(Enumerable.Range(0, 20), results);

        static async Task<int> WorkAsync(int number, CancellationToken stop)
        {
            await Task.Delay((number * 7) % 5, stop);
            return number;
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var number = 0; number < count; number++)
        {
            yield return number;
        }

        await Task.CompletedTask;
    }
}
