using System.Globalization;
using LarkResources.Models;

namespace LarkResources.Api;

/// <summary>A Content-Range header, read strictly: a range that cannot be understood must not be written anywhere.</summary>
/// <param name="Range">The bytes that follow, or null for <c>bytes */total</c>.</param>
/// <param name="Total">The length of the whole, or null for <c>*</c>.</param>
internal readonly record struct ContentRange(ByteRange? Range, long? Total)
{
    /// <summary>A tebibyte: what claims to be larger is a mistake, and the list of its units would take more memory than it may: 45 MB for a tebibyte.</summary>
    public const long LargestTotal = 1L << 40;

    /// <summary>Null when the value is missing or malformed (RFC 9110, 14.4).</summary>
    public static ContentRange? Parse(string? value)
    {
        const string unit = "bytes ";
        if (value is null || !value.StartsWith(unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = value.AsSpan(unit.Length).Trim();
        var slash = rest.IndexOf('/');
        if (slash < 0 || !TryTotal(rest[(slash + 1)..], out var total))
        {
            return null;
        }

        var range = rest[..slash];
        if (range is "*")
        {
            return new(null, total);
        }

        var dash = range.IndexOf('-');
        return dash > 0 && TryNumber(range[..dash], out var from) && TryNumber(range[(dash + 1)..], out var to) && from <= to && (total is null || to < total)
            ? new(new ByteRange(from, to), total)
            : null;
    }

    private static bool TryTotal(ReadOnlySpan<char> text, out long? total)
    {
        total = null;
        if (text is "*")
        {
            return true;
        }

        var known = TryNumber(text, out var number) && number <= LargestTotal;
        total = number;
        return known;
    }

    // No sign, no white space, no group separators.
    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
