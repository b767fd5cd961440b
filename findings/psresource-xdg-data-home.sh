#!/usr/bin/env bash
# With XDG_DATA_HOME set, Install-PSResource installs where the shell does not look.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0, on Linux.
# Expected:  the shell takes $XDG_DATA_HOME/powershell/Modules for the user's modules, and PSResourceGet keeps its list of repositories
#            under $XDG_DATA_HOME; so it installs there, too.
# Behaviour: it installs into ~/.local/share/powershell/Modules, which is not in PSModulePath then. The command succeeds, and
#            Import-Module does not find the module. A test that redirects XDG_DATA_HOME installs for the user who runs it.
# Seen:
#   PSModulePath begins with XDG_DATA_HOME: True
#   installed below XDG_DATA_HOME: False
#   installed below ~/.local/share: True
#   found by the shell: False
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$null = New-Item -ItemType Directory Demo, feed
Set-Content Demo/Demo.psm1 'function Get-Demo { 1 }'
New-ModuleManifest Demo/Demo.psd1 -RootModule Demo.psm1 -ModuleVersion 1.0.0 -FunctionsToExport Get-Demo -Description d -Author a
Register-PSResourceRepository feed ./feed -Trusted
Publish-PSResource ./Demo -Repository feed
Install-PSResource Demo -Repository feed
"PSModulePath begins with XDG_DATA_HOME: $($env:PSModulePath.StartsWith($env:XDG_DATA_HOME))"
"installed below XDG_DATA_HOME: $(Test-Path "$env:XDG_DATA_HOME/powershell/Modules/Demo")"
"installed below ~/.local/share: $(Test-Path "$HOME/.local/share/powershell/Modules/Demo")"
"found by the shell: $([bool](Get-Module Demo -ListAvailable))"
PS1

seen=$(HOME="$work/home" XDG_DATA_HOME="$work/data" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $(echo "$seen" | sed 's/.*: //' | paste -sd ' ') == 'True False True False' ]] || { echo 'The behaviour has changed.'; exit 1; }
