using System.Globalization;

namespace LarkResources.Bench;

/// <summary>What is to be measured, and how thoroughly.</summary>
/// <param name="Scenarios">Names; none means all.</param>
/// <param name="Rounds">How many rounds; null takes each scenario's own number.</param>
/// <param name="Full">True adds what takes minutes.</param>
/// <param name="Baseline">The LarkResources.Bench.dll of another build, which takes part where files are downloaded and messages read; null for none.</param>
/// <param name="Shell">The PowerShell of <c>cold</c>, <c>files</c> and <c>messages</c>; null for the pinned one.</param>
/// <param name="Package">The folder of a module as it is packaged, with code that was compiled ahead, which then takes part where a process starts, and in <c>files</c> and <c>messages</c> takes the place of what is built; null for none.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Scenarios, int? Rounds, bool Full, string? Baseline, string? Shell, string? Package)
{
    public static BenchOptions Parse(string[] arguments)
    {
        var scenarios = new List<string>();
        int? rounds = null;
        var full = false;
        string? baseline = null;
        string? shell = null;
        string? package = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--rounds" when i + 1 < arguments.Length:
                    rounds = int.Parse(arguments[++i], NumberStyles.None, CultureInfo.InvariantCulture);
                    break;
                case "--baseline" when i + 1 < arguments.Length:
                    baseline = Path.GetFullPath(arguments[++i]);
                    break;
                case "--shell" when i + 1 < arguments.Length:
                    shell = arguments[++i];
                    break;
                case "--package" when i + 1 < arguments.Length:
                    package = Path.GetFullPath(arguments[++i]);
                    break;
                case "--full":
                    full = true;
                    break;
                default:
                    scenarios.Add(arguments[i]);
                    break;
            }
        }

        return new(scenarios, rounds, full, baseline, shell, package);
    }

    public int RoundsOr(int usual) => Rounds ?? usual;
}
