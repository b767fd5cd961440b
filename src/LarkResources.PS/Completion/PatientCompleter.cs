using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using LarkResources.Text;

namespace LarkResources.Completion;

/// <summary>Completes from what takes time to read, within two seconds, and never throws: Tab must not hang or break the line.</summary>
internal abstract class PatientCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using var stop = new CancellationTokenSource(Patience);
        try
        {
            if (Source(fakeBoundParameters) is not { } read)
            {
                return [Start(wordToComplete)];
            }

            // The line editor is waiting on this thread; whatever the network or the disk does, it gets its thread back.
            var values = Task.Run(() => read(stop.Token), stop.Token);
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

    /// <summary>Reads what can be completed to, each with what a person recognises it by. Null without a place to read from.</summary>
    /// <param name="bound">The parameters that were typed so far.</param>
    protected abstract Func<CancellationToken, Task<IReadOnlyList<(string Value, string Label)>>>? Source(IDictionary bound);

    /// <summary>The first of several values that were typed for a parameter.</summary>
    protected static string? First(object? bound) => bound is IEnumerable several and not string ? several.Cast<object>().FirstOrDefault()?.ToString() : bound?.ToString();

    // Names are other people's text: an empty one cannot be completed, and none may reach the terminal or the line as anything but text.
    private static IEnumerable<CompletionResult> Match(IReadOnlyList<(string Value, string Label)> values, string typed) =>
        from entry in values
        where entry.Value.Length > 0 && PrintableText.IsLine(entry.Value)
        let label = ShownText.Line(entry.Label) is { Length: > 0 } shown ? shown : Quoted(entry.Value)
        where entry.Value.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || label.Contains(typed, StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(Quoted(entry.Value), label, CompletionResultType.ParameterValue, $"{label} ({entry.Value})");

    // The language takes four more characters for a single quote than the one on the keyboard.
    private static string Quoted(string value) =>
        char.IsAsciiLetterOrDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
