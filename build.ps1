#Requires -Version 7.4
<#
.SYNOPSIS
    Builds, shows, tests, packages and cleans LarkResources.
.DESCRIPTION
    Build    compiles the solution; the build itself stages the module in out/LarkResources.
    Demo     builds the module and runs examples/quickstart.ps1 in a fresh shell. No account is needed.
    Test     builds, then runs all suites: xUnit by `dotnet test`, Pester in a fresh shell. The last line counts the tests of both.
    Help     makes the Get-Help pages and topics from docs/help and the error catalogue; needs Microsoft.PowerShell.PlatyPS 1.0.
    Package  makes the package for the Gallery, an archive and their checksums in out/packages; always of a Release build.
    Bench    measures against other clients; writes bench/results.
    Clean    removes everything that a build makes.
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    dotnet tool exec powershell -y -- ./build.ps1 -Task Test

    The same on a machine that has the .NET SDK and no PowerShell.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Demo', 'Test', 'Help', 'Package', 'Bench', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Only for Package: the address of the project, where the manifest names none, and the tag of a release, which must fit the manifest.
    [uri] $ProjectUrl,
    [string] $Tag
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$solution = Join-Path $root 'LarkResources.slnx'
$module = Join-Path $root 'out/LarkResources'

# Each step gets a process of its own: a DLL that a shell has loaded cannot be replaced or removed.
function Invoke-Step([string] $Name, [scriptblock] $Command) {
    Write-Host "== $Name"
    & $Command
    if ($LASTEXITCODE -ne 0) {
        throw "$Name failed with exit code $LASTEXITCODE."
    }
}

function Invoke-Script([string] $Path) {
    $pwsh = & (Join-Path $root 'tests/Pester/Get-ShellCommand.ps1')
    & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File (Join-Path $root $Path) @args
}

# Minimal: one line for each project, so that a log that is read while it grows shows progress.
function Invoke-Build([string] $Project = $solution) {
    Invoke-Step 'dotnet build' { dotnet build $Project -c $Configuration --nologo -v minimal }
}

function Invoke-Demo {
    Invoke-Build (Join-Path $root 'src/LarkResources.PS')
    Invoke-Step 'examples/quickstart.ps1' { Invoke-Script 'examples/quickstart.ps1' }
}

function Invoke-DotnetTest([string] $ResultFolder) {
    # Each test has a line of its own there; one for every hundred shows that it is at work.
    $passed = 0
    dotnet test $solution -c $Configuration --no-build --nologo --results-directory $ResultFolder --logger trx --logger 'console;verbosity=normal' | ForEach-Object {
        if ($_ -notmatch '^\s+Passed ') { $_ } elseif (++$passed % 100 -eq 0) { "  $passed tests passed" }
    }
}

function Invoke-Test {
    Invoke-Build
    $results = Join-Path $root 'out/results'
    Remove-Item $results -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory $results

    # A suite that fails does not keep the other from running.
    $failures = @()
    try { Invoke-Step 'dotnet test' { Invoke-DotnetTest $results } } catch { $failures += "$_" }
    try { Invoke-Step 'Pester' { Invoke-Script 'tests/Pester/Invoke-Suite.ps1' -Configuration $Configuration -ResultFile "$results/Pester.json" } } catch { $failures += "$_" }

    $sum = [ordered]@{ passed = 0; failed = 0; skipped = 0 }
    $files = Get-ChildItem $results -Include *.trx, Pester.json -Recurse
    foreach ($file in $files) {
        $counts = Read-Result $file
        foreach ($name in @($sum.Keys)) { $sum[$name] += $counts.$name }
        if ($counts.passed -eq 0) { $failures += "No test of $($file.Name) passed." }
    }
    foreach ($extension in '.trx', '.json') {
        if ($extension -notin $files.Extension) { $failures += "A suite left no results: there is no file $extension in $results." }
    }

    Write-Host "== All suites: $($sum.passed) passed, $($sum.failed) failed, $($sum.skipped) skipped"
    if ($failures) {
        throw $failures -join ' '
    }
}

# Counted in files and not in what is printed, which has other words in other languages.
function Read-Result([IO.FileInfo] $File) {
    if ($File.Extension -eq '.json') {
        return Get-Content $File -Raw | ConvertFrom-Json
    }

    # notExecuted stays 0 there; a skipped test is one that was not executed.
    $counters = ([xml](Get-Content $File -Raw)).TestRun.ResultSummary.Counters
    @{
        passed  = [int]$counters.passed
        failed  = [int]$counters.executed - [int]$counters.passed
        skipped = [int]$counters.total - [int]$counters.executed
    }
}

function Invoke-Help {
    Invoke-Step 'topic of the errors' { Invoke-Script 'docs/help/Build-ErrorTopic.ps1' -Module $module }
    Invoke-Step 'help' { Invoke-Script 'docs/help/Build-Help.ps1' -Module $module }
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
