namespace LarkResources.Bench.Measuring;

/// <summary>Something that is measured.</summary>
internal sealed record Contender(string Name, Func<Task<Sample>> RunAsync);

/// <summary>Measures contenders in turns, in another order each round: what disturbs the machine disturbs all of them.</summary>
internal static class Rounds
{
    public static async Task<IReadOnlyList<Series>> RunAsync(IReadOnlyList<Contender> contenders, int rounds)
    {
        var samples = contenders.ToDictionary(contender => contender, _ => new List<Sample>());
        var order = contenders.ToArray();
        for (var round = 1; round <= rounds; round++)
        {
            Random.Shared.Shuffle(order);
            foreach (var contender in order)
            {
                Console.Error.Write($"\r  round {round} of {rounds}: {contender.Name,-40}");
                samples[contender].Add(await contender.RunAsync());
            }
        }

        Console.Error.Write($"\r{new string(' ', 70)}\r");
        return [.. contenders.Select(contender => new Series(contender.Name, samples[contender]))];
    }
}
