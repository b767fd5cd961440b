using System.Collections.Concurrent;
using LarkResources.Api;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>Emits a history; a thread in it that cannot be read is one error, and the rest continues.</summary>
internal static class HistoryOutput
{
    /// <param name="client">Reads.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="attempt">Does one piece of work, so that its failure is one error.</param>
    /// <param name="emit">Hands a message out.</param>
    /// <param name="stop">Stops within a page.</param>
    public static async Task RunAsync(LarkClient client, HistoryQuery query, Func<Func<Task>, Task> attempt, Action<LarkMessage> emit, CancellationToken stop)
    {
        // The history tells on a thread of its own; errors are written on the pipeline's.
        var failures = new ConcurrentQueue<LarkException>();
        await foreach (var message in MessageHistory.ReadAsync(client, query with { ThreadFailed = failures.Enqueue }, stop))
        {
            if (!failures.IsEmpty)
            {
                await TellAsync();
            }

            emit(message);
        }

        await TellAsync();

        async Task TellAsync()
        {
            while (failures.TryDequeue(out var failure))
            {
                await attempt(() => Task.FromException(failure));
            }
        }
    }
}
