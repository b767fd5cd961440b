using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Naming;
using LarkResources.Paths;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Files on their way, across the inputs of one cmdlet: results come as they finish, one failure is one error.</summary>
internal sealed class DownloadQueue(PSCmdlet cmdlet, CallReporter reporter, Func<TransferRequest, Func<Task>, Task> report, int throttleLimit, CancellationToken stop)
{
    private readonly HashSet<Task> _running = [];
    private readonly HashSet<ResourceId> _added = [];
    private readonly FolderNames _names = new();
    private readonly ActiveTransfers _board = new();
    private RunProgress? _progress;
    private ResourceId? _inFile;

    /// <summary>Ends when all that was added has ended; fails only when the pipeline itself was stopped.</summary>
    public Task InFlight => Task.WhenAll(_running);

    /// <summary>Starts a download, if the user wants it; waits for a free place first, and for its end when the target is one file.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="request">What they are.</param>
    /// <param name="outFile">Where they go, as the user spelled it.</param>
    /// <param name="overwrite">True to replace a file.</param>
    /// <exception cref="LarkException">NotAFileSystemPath, or FileExists before anything is asked of the server.</exception>
    public async Task AddAsync(ResourceSource source, TransferRequest request, string outFile, bool overwrite)
    {
        var target = OutputTarget.Resolve(cmdlet.SessionState, outFile);
        target.CheckFree(overwrite);
        if (!cmdlet.ShouldProcess(target.Shown(request), $"Download {request.Id.Type.ToString().ToLowerInvariant()} {request.Id.FileKey}"))
        {
            return;
        }

        if (!target.IsFolder)
        {
            await IntoFileAsync(source, request, target, overwrite);
            return;
        }

        if (!_added.Add(source.Id))
        {
            cmdlet.WriteVerbose($"{source.Id} came twice; it is downloaded once.");
            return;
        }

        while (_running.Count >= throttleLimit)
        {
            await OneEndsAsync();
        }

        // The whole path would leave no room for the numbers.
        _progress ??= new RunProgress(cmdlet, reporter, _board, () => new($"Downloading to {Path.GetFileName(target.Path)}", $"{_board.Done} done")).Start();
        _running.Add(IntoFolderAsync(source, request, target, overwrite));
    }

    /// <summary>Waits for the rest. When the pipeline is stopped meanwhile, that shows at once and not after the last file.</summary>
    public async Task DrainAsync()
    {
        while (_running.Count > 0)
        {
            await OneEndsAsync();
        }

        _progress?.End();
    }

    private async Task OneEndsAsync()
    {
        var ended = await Task.WhenAny(_running);
        _running.Remove(ended);
        await ended;
    }

    private async Task IntoFileAsync(ResourceSource source, TransferRequest request, OutputTarget target, bool overwrite)
    {
        if (_inFile is { } first)
        {
            throw LarkErrors.Local(ModuleErrors.FileExists, $"{source.Id} cannot be saved as '{target.Path}': {first} has just been saved there. Use a path that ends in / for several files.", target.Path);
        }

        var meter = new ByteCounter();
        var download = new FileDownload(source, request, meter).RunAsync(name => Task.FromResult(new FileTarget(target.For(name, overwrite), overwrite)), target.Path, stop);
        var result = await TransferProgress.ShowAsync(cmdlet, reporter, source.Id, meter, download);
        _inFile = source.Id;
        cmdlet.WriteObject(new LarkResourceFile(source.Id, result, target.Path));
    }

    private async Task IntoFolderAsync(ResourceSource source, TransferRequest request, OutputTarget target, bool overwrite)
    {
        using var turn = _names.Enter(source.Id, ResourceFileName.Known(request.Name), stop);
        var meter = _board.Begin(source.Id);
        try
        {
            await report(request, async () =>
            {
                // Known before the first call, an existing file costs none.
                var path = turn.Name is { } known ? target.For(known, overwrite) : null;
                var download = new FileDownload(source, request, meter).RunAsync(
                    async name => new(path ??= target.For(await turn.ReserveAsync(name).ConfigureAwait(false), overwrite), overwrite),
                    path,
                    stop);
                var result = await download;
                await TransferProgress.Earlier();
                _board.Saved(meter);
                cmdlet.WriteObject(new LarkResourceFile(source.Id, result, path!));
            });
        }
        finally
        {
            _board.End(meter);
        }
    }
}
