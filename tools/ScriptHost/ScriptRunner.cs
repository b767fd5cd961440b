using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace ScriptHost;

/// <summary>Runs a script statement by statement and shows each as a shell would show what was typed.</summary>
internal sealed class ScriptRunner(ScriptSession session, Terminal terminal)
{
    // A variable of the session is the one thing a statement can leave behind that `return` prevents.
    private const string ReachedEnd = "ScriptHostReachedEnd";

    /// <returns>The exit code of the process.</returns>
    internal int Run(string path, CommandParameter[] arguments)
    {
        ConsoleCancelEventHandler stop = (_, pressed) =>
        {
            // The second time the process ends as any other: something in it does not listen.
            pressed.Cancel = !session.IsStopped;
            session.Stop();
        };

        Console.CancelKeyPress += stop;
        try
        {
            RunSteps(path, arguments);
        }
        catch (RuntimeException failure)
        {
            session.Show(failure.ErrorRecord);
            return ExitCodes.Failed;
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }

        if (session.IsStopped)
        {
            // The terminal has put ^C in the middle of a line.
            terminal.WriteLine(string.Empty);
            return ExitCodes.Interrupted;
        }

        return session.ExitCode ?? ExitCodes.Success;
    }

    private void RunSteps(string path, CommandParameter[] arguments)
    {
        var script = ScriptDocument.Load(path);
        Require(script.Requirements, path);
        if (script.Parameters() is { } parameters)
        {
            session.Run(parameters.Source, path, arguments);
            arguments = [];
        }

        var echo = new StatementEcho(terminal);
        foreach (var step in script.Steps())
        {
            if (session.IsStopped || session.ExitCode is not null)
            {
                return;
            }

            echo.Show(step);
            if (!RunToEnd(step, path, arguments))
            {
                return;
            }
        }
    }

    private bool RunToEnd(ScriptStep step, string path, CommandParameter[] arguments)
    {
        if (!step.CanReturn)
        {
            session.Run(step.Source, path, arguments);
            return true;
        }

        session.SetVariable(ReachedEnd, false);
        session.Run($"{step.Source}\n${ReachedEnd} = $true", path, arguments);
        return session.GetVariable(ReachedEnd) is true;
    }

    private void Require(ScriptRequirements? requirements, string path)
    {
        if (requirements?.RequiredPSVersion is { } version && session.EngineVersion < version)
        {
            var message = $"The script requires PowerShell {version}; this engine is {session.EngineVersion}.";
            var error = new ErrorRecord(new InvalidOperationException(message), "ScriptRequiresUnmatchedPSVersion", ErrorCategory.ResourceUnavailable, path);
            error.CategoryInfo.Activity = Path.GetFileName(path);
            throw new RuntimeException(message, innerException: null, error);
        }

        foreach (var module in requirements?.RequiredModules ?? [])
        {
            session.Import(module);
        }
    }
}
