#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests and cleans LarkResources.
.DESCRIPTION
    Build  compiles the solution; the build itself stages the module in out/LarkResources.
    Test   builds, runs `dotnet test`, then the Pester suite in a fresh shell. The exit code tells whether all passed.
    Help   makes the Get-Help pages and topics from docs/help and the error catalogue; needs Microsoft.PowerShell.PlatyPS 1.0.
    Bench  measures against other clients; writes bench/results.
    Clean  removes everything that a build makes.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Bench', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Only the Pester suite, for a module that is staged already.
    [switch] $SkipDotnetTest
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$module = Join-Path $root 'out/LarkResources'

# Each step gets a process of its own: a DLL that a shell has loaded cannot be replaced or removed.
function Invoke-Step([string] $Name, [scriptblock] $Command) {
    Write-Host "== $Name"
    & $Command
    if ($LASTEXITCODE -ne 0) {
        throw "$Name failed with exit code $LASTEXITCODE."
    }
}

function Invoke-Build {
    Invoke-Step 'dotnet build' { dotnet build (Join-Path $root 'LarkResources.slnx') -c $Configuration --nologo -v quiet }
}

function Invoke-Test {
    Invoke-Build
    if (-not $SkipDotnetTest) {
        Invoke-Step 'dotnet test' { dotnet test (Join-Path $root 'LarkResources.slnx') -c $Configuration --no-build --nologo }
    }

    Invoke-Step 'Pester' { pwsh -NoProfile -NonInteractive -File (Join-Path $root 'tests/Pester/Invoke-Suite.ps1') -Configuration $Configuration }
}

function Invoke-Help {
    Invoke-Step 'topic of the errors' { pwsh -NoProfile -NonInteractive -File (Join-Path $root 'docs/help/Build-ErrorTopic.ps1') -Module $module }
    Invoke-Step 'help' { pwsh -NoProfile -NonInteractive -File (Join-Path $root 'docs/help/Build-Help.ps1') -Module $module }
}

function Invoke-Bench {
    Invoke-Step 'bench' { dotnet run -c Release --project (Join-Path $root 'bench/LarkResources.Bench') }
}

function Invoke-Clean {
    Remove-Item (Join-Path $root 'out') -Recurse -Force -ErrorAction Ignore
    Get-ChildItem $root -Directory -Recurse -Include bin, obj, TestResults | Remove-Item -Recurse -Force
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
