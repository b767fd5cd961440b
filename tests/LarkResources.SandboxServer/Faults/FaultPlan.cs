namespace LarkResources.Sandbox.Server.Faults;

/// <summary>The faults to come. The first one that fires takes the request; those after it do not count it.</summary>
public sealed class FaultPlan
{
    private readonly object sync = new();
    private readonly List<Entry> entries = [];

    /// <summary>Adds faults at the end.</summary>
    /// <param name="faults">The faults.</param>
    public void Add(params Fault[] faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        lock (sync)
        {
            entries.AddRange(faults.Select(fault => new Entry(fault)));
        }
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (sync)
        {
            entries.Clear();
        }
    }

    /// <summary>The faults with how many requests each has met.</summary>
    public IReadOnlyList<(Fault Fault, int Fired)> Snapshot()
    {
        lock (sync)
        {
            return [.. entries.Select(entry => (entry.Fault, entry.Fired))];
        }
    }

    internal Fault? Take(string method, string target, long? rangeStart, bool onOtherHost)
    {
        lock (sync)
        {
            return entries.FirstOrDefault(entry => entry.Fires(method, target, rangeStart, onOtherHost))?.Fault;
        }
    }

    private sealed class Entry(Fault fault)
    {
        private int matched;

        public Fault Fault => fault;

        public int Fired { get; private set; }

        public bool Fires(string method, string target, long? rangeStart, bool onOtherHost)
        {
            // A redirect without end that is met again at its own target would be a loop that nobody planned.
            var matches = !(onOtherHost && fault is { Action: FaultAction.Redirect, Times: 0 })
                && (fault.Method is null || fault.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
                && (fault.PathContains is null || target.Contains(fault.PathContains, StringComparison.Ordinal))
                && (fault.RangeStart is null || fault.RangeStart == rangeStart)
                && (fault.RangeStartFrom is null || rangeStart >= fault.RangeStartFrom);
            if (!matches)
            {
                return false;
            }

            matched++;
            var fires = fault.CallNumbers is { } numbers ? numbers.Contains(matched) : fault.Times == 0 || Fired < fault.Times;
            Fired += fires ? 1 : 0;
            return fires;
        }
    }
}
