using System.Diagnostics;
using System.Reflection;

namespace LarkResources.PS.Tests.Engine;

/// <summary>What a process left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output, with line ends of the platform.</param>
/// <param name="Error">Standard error.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>Runs scripts in a PowerShell of their own: the pinned one, for what a test process has done already or must never do.</summary>
public static class FreshProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string s_shell = typeof(FreshProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "PowerShell").Value!;

    /// <summary>Runs the text of a script, from a temporary file.</summary>
    /// <param name="text">The script.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    public static ProcessResult RunText(string text, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var folder = new TemporaryFolder();
        using var process = Start([folder.Write("script.ps1", text)], environment);
        process.StandardInput.Close();
        return WaitFor(process);
    }

    /// <summary>Starts a script and leaves it running, for tests that kill it or talk to it.</summary>
    /// <param name="commandLine">The path of the script, and its arguments.</param>
    /// <param name="environment">Variables on top of those of this process.</param>
    public static Process Start(IEnumerable<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        // Not through the command of the tool: a startup hook would run in the processes around the shell, too.
        var start = new ProcessStartInfo("dotnet", [s_shell, "-NoProfile", "-NonInteractive", "-File", .. commandLine])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // The shell's own calls would be taken for the module's.
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started.");
    }

    /// <summary>Reads a started process to its end.</summary>
    /// <param name="process">The process.</param>
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
}
