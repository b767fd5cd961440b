using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LarkResources.Tests.Authentication;

namespace LarkResources.Tests.Export;

/// <summary>docs/manifest.md is a contract: what it says of the two files is what the module writes.</summary>
public sealed partial class ManifestDocumentTests
{
    private static readonly string Document = Read();

    [Fact]
    public void Fields_of_a_line_are_those_of_the_page_in_their_order()
    {
        var line = ManifestLine.Write(new() { MessageId = "om_1" });

        Assert.Equal(Names(line), FirstCells(Section("## manifest.jsonl")));
    }

    [Fact]
    public void Fields_of_a_message_are_those_of_the_page_in_their_order() =>
        Assert.Equal(Names(new MessageLine { MessageId = "om_1" }.ToBytes()), FirstCells(Section("## messages.jsonl")));

    [Fact]
    public void A_line_has_all_fields_also_those_that_are_null()
    {
        var full = ManifestEntry.Of(new() { MessageId = "om_1", FileKey = "img_1", Type = LarkResourceType.Image, Kind = LarkResourceKind.Image }) with
        {
            Name = "a.png",
            Path = "2026-11-22/a.png",
            Length = 1,
            Sha256 = new('0', 64),
            Code = 230110,
            LogId = "1",
        };

        Assert.Equal(Names(ManifestLine.Write(new() { MessageId = "om_1" })), Names(ManifestLine.Write(full)));
    }

    [Fact]
    public void Values_of_status_and_kind_are_those_of_the_page()
    {
        var rows = Section("## manifest.jsonl");

        Assert.Equal(Written<LarkResourceKind>(), Quoted(rows.Single(row => row.StartsWith("| `kind`", StringComparison.Ordinal))).Skip(1));
        Assert.Equal(Written<LarkResourceType>(), Quoted(rows.Single(row => row.StartsWith("| `type`", StringComparison.Ordinal))).Skip(1));
        Assert.Equal(Written<RefusedTo>(), Quoted(rows.Single(row => row.StartsWith("| `refusedTo`", StringComparison.Ordinal))).Skip(1));
        Assert.Equal(Written<ExportStatus>(), Quoted(rows.Single(row => row.StartsWith("| `status`", StringComparison.Ordinal))).Skip(1));
    }

    [Fact]
    public void Codes_of_what_is_skipped_are_those_of_the_page()
    {
        var documented = Section("### status").Where(row => row.StartsWith("  |", StringComparison.Ordinal))
            .SelectMany(row => Number().Matches(row.Split('|')[1]).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)));
        var skipped = ErrorCatalogue.All.Where(row => row.Disposition.HasFlag(Disposition.FinalForResource)).Select(row => row.Code!.Value);

        Assert.Equal(skipped, documented.Order());
    }

    [Fact]
    public void Fields_of_the_state_are_those_of_the_page_in_their_order()
    {
        using var folder = new TemporaryFolder();
        new ExportCheckpoint { App = new() { Covered = [new(null, DateTimeOffset.UnixEpoch.AddYears(56), [LarkResourceKind.Image], Threads: true)] } }.Write(folder.Path);
        var state = File.ReadAllBytes(folder.File(ExportCheckpoint.FileName));

        using var json = JsonDocument.Parse(state);
        var app = json.RootElement.GetProperty("app");
        Assert.Equal(
            [.. Names(state), .. new[] { app, app.GetProperty("covered")[0] }.SelectMany(part => part.EnumerateObject()).Select(field => field.Name)],
            FirstCells(Section("## export.json")));
    }

    [Fact]
    public void Overlaps_are_those_of_the_page()
    {
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{HistoryCheckpoint.Overlap.TotalHours:0} hours"), Document, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{HistoryCheckpoint.ThreadOverlap.TotalDays:0} days"), Document, StringComparison.Ordinal);
    }

    private static string Read()
    {
        using var stream = typeof(ManifestDocumentTests).Assembly.GetManifestResourceStream("manifest.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The lines from a heading to the next.</summary>
    private static List<string> Section(string heading) =>
        [.. Document.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))];

    private static IEnumerable<string> FirstCells(IEnumerable<string> rows) =>
        rows.Where(row => row.StartsWith("| `", StringComparison.Ordinal)).Select(row => Quoted(row).First());

    private static IEnumerable<string> Quoted(string row) => Code().Matches(string.Join('|', row.Split('|').Take(4))).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Names(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(field => field.Name)];
    }

    private static IEnumerable<string> Written<T>()
        where T : struct, Enum => Enum.GetNames<T>().Select(name => JsonNamingPolicy.CamelCase.ConvertName(name));

    [GeneratedRegex(@"\d{4,}")]
    private static partial Regex Number();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
