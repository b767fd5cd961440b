using System.Globalization;

namespace LarkResources.Text;

/// <summary>Durations as text: <c>Export-Csv</c>, <c>ConvertTo-Json</c> and a table then all show the same, and <c>[timespan]</c> reads it back.</summary>
internal static class ShownTime
{
    /// <summary><c>hh:mm:ss</c>, with days before it and milliseconds after it where there are any.</summary>
    public static string Text(TimeSpan time)
    {
        var rounded = TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds));
        var text = rounded.ToString("c", CultureInfo.InvariantCulture);
        return rounded.Milliseconds == 0 ? text : text[..^4];
    }
}
