#Requires -Version 7.4

<#
.SYNOPSIS
    Runs the Pester suite against the staged module. Meant for a fresh shell, after a build of the solution.
.EXAMPLE
    ./tests/Pester/Invoke-Suite.ps1 -Name Paths, Pipeline

    Runs Paths.Tests.ps1 and Pipeline.Tests.ps1 alone.
#>
[CmdletBinding()]
param(
    # The build whose sandbox server is used.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Names of files without .Tests.ps1; wildcards are allowed.
    [string[]] $Name = '*',

    # Names of files that are left out.
    [string[]] $Except,

    # A file that gets the counts as JSON.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$env:LARKRESOURCES_TEST_CONFIGURATION = $Configuration

# Pester is a NuGet package, which the restore of this project has downloaded.
$pester = dotnet msbuild (Join-Path $PSScriptRoot '../LarkResources.PS.Tests') -getProperty:PesterModule
if (-not (Test-Path $pester)) {
    throw "Pester is not restored: '$pester' does not exist. Build the solution first."
}

Import-Module $pester

$settings = New-PesterConfiguration
# As `pwsh -File` passes them, several names are one text.
$settings.Run.Path = $Name -split ',' | ForEach-Object { Join-Path $PSScriptRoot "$($_.Trim()).Tests.ps1" }
$settings.Run.ExcludePath = $Except -split ',' | Where-Object { $_ } | ForEach-Object { Join-Path $PSScriptRoot "$($_.Trim()).Tests.ps1" }
$settings.Run.PassThru = $true
$settings.Output.Verbosity = 'Normal'
$settings.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $settings

# A container that cannot be loaded has no failed test, and is a failure all the same.
$counts = [ordered]@{
    passed  = $result.PassedCount
    failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    skipped = $result.SkippedCount + $result.NotRunCount
}
if ($ResultFile) {
    ConvertTo-Json $counts | Set-Content $ResultFile
}

"Pester: $($counts.passed) passed, $($counts.failed) failed, $($counts.skipped) skipped"
exit [int]($counts.failed -gt 0 -or $counts.passed -eq 0)
