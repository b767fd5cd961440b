using System.Diagnostics;

namespace LarkResources.Pipeline;

/// <summary>Decides how long a record waits for its results before the next one is asked for.</summary>
/// <remarks>
/// Results can be written only while a record is being processed. Behind a source that is quiet for hours, a result that is not
/// written now would come with the next record. Behind a fast source waiting would cost the overlap. So a record waits only while the source has
/// been slower than the work, and in total hardly longer than the source itself took. A run begins with a few pieces of work and doubles from there, so
/// that few records are wasted when the pipeline ends early.
/// </remarks>
/// <param name="throttleLimit">How many pieces of work may be in flight.</param>
internal sealed class SourcePace(int throttleLimit)
{
    /// <summary>Waited at the most while the pace of the source is not known yet: a first download that hangs holds up the others no longer.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(500);

    private long _leftAt = Stopwatch.GetTimestamp();
    private TimeSpan _source;
    private TimeSpan _beforeFirst;
    private TimeSpan _waited;
    private TimeSpan _work;
    private int _records;
    private int _pieces;
    private bool _isInRecord;

    /// <summary>Called when a record has come.</summary>
    public void Enter()
    {
        if (!_isInRecord)
        {
            _isInRecord = true;
            _source += Stopwatch.GetElapsedTime(_leftAt);
            if (_records++ == 0)
            {
                _beforeFirst = _source;
            }
        }
    }

    /// <summary>Called with the time that a piece of work took.</summary>
    public void Ended(TimeSpan duration)
    {
        _work += duration;
        _pieces++;
    }

    /// <summary>Waits for a result as long as the record may still wait; false when the next record should come first.</summary>
    /// <param name="result">The result that is to be written next. One that is there already costs no wait.</param>
    /// <param name="inFlight">How many pieces of work have begun and not ended.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<bool> WaitAsync(Task result, int inFlight, CancellationToken stop)
    {
        if (result.IsCompleted)
        {
            return true;
        }

        var patience = Patience(inFlight);
        var began = Stopwatch.GetTimestamp();
        var hasEnded = patience != TimeSpan.Zero && await Task.WhenAny(result, Task.Delay(patience, stop)) == result;
        _waited += Stopwatch.GetElapsedTime(began);
        return hasEnded;
    }

    /// <summary>Called when the record is done.</summary>
    public void Leave()
    {
        _isInRecord = false;
        _leftAt = Stopwatch.GetTimestamp();
    }

    private TimeSpan Patience(int inFlight)
    {
        var left = _source + HeadStart - _waited;
        return left > TimeSpan.Zero && (inFlight >= Capacity || IsSourceSlower) ? left : TimeSpan.Zero;
    }

    private int Capacity => Math.Max(2, 2 * _pieces) is var capacity && capacity < throttleLimit ? capacity : int.MaxValue;

    // The time between two records, against the time between two results with all places taken. How long the first record was in coming says nothing
    // about the others: a list of a hundred begins with a call too.
    private bool IsSourceSlower => _pieces == 0 || _records == 1 || (_source - _beforeFirst).Ticks / (_records - 1) > _work.Ticks / _pieces / throttleLimit;
}
