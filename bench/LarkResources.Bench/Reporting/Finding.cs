using System.Globalization;
using System.Text;

namespace LarkResources.Bench.Reporting;

/// <summary>What is to be reached, and what was.</summary>
internal sealed record Target(string What, double Value, double Limit, bool AtMost)
{
    public bool IsMet => AtMost ? Value <= Limit : Value >= Limit;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(IsMet ? "met" : "MISSED")}: {What}: {Value:0.##}, {(AtMost ? "at most" : "at least")} {Limit:0.##}");
}

/// <summary>The outcome of a scenario.</summary>
internal sealed record Finding(string Name, string Title, string Method, Table Table, IReadOnlyList<Target> Targets)
{
    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {Title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Method} Medians of {Table.Series[0].Samples.Count} interleaved rounds; ratios are medians of the ratios within a round.").AppendLine();
        text.AppendLine(Table.Markdown());
        foreach (var target in Targets)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {target}");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }
}
