using System.Diagnostics;
using System.Management.Automation;
using LarkResources.Errors;
using LarkResources.Models;
using LarkResources.Naming;
using LarkResources.Paths;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>Downloads to files in flight across the inputs of one cmdlet: results come as they finish, one failure is one error.</summary>
internal sealed class DownloadQueue(PSCmdlet cmdlet, CallReporter reporter, Func<TransferRequest, Func<Task>, Task> report, int throttleLimit, SourcePace pace, CancellationToken stop)
{
    private readonly HashSet<Task> _running = [];
    private readonly HashSet<ResourceId> _added = [];
    private readonly FolderNames _names = new();
    private readonly ExistingFiles _existing = new();
    private readonly ActiveTransfers _board = new();
    private RunProgress? _progress;
    private ResourceId? _inFile;
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _ended;
    private bool _isDraining;

    /// <summary>Ends when all that was added has ended; fails only when the pipeline itself was stopped.</summary>
    public Task InFlight => Task.WhenAll(_running);

    /// <summary>Starts a download, if the user wants it; waits for a free place first, and for its end when the target is one file.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="request">What they are.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="existing">What to do with a file that is there.</param>
    /// <exception cref="LarkException">FileExists before anything is asked of the server.</exception>
    public async Task AddAsync(ResourceSource source, TransferRequest request, OutputTarget target, ExistingFile existing)
    {
        if (target.IsFolder)
        {
            await AddToFolderAsync(source, request, target, existing);
        }
        else if (existing is ExistingFile.Skip && _inFile is null && OutputTarget.IsExistingFile(target.Path))
        {
            await EmitExistingAsync(request, target.Path);
            _inFile = source.Id;
        }
        else
        {
            RefuseSecond(source.Id, target);
            target.CheckFree(existing);
            if (IsWanted(request, target.Path))
            {
                await IntoFileAsync(source, request, target, existing);
            }
        }
    }

    /// <summary>Waits as long as the pace of the source allows, so that results come before a record that may be hours away.</summary>
    public async Task SettleAsync()
    {
        while (_running.Count > 0 && await pace.WaitAsync(Task.WhenAny(_running), _running.Count, stop))
        {
            await OneEndsAsync();
        }
    }

    /// <summary>Waits for the rest. When the pipeline is stopped meanwhile, that shows at once and not after the last file.</summary>
    public async Task DrainAsync()
    {
        _isDraining = true;
        while (_running.Count > 0)
        {
            await OneEndsAsync();
        }

        _progress?.End();
        if (_existing.Warning() is { } warning)
        {
            ShellStream.WriteWarning(cmdlet, ShownText.Line(warning));
        }
    }

    private async Task AddToFolderAsync(ResourceSource source, TransferRequest request, OutputTarget target, ExistingFile existing)
    {
        if (!_added.Add(source.Id))
        {
            ShellStream.WriteVerbose(cmdlet, LarkErrors.Localized($"{source.Id} came twice and is downloaded once.", $"{source.Id} 出现两次，只下载一次。"));
            return;
        }

        while (_running.Count >= throttleLimit)
        {
            await OneEndsAsync();
        }

        var plain = ResourceFileName.Known(request.Name);
        var turn = _names.Enter(source.Id, plain, stop, plain is not null && NeedsKey(plain, request, target, existing));
        if (existing is ExistingFile.Skip && turn.Name is { } known && OutputTarget.IsExistingFile(Path.Combine(target.Path, known)))
        {
            using (turn)
            {
                await EmitNamedAsync(request, Path.Combine(target.Path, known), length: null);
            }
        }
        else if (IsWanted(request, Path.Combine(target.Path, turn.Name ?? PortableFileName.Make(request.Name, request.Id.FileKey, null))))
        {
            // The whole path would leave no room for the numbers.
            _progress ??= new RunProgress(cmdlet, reporter, _board, () => Look(Path.GetFileName(target.Path))).Start();
            _running.Add(IntoFolderAsync(source, request, target, existing, turn));
        }
        else
        {
            turn.Dispose();
        }
    }

    private RunLook Look(string folder)
    {
        // How much is still to come is known only once the source has ended.
        var (all, elapsed) = (_ended + _running.Count, Stopwatch.GetElapsedTime(_began));
        return new(
            LarkErrors.Localized($"Downloading to {folder}", $"下载到 {folder}"),
            LarkErrors.Localized($"{_ended} of {all}", $"{_ended}/{all}"),
            (double)_ended / Math.Max(1, all),
            _isDraining && _ended > 0 ? elapsed * _running.Count / _ended : null);
    }

    private bool IsWanted(TransferRequest request, string path) => cmdlet.ShouldProcess(
        path,
        ShownText.Line(LarkErrors.Localized($"Download {request.Id.Type.ToString().ToLowerInvariant()} {request.Id.FileKey}", $"下载 {request.Id.Type} {request.Id.FileKey}")));

    private async Task OneEndsAsync()
    {
        var ended = await Task.WhenAny(_running);
        _running.Remove(ended);
        _ended++;

        // It may have ended the pipeline.
        await ended;
    }

    private async Task IntoFileAsync(ResourceSource source, TransferRequest request, OutputTarget target, ExistingFile existing)
    {
        var meter = new ByteCounter();
        var overwrite = existing is ExistingFile.Replace;
        var download = new FileDownload(source, request, meter).RunAsync(name => Task.FromResult(new FileTarget(target.For(name, existing), overwrite)), target.Path, stop);
        var result = await TransferProgress.ShowAsync(cmdlet, reporter, request, meter, download);
        _inFile = source.Id;
        cmdlet.WriteObject(new LarkResourceFile(request, result, target.Path));
    }

    private async Task IntoFolderAsync(ResourceSource source, TransferRequest request, OutputTarget target, ExistingFile existing, NameTurn turn)
    {
        using var held = turn;
        var began = Stopwatch.GetTimestamp();
        var meter = _board.Begin(request.ShownName);
        try
        {
            await report(request, async () =>
            {
                string? path = null;
                TransferResult? result;
                try
                {
                    // Known before the first call, an existing file costs none. A name in the message is certain only when those before have theirs.
                    var name = turn.Name ?? (existing is ExistingFile.Skip && ResourceFileName.Known(request.Name) is { } named ? await turn.ReserveAsync(named) : null);
                    path = name is null ? null : target.For(name, existing);
                    result = await new FileDownload(source, request, meter).RunAsync(
                        async chosen => new(path ??= target.For(await ReserveAsync(chosen).ConfigureAwait(false), existing), existing is ExistingFile.Replace),
                        path,
                        stop);
                }
                catch (LarkException e) when (existing is ExistingFile.Skip && e is { ErrorId: ModuleErrors.FileExists, Target: { } there } && OutputTarget.IsExistingFile(there))
                {
                    await EmitNamedAsync(request, there, source.Total);
                    return;
                }

                await TransferProgress.Earlier();
                _board.Saved(meter);
                cmdlet.WriteObject(new LarkResourceFile(request, result, path!));
            });
        }
        finally
        {
            _board.End(meter);
            pace.Ended(Stopwatch.GetElapsedTime(began));
        }

        Task<string> ReserveAsync(string name) => turn.ReserveAsync(name, NeedsKey(name, request, target, existing));
    }

    /// <summary>Two of several resources in one file: the second would replace the first, or be refused for what this command has done.</summary>
    private void RefuseSecond(ResourceId id, OutputTarget target)
    {
        if (_inFile is { } first)
        {
            throw LarkErrors.Local(
                ModuleErrors.FileExists,
                LarkErrors.Localized(
                    $"{id} cannot be saved as '{target.Path}': that path is already used for {first}.",
                    $"{id} 无法保存为 '{target.Path}'：该路径已用于 {first}。"),
                target.Path,
                recommendation: LarkErrors.Localized("Give -OutFile a path that ends in / to save several files.", "要保存多个文件，请将 -OutFile 设为以 / 结尾的路径。"));
        }
    }

    private static bool NeedsKey(string name, TransferRequest request, OutputTarget target, ExistingFile existing) =>
        existing is ExistingFile.Skip && ExistingFiles.NeedKey(target.Path, name, request);

    /// <summary>Emits a file that has the name which the module would give the resource.</summary>
    private Task EmitNamedAsync(TransferRequest request, string path, long? length)
    {
        _existing.Note(path, request, length);
        return EmitExistingAsync(request, path);
    }

    private async Task EmitExistingAsync(TransferRequest request, string path)
    {
        ShellStream.WriteVerbose(cmdlet, LarkErrors.Localized($"'{path}' exists and was skipped.", $"'{path}' 已存在，已跳过。"));
        var hash = request.ExpectedSha256 is null ? null : await FileHash.OfFileAsync(path, stop);
        if (hash is not null && !request.Accepts(hash))
        {
            throw request.WrongHash(hash);
        }

        cmdlet.WriteObject(new LarkResourceFile(request, new FileInfo(path), hash));
    }
}
