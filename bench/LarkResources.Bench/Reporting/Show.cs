using System.Globalization;
using LarkResources.Bench.Measuring;

namespace LarkResources.Bench.Reporting;

/// <summary>Numbers as they stand in a table.</summary>
internal static class Show
{
    private const string Nothing = "–";

    public static string Seconds(double value) => Text(value, value < 1 ? "0.000" : "0.00");

    public static string Factor(double value) => Text(value, "0.00");

    public static string Percent(double value) => Text(value * 100, "0.0' %'");

    public static string Megabytes(double value) => Text(value / 1e6, "0");

    public static string Count(double value) => Text(value, "#,0");

    public static string Ratio(Series? to, Series of, string measure) => to is null ? Nothing : Factor(of.RatioTo(to, measure));

    private static string Text(double value, string format) => double.IsNaN(value) ? Nothing : value.ToString(format, CultureInfo.InvariantCulture);
}
