using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace LarkResources.PS.Tests.Engine;

/// <summary>A session of the engine in this process, with the staged module imported.</summary>
public sealed class HostedShell : IDisposable
{
    private readonly Runspace _runspace;

    /// <summary>Initializes a new instance of the <see cref="HostedShell"/> class.</summary>
    /// <param name="host">What answers questions; nothing does when not given.</param>
    public HostedShell(PSHost? host = null)
    {
        var initial = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            initial.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        _runspace = host is null ? RunspaceFactory.CreateRunspace(initial) : RunspaceFactory.CreateRunspace(host, initial);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        StartPipelineThread();
        Run("Import-Module -Name $manifest -ErrorAction Stop", ("manifest", StagedModule.Manifest)).EnsureNoErrors();
    }

    /// <summary>Runs a script in the scope of the session, so that variables stay for the next one.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables to set before it.</param>
    public ShellResult Run(string script, params (string Name, object? Value)[] variables)
    {
        using var shell = Prepare(script, variables);
        var output = new Collection<PSObject>();
        RuntimeException? terminatedBy = null;
        try
        {
            shell.Invoke(input: null, output, new PSInvocationSettings { AddToHistory = true });
        }
        catch (RuntimeException error)
        {
            terminatedBy = error;
        }

        return ShellResult.Of(shell, output, terminatedBy);
    }

    /// <summary>Starts a script and stops it as Ctrl+C does.</summary>
    /// <param name="script">The script.</param>
    /// <param name="isTime">Asked until it says that the script has come to where it is to be stopped.</param>
    /// <param name="variables">Variables to set before it.</param>
    public ShellResult StopWhen(string script, Func<bool> isTime, params (string Name, object? Value)[] variables)
    {
        using var shell = Prepare(script, variables);
        using var output = new PSDataCollection<PSObject>();
        var running = shell.BeginInvoke<PSObject, PSObject>(input: null, output);
        while (!isTime() && !running.IsCompleted)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(10));
        }

        shell.Stop();
        RuntimeException? terminatedBy = null;
        try
        {
            shell.EndInvoke(running);
        }
        catch (RuntimeException error)
        {
            terminatedBy = error;
        }

        return ShellResult.Of(shell, [.. output], terminatedBy);
    }

    /// <summary>Starts a script and stops it after a time, as Ctrl+C does.</summary>
    /// <param name="script">The script.</param>
    /// <param name="delay">How long it may run.</param>
    /// <param name="variables">Variables to set before it.</param>
    public void StopAfter(string script, TimeSpan delay, params (string Name, object? Value)[] variables)
    {
        var clock = Stopwatch.StartNew();
        StopWhen(script, () => clock.Elapsed >= delay, variables);
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    // Its thread inherits the language of the thread that makes the first call: English, which the tests read.
    private void StartPipelineThread()
    {
        var own = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");
        try
        {
            Run("$null").EnsureNoErrors();
        }
        finally
        {
            CultureInfo.CurrentUICulture = own;
        }
    }

    private PowerShell Prepare(string script, (string Name, object? Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            _runspace.SessionStateProxy.SetVariable(name, value);
        }

        return PowerShell.Create(_runspace).AddScript(script);
    }
}
