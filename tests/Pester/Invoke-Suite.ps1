#Requires -Version 7.4
<#
.SYNOPSIS
    Runs the Pester suite against the staged module. Meant for a fresh shell.
#>
[CmdletBinding()]
param(
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$env:LARKRESOURCES_TEST_CONFIGURATION = $Configuration
Import-Module Pester -MinimumVersion 5.0

$settings = New-PesterConfiguration
$settings.Run.Path = $PSScriptRoot
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'Normal'
$settings.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $settings

# A container that cannot be loaded has no failed test, and is a failure all the same.
$failed = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
"Pester: $($result.PassedCount) passed, $failed failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit [int]($failed -gt 0 -or $result.PassedCount -eq 0)
