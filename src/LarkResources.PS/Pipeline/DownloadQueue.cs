using System.Management.Automation;
using LarkResources.Paths;

namespace LarkResources.Pipeline;

/// <summary>Files on their way, across the inputs of one cmdlet: results come as they finish, one failure is one error.</summary>
internal sealed class DownloadQueue(Cmdlet cmdlet, CallReporter reporter, Func<TransferRequest, Func<Task>, Task> attempt, int throttleLimit, CancellationToken stop)
{
    private readonly List<Task> _running = [];
    private readonly FolderNames _names = new();
    private Task _named = Task.CompletedTask;
    private ResourceId? _inOneFile;

    /// <summary>Ends when all that was added has ended.</summary>
    public Task InFlight => Task.WhenAll(_running);

    /// <summary>Waits for all that was added. Fails as soon as the pipeline is stopped, since the others are then to be cancelled and not waited for.</summary>
    public Task DrainAsync() => LeaveAtMostAsync(0);

    /// <summary>Starts a download; waits for a free place first, and for its end when the target is one file.</summary>
    /// <exception cref="LarkException">FileExists: one file is the target, and this command has put another resource there.</exception>
    public async Task AddAsync(ResourceSource source, TransferRequest request, OutputTarget target, bool overwrite)
    {
        if (!target.IsFolder && (_inOneFile ??= source.Id) != source.Id)
        {
            throw LarkErrors.Local(
                ModuleErrors.FileExists,
                $"'{target.Path}' is taken by '{_inOneFile.Value.FileKey}' in this command, '{source.Id.FileKey}' needs a place of its own: give a folder for more than one resource.",
                target.Path);
        }

        await LeaveAtMostAsync(target.IsFolder ? throttleLimit - 1 : 0);
        var before = _named;
        var named = new TaskCompletionSource();
        _named = named.Task;
        _running.Add(RunAsync());
        if (!target.IsFolder)
        {
            await DrainAsync();
        }

        async Task RunAsync()
        {
            try
            {
                await attempt(request, () => DownloadAsync(source, request, target, overwrite, before, named));
            }
            finally
            {
                named.TrySetResult();
            }
        }
    }

    private async Task LeaveAtMostAsync(int count)
    {
        while (_running.Count > count)
        {
            var ended = await Task.WhenAny(_running);
            _running.Remove(ended);
            await ended;
        }
    }

    private async Task DownloadAsync(
        ResourceSource source, TransferRequest request, OutputTarget target, bool overwrite, Task before, TaskCompletionSource named)
    {
        var meter = new TransferMeter();
        string? path = null;
        var download = new FileDownload(source, request, meter).RunAsync(
            async name =>
            {
                // Names are given out in the order of the input, whichever answer comes first: a repeated run gives the same ones.
                await before.WaitAsync(stop).ConfigureAwait(false);
                path ??= target.For(target.IsFolder ? _names.Reserve(name, source.Id) : name, overwrite);
                named.TrySetResult();
                return path;
            },
            overwrite,
            target.IsFolder ? null : target.Path,
            stop);
        var result = await TransferProgress.ShowAsync(cmdlet, reporter, source.Id, meter, download);
        cmdlet.WriteObject(new LarkResourceFile(source.Id, result, path!));
    }
}
