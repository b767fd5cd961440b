using System.Text;
using System.Text.Json;
namespace LarkResources.Export;

/// <summary>What is to be exported, and how much of what was done before is believed.</summary>
internal sealed record ExportOptions
{
    /// <summary>The first moment; null for all there is.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last moment; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The kinds that are wanted. What the platform does not serve is recorded, where its kind is among them.</summary>
    public required IReadOnlySet<LarkResourceKind> Kinds { get; init; }

    /// <summary>Larger resources are left out; in bytes.</summary>
    public long? MaximumSize { get; init; }

    /// <summary>Also the replies in threads.</summary>
    public bool IncludeThread { get; init; }

    /// <summary>Also what was said: a line for each message.</summary>
    public bool IncludeMessage { get; init; }

    /// <summary>Which resources of the wanted kinds are wanted; null for all.</summary>
    public ResourceFilter? Filter { get; init; }

    /// <summary>How far behind the last run threads are looked for that have begun since.</summary>
    public TimeSpan ThreadLookback { get; init; } = HistoryCheckpoint.ThreadOverlap;

    /// <summary>Reads the history from its beginning, whatever was read before.</summary>
    public bool Full { get; init; }

    /// <summary>Asks again for what was refused for good.</summary>
    public bool RetrySkipped { get; init; }

    /// <summary>Hashes the files that are there; without it their length is proof enough.</summary>
    public bool Verify { get; init; }

    /// <summary>Replaces saved files that a person has changed since; without it they stay.</summary>
    public bool ReplaceEdited { get; init; }

    /// <summary>Finds out what would be fetched, and touches nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Downloads at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>All kinds but covers, which are pictures that were not sent as such.</summary>
    public static IReadOnlySet<LarkResourceKind> UsualKinds { get; } = Enum.GetValues<LarkResourceKind>().Where(kind => kind is not LarkResourceKind.Cover).ToHashSet();

    /// <summary>True for a kind that is wanted; a folder is where files are.</summary>
    public bool Wants(LarkResourceKind? kind) => kind is null || Kinds.Contains(kind.Value) || (kind is LarkResourceKind.Folder && Kinds.Contains(LarkResourceKind.File));

    /// <summary>True for a resource that is wanted, by its kind, its name and its sender.</summary>
    public bool Wants(LarkResource resource) => Wants(resource.Kind) && Filter?.Lets(resource) is not false;

    /// <summary>True for a line about a resource that is wanted, or about a message of which nothing is known, where nothing is filtered.</summary>
    public bool Wants(ManifestEntry line) => Wants(line.Kind) && (Filter is null || (line.ToResource() is { } resource && Filter.Lets(resource)));

    /// <summary>True for a moment in the window; what has no time belongs to every window.</summary>
    public bool Covers(DateTimeOffset? time) => time is not { } moment || ((Since is not { } since || moment >= since) && (Until is not { } until || moment <= until));
}

/// <summary>Leaves resources out by their names or senders. What it leaves out is neither skipped nor read to its end: a run without it fetches that.</summary>
/// <param name="Lets">True for a resource that is wanted.</param>
/// <param name="Signature">The same for two filters that let the same pass.</param>
internal sealed record ResourceFilter(Func<LarkResource, bool> Lets, string Signature)
{
    /// <summary>What names a filter by its patterns and ids: never the same for two that let different resources pass.</summary>
    public static string SignatureOf(IEnumerable<string> include, IEnumerable<string> exclude, IEnumerable<string> senderIds)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = ManifestLine.Encoder }))
        {
            json.WriteStartArray();
            Write(json, include.Select(Folded));
            Write(json, exclude.Select(Folded));
            Write(json, senderIds);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Patterns match whatever the case; only between brackets it decides which letters lie in a range.</summary>
    private static string Folded(string pattern) => pattern.Contains('[', StringComparison.Ordinal) ? pattern : pattern.ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
