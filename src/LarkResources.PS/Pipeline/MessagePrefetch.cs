namespace LarkResources.Pipeline;

/// <summary>Single messages that are read side by side, and handed out in the order in which they were asked for.</summary>
/// <param name="attempt">Does one piece of work, so that its failure is one error and the rest goes on.</param>
/// <param name="fail">Tells of a part of a message that could not be read.</param>
/// <param name="emit">Hands a message out.</param>
internal sealed class MessagePrefetch(Func<Func<Task>, Task> attempt, Func<LarkException, Task> fail, Action<LarkMessage> emit)
{
    /// <summary>Enough to hide the latency, few enough for the quota.</summary>
    private const int MostInFlight = 8;

    private readonly Queue<Task<ReadMessage>> _ahead = new();

    public Task InFlight => Task.WhenAll(_ahead);

    public async Task AddAsync(Task<ReadMessage> message)
    {
        _ahead.Enqueue(message);
        await EmitAsync(MostInFlight - 1);
    }

    public Task DrainAsync() => EmitAsync(0);

    private async Task EmitAsync(Task<ReadMessage> next)
    {
        var read = await next;
        foreach (var part in read.Missing)
        {
            await fail(part);
        }

        emit(read.Message);
    }

    private async Task EmitAsync(int left)
    {
        // What is there already is handed out too: the next input may be long in coming.
        while (_ahead.Count > left || (_ahead.TryPeek(out var head) && head.IsCompleted))
        {
            var next = _ahead.Dequeue();
            await attempt(() => EmitAsync(next));
        }
    }
}

/// <summary>A message as far as it could be read.</summary>
/// <param name="Message">The message.</param>
/// <param name="Missing">Why forwards inside could not be read this time.</param>
internal sealed record ReadMessage(LarkMessage Message, IReadOnlyList<LarkException> Missing);
