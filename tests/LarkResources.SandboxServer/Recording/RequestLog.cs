using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LarkResources.Sandbox.Server.Recording;

/// <summary>Remembers what the server was asked.</summary>
public sealed class RequestLog
{
    private readonly object sync = new();
    private readonly List<SeenRequest> requests = [];
    private readonly Dictionary<string, EndpointCounter> counters = new(StringComparer.Ordinal);
    private readonly int perSecond;
    private readonly int perMinute;

    internal RequestLog(int perSecond, int perMinute)
    {
        this.perSecond = perSecond;
        this.perMinute = perMinute;
    }

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<SeenRequest> Snapshot()
    {
        lock (sync)
        {
            return [.. requests];
        }
    }

    /// <summary>The totals by endpoint.</summary>
    public IReadOnlyDictionary<string, EndpointStats> Stats()
    {
        lock (sync)
        {
            return counters.ToDictionary(pair => pair.Key, pair => pair.Value.Snapshot(), StringComparer.Ordinal);
        }
    }

    /// <summary>Forgets everything; answers under way still count to nobody.</summary>
    public void Clear()
    {
        lock (sync)
        {
            requests.Clear();
            counters.Clear();
        }
    }

    internal Entry Begin(HttpContext context, bool onOtherHost)
    {
        var now = Stopwatch.GetTimestamp();
        var headers = context.Request.Headers;
        var authorization = headers.Authorization.ToString();
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        lock (sync)
        {
            var request = new SeenRequest
            {
                Number = requests.Count + 1,
                At = DateTimeOffset.UtcNow,
                Method = context.Request.Method,
                PathAndQuery = target,
                Endpoint = EndpointName.Of(context.Request.Method, target),
                Host = context.Request.Host.Value,
                Range = OrNull(headers.Range.ToString()),
                IfRange = OrNull(headers.IfRange.ToString()),
                AcceptEncoding = OrNull(headers.AcceptEncoding.ToString()),
                UserAgent = OrNull(headers.UserAgent.ToString()),
                ContentLength = context.Request.ContentLength,
                HasAuthorization = authorization.Length > 0,
                TokenMark = authorization.Length > 0 ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(authorization)), 0, 4) : null,
                OnOtherHost = onOtherHost,
                Connection = context.Connection.Id,
            };
            requests.Add(request);
            if (!counters.TryGetValue(request.Endpoint, out var counter))
            {
                counters[request.Endpoint] = counter = new EndpointCounter(perSecond, perMinute);
            }

            return new Entry(request, counter, now, counter.Arrive(now));
        }
    }

    internal void End(Entry entry)
    {
        lock (sync)
        {
            entry.Request.Milliseconds = Stopwatch.GetElapsedTime(entry.StartedAt).TotalMilliseconds;
            entry.Counter.Leave(entry.Request.BytesSent);
        }
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    /// <summary>A request under way.</summary>
    /// <param name="Request">What is shown of it.</param>
    /// <param name="Counter">Where it counts.</param>
    /// <param name="StartedAt">The timestamp of its arrival.</param>
    /// <param name="QuotaWait">How long the quota makes it wait; null when it may pass.</param>
    internal sealed record Entry(SeenRequest Request, EndpointCounter Counter, long StartedAt, TimeSpan? QuotaWait);
}
