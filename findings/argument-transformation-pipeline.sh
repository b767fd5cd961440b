#!/usr/bin/env bash
# An argument transformation that refuses what comes down the pipeline ends the binding, unless its exception has a PSInvalidCastException inside.
#
# Version:   PowerShell 7.6.9.
# Expected:  when a transformation attribute throws ArgumentTransformationMetadataException, the binder tries the other parameters that take
#            values from the pipeline, as it does when a conversion fails.
# Behaviour: it does so only when the inner exception is a PSInvalidCastException. With any other, or none, the error of the transformation
#            is what the user sees, and the other parameter is never tried.
# Seen:
#   with PSInvalidCastException: Number = 7
#   without: ParameterArgumentTransformationError,TestBind
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
Add-Type @'
using System.Management.Automation;
public class OnlyTextAttribute : ArgumentTransformationAttribute
{
    public static bool IsCast;
    public override object Transform(EngineIntrinsics engine, object input) => (input is PSObject p ? p.BaseObject : input) is string text
        ? text : throw new ArgumentTransformationMetadataException("not text", IsCast ? new PSInvalidCastException() : new System.Exception());
}
[Cmdlet(VerbsDiagnostic.Test, "Bind")]
public class TestBind : PSCmdlet
{
    [Parameter(ValueFromPipeline = true), OnlyText] public string Text { get; set; }
    [Parameter(ValueFromPipeline = true)] public int? Number { get; set; }
    protected override void ProcessRecord() => WriteObject("Number = " + Number);
}
'@ -PassThru | ForEach-Object Assembly | Select-Object -First 1 | Import-Module
[OnlyTextAttribute]::IsCast = $true
"with PSInvalidCastException: $(7 | Test-Bind)"
[OnlyTextAttribute]::IsCast = $false
"without: $(try { 7 | Test-Bind -ErrorAction Stop } catch { $_.FullyQualifiedErrorId })"
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == $'with PSInvalidCastException: Number = 7\nwithout: ParameterArgumentTransformationError,TestBind' ]] || { echo 'The behaviour has changed.'; exit 1; }
