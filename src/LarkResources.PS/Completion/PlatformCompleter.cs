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
            return [Start(wordToComplete)];
        }

        using var stop = new CancellationTokenSource(Patience);
        try
        {
            // The line editor is waiting on this thread; whatever the network does, it gets its thread back.
            var values = Task.Run(() => ValuesAsync(connection, fakeBoundParameters, stop.Token), stop.Token);
            CompletionResult[] matches = values.Wait(Patience, stop.Token) ? [.. Match(values.Result, wordToComplete.Trim('\'', '"'))] : [];
            return matches.Length > 0 ? matches : [Start(wordToComplete)];
        }
#pragma warning disable CA1031 // Whatever it is, an exception from here would break the line that is being typed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [Start(wordToComplete)];
        }
    }

    /// <summary>How the values begin: offered where nothing better is known.</summary>
    protected abstract string Prefix { get; }

    // Without any result the engine would offer names of files.
    private CompletionResult Start(string typed) => new(typed.Length > 0 ? typed : Prefix);

    /// <summary>What can be completed to, with what a person recognises it by.</summary>
    protected abstract Task<IReadOnlyList<(string Value, string Label)>> ValuesAsync(LarkConnection connection, IDictionary bound, CancellationToken cancellationToken);

    // Names are other people's text: an empty one cannot be completed, and none may reach the terminal or the line as anything but text.
    private static IEnumerable<CompletionResult> Match(IReadOnlyList<(string Value, string Label)> values, string typed) =>
        from entry in values
        where entry.Value.Length > 0 && !entry.Value.Any(char.IsControl)
        let label = string.IsNullOrWhiteSpace(entry.Label) ? entry.Value : string.Concat(entry.Label.Select(c => char.IsControl(c) ? '\uFFFD' : c))
        where entry.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || label.Contains(typed, StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(Quoted(entry.Value), label, CompletionResultType.ParameterValue, $"{label} ({entry.Value})");

    // The language takes four more characters for a single quote than the one on the keyboard.
    private static string Quoted(string value) =>
        char.IsAsciiLetterOrDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
