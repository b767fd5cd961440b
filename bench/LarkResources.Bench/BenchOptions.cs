using System.Globalization;

namespace LarkResources.Bench;

/// <summary>What is to be measured, and how thoroughly.</summary>
/// <param name="Scenarios">Names; none means all.</param>
/// <param name="Rounds">How many rounds; null takes each scenario's own number.</param>
/// <param name="Full">True adds what takes minutes.</param>
internal sealed record BenchOptions(IReadOnlyList<string> Scenarios, int? Rounds, bool Full)
{
    public static BenchOptions Parse(string[] arguments)
    {
        var scenarios = new List<string>();
        int? rounds = null;
        var full = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--rounds" when i + 1 < arguments.Length:
                    rounds = int.Parse(arguments[++i], NumberStyles.None, CultureInfo.InvariantCulture);
                    break;
                case "--full":
                    full = true;
                    break;
                default:
                    scenarios.Add(arguments[i]);
                    break;
            }
        }

        return new(scenarios, rounds, full);
    }

    public int RoundsOr(int usual) => Rounds ?? usual;
}
