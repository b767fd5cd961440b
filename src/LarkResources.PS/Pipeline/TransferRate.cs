using System.Diagnostics;

namespace LarkResources.Pipeline;

/// <summary>The speed of the last few seconds: what a person calls the speed now.</summary>
internal sealed class TransferRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly Queue<Sample> _samples = new();

    public double BytesPerSecond { get; private set; }

    public void Add(long bytes)
    {
        var now = Stopwatch.GetTimestamp();
        _samples.Enqueue(new(now, bytes));
        while (_samples.Count > 2 && Stopwatch.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        var (at, before) = _samples.Peek();
        var seconds = Stopwatch.GetElapsedTime(at, now).TotalSeconds;
        BytesPerSecond = seconds > 0 ? (bytes - before) / seconds : 0;
    }

    // A class: the runtime comes with compiled code for queues of references, and would compile that for a struct at the first file.
    private sealed record Sample(long At, long Bytes);
}
