#if NET10_0_OR_GREATER
using System.Globalization;
#endif

namespace LarkResources.Tests;

/// <summary>Does one thing as a process of its own, so that a test can kill it or look at what it asks of the system.</summary>
internal static class Program
{
    /// <param name="arguments"><c>act</c>, the number of a scene, that of its act, and where it exports to; or the address of a sandbox server, the size of the file, and the target.</param>
    public static Task Main(string[] arguments) => arguments switch
    {
#if NET10_0_OR_GREATER
        // The simulations run on the newest framework only.
        ["act", var seed, var act, var destination] => PlayAsync(int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(act, CultureInfo.InvariantCulture), destination),
#endif
        _ => DownloadAsync(new Uri(arguments[0]), arguments[1], arguments[2]),
    };

#if NET10_0_OR_GREATER
    private static async Task PlayAsync(int seed, int act, string destination)
    {
        using var scene = new Simulation.PowerScene(seed);
        Console.WriteLine(await scene.PlayAsync(act, destination));
    }
#endif

    private static async Task DownloadAsync(Uri server, string size, string target)
    {
        var connection = Transfer.TransferRig.Connect(server);
        var id = Transfer.Subject.File(size).Id;
        var source = new ResourceSource(connection.Client(), id, connection.MaximumRetryCount);
        var result = await new FileDownload(source, new(id), new()).RunAsync(_ => Task.FromResult(new FileTarget(target, Overwrite: true)), target, CancellationToken.None);
        Console.WriteLine(result.Sha256);
    }
}
