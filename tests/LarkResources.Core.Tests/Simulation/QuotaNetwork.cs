using LarkResources.Tests.Http;

namespace LarkResources.Tests.Simulation;

/// <summary>Workers that call as fast as the limiter lets them, over a network that delays each call and each answer by another time; all in simulated time.</summary>
/// <param name="random">Gives every delay.</param>
/// <param name="servers">Each must have room for a call.</param>
internal sealed class QuotaNetwork(Random random, params QuotaServer[] servers)
{
    private const int Workers = 32;

    /// <summary>The first call of each connection has to open it.</summary>
    private const int Connections = 8;

    private static readonly RequestInfo Call = new("endpoint", "/path");
    private static readonly TimeSpan Opening = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Warmup = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();
    private readonly PriorityQueue<(long Grant, bool IsAnswer, TimeSpan? Refused), long> _underWay = new();
    private readonly List<long> _accepted = [];
    private int _workersBusy;
    private int _refused;

    /// <summary>Each way takes between nothing and this longer than the fastest.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How much later a call leaves than it was granted, or how much longer its way is, by the time since the start.</summary>
    public Func<TimeSpan, TimeSpan> Delay { get; init; } = _ => TimeSpan.Zero;

    /// <summary>Runs for so long and gives what came of it after the first minute.</summary>
    /// <returns>The share of the quota that was let through, counted over whole quotas; and the refusals among a thousand calls.</returns>
    public async Task<(double Share, double RefusedPerThousand)> RunAsync(QuotaLimits limits, TimeSpan duration)
    {
        using var limiter = new QuotaLimiter(_clock);
        var start = _clock.GetTimestamp();
        for (var calls = 0; _clock.GetTimestamp() - start < duration.Ticks; calls++)
        {
            var grant = await GrantAsync(limiter, limits);
            var delay = Way + Delay(_clock.GetElapsedTime(start)) + (calls < Connections ? Opening : TimeSpan.Zero) + (random.NextDouble() * Jitter);
            _underWay.Enqueue((grant, false, null), _clock.GetTimestamp() + delay.Ticks);
            _workersBusy++;
        }

        return Figures();

        (double Share, double RefusedPerThousand) Figures()
        {
            var quota = Math.Min(limits.PerSecond * 60, limits.PerMinute);
            var first = _accepted.FindIndex(at => at - start >= Warmup.Ticks);
            var whole = (_accepted.Count - 1 - first) / quota * quota;
            var minutes = new TimeSpan(_accepted[first + whole] - _accepted[first]).TotalMinutes;
            return (whole / (quota * minutes), 1000.0 * _refused / (_accepted.Count - first + _refused));
        }

        async Task<long> GrantAsync(QuotaLimiter limiter, QuotaLimits limits)
        {
            while (_workersBusy == Workers)
            {
                Deliver(limiter, start);
            }

            var wait = limiter.WaitAsync(Call, limits, default);
            while (!wait.IsCompleted)
            {
                if (_underWay.TryPeek(out _, out var at) && at <= _clock.NextDue)
                {
                    Deliver(limiter, start);
                    continue;
                }

                // No timer is punctual to the millisecond. The callers it wakes run before the clock advances.
                _clock.Advance(new TimeSpan(Math.Max(0, _clock.NextDue!.Value - _clock.GetTimestamp())) + (random.NextDouble() * TimeSpan.FromMilliseconds(1)));
                _clock.Step();
                while (!wait.IsCompleted && _clock.NextDue is null)
                {
                    Thread.Yield();
                }
            }

            return await wait;
        }
    }

    private void Deliver(QuotaLimiter limiter, long start)
    {
        _underWay.TryDequeue(out var call, out var at);
        _clock.Advance(new(Math.Max(0, at - _clock.GetTimestamp())));
        if (!call.IsAnswer)
        {
            _underWay.Enqueue((call.Grant, true, Judge(at, start)), at + Way.Ticks + (random.NextDouble() * Jitter).Ticks);
            return;
        }

        _workersBusy--;
        limiter.Answered(call.Grant);
        if (call.Refused is { } room)
        {
            // The header counts whole seconds.
            limiter.Refused(call.Grant, TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(room.TotalSeconds))));
        }
    }

    private TimeSpan? Judge(long at, long start)
    {
        var refused = servers.Select(server => server.Refuse(at)).Max();
        if (refused is null)
        {
            _accepted.Add(at);
        }
        else if (at - start >= Warmup.Ticks)
        {
            _refused++;
        }

        return refused;
    }
}
