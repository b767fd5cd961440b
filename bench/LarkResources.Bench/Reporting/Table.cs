using System.Text;
using LarkResources.Bench.Measuring;

namespace LarkResources.Bench.Reporting;

/// <summary>A column of a table.</summary>
internal sealed record Column(string Head, Func<Series, string> Cell);

/// <summary>One line per contender, in Markdown that is also readable as it is.</summary>
internal sealed class Table(IReadOnlyList<Series> series, IReadOnlyList<Column> columns)
{
    public IReadOnlyList<Series> Series => series;

    public string Markdown()
    {
        string[][] lines = [["", .. columns.Select(column => column.Head)], .. series.Select(one => new[] { one.Contender }.Concat(columns.Select(column => column.Cell(one))).ToArray())];
        var widths = Enumerable.Range(0, columns.Count + 1).Select(i => Math.Max(3, lines.Max(line => line[i].Length))).ToArray();
        var text = new StringBuilder();
        for (var number = 0; number < lines.Length; number++)
        {
            text.Append('|').AppendJoin('|', lines[number].Select((cell, i) => i == 0 ? $" {cell.PadRight(widths[i])} " : $" {cell.PadLeft(widths[i])} ")).AppendLine("|");
            if (number == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((width, i) => i == 0 ? new string('-', width + 2) : new string('-', width + 1) + ':')).AppendLine("|");
            }
        }

        return text.ToString();
    }
}
