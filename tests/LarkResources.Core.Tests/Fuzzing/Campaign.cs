using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Sdk;

namespace LarkResources.Tests.Fuzzing;

/// <summary>Runs a test over many random cases. One number makes a case, and brings it back: docs/testing.md names the variables.</summary>
/// <remarks>The numbers are always the same, so that a run in CI fails for a change and not for its luck; the long run by hand takes more of them.</remarks>
internal static class Campaign
{
    private static readonly long Factor = Number("LARKRESOURCES_FUZZ_FACTOR") ?? 1;
    private static readonly int Start = (int)(Number("LARKRESOURCES_FUZZ_START") ?? 0);
    private static readonly int? Only = (int?)Number("LARKRESOURCES_FUZZ_SEED");

    /// <summary>Cases that only compute.</summary>
    public static void Run(int cases, Action<Random> test)
    {
        XunitException? failed = null;
        Parallel.ForEach(Partitioner.Create(Seeds(cases), EnumerablePartitionerOptions.NoBuffering), (seed, all) =>
        {
            try
            {
                test(new Random(seed));
            }
            catch (Exception e)
            {
                failed = Failed(seed, e);
                all.Stop();
            }
        });
        if (failed is not null)
        {
            throw failed;
        }
    }

    /// <summary>Cases that wait now and then: several at once.</summary>
    public static Task RunAsync(int cases, int atOnce, Func<int, Task> test) => Parallel.ForEachAsync(
        Seeds(cases),
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (seed, _) =>
        {
            try
            {
                await test(seed);
            }
            catch (Exception e)
            {
                throw Failed(seed, e);
            }
        });

    private static IEnumerable<int> Seeds(int cases) => Only is { } only ? [only] : Enumerable.Range(Start, (int)Math.Min(cases * Factor, int.MaxValue - Start));

    private static XunitException Failed(int seed, Exception e) =>
        new($"LARKRESOURCES_FUZZ_SEED={seed.ToString(CultureInfo.InvariantCulture)} brings this case back: {e.Message}", e);

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
