using System.Globalization;

namespace LarkResources.Sandbox.Answers;

/// <summary>The part of a resource that a request asks for.</summary>
internal readonly record struct RangeHeader(long Start, long Length)
{
    /// <summary>Reads a header with one range; null means the whole is to be sent, as for any header that is not understood.</summary>
    /// <param name="header">The header's value, or null.</param>
    /// <param name="total">The length of the resource.</param>
    /// <param name="satisfiable">False when the range lies outside the resource.</param>
    public static RangeHeader? Parse(string? header, long total, out bool satisfiable)
    {
        satisfiable = true;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bounds = header["bytes=".Length..].Trim().Split('-');
        if (bounds.Length != 2 || !TryBound(bounds[0], out var first) || !TryBound(bounds[1], out var last) || (first ?? last) is null || last < first)
        {
            return null;
        }

        var start = first ?? Math.Max(0, total - last!.Value);
        var end = first is null ? total - 1 : Math.Min(last ?? long.MaxValue, total - 1);
        satisfiable = start < total && (first is not null || last > 0);
        return new RangeHeader(start, end - start + 1);
    }

    private static bool TryBound(string text, out long? bound)
    {
        var parsed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        bound = parsed ? value : null;
        return parsed || text.Length == 0;
    }
}
