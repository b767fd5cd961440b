using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

namespace ScriptHost;

/// <summary>
/// Turns the command line of the process into parameters, as <c>pwsh -File</c> does: switches, abbreviated names and
/// type conversion are left to the engine's own binder.
/// </summary>
internal static partial class ScriptArguments
{
    internal static CommandParameter[] Parse(IEnumerable<string> args) => [.. args.Select(Parse)];

    private static CommandParameter Parse(string arg)
    {
        var match = ParameterName().Match(arg);
        if (!match.Success)
        {
            return new CommandParameter(name: null, arg);
        }

        // A name with its dash and no value is a token of its own: the binder then knows whether the next one belongs to it.
        var value = match.Groups["value"];
        return value.Success
            ? new CommandParameter(match.Groups["name"].Value + ':', ToValue(value.Value))
            : new CommandParameter(arg, value: null);
    }

    // The two words that are values and not text: the only way to say "off" to a switch.
    private static object ToValue(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => true,
        "$FALSE" => false,
        _ => text,
    };

    // A number such as -5 is a value, hence the letter.
    [GeneratedRegex(@"^(?<name>-[\p{L}_][\p{L}\p{N}_]*)(:(?<value>.*))?$", RegexOptions.Singleline)]
    private static partial Regex ParameterName();
}
