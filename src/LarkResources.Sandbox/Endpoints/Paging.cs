using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LarkResources.Sandbox.Answers;

namespace LarkResources.Sandbox.Endpoints;

/// <summary>Cuts a list into pages, and makes only the items of the page; the page token holds the offset and what the list was asked by.</summary>
internal static class Paging
{
    public static HttpResponseMessage Answer(SandboxCall call, int count, Func<int, JsonObject> itemAt, int largestPage, string askedBy)
    {
        var size = 20;
        if (call.Query("page_size") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size < 1 || size > largestPage))
        {
            return call.InvalidField("page_size", $"the value must be between 1 and {largestPage}");
        }

        if (Offset(call.Query("page_token"), askedBy) is not { } offset)
        {
            return call.InvalidField("page_token", "the page token does not belong to this query");
        }

        var more = offset + size < count;
        return ApiAnswer.Data(new JsonObject
        {
            ["has_more"] = more,
            ["page_token"] = more ? Token(offset + size, askedBy) : "",
            ["items"] = new JsonArray([.. Enumerable.Range(offset, Math.Clamp(count - offset, 0, size)).Select(itemAt)]),
        });
    }

    private static string Token(int offset, string askedBy) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{offset.ToString(CultureInfo.InvariantCulture)}|{askedBy}"));

    private static int? Offset(string? token, string askedBy)
    {
        if (token is null)
        {
            return 0;
        }

        var buffer = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, buffer, out var count))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(buffer, 0, count).Split('|', 2);
        return parts.Length == 2 && parts[1] == askedBy && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
    }
}
