using System.Collections.Concurrent;

namespace LarkResources.Http;

/// <summary>The quotas of one app on one host: one per endpoint, shared by every connection, cmdlet and runspace of the process.</summary>
internal sealed class QuotaRegistry(int callsPerSecond, int callsPerMinute)
{
    private static readonly ConcurrentDictionary<(string Host, string Owner, int PerSecond, int PerMinute), QuotaRegistry> All = new();

    private readonly ConcurrentDictionary<string, QuotaLimiter> _limiters = new(StringComparer.Ordinal);

    public static QuotaRegistry For(HttpStackSettings settings) => All.GetOrAdd(
        (settings.BaseUri.Authority, settings.QuotaOwner, settings.CallsPerSecond, settings.CallsPerMinute),
        static key => new(key.PerSecond, key.PerMinute));

    public QuotaLimiter Of(string endpoint) => _limiters.GetOrAdd(endpoint, _ => new(callsPerSecond, callsPerMinute, TimeProvider.System));
}
