using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LarkResources.Sandbox.Bytes;
using LarkResources.Sandbox.World;

namespace LarkResources.Sandbox.Answers;

/// <summary>Makes the binary answers: 200, 206 and 416.</summary>
internal static class ResourceAnswer
{
    private const long LargestWholeAnswer = 100L << 20;

    public static HttpResponseMessage Create(SandboxCall call, WorldResource resource, ByteSource bytes)
    {
        // There is no validator to compare with, so a conditional range is never confirmed.
        var header = call.Header("If-Range") is null ? call.Header("Range") : null;
        var range = RangeHeader.Parse(header, bytes.Length, out var satisfiable);
        if (!satisfiable)
        {
            var refusal = new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable) { Content = new ByteArrayContent([]) };
            refusal.Content.Headers.ContentRange = new ContentRangeHeaderValue(bytes.Length);
            return refusal;
        }

        if (range is null && bytes.Length > LargestWholeAnswer)
        {
            return call.Error(234037);
        }

        var (start, length) = range ?? new RangeHeader(0, bytes.Length);
        var answer = new HttpResponseMessage(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = new StreamContent(new SliceStream(bytes, start, length), 128 * 1024),
        };
        var headers = answer.Content.Headers;
        headers.ContentType = new MediaTypeHeaderValue(resource.ContentType);
        headers.ContentLength = length;
        if (range is not null)
        {
            headers.ContentRange = new ContentRangeHeaderValue(start, start + length - 1, bytes.Length);
        }

        if (resource.FileName is not null)
        {
            headers.TryAddWithoutValidation("Content-Disposition", Disposition(resource.FileName));
        }

        return answer;
    }

    /// <summary>The platform puts raw UTF-8 into the plain file name; a .NET client sees each of those bytes as one Latin-1 character.</summary>
    private static string Disposition(string fileName)
    {
        var quoted = fileName.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"attachment; filename=\"{quoted}\""));
    }
}
