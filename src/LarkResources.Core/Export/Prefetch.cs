using System.Runtime.CompilerServices;

namespace LarkResources.Export;

/// <summary>Work for the next items of a stream while the one before is still being done; results come in the order of the stream.</summary>
internal static class Prefetch
{
    /// <param name="source">The items.</param>
    /// <param name="work">Does the work for one; its token also ends when the results are no longer wanted.</param>
    /// <param name="most">Works that are begun and not waited for, at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<TResult> PrefetchAsync<T, TResult>(
        this IAsyncEnumerable<T> source, Func<T, CancellationToken, Task<TResult>> work, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new Queue<Task<TResult>>();
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                begun.Enqueue(work(item, wanted.Token));
                while (begun.Count > 0 && (begun.Count > most || begun.Peek().IsCompleted))
                {
                    yield return await begun.Dequeue().ConfigureAwait(false);
                }
            }

            while (begun.Count > 0)
            {
                yield return await begun.Dequeue().ConfigureAwait(false);
            }
        }
        finally
        {
            await wanted.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(begun.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
