#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, packages and cleans LarkResources.
.DESCRIPTION
    Build    compiles the solution; the build itself stages the module in out/LarkResources.
    Test     builds, runs `dotnet test`, then the Pester suite in a fresh shell. The exit code tells whether all passed.
    Help     makes the Get-Help pages and topics from docs/help and the error catalogue; needs Microsoft.PowerShell.PlatyPS 1.0.
    Package  makes the package for the Gallery, an archive and their checksums in out/packages; always of a Release build.
    Bench    measures against other clients; writes bench/results.
    Clean    removes everything that a build makes.
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Help', 'Package', 'Bench', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Only the Pester suite, for a module that is staged already.
    [switch] $SkipDotnetTest,

    # Only for Package: the address of the project, where the manifest names none, and the tag of a release, which must fit the manifest.
    [uri] $ProjectUrl,
    [string] $Tag
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

function Invoke-Package {
    # Into an empty folder: nothing that an older build left can get into a package.
    $staging = Join-Path $root 'out/staging/LarkResources/'
    Remove-Item $staging -Recurse -Force -ErrorAction Ignore
    Invoke-Step 'dotnet build' { dotnet build (Join-Path $root 'src/LarkResources.PS') -c Release --nologo -v quiet "-p:StagedModule=$staging" }
    Invoke-Step 'package' {
        dotnet run -c Release --project (Join-Path $root 'tools/Packager') -- $staging (Join-Path $root 'out/packages') `
            --changelog (Join-Path $root 'CHANGELOG.md') --icon (Join-Path $root 'assets/icon.png') --project-url "$ProjectUrl" --tag "$Tag"
    }
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
