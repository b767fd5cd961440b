#!/usr/bin/env bash
# With -Debug, a compiled cmdlet that writes a warning or a verbose line stops and asks whether to continue; unattended, it ends in an error.
#
# Version:   PowerShell 7.6.9.
# Expected:  -Debug shows debug lines, since it means Continue from PowerShell 7 on, and changes no other stream. A function behaves that way.
# Behaviour: for a compiled cmdlet the switch turns the preference for warnings, and for verbose lines that were not requested, into Inquire. People add
#            -Debug to diagnose an unattended run, and there the question itself is an error. -Verbose takes the question away from verbose lines, and
#            only -WarningAction does so for warnings. $DebugPreference asks nothing. A cmdlet can write both without the question through the public
#            PSStreamObject.WriteStreamObject(cmdlet, overrideInquire: true).
# Seen:
#   function -Debug: a warning | a debug line | done
#   cmdlet -Debug: a verbose line | PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.
#   cmdlet -Debug -Verbose: a verbose line | a warning | PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.
#   cmdlet -Debug -Verbose -WarningAction Continue: a verbose line | a warning | a debug line | done
#   cmdlet with $DebugPreference: a warning | a debug line | done
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS'
Add-Type -OutputAssembly ./Work.dll @'
using System.Management.Automation;

[Cmdlet(VerbsCommon.Get, "Work")]
public sealed class GetWorkCommand : PSCmdlet
{
    protected override void ProcessRecord()
    {
        WriteVerbose("a verbose line");
        WriteWarning("a warning");
        WriteDebug("a debug line");
        WriteObject("done");
    }
}
'@
Import-Module ./Work.dll
function Get-Same {
    [CmdletBinding()] param()
    Write-Verbose 'a verbose line'
    Write-Warning 'a warning'
    Write-Debug 'a debug line'
    'done'
}

function Show([string] $Call, [scriptblock] $Block) {
    $lines = [Collections.Generic.List[string]]::new()
    try { & $Block *>&1 | ForEach-Object { $lines.Add("$_") } } catch { $lines.Add("$_") }
    "${Call}: $($lines -join ' | ')"
}

Show 'function -Debug' { Get-Same -Debug }
Show 'cmdlet -Debug' { Get-Work -Debug }
Show 'cmdlet -Debug -Verbose' { Get-Work -Debug -Verbose }
Show 'cmdlet -Debug -Verbose -WarningAction Continue' { Get-Work -Debug -Verbose -WarningAction Continue }
Show 'cmdlet with $DebugPreference' { $DebugPreference = 'Continue'; Get-Work }
PS

seen=$(NO_COLOR=1 tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'function -Debug: a warning | a debug line | done'*'cmdlet -Debug: a verbose line | PowerShell is in NonInteractive'*'-Verbose: a verbose line | a warning | PowerShell is in NonInteractive'*'Continue: a verbose line | a warning | a debug line | done'*'Preference: a warning | a debug line | done' ]] || { echo 'The behaviour has changed.'; exit 1; }
