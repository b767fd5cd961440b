using System.Runtime.CompilerServices;

namespace LarkResources;

/// <summary>Work for the next items of a stream while the one before is still being done; results come in the order of the stream.</summary>
internal static class Ahead
{
    public static async IAsyncEnumerable<TResult> SelectAheadAsync<T, TResult>(
        this IAsyncEnumerable<T> source, Func<T, Task<TResult>> work, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var begun = new Queue<Task<TResult>>();
        try
        {
            await foreach (var item in source.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                begun.Enqueue(work(item));
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
            await Task.WhenAll(begun.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
