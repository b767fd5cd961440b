using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace LarkResources.PS.Tests.Engine;

/// <summary>A session of the engine in this process, with the staged module imported.</summary>
public sealed class HostedShell : IDisposable
{
    // The engine itself calls Out-String for what is piped into a native program; the module it lives in comes with pwsh only.
    private const string OutString = "[CmdletBinding()] param([switch] $Stream, [Parameter(ValueFromPipeline)] $InputObject) process { \"$InputObject\" }";

    private readonly CapturingHost _host;
    private readonly Runspace _runspace;

    // One setting for the process: what is compared with expected text must have no colours in it.
    static HostedShell() => PSStyle.Instance.OutputRendering = OutputRendering.PlainText;

    /// <summary>Initializes a new instance of the <see cref="HostedShell"/> class.</summary>
    /// <param name="importModule">False for tests of the engine, or of the import itself.</param>
    /// <param name="uiCulture">The language of the person at the shell, such as zh-CN; English when not given.</param>
    /// <param name="width">The columns of the screen, for which tables are laid out.</param>
    public HostedShell(bool importModule = true, string uiCulture = "en-US", int width = 160)
    {
        var initial = InitialSessionState.CreateDefault2();
        initial.Commands.Add(new SessionStateFunctionEntry("Out-String", OutString));
        if (OperatingSystem.IsWindows())
        {
            initial.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        var culture = new CultureInfo(uiCulture);
        _host = new CapturingHost(culture, width);
        _runspace = RunspaceFactory.CreateRunspace(_host, initial);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
        StartPipelineThread(culture);
        if (importModule)
        {
            Run("Import-Module -Name $manifest -ErrorAction Stop", ("manifest", StagedModule.Manifest)).EnsureNoErrors();
        }
    }

    /// <summary>Gets the indexes that the next <c>-Confirm</c> questions are answered with (0 is Yes, 2 is No).</summary>
    public Queue<int> Answers => _host.Screen.Answers;

    /// <summary>Gets the number given to <c>exit</c>, if a script called it.</summary>
    public int? ExitCode => _host.ExitCode;

    /// <summary>Adds a drive, as New-PSDrive does: that cmdlet comes with pwsh only.</summary>
    /// <param name="name">Its name, without the colon.</param>
    /// <param name="root">The folder it stands for.</param>
    public void AddDrive(string name, string root) => Run(
        "$null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new($name, $ExecutionContext.SessionState.Provider.GetOne('FileSystem'), $root, '', $null), 'Global')",
        ("name", name), ("root", root)).EnsureNoErrors();

    /// <summary>Runs a script in the scope of the session, so that variables stay for the next one.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables to set before it.</param>
    /// <returns>What it gave; a terminating error is part of that and is not thrown.</returns>
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

    /// <summary>Runs a script and gives back what a person would see: tables, errors with their recommendation, warnings.</summary>
    /// <param name="script">The script.</param>
    /// <param name="variables">Variables to set before it.</param>
    /// <returns>Plain text, as wide as the screen.</returns>
    public string Show(string script, params (string Name, object? Value)[] variables)
    {
        using var shell = Prepare(script, variables);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        _host.Screen.Take();
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException error)
        {
            return _host.Screen.Take() + Format([error.ErrorRecord]);
        }

        return _host.Screen.Take();
    }

    /// <summary>Formats objects as the shell would show them.</summary>
    /// <param name="objects">Results or error records.</param>
    /// <returns>Plain text, as wide as the screen.</returns>
    public string Format(IEnumerable<object> objects)
    {
        using var shell = PowerShell.Create(_runspace);
        _host.Screen.Take();
        shell.AddCommand("Out-Default").Invoke(objects);
        return _host.Screen.Take();
    }

    /// <summary>Starts a script and stops it as Ctrl+C does.</summary>
    /// <param name="script">The script.</param>
    /// <param name="isTime">Asked until it says that the script has come to where it is to be stopped.</param>
    /// <param name="variables">Variables to set before it.</param>
    /// <returns>What came until then, and how long the stop took.</returns>
    public (ShellResult Result, TimeSpan StopTime) StopWhen(
        string script, Func<bool> isTime, params (string Name, object? Value)[] variables)
    {
        using var shell = Prepare(script, variables);
        using var output = new PSDataCollection<PSObject>();
        var running = shell.BeginInvoke<PSObject, PSObject>(input: null, output);
        while (!isTime() && !running.IsCompleted)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(10));
        }

        var clock = Stopwatch.StartNew();
        shell.Stop();
        clock.Stop();

        RuntimeException? terminatedBy = null;
        try
        {
            shell.EndInvoke(running);
        }
        catch (RuntimeException error)
        {
            terminatedBy = error;
        }

        return (ShellResult.Of(shell, [.. output], terminatedBy), clock.Elapsed);
    }

    /// <summary>Starts a script and stops it after a time, as Ctrl+C does.</summary>
    /// <param name="script">The script.</param>
    /// <param name="delay">How long it may run.</param>
    /// <param name="variables">Variables to set before it.</param>
    /// <returns>What came until then, and how long the stop took.</returns>
    public (ShellResult Result, TimeSpan StopTime) StopAfter(
        string script, TimeSpan delay, params (string Name, object? Value)[] variables)
    {
        var clock = Stopwatch.StartNew();
        return StopWhen(script, () => clock.Elapsed >= delay, variables);
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    // The engine does not pass the culture of its host on; its thread inherits that of the thread that makes the first call.
    private void StartPipelineThread(CultureInfo culture)
    {
        var own = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = culture;
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
