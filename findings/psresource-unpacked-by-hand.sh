#!/usr/bin/env bash
# A module that was unpacked into the module path by hand is invisible to PSResourceGet, which cannot update or remove it.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0.
# Expected:  the manifest and its version folder are what makes an installed module: Get-Module -ListAvailable finds it, and so does Get-InstalledPSResource.
# Behaviour: without the file PSGetModuleInfo.xml, which only Install-PSResource and Save-PSResource write, Get-InstalledPSResource and
#            Update-PSResource do not see the module, and Uninstall-PSResource says that it does not exist. Install-PSResource of the same
#            version replaces the folder without a word; from then on it is seen.
# Seen:
#   Get-Module -ListAvailable: 1.0.0
#   Get-InstalledPSResource: nothing
#   Update-PSResource leaves: 1.0.0
#   Uninstall-PSResource leaves: 1.0.0
#   after Install-PSResource -Version 1.0.0: 1.0.0
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$null = New-Item -ItemType Directory Thing, feed
Register-PSResourceRepository feed ./feed -Trusted
Set-Content Thing/Thing.psm1 'function Get-Thing { 1 }'
foreach ($version in '1.0.0', '1.1.0') {
    New-ModuleManifest Thing/Thing.psd1 -RootModule Thing.psm1 -ModuleVersion $version -FunctionsToExport Get-Thing -Description d -Author a
    Publish-PSResource Thing -Repository feed
}
$folder = Join-Path ($env:PSModulePath -split ':')[0] Thing
[IO.Compression.ZipFile]::ExtractToDirectory("$PWD/feed/Thing.1.0.0.nupkg", "$folder/1.0.0")
function Get-Seen { (Get-InstalledPSResource Thing -ErrorAction Ignore).Version -join ', ' }
function Get-Folder { (Get-ChildItem $folder).Name -join ', ' }
"Get-Module -ListAvailable: $((Get-Module Thing -ListAvailable).Version)"
"Get-InstalledPSResource: $((Get-Seen) ? (Get-Seen) : 'nothing')"
Update-PSResource Thing -Repository feed -ErrorAction Ignore
"Update-PSResource leaves: $(Get-Folder)"
Uninstall-PSResource Thing -Version 1.0.0 -ErrorAction Ignore -WarningAction Ignore
"Uninstall-PSResource leaves: $(Get-Folder)"
Install-PSResource Thing -Version 1.0.0 -Repository feed
"after Install-PSResource -Version 1.0.0: $(Get-Seen)"
PS1

seen=$(env -u XDG_DATA_HOME HOME="$work" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'ListAvailable: 1.0.0'*'InstalledPSResource: nothing'*'Update-PSResource leaves: 1.0.0'*'Uninstall-PSResource leaves: 1.0.0'*'-Version 1.0.0: 1.0.0' ]] || { echo 'The behaviour has changed.'; exit 1; }
