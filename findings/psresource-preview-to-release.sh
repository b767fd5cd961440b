#!/usr/bin/env bash
# With a preview installed, Install-PSResource and Update-PSResource do not install its release.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0.
# Expected:  2.0.0 is newer than 2.0.0-beta1, so both cmdlets install it over the preview.
# Behaviour: Install-PSResource compares the number without its label and says that 2.0.0 is installed already; Update-PSResource does
#            nothing, and neither is an error. Who tried a preview keeps it until the next number, or passes -Reinstall.
# Seen:
#   preview: 2.0.0-beta1
#   after Install-PSResource -Version 2.0.0: 2.0.0-beta1
#   after Update-PSResource: 2.0.0-beta1
#   after Install-PSResource -Version 2.0.0 -Reinstall: 2.0.0
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$null = New-Item -ItemType Directory Thing, feed
Register-PSResourceRepository feed ./feed -Trusted
foreach ($label in 'beta1', '') {
    Set-Content Thing/Thing.psm1 'function Get-Thing { 1 }'
    Remove-Item Thing/Thing.psd1 -ErrorAction Ignore
    $prerelease = $label ? @{ Prerelease = $label } : @{}
    New-ModuleManifest Thing/Thing.psd1 -RootModule Thing.psm1 -ModuleVersion 2.0.0 -FunctionsToExport Get-Thing -Description d -Author a @prerelease
    Publish-PSResource Thing -Repository feed
}
function Get-Installed { (Get-InstalledPSResource Thing | ForEach-Object { $_.Prerelease ? "$($_.Version)-$($_.Prerelease)" : "$($_.Version)" }) -join ', ' }
Install-PSResource Thing -Version 2.0.0-beta1 -Repository feed
"preview: $(Get-Installed)"
Install-PSResource Thing -Version 2.0.0 -Repository feed -WarningAction Ignore
"after Install-PSResource -Version 2.0.0: $(Get-Installed)"
Update-PSResource Thing -Repository feed -WarningAction Ignore
"after Update-PSResource: $(Get-Installed)"
Install-PSResource Thing -Version 2.0.0 -Repository feed -Reinstall
"after Install-PSResource -Version 2.0.0 -Reinstall: $(Get-Installed)"
PS1

seen=$(env -u XDG_DATA_HOME HOME="$work" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'-Version 2.0.0: 2.0.0-beta1'*'Update-PSResource: 2.0.0-beta1'*'-Reinstall: 2.0.0' ]] || { echo 'The behaviour has changed.'; exit 1; }
