#!/usr/bin/env bash
# Find-PSResource -Version '1.*' finds 2.0.0 too, while Install-PSResource with the same version installs 1.2.0.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0, and a folder as the repository.
# Expected:  both cmdlets take a version in the same way, so the first that Find-PSResource lists is what Install-PSResource installs.
# Behaviour: Find-PSResource takes the star as a lower bound without an upper one, and lists the newest first; Install-PSResource stays below 2.0.
#            Where the result of the one feeds the other, write the range: '[1.0,2.0)' means the same to both.
# Seen:
#   the feed has: 1.0.0, 1.2.0, 2.0.0
#   Find-PSResource -Version '1.*': 2.0.0, 1.2.0, 1.0.0
#   Install-PSResource -Version '1.*' installs: 1.2.0
#   Find-PSResource -Version '[1.0,2.0)': 1.2.0, 1.0.0
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
$versions = '1.0.0', '1.2.0', '2.0.0'
foreach ($version in $versions) {
    New-ModuleManifest Thing/Thing.psd1 -RootModule Thing.psm1 -ModuleVersion $version -FunctionsToExport Get-Thing -Description d -Author a
    Publish-PSResource Thing -Repository feed
}
"the feed has: $($versions -join ', ')"
$found = (Find-PSResource Thing -Version '1.*' -Repository feed).Version -join ', '
"Find-PSResource -Version '1.*': $found"
Install-PSResource Thing -Version '1.*' -Repository feed
"Install-PSResource -Version '1.*' installs: $((Get-InstalledPSResource Thing).Version -join ', ')"
$found = (Find-PSResource Thing -Version '[1.0,2.0)' -Repository feed).Version -join ', '
"Find-PSResource -Version '[1.0,2.0)': $found"
PS1

seen=$(env -u XDG_DATA_HOME HOME="$work" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *"'1.*': 2.0.0, 1.2.0, 1.0.0"*'installs: 1.2.0'*"2.0)': 1.2.0, 1.0.0" ]] || { echo 'The behaviour has changed.'; exit 1; }
