#!/usr/bin/env bash
# An argument completer in C# cannot ask its own runspace where it is: SessionStateProxy refuses, on the very thread that runs the completer.
#
# Version:   PowerShell 7.6.9.
# Expected:  Runspace.DefaultRunspace.SessionStateProxy.Path gives the current location inside IArgumentCompleter.CompleteArgument: the completer runs on
#            the thread of that runspace, and an IArgumentCompleter is handed no SessionState.
# Behaviour: it throws PSInvalidOperationException, "A pipeline is already running. Concurrent SessionStateProxy method calls are not allowed.", since the
#            completion itself is that pipeline. A command in the current runspace may look: it gets $ExecutionContext, which has the session.
# Seen:
#   SessionStateProxy: PSInvalidOperationException
#   PowerShell.Create(CurrentRunspace): the current location
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS'
Add-Type @'
using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

public sealed class Where : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string command, string parameter, string word, CommandAst ast, IDictionary bound)
    {
        yield return new CompletionResult(Try(() => Runspace.DefaultRunspace.SessionStateProxy.Path.CurrentLocation.Path));
        yield return new CompletionResult(Try(() =>
        {
            using (var shell = PowerShell.Create(RunspaceMode.CurrentRunspace))
            {
                return shell.AddCommand("Get-Variable").AddParameter("Name", "ExecutionContext").AddParameter("ValueOnly")
                    .Invoke<EngineIntrinsics>()[0].SessionState.Path.CurrentLocation.Path;
            }
        }));
    }

    private static string Try(Func<string> ask)
    {
        try { return ask(); } catch (Exception e) { return e.GetType().Name; }
    }
}
'@
function Test-Where { param([ArgumentCompleter([Where])] $Place) }
$answers = (TabExpansion2 'Test-Where -Place ').CompletionMatches.CompletionText
"SessionStateProxy: $($answers[0])"
"PowerShell.Create(CurrentRunspace): $($answers[1] -eq $PWD.Path ? 'the current location' : $answers[1])"
PS

seen=$(NO_COLOR=1 tool/pwsh -NoProfile -File show.ps1)
echo "$seen"
[[ $seen == *'SessionStateProxy: PSInvalidOperationException'*'CurrentRunspace): the current location'* ]] || { echo 'The behaviour has changed.'; exit 1; }
