using System.Diagnostics;

namespace LarkResources.PS.Tests.Engine;

/// <summary>What a process left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output, with line ends of the platform.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>Runs scripts in a process of their own, for what a test process has done already or must never do.</summary>
public static class FreshProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script file through the script host.</summary>
    /// <param name="path">The script; it need not exist.</param>
    /// <param name="arguments">Arguments of the script.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult RunScript(string path, params string[] arguments) => Run([path, .. arguments]);

    /// <summary>Runs the text of a script, from a temporary file.</summary>
    /// <param name="text">The script.</param>
    /// <param name="arguments">Arguments of the script.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult RunText(string text, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        return RunScript(folder.Write("script.ps1", text), arguments);
    }

    /// <summary>Runs the script host with a command line as it is.</summary>
    /// <param name="commandLine">Everything after the name of the program.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult Run(IEnumerable<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(commandLine, environment);
        process.StandardInput.Close();
        return WaitFor(process);
    }

    /// <summary>Runs another program of this repository.</summary>
    /// <param name="projectFolder">The folder of its project, from the root.</param>
    /// <param name="commandLine">Everything after the name of the program.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult RunProgram(string projectFolder, params IEnumerable<string> commandLine)
    {
        using var process = StartProgram(projectFolder, commandLine, environment: null);
        process.StandardInput.Close();
        return WaitFor(process);
    }

    /// <summary>Starts the script host and leaves it running, for tests that kill it or talk to it.</summary>
    /// <param name="commandLine">Everything after the name of the program.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    /// <returns>The process with all three streams redirected; the caller ends and disposes it.</returns>
    public static Process Start(IEnumerable<string> commandLine, IReadOnlyDictionary<string, string>? environment = null) =>
        StartProgram("tools/ScriptHost", commandLine, environment);

    /// <summary>Reads a started process to its end.</summary>
    /// <param name="process">The process.</param>
    /// <returns>What came out.</returns>
    public static ProcessResult WaitFor(Process process)
    {
        // Both streams at once: a process that fills the pipe nobody reads would wait for ever.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The process did not end within {Patience}. It said: {output.Result}{error.Result}");
        }

        return new ProcessResult(process.ExitCode, output.Result, error.Result);
    }

    private static Process StartProgram(string projectFolder, IEnumerable<string> commandLine, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [StagedModule.BuiltProgram(projectFolder), .. commandLine])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // Lines are wrapped at this width; a test must not depend on the window it was started from.
        start.Environment["COLUMNS"] = "160";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }
}
