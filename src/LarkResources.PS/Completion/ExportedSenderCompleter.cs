using System.Collections;
using System.Management.Automation;
using LarkResources.Export;

namespace LarkResources.Completion;

/// <summary>Completes the names of the senders in an export whose path was typed before, without a network.</summary>
internal sealed class ExportedSenderCompleter : PatientCompleter
{
    protected override string Prefix => "*";

    protected override Func<CancellationToken, Task<IReadOnlyList<(string Value, string Label)>>>? Source(IDictionary bound)
    {
        if (First(bound["Path"]) is not { Length: > 0 } spelled)
        {
            return null;
        }

        // While a line is completed only a command can ask for the session (findings/pwsh-completer-session.sh). It touches no disk.
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var session = shell.AddCommand(@"Microsoft.PowerShell.Utility\Get-Variable").AddParameter("Name", "ExecutionContext").AddParameter("ValueOnly").Invoke<EngineIntrinsics>()[0].SessionState;
        var path = session.Path.GetUnresolvedProviderPathFromPSPath(spelled);
        return stop => Task.FromResult(SendersIn(path, stop));
    }

    private static IReadOnlyList<(string Value, string Label)> SendersIn(string path, CancellationToken stop)
    {
        var senders = new SortedDictionary<string, string>(StringComparer.CurrentCulture);
        foreach (var (entry, _) in ExportedChats.FoldersIn(path).SelectMany(folder => ExportedChats.ResourcesIn(path, folder, cancellationToken: stop)))
        {
            stop.ThrowIfCancellationRequested();
            if ((entry.SenderName ?? entry.SenderId) is { } name)
            {
                senders.TryAdd(name, NamePattern.For(name));
            }
        }

        return [.. senders.Select(sender => (sender.Value, sender.Key))];
    }
}
