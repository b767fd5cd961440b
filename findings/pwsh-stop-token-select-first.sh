#!/usr/bin/env bash
# PipelineStopToken of a binary cmdlet is not cancelled when a later command ends the pipeline: not by Select-Object -First, not by break or throw.
#
# Version:   PowerShell 7.6.9; the property is new in 7.6.
# Expected:  the token "is signaled when the pipeline is stopping" (its documentation), and Select-Object -First stops what is before it: WriteObject
#            throws a PipelineStoppedException.
# Behaviour: the token is cancelled for Ctrl+C and PowerShell.Stop alone. When a later command ends the pipeline, neither the token nor StopProcessing
#            says so; only Dispose is called, with the token still not cancelled. Requests that a cmdlet has already started continue unless
#            its own Dispose stops them.
# Seen:
#   Select-Object -First 1: PipelineStoppedException, disposed, token not cancelled
#   break: BreakException, disposed, token not cancelled
#   throw: RuntimeException, disposed, token not cancelled
#   PowerShell.Stop: StopProcessing, PipelineStoppedException, disposed, token cancelled
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS'
Add-Type -OutputAssembly ./Numbers.dll @'
using System;
using System.Collections.Concurrent;
using System.Management.Automation;

[Cmdlet(VerbsCommon.Get, "Number")]
public sealed class GetNumberCommand : PSCmdlet, IDisposable
{
    public static readonly ConcurrentQueue<string> Log = new ConcurrentQueue<string>();

    protected override void ProcessRecord()
    {
        try
        {
            for (var i = 0; i < 3; i++)
            {
                WriteObject(i);
            }
        }
        catch (Exception e)
        {
            Log.Enqueue(e.GetType().Name);
            throw;
        }
    }

    protected override void StopProcessing()
    {
        Log.Enqueue("StopProcessing");
    }

    public void Dispose()
    {
        Log.Enqueue("disposed");
        Log.Enqueue(PipelineStopToken.IsCancellationRequested ? "token cancelled" : "token not cancelled");
    }
}
'@
Import-Module ./Numbers.dll
function Show([string] $End) {
    "${End}: $([GetNumberCommand]::Log -join ', ')"
    [GetNumberCommand]::Log.Clear()
}

$null = Get-Number | Select-Object -First 1
Show 'Select-Object -First 1'
foreach ($once in 1) { Get-Number | ForEach-Object { break } }
Show 'break'
try { Get-Number | ForEach-Object { throw 'enough' } } catch { }
Show 'throw'
$started = [Threading.ManualResetEventSlim]::new()
$shell = [powershell]::Create().AddScript({
    param($Module, $Started)
    Import-Module $Module
    Get-Number | ForEach-Object { $Started.Set(); while ($true) { Start-Sleep -Milliseconds 10 } }
}).AddArgument("$PWD/Numbers.dll").AddArgument($started)
$null = $shell.BeginInvoke()
$started.Wait()
$shell.Stop()
Show 'PowerShell.Stop'
PS

seen=$(NO_COLOR=1 tool/pwsh -NoProfile -File show.ps1)
echo "$seen"
[[ $seen == *'-First 1: PipelineStoppedException, disposed, token not cancelled'*'break: BreakException, disposed, token not'*'throw: RuntimeException, disposed, token not'*'Stop: StopProcessing, PipelineStoppedException, disposed, token cancelled' ]] || { echo 'The behaviour has changed.'; exit 1; }
