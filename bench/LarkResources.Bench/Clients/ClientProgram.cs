using System.Diagnostics;
using System.Globalization;
using LarkResources.Bench.Measuring;

namespace LarkResources.Bench.Clients;

/// <summary>One client, one transfer, one process: so that time, processor and memory are its own.</summary>
internal static class ClientProgram
{
    public const string Verb = "client";

    private static readonly Dictionary<string, Func<ITransferClient>> Clients = new(StringComparer.Ordinal)
    {
        ["module"] = () => new ModuleClient(),
        ["copy"] = () => new CopyClient(),
        ["ranges8"] = () => new SequentialRangesClient(8 << 20),
        ["ranges32"] = () => new SequentialRangesClient(32 << 20),
    };

    /// <summary>Arguments: client, server, token, length, number, target, length to warm up with (0: none).</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var baseUri = new Uri(arguments[1]);
        var token = arguments[2];
        var length = long.Parse(arguments[3], CultureInfo.InvariantCulture);
        var number = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        var target = arguments[5];
        var warmUp = long.Parse(arguments[6], CultureInfo.InvariantCulture);
        var report = arguments[0] == "bulk"
            ? await MeasureAsync(() => BulkAsync(baseUri, token, length, number, target))
            : await TransferAsync(Clients[arguments[0]](), new(baseUri, token, Sized.Id(length, number), target), warmUp);
        Console.WriteLine(report.ToLine());
        return 0;
    }

    private static async Task<ClientReport> TransferAsync(ITransferClient client, TransferOrder order, long warmUp)
    {
        if (warmUp > 0)
        {
            // Compiles the code. The measured transfer still makes its own connections, as a program that just started would.
            await client.DownloadAsync(order with { Id = Sized.Id(warmUp, 0) });
            File.Delete(order.Target);
        }

        return await MeasureAsync(() => client.DownloadAsync(order));
    }

    private static async Task<string?> BulkAsync(Uri baseUri, string token, long length, int count, string folder)
    {
        Directory.CreateDirectory(folder);
        await ModuleClient.DownloadAllAsync(baseUri, token, Enumerable.Range(1, count).Select(number => Sized.Id(length, number)), folder, new());
        return null;
    }

    private static async Task<ClientReport> MeasureAsync(Func<Task<string?>> work)
    {
        var memory = ResidentMemory.Now(Environment.ProcessId);
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var hash = await work();
        return new(
            watch.Elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalSeconds,
            memory,
            ResidentMemory.Peak(Environment.ProcessId),
            GC.GetTotalAllocatedBytes() - allocated,
            hash);
    }
}
