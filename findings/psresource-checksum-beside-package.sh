#!/usr/bin/env bash
# A file X.1.0.0.nupkg.sha256 in a folder repository keeps PSResourceGet from installing X, and from saving it.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0.
# Expected:  a folder with a package and its checksum, under the usual name for one, is a repository: only .nupkg files count.
# Behaviour: every name with .nupkg in it is taken for a package. Its version cannot be parsed, and then the good package is not
#            installed either. Called X.1.0.0.sha256, the same file does no harm.
# Seen:
#   Demo.1.0.0.nupkg alone: saved
#   with Demo.1.0.0.sha256: saved
#   with Demo.1.0.0.nupkg.sha256: Could not parse version 1.0.0.nupkg from file Demo.1.0.0.nupkg.sha256
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
function Save-Demo([string] $When) {
    Save-PSResource Demo -Repository feed -Path (New-Item -ItemType Directory "saved $When") -ErrorVariable problem -ErrorAction SilentlyContinue
    "${When}: $((Test-Path "saved $When/Demo/1.0.0/Demo.psd1") ? 'saved' : $problem[0])"
}
Save-Demo 'Demo.1.0.0.nupkg alone'
Set-Content feed/Demo.1.0.0.sha256 x
Save-Demo 'with Demo.1.0.0.sha256'
Move-Item feed/Demo.1.0.0.sha256 feed/Demo.1.0.0.nupkg.sha256
Save-Demo 'with Demo.1.0.0.nupkg.sha256'
PS1

seen=$(env -u XDG_DATA_HOME HOME="$work" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'alone: saved'*'Demo.1.0.0.sha256: saved'*'nupkg.sha256: Could not parse version'* ]] || { echo 'The behaviour has changed.'; exit 1; }
