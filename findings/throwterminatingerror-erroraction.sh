#!/usr/bin/env bash
# ThrowTerminatingError of a binary cmdlet ignores -ErrorAction Stop: the script runs on, and pwsh -File exits with 0.
#
# Version:   PowerShell 7.6.9.
# Expected:  a terminating error is the stronger one, so with -ErrorAction Stop it ends at least as much as a non-terminating error does.
# Behaviour: with -ErrorAction Stop, WriteError ends the script with exit code 1. ThrowTerminatingError ends its statement only: the next
#            line runs, and the exit code is 0. The switch has no part in it; $ErrorActionPreference = 'Stop' has. A cmdlet that means it
#            calls WriteError first where the switch says Stop.
# Seen:
#   WriteError: exit code 1
#   ThrowTerminatingError: ran on, exit code 0
#   both: exit code 1
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
param($Way)
Add-Type @'
using System.Management.Automation;
[Cmdlet(VerbsDiagnostic.Test, "End")]
public class TestEnd : PSCmdlet
{
    [Parameter] public string Way { get; set; }
    protected override void ProcessRecord()
    {
        var record = new ErrorRecord(new System.Exception("no"), "No", ErrorCategory.InvalidOperation, null);
        if (Way != "ThrowTerminatingError") WriteError(record);
        if (Way != "WriteError") ThrowTerminatingError(record);
    }
}
'@ -PassThru | ForEach-Object Assembly | Import-Module
Test-End -Way $Way -ErrorAction Stop
'ran on'
PS1

seen=
for way in WriteError ThrowTerminatingError both; do
    code=0
    output=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1 "$way" 2> /dev/null) || code=$?
    seen+="$way: ${output:+$output, }exit code $code"$'\n'
done
printf '%s' "$seen"
[[ $seen == $'WriteError: exit code 1\nThrowTerminatingError: ran on, exit code 0\nboth: exit code 1\n' ]] || { echo 'The behaviour has changed.'; exit 1; }
