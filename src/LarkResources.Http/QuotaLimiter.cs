using System.Collections.Concurrent;
using LarkResources.Api;

namespace LarkResources.Http;

/// <summary>An exact log of grants: in no second and no minute, wherever it starts, are there more than the quota.</summary>
/// <remarks>
/// Token buckets and windows of fixed start let up to twice the quota through in some rolling second. Here a call goes one window after the
/// server saw the one that is a quota back, so nothing overshoots. What is logged is the moment a caller really goes, not the one it was
/// promised: a caller that wakes late must not let the next ones follow too closely. An answer shows by how much its call may have been later
/// than the fastest of the last minutes, and the log is kept in that order of arrival: in the order of sending, one late call held back all
/// behind it, and 100 ms of jitter took 12 % of the quota instead of 9 %.
/// <para>
/// What no answer shows, a refusal does: that the server counts longer windows, that others draw on the quota too, that this machine was too
/// busy to send what was granted. Each widens the windows, from 20 ms by doubling to 250 ms, and cuts the quota of a second by the same share: the
/// first helps where windows are longer, the second where there is less in them. A minute without a refusal takes back a tenth. With a fifth
/// the next refusals came so soon that they were more than one in a thousand. docs/reliability.md has the figures.
/// </para>
/// </remarks>
internal sealed class QuotaLimiter(TimeProvider clock) : IDisposable
{
    /// <summary>Measured: with 1.02 a thousand files took 0.6 s longer, and with this the server refused none of them either.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1.005);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60.5);

    private static readonly TimeSpan SmallestMargin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LargestMargin = TimeSpan.FromMilliseconds(250);

    /// <summary>What of the margin stays after a quiet minute.</summary>
    private const double Narrowing = 0.9;

    /// <summary>How long no refusal must come until the margin narrows, and how long a short trip is held against longer ones at least.</summary>
    private static readonly TimeSpan Review = TimeSpan.FromMinutes(1);

    /// <summary>A call that takes longer than this to be answered was not all that time on its way.</summary>
    private static readonly TimeSpan LongestTrip = TimeSpan.FromSeconds(1);

    /// <summary>One caller at a time waits for the clock and the others stand in line behind it; who has other limits stands in another line.</summary>
    private readonly ConcurrentDictionary<QuotaLimits, SemaphoreSlim> _turns = new();
    private readonly CallLog _calls = new();
    private long _pausedUntil = long.MinValue;

    /// <summary>What refusals have added to each window, when the last one did, and since when there was none.</summary>
    private TimeSpan _margin;
    private long _widenedAt = long.MinValue;
    private long _quietSince;

    /// <summary>From a call to its answer, in ticks of the clock: of the minute that runs, of the one before, and of both.</summary>
    private long _shortestNow = long.MaxValue;
    private long _shortestBefore = long.MaxValue;
    private long _shortestTrip = long.MaxValue;
    private long _minuteBegan = clock.GetTimestamp();

    /// <summary>Waits for a grant, and gives its number. A wait that is cancelled has taken nothing.</summary>
    /// <param name="call">Who hears of the wait.</param>
    /// <param name="limits">The quota as this caller's connection knows it; the log is shared by all of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> WaitAsync(RequestInfo call, QuotaLimits limits, CancellationToken cancellationToken)
    {
        var told = false;
        var turn = _turns.GetOrAdd(limits, static _ => new(1, 1));
        if (!turn.Wait(0, CancellationToken.None))
        {
            Tell(LeftUntilFree(limits));
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (true)
            {
                if (Take(limits, out var wait) is { } grant)
                {
                    return grant;
                }

                Tell(wait);
                await Task.Delay(wait.Delay, clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            turn.Release();
        }

        // One wait is one notice, and another when the platform itself asks for a pause meanwhile.
        void Tell((TimeSpan Delay, bool Asked) wait)
        {
            if (wait.Delay > TimeSpan.Zero && (!told || wait.Asked))
            {
                told = true;
                call.Observer?.OnQuotaWait(new(call.Endpoint, wait.Delay, wait.Asked));
            }
        }
    }

    /// <summary>Tells that the call of a grant was answered now: it cannot have arrived later than that, less the way back.</summary>
    public void Answered(long grant)
    {
        lock (_calls)
        {
            var now = clock.GetTimestamp();
            if (_calls.SentAt(grant) is not { } sent)
            {
                return;
            }

            NoteTrip(now - sent, now);
            _calls.Answer(grant, now, _shortestTrip, Ticks(LongestTrip));
        }
    }

    /// <summary>Tells that the platform refused the call of a grant for the quota: all callers wait as long as it asks, and the margin grows.</summary>
    public void Refused(long grant, TimeSpan pause)
    {
        lock (_calls)
        {
            Narrow();
            _quietSince = clock.GetTimestamp();

            // Calls that were under way when the margin last grew say nothing of the new one.
            if (_calls.SentAt(grant) is { } sent && sent > _widenedAt)
            {
                _margin = TimeSpan.FromTicks(Math.Clamp(2 * _margin.Ticks, SmallestMargin.Ticks, LargestMargin.Ticks));
                _widenedAt = _quietSince;
            }
        }

        Pause(pause);
    }

    /// <summary>Holds all callers of this endpoint back.</summary>
    public void Pause(TimeSpan duration)
    {
        lock (_calls)
        {
            _pausedUntil = Math.Max(_pausedUntil, clock.GetTimestamp() + Ticks(duration));
        }
    }

    /// <summary>True while the platform may still count a call of this log, or has asked for a pause.</summary>
    public bool Counts
    {
        get
        {
            lock (_calls)
            {
                var now = clock.GetTimestamp();
                return _pausedUntil > now || (_calls.SentAt(_calls.Last) is { } sent && now - sent < Ticks(Minute + LargestMargin + LongestTrip));
            }
        }
    }

    public void Dispose()
    {
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    /// <summary>Takes a grant and gives its number, or null and how long there is none.</summary>
    private long? Take(QuotaLimits limits, out (TimeSpan Delay, bool Asked) wait)
    {
        lock (_calls)
        {
            wait = LeftUntilFree(limits);
            if (wait.Delay > TimeSpan.Zero)
            {
                return null;
            }

            _calls.Add(clock.GetTimestamp(), limits.Largest, Ticks(Minute + LargestMargin + LongestTrip));
            return _calls.Last;
        }
    }

    private (TimeSpan Delay, bool Asked) LeftUntilFree(QuotaLimits limits)
    {
        lock (_calls)
        {
            Narrow();
            var now = clock.GetTimestamp();
            var fewer = Math.Max(1, limits.PerSecond - (int)(limits.PerSecond * _margin.TotalSeconds));
            var second = Math.Max(FreeAt(limits.PerSecond, Second + _margin), FreeAt(fewer, Second));
            var at = Math.Max(Math.Max(second, FreeAt(limits.PerMinute, Minute + _margin)), _pausedUntil);
            return (at > now ? WholeMilliseconds(clock.GetElapsedTime(now, at)) : TimeSpan.Zero, _pausedUntil > now);
        }
    }

    private long FreeAt(int limit, TimeSpan window) =>
        _calls.ArrivalOf(limit) is { } arrival ? arrival + Ticks(window) : long.MinValue;

    // Those of earlier minutes are forgotten: on another network every call would seem to arrive late for ever.
    private void NoteTrip(long trip, long now)
    {
        if (now - _minuteBegan >= Ticks(Review))
        {
            (_shortestBefore, _shortestNow, _minuteBegan) = (_shortestNow, trip, now);
        }

        _shortestNow = Math.Min(_shortestNow, trip);
        var shortest = Math.Min(_shortestBefore, _shortestNow);
        if (shortest != _shortestTrip)
        {
            _shortestTrip = shortest;
            _calls.Estimate(shortest, Ticks(LongestTrip));
        }
    }

    private void Narrow()
    {
        var now = clock.GetTimestamp();
        for (; _margin > TimeSpan.Zero && now - _quietSince >= Ticks(Review); _quietSince += Ticks(Review))
        {
            // Timers know whole milliseconds.
            _margin = TimeSpan.FromMilliseconds(Math.Floor(_margin.TotalMilliseconds * Narrowing));
        }
    }

    // Timers cut off fractions, and a wait of nothing would only go round in circles.
    private static TimeSpan WholeMilliseconds(TimeSpan delay) => TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The last calls in the order in which the server saw them, as a ring that grows with the calls that are made in a minute, up to the largest quota it is asked about.</summary>
    /// <remarks>In that order and not in the order of sending: otherwise one late call holds back all that follow it, and with jitter there is always one.</remarks>
    private sealed class CallLog
    {
        private const int Smallest = 16;

        private Call[] _calls = [];
        private long _count;
        private int _held;

        /// <summary>The number of the last call; less than 0 when there was none.</summary>
        public long Last => _count - 1;

        /// <summary>When the server saw the call that is so many back, counted on the clock of those that travel fastest; null when there is none.</summary>
        public long? ArrivalOf(int back) => back > _held ? null : At(_count - back).Arrival;

        /// <summary>When a call went; null when it is so old that its place is taken.</summary>
        public long? SentAt(long number) => Find(number) is { } place ? At(place).Sent : null;

        /// <param name="at">When the call goes.</param>
        /// <param name="kept">How many calls anybody may ask about.</param>
        /// <param name="needed">The time after which a call is of no use: its place may be taken.</param>
        public void Add(long at, int kept, long needed)
        {
            if (_held == _calls.Length && _held < kept && (_held == 0 || at - At(_count - _held).Arrival <= needed))
            {
                Lengthen(Math.Min(kept, Math.Max(Smallest, 2 * _held)));
            }

            At(_count) = new(_count, at, null, at);
            _count++;
            _held = Math.Min(_held + 1, _calls.Length);
        }

        /// <summary>Moves a call to the place where its answer shows it to have arrived.</summary>
        public void Answer(long number, long at, long shortestTrip, long longestTrip)
        {
            if (Find(number) is not { } place)
            {
                return;
            }

            var call = At(place) with { Answered = at };
            call.Estimate(shortestTrip, longestTrip);
            for (; place < Last && At(place + 1).Arrival < call.Arrival; place++)
            {
                At(place) = At(place + 1);
            }

            At(place) = call;
        }

        /// <summary>Judges all answers anew, because the shortest trip is another one now.</summary>
        public void Estimate(long shortestTrip, long longestTrip)
        {
            var calls = new Call[_held];
            for (var i = 0; i < _held; i++)
            {
                calls[i] = At(_count - _held + i);
                calls[i].Estimate(shortestTrip, longestTrip);
            }

            Array.Sort(calls, static (one, other) => (one.Arrival, one.Number).CompareTo((other.Arrival, other.Number)));
            for (var i = 0; i < _held; i++)
            {
                At(_count - _held + i) = calls[i];
            }
        }

        private ref Call At(long place) => ref _calls[place % _calls.Length];

        // A call never stands behind the place of its number, and few that were sent before it arrived after it.
        private long? Find(long number)
        {
            for (var place = Math.Min(number, Last); place >= _count - _held; place--)
            {
                if (At(place).Number == number)
                {
                    return place;
                }
            }

            return null;
        }

        private void Lengthen(int length)
        {
            var calls = new Call[length];
            for (var place = _count - _held; place < _count; place++)
            {
                calls[place % length] = At(place);
            }

            _calls = calls;
        }

        private record struct Call(long Number, long Sent, long? Answered, long Arrival)
        {
            public void Estimate(long shortestTrip, long longestTrip) =>
                Arrival = Answered is { } at ? Sent + Math.Clamp(at - shortestTrip - Sent, 0, longestTrip) : Sent;
        }
    }
}
