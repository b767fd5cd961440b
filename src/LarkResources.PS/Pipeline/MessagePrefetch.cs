using System.Diagnostics;
using LarkResources.Api;
using LarkResources.Messages;

namespace LarkResources.Pipeline;

/// <summary>Single messages that are read side by side, and handed out in the order in which they were asked for.</summary>
/// <param name="attempt">Does one piece of work, so that its failure is one error and the rest continues.</param>
/// <param name="fail">Tells of a part of a message that could not be read.</param>
/// <param name="emit">Hands a message out.</param>
/// <param name="calls">As many messages are read ahead as so many calls bring.</param>
internal sealed class MessagePrefetch(Func<Func<Task>, Task> attempt, Func<LarkException, Task> fail, Action<LarkMessage> emit, int calls = 4)
{
    private readonly Queue<Task<ReadMessage>> _ahead = new();

    // A message more in a call costs nothing: a record waits only for a source that is slower than a call.
    private readonly SourcePace _pace = new(throttleLimit: 1);

    public Task InFlight => Task.WhenAll(_ahead);

    /// <summary>Called when a record has come.</summary>
    public void Enter() => _pace.Enter();

    public async Task AddAsync(Task<ReadMessage> message)
    {
        _ahead.Enqueue(TimedAsync(message));
        await EmitAsync((calls * LarkClient.MostIds) - 1);
    }

    /// <summary>Called at the end of a record: hands out what comes before the source is likely to give the next one.</summary>
    public async Task SettleAsync()
    {
        while (_ahead.TryPeek(out var head) && await _pace.WaitAsync(head, _ahead.Count(read => !read.IsCompleted), CancellationToken.None))
        {
            await EmitAsync(_ahead.Count - 1);
        }

        _pace.Leave();
    }

    public Task DrainAsync() => EmitAsync(0);

    private async Task<ReadMessage> TimedAsync(Task<ReadMessage> message)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await message;
        }
        finally
        {
            _pace.Ended(Stopwatch.GetElapsedTime(began));
        }
    }

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
