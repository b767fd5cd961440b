using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LarkResources.Errors;
using LarkResources.Text;

namespace LarkResources.Api;

/// <summary>Tells failures from successes and reads what a failure says. Never throws because of what a server sent.</summary>
internal static partial class ApiFaultReader
{
    internal const int MaxFailureBody = 64 * 1024;
    internal const int MaxSuccessBody = 1024 * 1024;

    private const int BodyStartBytes = 200;
    private const int MaxMessage = 500;
    private const int MaxItems = 50;
    private const int MaxItem = 300;

    /// <summary>More than thirty years: such a number is not a wait but the moment to wait for, in seconds since 1970.</summary>
    private const double EarliestMoment = 1e9;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ApiSend.DeepestAnswer };

    /// <summary>Reads a whole body.</summary>
    /// <returns>The failure, or null when a status below 400 comes with a body whose <c>code</c> is not a non-zero number.</returns>
    /// <param name="status">The status.</param>
    /// <param name="body">The body.</param>
    /// <param name="headerLogId">The trace id of the headers.</param>
    /// <param name="retryAfter">How long the platform asks to wait.</param>
    /// <param name="secrets">What the failure must not show.</param>
    public static ApiFault? Parse(HttpStatusCode status, ReadOnlyMemory<byte> body, string? headerLogId, TimeSpan? retryAfter, SentSecrets? secrets = null)
    {
        var fault = ParseAsSent(status, body, headerLogId, retryAfter);
        if (fault is null || secrets is null)
        {
            return fault;
        }

        // Before a text is cut to its length: a part of a secret would not be known again. And once more for what JSON had spelled in another way.
        var struck = secrets.Strike(body);
        return Struck(struck.Equals(body) ? fault : ParseAsSent(status, struck, headerLogId, retryAfter) ?? fault, secrets);
    }

    private static ApiFault? ParseAsSent(HttpStatusCode status, ReadOnlyMemory<byte> body, string? headerLogId, TimeSpan? retryAfter)
    {
        var failed = (int)status >= 400;
        var fault = new ApiFault { Status = status, LogId = Id(headerLogId), RetryAfter = retryAfter };
        try
        {
            using var document = JsonDocument.Parse(WellFormedJson.Of(body), Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return failed || IsNonZero(Member(document.RootElement, "code")) ? Read(document.RootElement, fault, body) : null;
            }
        }
        catch (JsonException)
        {
            // Not JSON: the bytes have to do.
        }

        return failed ? fault with { BodyStart = Start(body.Span) } : null;
    }

    /// <summary>Decides whether an answer is a failure and, if not, leaves its content readable from the first byte.</summary>
    /// <remarks>
    /// A file that happens to be JSON is a file: status 200 is a failure only without Content-Disposition and with
    /// a JSON object of at most 1 MiB whose <c>code</c> is a non-zero number. Redirects are not judged.
    /// </remarks>
    public static async Task<ApiFault?> InspectAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode >= 400)
        {
            // A connection that breaks here must not hide the status that did arrive.
            var body = await PeekedBody.ReadAsync(response.Content, MaxFailureBody, static _ => false, cancellationToken).ConfigureAwait(false);
            return Parse(response.StatusCode, body.Bytes, LogIdOf(response), RetryAfterOf(response, DateTimeOffset.UtcNow), response.RequestMessage?.Secrets());
        }

        if (response.StatusCode is not HttpStatusCode.OK
            || response.Content.Headers.NonValidated.Contains("Content-Disposition")
            || response.Content.Headers.ContentLength > MaxSuccessBody)
        {
            return null;
        }

        // One byte above the limit tells a body that just fits from one that does not.
        var peeked = await PeekedBody.ReadAsync(response.Content, MaxSuccessBody + 1, CannotBeJsonObject, cancellationToken).ConfigureAwait(false);

        // All that was declared is all there is, though the connection fell silent or broke before it said so: a reader of the file would take it for whole too.
        var isWhole = peeked.IsComplete || peeked.Bytes.Length == response.Content.Headers.ContentLength;
        var fault = isWhole && peeked.Bytes.Length <= MaxSuccessBody && !CannotBeJsonObject(peeked.Bytes.Span)
            ? Parse(response.StatusCode, peeked.Bytes, LogIdOf(response), RetryAfterOf(response, DateTimeOffset.UtcNow), response.RequestMessage?.Secrets())
            : null;
        if (fault is null)
        {
            response.Content = new WrappedContent(response.Content, _ => Task.FromResult<Stream>(new ReplayStream(peeked)));
        }

        return fault;
    }

    /// <summary>The same for a call whose answer is JSON, whatever its headers say and up to the largest answer that is read at all.</summary>
    /// <returns>The failure, or null; and whether a success is empty or ends in the middle.</returns>
    /// <exception cref="IOException">The body broke off: sent again, it may come whole.</exception>
    public static async Task<(ApiFault? Fault, bool IsCutOff)> InspectJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            return (await InspectAsync(response, cancellationToken).ConfigureAwait(false), false);
        }

        var peeked = await PeekedBody.ReadAsync(response.Content, ApiSend.LargestAnswer, CannotBeJsonObject, cancellationToken).ConfigureAwait(false);
        if (peeked.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        response.Content = new WrappedContent(response.Content, _ => Task.FromResult<Stream>(new ReplayStream(peeked)));
        if (!peeked.IsComplete || CannotBeJsonObject(peeked.Bytes.Span))
        {
            return (null, false);
        }

        return AnswerCode.Read(peeked.Json.Span) switch
        {
            AnswerCode.Kind.Success => (null, false),
            AnswerCode.Kind.Failure => (Parse(response.StatusCode, peeked.Bytes, LogIdOf(response), RetryAfterOf(response, DateTimeOffset.UtcNow), response.RequestMessage?.Secrets()), false),
            _ => (null, IsCutOff(peeked.Json)),
        };
    }

    /// <summary>The trace id of a response: X-Tt-Logid, else X-Request-Id.</summary>
    public static string? LogIdOf(HttpResponseMessage response) =>
        Id(Header(response, "X-Tt-Logid")) ?? Id(Header(response, "X-Request-Id"));

    /// <summary>The platform's own x-ogw-ratelimit-reset, else Retry-After, at most five minutes; null when neither says anything usable.</summary>
    /// <remarks>Where both come, the second may be a gateway's.</remarks>
    internal static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now)
    {
        if (Wait(Header(response, "x-ogw-ratelimit-reset"), now) is { } reset)
        {
            return reset;
        }

        var header = Header(response, "Retry-After");
        return Wait(header, now) ?? (RetryConditionHeaderValue.TryParse(header, out var condition) && condition.Date is { } date ? Capped((date - now).TotalSeconds) : null);
    }

    private static ApiFault Struck(ApiFault fault, SentSecrets secrets)
    {
        return fault with
        {
            Message = Line(fault.Message),
            OAuthError = Line(fault.OAuthError),
            LogId = Line(fault.LogId),
            BodyStart = Line(fault.BodyStart),
            Scopes = [.. fault.Scopes.Select(scope => secrets.Strike(scope))],
            Fields = [.. fault.Fields.Select(field => secrets.Strike(field))],
            HelpLinks = [.. fault.HelpLinks.Where(IsWhole)],
            ChallengeLink = Link(fault.ChallengeLink),
            TroubleshooterLink = Link(fault.TroubleshooterLink),
        };

        string? Line(string? text) => text is null ? null : secrets.Strike(text);
        string? Link(string? link) => link is not null && IsWhole(link) ? link : null;

        // A link without its secret leads elsewhere.
        bool IsWhole(string link) => !link.Contains(SentSecrets.Hidden, StringComparison.Ordinal) && !secrets.AreIn(link);
    }

    private static ApiFault Read(JsonElement root, ApiFault fault, ReadOnlyMemory<byte> body)
    {
        var code = Code(Member(root, "code"));
        var error = Member(root, "error");
        var message = Text(root, "msg") ?? Text(root, "error_description") ?? Text(root, "message") ?? Text(error);
        return fault with
        {
            Code = code,
            Message = message,
            OAuthError = Text(error),
            LogId = Id(Text(root, "log_id")) ?? Id(Text(error, "log_id")) ?? fault.LogId,
            Scopes = Items(error, "permission_violations", item => Text(item, "subject") ?? Text(item)),
            Fields = [.. Items(error, "field_violations", Field).Concat(Items(error, "details", Reason)).Distinct()],
            HelpLinks = Items(error, "helps", item => SingleLineText.Link(String(Member(item, "url")))),
            ChallengeLink = Challenge(Member(root, "data")) ?? Challenge(Member(error, "data")) ?? Challenge(root),
            TroubleshooterLink = SingleLineText.Link(LinkPattern().Match(String(Member(error, "troubleshooter")) ?? "").Value),

            // JSON of another system, such as a gateway's, says more by its first bytes than by nothing.
            BodyStart = code is null && message is null ? Start(body.Span) : null,
        };
    }

    /// <summary>The page of an access policy; it stands in one of three places, in a token answer at the top.</summary>
    private static string? Challenge(JsonElement parent) => SingleLineText.Link(String(Member(parent, "challenge_url")));

    private static string? Field(JsonElement item) => Joined(Text(item, "field"), Text(item, "description")) ?? Text(item, "field");

    private static string? Reason(JsonElement item) =>
        Joined(Text(item, "key"), Member(item, "value") is { ValueKind: JsonValueKind.Number } number ? SingleLineText.From(number.GetRawText(), MaxItem) : Text(item, "value"));

    // Only side by side do a name and a value show that they are a secret.
    private static string? Joined(string? name, string? text) => (name, text) switch
    {
        (_, null) => null,
        (null, _) => text,
        _ => SingleLineText.From($"{name}: {text}", 2 * MaxItem),
    };

    private static List<string> Items(JsonElement parent, string name, Func<JsonElement, string?> read)
    {
        var items = new List<string>();
        if (Member(parent, name) is { ValueKind: JsonValueKind.Array } array)
        {
            items.AddRange(array.EnumerateArray().Take(MaxItems).Select(read).OfType<string>().Distinct());
        }

        return items;
    }

    private static JsonElement Member(JsonElement parent, string name) => parent.Field(name) ?? default;

    private static string? String(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string? Text(JsonElement parent, string name) => Text(Member(parent, name), name is "msg" ? MaxMessage : MaxItem);

    private static string? Text(JsonElement element, int maxLength = MaxItem) =>
        String(element) is { } text && SingleLineText.From(text, maxLength) is { Length: > 0 } line ? line : null;

    private static int? Code(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt32(out var code) && code != 0 => code,
        JsonValueKind.String when int.TryParse(element.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) && code != 0 => code,
        _ => null,
    };

    private static bool IsNonZero(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && !(element.TryGetDouble(out var number) && number == 0);

    private static string? Id(string? text) =>
        text is not null && SingleLineText.From(text, 128) is { Length: > 0 } line ? line : null;

    private static string? Start(ReadOnlySpan<byte> body)
    {
        var bytes = WellFormedJson.WithoutPreamble(body);
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, BodyStartBytes)]);
        return SingleLineText.From(text, BodyStartBytes) is { Length: > 0 } line ? line : null;
    }

    /// <summary>True as soon as the first byte that is not a blank is known not to begin a JSON object.</summary>
    private static bool CannotBeJsonObject(ReadOnlySpan<byte> start)
    {
        if (start.Length < Encoding.UTF8.Preamble.Length && Encoding.UTF8.Preamble.StartsWith(start))
        {
            return false;
        }

        var bytes = WellFormedJson.WithoutPreamble(start);
        var first = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && bytes[first] != (byte)'{';
    }

    /// <summary>True for the beginning of a JSON text; false for what is wrong in the middle, which would come back the same.</summary>
    private static bool IsCutOff(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, isFinalBlock: false, new(new() { MaxDepth = ApiSend.DeepestAnswer }));
        try
        {
            while (reader.Read())
            {
                // To the last token that is whole.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? Wait(string? text, DateTimeOffset now) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? Capped(number switch
            {
                < EarliestMoment => number,
                < 1000 * EarliestMoment => number - (now.ToUnixTimeMilliseconds() / 1000.0),
                _ => (number - now.ToUnixTimeMilliseconds()) / 1000,
            })
            : null;

    private static TimeSpan Capped(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWait.TotalSeconds));

    [GeneratedRegex(@"https?://[^\s""<>]+")]
    private static partial Regex LinkPattern();
}
