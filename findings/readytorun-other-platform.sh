#!/usr/bin/env bash
# A binary module that was published ReadyToRun for one system cannot be imported on another, although the file holds its whole IL.
#
# Version:   PowerShell 7.6.9 on .NET 10, on Linux; code compiled ahead with Microsoft.NETCore.App.Crossgen2 10.0.12.
# Expected:  where the machine code of a ReadyToRun assembly cannot be used, the runtime compiles the IL beside it, as it does after an update of the
#            framework; so one file compiled for Windows would be slower on Linux, and nothing worse.
# Behaviour: that holds within one system only (one for musl is imported on glibc). The header of a file for another system or processor is refused before
#            anything else is read: BadImageFormatException. A module needs a plain build beside its compiled ones, and code that chooses before the shell loads.
# Seen on Linux, x64:
#   plain: imported, 42
#   linux-x64: imported, 42
#   linux-musl-x64: imported, 42
#   win-x64: BadImageFormatException
#   linux-arm64: BadImageFormatException
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
mkdir sample
cat > sample/Sample.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <PublishReadyToRun Condition="'$(RuntimeIdentifier)' != ''">true</PublishReadyToRun>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="PowerShellStandard.Library" Version="5.1.1" PrivateAssets="all" />
    <KnownCrossgen2Pack Update="Microsoft.NETCore.App.Crossgen2" Crossgen2PackVersion="10.0.12" />
  </ItemGroup>
</Project>
XML
cat > sample/GetAnswer.cs <<'CS'
using System.Management.Automation;

[Cmdlet(VerbsCommon.Get, "Answer")]
public sealed class GetAnswer : PSCmdlet
{
    protected override void EndProcessing()
    {
        var sum = 0;
        foreach (var number in new[] { 20, 22 })
        {
            sum += number;
        }

        WriteObject(sum);
    }
}
CS
platforms=(linux-x64 linux-musl-x64 win-x64 linux-arm64)
dotnet publish sample -o plain -v quiet > log 2>&1 || { cat log; exit 1; }
for platform in "${platforms[@]}"; do
    dotnet publish sample -r "$platform" --self-contained false -o "$platform" -v quiet > log 2>&1 || { cat log; exit 1; }
done

cat > import.ps1 <<'PS1'
param($Platform)
try {
    Import-Module "./$Platform/Sample.dll" -ErrorAction Stop
    "${Platform}: imported, $(Get-Answer)"
}
catch {
    "${Platform}: $($_.Exception.GetType().Name)"
}
PS1
seen=$(for platform in plain "${platforms[@]}"; do NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File import.ps1 "$platform"; done)
echo "$seen"
[[ $seen == *'plain: imported, 42'*'linux-x64: imported, 42'*'linux-musl-x64: imported, 42'*'win-x64: BadImageFormatException'*'linux-arm64: BadImageFormatException'* ]] || { echo 'The behaviour has changed.'; exit 1; }
