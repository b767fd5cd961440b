#!/usr/bin/env bash
# What Publish-PSResource publishes is not found by Find-PSResource -CommandName.
#
# Version:   PowerShell 7.6.9 with Microsoft.PowerShell.PSResourceGet 1.2.0.
# Expected:  a published module is found by the commands that its manifest exports.
# Behaviour: the search is for the tags PSCommand_<name> and PSFunction_<name> (PSCmdlet_<name> for a cmdlet), and Publish-PSResource
#            writes neither. A module that is to be found has these tags in its manifest, or is published as a package that has
#            them (Publish-PSResource -NupkgPath).
# Seen:
#   exports Get-Plain: not found
#   exports Get-Tagged, with the tags of its command: found
#   tags in the package of Plain: PSModule
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$null = New-Item -ItemType Directory Plain, Tagged, feed
Register-PSResourceRepository feed ./feed -Trusted
foreach ($name in 'Plain', 'Tagged') {
    Set-Content "$name/$name.psm1" "function Get-$name { 1 }"
    $tags = $name -eq 'Tagged' ? @{ Tags = 'PSCommand_Get-Tagged', 'PSFunction_Get-Tagged' } : @{}
    New-ModuleManifest "$name/$name.psd1" -RootModule "$name.psm1" -ModuleVersion 1.0.0 -FunctionsToExport "Get-$name" -Description d -Author a @tags
    Publish-PSResource $name -Repository feed
}
"exports Get-Plain: $((Find-PSResource -CommandName Get-Plain -Repository feed -ErrorAction Ignore) ? 'found' : 'not found')"
"exports Get-Tagged, with the tags of its command: $((Find-PSResource -CommandName Get-Tagged -Repository feed -ErrorAction Ignore) ? 'found' : 'not found')"
[IO.Compression.ZipFile]::ExtractToDirectory("$PWD/feed/Plain.1.0.0.nupkg", "$PWD/unpacked")
"tags in the package of Plain: $(([xml](Get-Content unpacked/Plain.nuspec -Raw)).package.metadata.tags)"
PS1

seen=$(env -u XDG_DATA_HOME HOME="$work" NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'Get-Plain: not found'*'command: found'*'Plain: PSModule' ]] || { echo 'The behaviour has changed.'; exit 1; }
