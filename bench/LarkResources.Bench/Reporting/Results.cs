using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using LarkResources.Bench.Measuring;

namespace LarkResources.Bench.Reporting;

/// <summary>Keeps what was found: every sample as JSON, the tables in the README.</summary>
internal sealed class Results(string root, IReadOnlyList<string> order)
{
    private const string Begin = "<!-- results -->";
    private const string End = "<!-- end of results -->";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _folder = Path.Combine(root, "bench", "results");
    private readonly string _readme = Path.Combine(root, "bench", "README.md");

    public async Task KeepAsync(Finding finding)
    {
        Directory.CreateDirectory(_folder);
        var kept = new Kept(
            finding.Name,
            DateOnly.FromDateTime(DateTime.UtcNow),
            await MachineAsync(),
            finding.Targets,
            finding.Table.Series.ToDictionary(one => one.Contender, one => one.Samples),
            finding.Markdown().Split('\n'));
        await File.WriteAllTextAsync(PathOf(finding.Name), JsonSerializer.Serialize(kept, Json).ReplaceLineEndings("\n") + "\n");
        await WriteReadmeAsync();
    }

    private static async Task<string> MachineAsync()
    {
        var system = OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "macOS" : "Windows";
        var parts = new List<string> { $"{Environment.ProcessorCount} cores", system, RuntimeInformation.ProcessArchitecture.ToString(), RuntimeInformation.FrameworkDescription };
        foreach (var (program, prefix) in new[] { ("curl", "curl "), ("aria2c", "aria2 version ") })
        {
            if (Workplace.Find(program) is { } path)
            {
                var said = (await MeasuredProcess.RunAsync(path, ["--version"])).Output.Split('\n')[0];
                parts.Add($"{prefix.Split(' ')[0]} {said[prefix.Length..].Split(' ')[0].Trim()}");
            }
        }

        parts.Add((await MeasuredProcess.RunAsync(Shell.Pinned.Program, Shell.Pinned.Version)).Output.Trim());
        return string.Join(", ", parts);
    }

    private string PathOf(string name) => Path.Combine(_folder, name + ".json");

    private async Task WriteReadmeAsync()
    {
        if (!File.Exists(_readme))
        {
            return;
        }

        var all = order.Where(name => File.Exists(PathOf(name)))
            .Select(name => JsonSerializer.Deserialize<Kept>(File.ReadAllText(PathOf(name)), Json)!)
            .Select(kept => $"{string.Join('\n', kept.Report).TrimEnd()}\n\n{kept.On:yyyy-MM-dd}, {kept.Machine}.\n");
        var text = await File.ReadAllTextAsync(_readme);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_readme, $"{text[..from]}\n\n{string.Join('\n', all)}\n{text[to..]}");
    }

    private sealed record Kept(
        string Scenario, DateOnly On, string Machine, IReadOnlyList<Target> Targets, IReadOnlyDictionary<string, IReadOnlyList<Sample>> Samples, IReadOnlyList<string> Report);
}
