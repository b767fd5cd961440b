using System.Globalization;
using System.Text.Json.Nodes;

namespace LarkResources.Api;

/// <summary>Which messages a search is to find; everything that is given must hold.</summary>
internal sealed record MessageSearch
{
    /// <summary>Words; empty for none. The platform takes no empty query, and finds everything with a blank.</summary>
    public string Query { get; init; } = string.Empty;

    public IReadOnlyList<string> ChatIds { get; init; } = [];

    /// <summary>Ids of people (ou_…).</summary>
    public IReadOnlyList<string> SenderIds { get; init; } = [];

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>file, image, video or link; any of them.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>True when nothing is given: a search for everything.</summary>
    public bool IsForEverything => Query.Length == 0 && ChatIds.Count == 0 && SenderIds.Count == 0 && Since is null && Until is null && Attachments.Count == 0;

    /// <summary>The body of the call, in UTF-8.</summary>
    public byte[] ToJson()
    {
        var filter = new JsonObject();
        Add("chat_ids", ChatIds);
        Add("from_ids", SenderIds);
        Add("include_attachment_types", Attachments);
        var range = new JsonObject();
        Time("start_time", Since);
        Time("end_time", WholeSecondAtOrAfter(Until));
        if (range.Count > 0)
        {
            filter["time_range"] = range;
        }

        var body = new JsonObject { ["query"] = Query.Length == 0 ? " " : Query };
        if (filter.Count > 0)
        {
            body["filter"] = filter;
        }

        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());

        void Add(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                filter[name] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
            }
        }

        // The wire counts whole seconds: what was sent in the last fraction of one is found too.
        static DateTimeOffset? WholeSecondAtOrAfter(DateTimeOffset? time) =>
            time is { } moment && moment.Ticks % TimeSpan.TicksPerSecond is > 0 and var over && moment.Ticks < DateTime.MaxValue.Ticks - TimeSpan.TicksPerSecond
                ? moment.AddTicks(TimeSpan.TicksPerSecond - over)
                : time;

        // With the offset: larksuite/cli hands on what its user typed, a date and time of ISO 8601.
        void Time(string name, DateTimeOffset? time)
        {
            if (time is { } moment)
            {
                range[name] = moment.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
            }
        }
    }
}
