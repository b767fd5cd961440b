using LarkResources.Bench.Measuring;
using LarkResources.Bench.Reporting;

namespace LarkResources.Bench.Scenarios;

/// <summary>One question and how it is measured.</summary>
internal interface IScenario
{
    /// <summary>What it is called on the command line and in the folder of the results.</summary>
    string Name { get; }

    Task<Finding> RunAsync(Workplace workplace, BenchOptions options);
}
