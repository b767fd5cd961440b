using System.Diagnostics;
using LarkResources.Bench.Clients;

namespace LarkResources.Bench.Measuring;

/// <summary>A <see cref="HistoryServer"/> in a process of its own.</summary>
internal sealed class HistoryServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HistoryServerProcess(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    public Uri BaseUri { get; }

    public static async Task<HistoryServerProcess> StartAsync(string chatId)
    {
        var (process, baseUri) = await ServerProcess.LaunchAsync([Workplace.Bench, HistoryServer.Verb, chatId]);
        return new(process, baseUri);
    }

    public async ValueTask DisposeAsync() => await ServerProcess.EndAsync(_process);
}
