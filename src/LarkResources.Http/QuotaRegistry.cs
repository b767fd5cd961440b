using LarkResources.Connections;

namespace LarkResources.Http;

/// <summary>The quotas of one app on one host: one per endpoint, shared by every connection, cmdlet and runspace of the process.</summary>
/// <remarks>
/// The limits are no part of the key: a second connection with other limits draws on the same quota of the platform's. An entry lives as long as a
/// connection uses it, closed or not, and as long as its calls count for the platform; a service that connects with a new token every hour leaves nothing.
/// </remarks>
internal sealed class QuotaRegistry
{
    /// <summary>What the last connections leave goes without another one being made.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Entry> All = new(StringComparer.Ordinal);
    private static readonly Timer Sweep = new(SweepAll);

    private readonly Dictionary<string, QuotaLimiter> _limiters = new(StringComparer.Ordinal);

    private QuotaRegistry()
    {
    }

    /// <summary>True while there is an entry.</summary>
    public static bool Knows(string host, string owner)
    {
        lock (All)
        {
            RemoveUnused();
            return All.ContainsKey(Key(host, owner));
        }
    }

    public static QuotaRegistry For(HttpStackSettings settings)
    {
        if (settings.QuotaOwner is not { } owner)
        {
            return new();
        }

        lock (All)
        {
            RemoveUnused();
            var key = Key(settings.BaseUri.Authority, owner);
            if (!All.TryGetValue(key, out var entry) || entry.Registry is not { } registry)
            {
                registry = new();
                All[key] = new(registry);
                Sweep.Change(Interval, Interval);
            }

            return registry;
        }
    }

    public QuotaLimiter Of(string endpoint)
    {
        lock (_limiters)
        {
            if (!_limiters.TryGetValue(endpoint, out var limiter))
            {
                _limiters[endpoint] = limiter = new(TimeProvider.System);
            }

            return limiter;
        }
    }

    // No host has a blank in its name.
    private static string Key(string host, string owner) => $"{host} {owner}";

    private bool Counts()
    {
        lock (_limiters)
        {
            return _limiters.Values.Any(limiter => limiter.Counts);
        }
    }

    private static void SweepAll(object? state)
    {
        lock (All)
        {
            RemoveUnused();
            if (All.Count == 0)
            {
                Sweep.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static void RemoveUnused()
    {
        foreach (var (key, entry) in All)
        {
            if (!entry.IsInUse())
            {
                All.Remove(key);
            }
        }
    }

    /// <summary>Keeps a registry without connections until the platform has forgotten its calls, and lets go of it then.</summary>
    private sealed class Entry(QuotaRegistry registry)
    {
        private readonly WeakReference<QuotaRegistry> _used = new(registry);
        private QuotaRegistry? _kept = registry;

        public QuotaRegistry? Registry => _used.TryGetTarget(out var target) ? target : null;

        public bool IsInUse()
        {
            if (Registry is not { } target)
            {
                return false;
            }

            // What connections hold stays for them; what none holds goes with the next collection.
            _kept = target.Counts() ? target : null;
            return true;
        }
    }
}
