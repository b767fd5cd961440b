using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using Microsoft.PowerShell.Commands;

namespace ScriptHost;

/// <summary>One session of the engine, with one scope that all statements of a script share.</summary>
internal sealed class ScriptSession : IDisposable
{
    private readonly ConsoleHostUI _ui;
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly Lock _gate = new();
    private PowerShell? _running;
    private bool _stopped;

    internal ScriptSession(Terminal terminal)
    {
        PSStyle.Instance.OutputRendering = terminal.HasColour ? OutputRendering.Ansi : OutputRendering.PlainText;
        _ui = new ConsoleHostUI(terminal);
        _host = new ConsoleHost(_ui);

        var initial = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            initial.ExecutionPolicy = ExecutionPolicy.Bypass;
        }

        initial.Commands.Add(new SessionStateCmdletEntry("Out-String", typeof(OutStringCommand), helpFileName: null));
        _runspace = RunspaceFactory.CreateRunspace(_host, initial);
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        StagedModules.AddToModulePath();
    }

    internal int? ExitCode => _host.ExitCode;

    internal Version EngineVersion => _runspace.Version;

    internal bool IsStopped
    {
        get
        {
            lock (_gate)
            {
                return _stopped;
            }
        }
    }

    internal object? GetVariable(string name) => _runspace.SessionStateProxy.GetVariable(name);

    internal void SetVariable(string name, object value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs source text in the scope of the session and shows what it gives.</summary>
    /// <param name="source">The text to run.</param>
    /// <param name="path">The file it is from: error positions and <c>$PSScriptRoot</c> come from it.</param>
    /// <param name="arguments">What the script was called with.</param>
    /// <exception cref="RuntimeException">A terminating error.</exception>
    internal void Run(string source, string path, IEnumerable<CommandParameter> arguments)
    {
        // Parsed only now: classes and namespaces that earlier statements brought are looked up in the runspace of the thread.
        Runspace.DefaultRunspace = _runspace;
        var script = Parser.ParseInput(source, path, out _, out var errors);
        if (errors.Length > 0)
        {
            throw new ParseException(errors);
        }

        // Text given to AddScript has no file. A function has one; in no scope of its own its variables stay in the session,
        // and under the name of the file the errors of its parameters read as they do in pwsh.
        var name = Path.GetFileName(path);
        _runspace.SessionStateProxy.InvokeProvider.Item.Set([$"Function:{name}"], script.GetScriptBlock(), force: true, literalPath: true);
        var command = new Command(name, isScript: false, useLocalScope: false);
        foreach (var argument in arguments)
        {
            command.Parameters.Add(argument);
        }

        Invoke(command);
    }

    internal void Import(ModuleSpecification module)
    {
        var command = new Command("Import-Module");
        command.Parameters.Add("FullyQualifiedName", module);
        command.Parameters.Add("ErrorAction", ActionPreference.Stop);
        Invoke(command);
    }

    /// <summary>Shows a terminating error as the engine's own view gives it.</summary>
    internal void Show(ErrorRecord error)
    {
        _ui.IsReportingError = true;
        try
        {
            using var shell = PowerShell.Create(_runspace);
            shell.AddCommand("Out-Default").Invoke(new[] { error });
        }
        finally
        {
            _ui.IsReportingError = false;
        }
    }

    /// <summary>Stops what runs now and everything after it. Safe to call from another thread.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _running?.BeginStop(callback: null, state: null);
        }
    }

    public void Dispose() => _runspace.Dispose();

    private void Invoke(Command command)
    {
        // As a shell does: errors take the way of the output, so that the formatter keeps both in order.
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        using var shell = PowerShell.Create(_runspace);
        shell.Commands.AddCommand(command).AddCommand("Out-Default");
        if (!TryEnter(shell))
        {
            return;
        }

        try
        {
            // Not for the history: it is what makes the engine leave $? to the next statement.
            shell.Invoke(input: null, new PSInvocationSettings { AddToHistory = true });
        }
        catch (PipelineStoppedException) when (IsStopped)
        {
            // Ctrl+C is no error; whoever runs the statements asks IsStopped.
        }
        finally
        {
            lock (_gate)
            {
                _running = null;
            }

            _ui.Terminal.ClearProgress();
        }
    }

    private bool TryEnter(PowerShell shell)
    {
        lock (_gate)
        {
            _running = _stopped ? null : shell;
            return !_stopped;
        }
    }
}
