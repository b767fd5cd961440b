using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;

namespace LarkResources.Sandbox.Server.Faults;

/// <summary>The faults that let the tenant answer and change the question or the answer.</summary>
internal static class Tampering
{
    public static void Question(Fault fault, HttpRequestMessage request, SandboxHandler handler)
    {
        switch (fault.Action)
        {
            case FaultAction.IgnoreRange:
                request.Headers.Remove("Range");
                break;
            case FaultAction.ShortenRange when RangeStart(Header(request, "Range")) is { } start:
                request.Headers.Remove("Range");
                request.Headers.Add("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={start}-{start + fault.Count - 1}"));
                break;
            case FaultAction.ChangedTotal:
                handler.ReplaceFile(KeyIn(request.RequestUri!), fault.Total ?? 0, fault.Seed);
                break;
            case FaultAction.Validator when Header(request, "If-Range") is { } validator && (validator == fault.ETag || validator == fault.LastModified):
                // The tenant itself knows no validators and would send the whole.
                request.Headers.Remove("If-Range");
                break;
        }
    }

    public static async Task AnswerAsync(Fault fault, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        switch (fault.Action)
        {
            case FaultAction.WrongContentRange when answer.Content.Headers.ContentRange is { From: { } from, To: { } to, Length: { } total }:
                answer.Content.Headers.Remove("Content-Range");
                answer.Content.Headers.TryAddWithoutValidation(
                    "Content-Range",
                    string.Create(CultureInfo.InvariantCulture, $"bytes {fault.Start ?? (from + fault.Shift)}-{fault.End ?? (to + fault.Shift)}/{fault.Total ?? total}"));
                break;
            case FaultAction.Validator:
                AddHeader(answer.Headers, "ETag", fault.ETag);
                AddHeader(answer.Content.Headers, "Last-Modified", fault.LastModified);
                break;
            case FaultAction.Gzip:
                await PackAsync(answer, cancellationToken);
                break;
        }
    }

    /// <summary>Where the first range of a header starts, or null.</summary>
    public static long? RangeStart(string? header) =>
        RangeHeaderValue.TryParse(header, out var range) ? range.Ranges.First().From : null;

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static string KeyIn(Uri uri) => Uri.UnescapeDataString(uri.Segments[^1]);

    private static void AddHeader(HttpHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static async Task PackAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await answer.Content.CopyToAsync(gzip, cancellationToken);
        }

        var content = new ByteArrayContent(packed.ToArray());
        foreach (var (name, values) in answer.Content.Headers.NonValidated)
        {
            if (name != "Content-Length")
            {
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
            }
        }

        content.Headers.ContentEncoding.Add("gzip");
        answer.Content.Dispose();
        answer.Content = content;
    }
}
