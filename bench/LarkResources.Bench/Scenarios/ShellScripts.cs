using System.Globalization;
using LarkResources.Bench.Measuring;
using LarkResources.Sandbox;

namespace LarkResources.Bench.Scenarios;

/// <summary>Scripts for a cold shell, timed inside it.</summary>
internal static class ShellScripts
{
    /// <summary>A quota that no transfer here reaches.</summary>
    public const string Unlimited = "-CallsPerSecond 10000 -CallsPerMinute 600000";

    /// <summary>Imports a module and connects to a server.</summary>
    public static string Connect(string module, ServerProcess server, string quota = "") =>
        $"Import-Module '{module}'; Connect-Lark {SandboxCredentials.AppId} (ConvertTo-SecureString {SandboxCredentials.AppSecret} -AsPlainText) -BaseUri {server.BaseUri} {quota}";

    public static string Export(string chatId, string destination, string options = "") =>
        $"$null = Export-LarkChatResource {chatId} -Destination '{destination}' -ErrorAction Stop {options}";

    /// <summary>Runs one part untimed and another one timed.</summary>
    /// <param name="before">What is not timed.</param>
    /// <param name="timed">What is.</param>
    /// <param name="shell">Null for the pinned one.</param>
    public static async Task<(ProcessRun Run, double Seconds)> RunAsync(string before, string timed, Shell? shell = null)
    {
        shell ??= Shell.Pinned;
        var script = $"$ProgressPreference = 'SilentlyContinue'; {before}; $w = [Diagnostics.Stopwatch]::StartNew(); {timed}; $w.Elapsed.TotalSeconds.ToString([cultureinfo]::InvariantCulture)";
        var run = await MeasuredProcess.RunAsync(shell.Program, shell.Run(script));
        return (run, double.Parse(run.Output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture));
    }
}
