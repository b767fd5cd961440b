using System.Collections.Concurrent;
using LarkResources.Connections;

namespace LarkResources.Http;

/// <summary>The quotas of one app on one host: one per endpoint, shared by every connection, cmdlet and runspace of the process.</summary>
/// <remarks>The limits are no part of the key: a second connection with other limits draws on the same quota of the platform's.</remarks>
internal sealed class QuotaRegistry
{
    private static readonly ConcurrentDictionary<(string Host, string Owner), QuotaRegistry> All = new();

    private readonly ConcurrentDictionary<string, QuotaLimiter> _limiters = new(StringComparer.Ordinal);

    private QuotaRegistry()
    {
    }

    public static QuotaRegistry For(HttpStackSettings settings) => All.GetOrAdd((settings.BaseUri.Authority, settings.QuotaOwner), static _ => new());

    public QuotaLimiter Of(string endpoint) => _limiters.GetOrAdd(endpoint, static _ => new(TimeProvider.System));
}
