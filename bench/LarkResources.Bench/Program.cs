using LarkResources.Bench.Clients;
using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;
using LarkResources.Bench.Scenarios;

namespace LarkResources.Bench;

/// <summary>Runs scenarios one after the other; as a child of itself, one client.</summary>
internal static class Program
{
    private static readonly IScenario[] Scenarios =
        [new FreeLinkScenario(https: false), new FreeLinkScenario(https: true), new LargeFileScenario(), new SlowLinkScenario(), new BulkScenario(), new FilesScenario(), new SizesScenario(), new StartScenario(), new ColdScenario(), new ExportScenario(), new ExportAgainScenario(), new MessagesScenario()];

    private static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [ClientProgram.Verb, .. var client]:
                return await ClientProgram.RunAsync(client);
            case [HistoryClient.Verb, .. var client]:
                return await HistoryClient.RunAsync(client);
            case [HistoryServer.Verb, .. var server]:
                return await HistoryServer.RunAsync(server);
        }

        var options = BenchOptions.Parse(arguments);
        if (options.Scenarios.FirstOrDefault(name => Scenarios.All(scenario => scenario.Name != name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"No scenario '{unknown}'. There are: {string.Join(' ', Scenarios.Select(scenario => scenario.Name))}; and --rounds N, --full, --baseline LarkResources.Bench.dll, --shell PWSH, --package FOLDER.");
            return 2;
        }

        using var workplace = new Workplace();
        var results = new Results(workplace.Root, [.. Scenarios.Select(scenario => scenario.Name)]);
        foreach (var scenario in Scenarios.Where(scenario => options.Scenarios.Count == 0 || options.Scenarios.Contains(scenario.Name)))
        {
            var finding = await scenario.RunAsync(workplace, options);
            Console.WriteLine(finding.Markdown());
            await results.KeepAsync(finding);
        }

        return 0;
    }
}
