using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.State;

namespace LarkResources.Completion;

/// <summary>Completes from what the platform says, within two seconds, and never throws: Tab must not hang or break the line.</summary>
internal abstract class PlatformCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var connection = (fakeBoundParameters["Connection"] as PSObject)?.BaseObject as LarkConnection
            ?? fakeBoundParameters["Connection"] as LarkConnection ?? DefaultConnection.Current;
        if (connection is null)
        {
            return [];
        }

        using var stop = new CancellationTokenSource(Patience);
        try
        {
            // The line editor is waiting on this thread; whatever the network does, it gets its thread back.
            var values = Task.Run(() => ValuesAsync(connection, fakeBoundParameters, stop.Token), stop.Token);
            return values.Wait(Patience, stop.Token) ? [.. Match(values.Result, wordToComplete.Trim('\'', '"'))] : [];
        }
        catch (Exception e) when (e is AggregateException or OperationCanceledException or LarkException)
        {
            return [];
        }
    }

    /// <summary>What can be completed to, with what a person recognises it by.</summary>
    protected abstract Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken);

    private static IEnumerable<CompletionResult> Match(IReadOnlyList<(string Value, string Label)> values, string typed) =>
        from entry in values
        where entry.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || entry.Label.Contains(typed, StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(Quoted(entry.Value), entry.Label, CompletionResultType.ParameterValue, $"{entry.Label} ({entry.Value})");

    private static string Quoted(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
