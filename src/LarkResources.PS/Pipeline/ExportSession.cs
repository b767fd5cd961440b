using System.Diagnostics;
using System.Management.Automation;
using LarkResources.Api;
using LarkResources.Export;
using LarkResources.Transfer;

namespace LarkResources.Pipeline;

/// <summary>One run of an export over all its chats: what it counts and shows, from the first chat to the summary. Used on the pipeline thread.</summary>
/// <param name="cmdlet">Shows it.</param>
/// <param name="reporter">Tells of requests and waits.</param>
/// <param name="folder">Where everything goes.</param>
/// <param name="emitsResources">True to emit each resource as it is saved.</param>
internal sealed class ExportSession(PSCmdlet cmdlet, CallReporter reporter, string folder, bool emitsResources)
{
    private readonly ExportOutput _output = new(cmdlet, emitsResources);
    private readonly ExportStatistics _tally = new();
    private readonly ChatFolderLocator _chatFolders = new(folder);
    private readonly ActiveTransfers _board = new();
    private readonly CallCounter _calls = new(reporter);
    private readonly long _began = Stopwatch.GetTimestamp();
    private ExportProgress? _progress;
    private int _chats;
    private bool _isPlan;
    private bool _archivesMessages;

    /// <summary>Exports one chat.</summary>
    public async Task RunAsync(LarkConnection connection, LarkChat chat, ExportOptions selection, CancellationToken stop)
    {
        _chats++;
        _isPlan |= selection.IsDryRun;
        _archivesMessages |= selection.IncludeMessage;
        var incomplete = _tally.IncompleteChats;
        var export = new ChatExporter(connection.Client(_calls), connection.MaximumRetryCount, chat, _chatFolders, selection, _tally, _board);
        var isPlain = cmdlet.Host.Name == "ConsoleHost" && Console.IsOutputRedirected;
        (_progress ??= new(cmdlet, reporter, _board, _tally, isPlain)).Show(export);
        await foreach (var happened in export.RunAsync(stop))
        {
            _output.Show(happened);
        }

        if (selection.IsDryRun)
        {
            _output.ShowPlan(export.ShownName, _tally.IncompleteChats > incomplete);
        }
    }

    /// <summary>After the last chat.</summary>
    public void End()
    {
        _progress?.End();
        _output.ShowEdited(_tally);
        if (_isPlan)
        {
            _output.ShowTotal(folder, _tally.IncompleteChats);
        }
    }

    /// <summary>What the run came to.</summary>
    /// <param name="page">The page that was written, or null.</param>
    public LarkExportSummary Summary(string? page) => new(folder, _chats, _tally, _archivesMessages, _calls, Stopwatch.GetElapsedTime(_began), page);
}
