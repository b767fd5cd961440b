using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace ScriptHost;

/// <summary>Questions of the engine to the person at the terminal: missing parameters, <c>-Confirm</c>, credentials.</summary>
internal sealed class ConsolePrompt(Terminal terminal)
{
    /// <remarks>A question nobody can answer is an error at once; to wait for ever, or to take a default, would be worse in CI.</remarks>
    internal string ReadLine()
    {
        terminal.ClearProgress();
        return Console.ReadLine() ?? throw new HostException("The script asks for input, and the input has ended.");
    }

    internal SecureString ReadSecret()
    {
        var secret = new SecureString();
        if (Console.IsInputRedirected)
        {
            foreach (var character in ReadLine())
            {
                secret.AppendChar(character);
            }

            return secret;
        }

        terminal.ClearProgress();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    terminal.Write("\b \b");
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                terminal.Write("*");
            }
        }

        terminal.WriteLine(string.Empty);
        return secret;
    }

    internal Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        Introduce(caption, message);
        return fields.ToDictionary(field => field.Name, field => PSObject.AsPSObject(AskField(field)));
    }

    internal int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        Introduce(caption, message);
        var labels = choices.Select(choice => (Key: HotKey(choice.Label), Name: choice.Label.Replace("&", string.Empty, StringComparison.Ordinal))).ToList();
        while (true)
        {
            terminal.Write(string.Join("  ", labels.Select(label => $"[{label.Key}] {label.Name}"))
                + (defaultChoice < 0 ? ": " : $" (default is \"{labels[defaultChoice].Key}\"): "));
            var answer = ReadLine().Trim();
            var index = answer.Length == 0
                ? defaultChoice
                : labels.FindIndex(label => Matches(label.Key, answer) || Matches(label.Name, answer));
            if (index >= 0)
            {
                return index;
            }
        }
    }

    internal PSCredential AskCredential(string caption, string message, string userName)
    {
        Introduce(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            terminal.Write("User: ");
            userName = ReadLine();
        }

        terminal.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private object AskField(FieldDescription field)
    {
        terminal.Write($"{field.Name}: ");
        var type = Type.GetType(field.ParameterAssemblyFullName) ?? typeof(string);
        if (type == typeof(SecureString))
        {
            return ReadSecret();
        }

        if (type == typeof(PSCredential))
        {
            return AskCredential(string.Empty, string.Empty, string.Empty);
        }

        return LanguagePrimitives.ConvertTo(ReadLine(), type, CultureInfo.CurrentCulture);
    }

    private void Introduce(string caption, string message)
    {
        foreach (var line in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(line))
            {
                terminal.WriteLine(line);
            }
        }
    }

    private static string HotKey(string label)
    {
        var ampersand = label.IndexOf('&', StringComparison.Ordinal);
        return ampersand >= 0 && ampersand + 1 < label.Length ? label.Substring(ampersand + 1, 1).ToUpperInvariant() : label;
    }

    private static bool Matches(string expected, string answer) => expected.Equals(answer, StringComparison.OrdinalIgnoreCase);
}
