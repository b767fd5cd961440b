using System.Text;

namespace ScriptHost;

internal static class Program
{
    private const string Usage = "usage: dotnet run --project tools/ScriptHost -- <script.ps1> [arguments of the script]";

    private static int Main(string[] args)
    {
        // Without a byte order mark: a file or a pipe at the other end must get only what the script wrote.
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        if (args.Length == 0 || args[0].StartsWith('-'))
        {
            return Refuse(Usage);
        }

        var path = Path.GetFullPath(args[0]);
        if (!File.Exists(path))
        {
            return Refuse($"The script '{args[0]}' was not found (looked for {path}).{Environment.NewLine}{Usage}");
        }

        var terminal = new Terminal();
        using var session = new ScriptSession(terminal);
        return new ScriptRunner(session, terminal).Run(path, ScriptArguments.Parse(args[1..]));
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCodes.BadCommandLine;
    }
}
