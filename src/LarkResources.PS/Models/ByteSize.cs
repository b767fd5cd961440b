using System.Globalization;

namespace LarkResources;

/// <summary>Sizes as people read them. Public for the format views.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>A number of bytes in the largest unit that leaves at least one, with one decimal below ten.</summary>
    public static string Text(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        for (; Math.Abs(value) >= 1000 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        var format = unit > 0 && Math.Abs(value) < 9.95 ? "0.0" : "0";
        return value.ToString(format, CultureInfo.CurrentCulture) + " " + Units[unit];
    }
}
