using System.Collections;
using System.Management.Automation;
using LarkResources.Export;

namespace LarkResources.Completion;

/// <summary>Completes the names of those who sent what is in the export that was typed before, without a network.</summary>
internal sealed class ExportedSenderCompleter : PatientCompleter
{
    protected override string Prefix => "*";

    protected override Func<CancellationToken, Task<IReadOnlyList<(string Value, string Label)>>>? Source(IDictionary bound)
    {
        var spelled = bound["Path"] is IEnumerable several and not string ? several.Cast<object>().FirstOrDefault()?.ToString() : bound["Path"]?.ToString();
        if (string.IsNullOrEmpty(spelled))
        {
            return null;
        }

        // While a line is completed the shell lets only commands look at its location.
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var paths = shell.AddCommand(@"Microsoft.PowerShell.Management\Convert-Path").AddParameter("LiteralPath", spelled).AddParameter("ErrorAction", ActionPreference.Ignore).Invoke<string>();
        return paths is [var path] ? stop => Task.FromResult(SendersIn(path, stop)) : null;
    }

    private static IReadOnlyList<(string Value, string Label)> SendersIn(string path, CancellationToken stop)
    {
        var senders = new SortedDictionary<string, string>(StringComparer.CurrentCulture);
        foreach (var (entry, _) in ExportedChats.FoldersIn(path).SelectMany(folder => ExportedChats.ResourcesIn(path, folder)))
        {
            stop.ThrowIfCancellationRequested();
            if ((entry.SenderName ?? entry.SenderId) is { } name)
            {
                senders.TryAdd(name, WildcardPattern.Escape(name));
            }
        }

        return [.. senders.Select(sender => (sender.Value, sender.Key))];
    }
}
