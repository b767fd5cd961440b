#Requires -Version 7.4

<#
.SYNOPSIS
    Builds, shows, tests, packages and cleans LarkResources.
.DESCRIPTION
    Build    compiles the solution; the build itself stages the module in out/LarkResources.
    Demo     builds the module and runs examples/quickstart.ps1 in a fresh shell. No account is needed.
    Test     builds, then runs all suites: xUnit by `dotnet test`, Pester in a fresh shell. The last line counts the tests of both.
    Help     makes the Get-Help pages and topics from docs/help and the error catalogue; needs Microsoft.PowerShell.PlatyPS 1.0.
    Package  makes the package for the Gallery and its checksum in out/packages; always of a Release build.
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

    # Only for Package: the address of the project, where the manifest names none, and the tag of a release, which must be its version.
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
    dotnet test $solution -c $Configuration --no-build --nologo -maxcpucount:3 --results-directory $ResultFolder --logger trx --logger 'console;verbosity=normal' | ForEach-Object {
        if ($_ -notmatch '^\s+Passed ') { $_ } elseif (++$passed % 100 -eq 0) { "  $passed tests passed" }
    }
}

function Invoke-Test {
    Invoke-Build
    $results = Join-Path $root 'out/results'
    Remove-Item $results -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory $results
    # Shells that live for a second or two, and there are hundreds, start an eighth faster when the runtime does not watch them for what to optimize.
    $env:DOTNET_TieredPGO = '0'

    # Side by side, since all of them spend much of their time in waiting; and a suite that fails does not keep the others from running.
    # The files of Pester that build packages, and those that start scripts, take as long as all others together.
    $pwsh = & (Join-Path $root 'tests/Pester/Get-ShellCommand.ps1')
    $suite = Join-Path $root 'tests/Pester/Invoke-Suite.ps1'
    $long = 'Package', 'Recipes,Examples,Connect-Lark.SignIn,Bytes'
    $pester = foreach ($files in @('-Name', $long[0]), @('-Name', $long[1]), @('-Except', ($long -join ','))) {
        Start-ThreadJob {
            $pwsh, $files = $using:pwsh, $using:files
            $result = Join-Path $using:results "Pester$($files -join '').json"
            & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $using:suite -Configuration $using:Configuration -ResultFile $result $files 2>&1
            if ($LASTEXITCODE -ne 0) { throw "Pester failed with exit code $LASTEXITCODE." }
        }
    }
    $failures = @()
    try { Invoke-Step 'dotnet test' { Invoke-DotnetTest $results } } catch { $failures += "$_" }
    Write-Host '== Pester, which began with dotnet test'
    foreach ($job in $pester) {
        try { Receive-Job $job -Wait -ErrorAction Stop | Out-Host } catch { $failures += "$_" }
    }

    $sum = [ordered]@{ passed = 0; failed = 0; skipped = 0 }
    $files = Get-ChildItem $results -Include *.trx, *.json -Recurse
    foreach ($file in $files) {
        $counts = Read-Result $file
        foreach ($name in @($sum.Keys)) { $sum[$name] += $counts.$name }
        if ($counts.passed -eq 0) { $failures += "No test of $($file.Name) passed." }
    }
    foreach ($expected in @{ Extension = '.trx'; Count = 3 }, @{ Extension = '.json'; Count = 3 }) {
        $found = @($files | Where-Object Extension -EQ $expected.Extension).Count
        if ($found -ne $expected.Count) { $failures += "A suite left no results: there are $found files $($expected.Extension) in $results, not $($expected.Count)." }
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

# The platforms that get code compiled ahead; on any other the same assemblies run as on all of them.
$ahead = 'win-x64', 'linux-x64', 'osx-arm64'

# What may be in a package. A file without a reason stops the packaging; docs/architecture.md gives each assembly its own.
$shipped = @(
    '^LarkResources\.psd1$'                                                          # what a shell imports
    '^LarkResources\.Format\.ps1xml$'                                                # how the results look
    '^LarkResources\.(PS|Core|Sandbox)\.dll$'                                        # the module
    '^lib/net(8|10)\.0/(LarkResources\.Http|Microsoft\.Extensions\.[A-Za-z.]+)\.dll$' # the HTTP chain, once for each runtime
    "^lib/net10\.0/($($ahead -join '|'))/(LarkResources\.(Core|Http)|Microsoft\.Extensions\.[A-Za-z.]+)\.dll$" # the same and the client, compiled ahead
    '^(LICENSE|THIRD-PARTY-NOTICES\.txt|lib/net(8|10)\.0/DOTNET-NOTICES\.txt)$'      # the licences, of the module and of the packages
    '^[a-z]{2}(-[A-Z]{2})?/(LarkResources\.PS\.dll-Help\.xml|about_\w+\.help\.txt)$' # what Get-Help shows, in each language
)

function Invoke-Package {
    $manifest = Import-PowerShellDataFile (Join-Path $root 'LarkResources.psd1')
    $gallery = $manifest.PrivateData.PSData
    $version = $manifest.ModuleVersion + ($gallery.Prerelease ? "-$($gallery.Prerelease)" : '')
    if ($version -notmatch '^\d+\.\d+\.\d+(-[A-Za-z0-9]+)?$') {
        throw "The version is $version. It must have three numbers, and a Prerelease of letters and digits only."
    }

    if ($Tag -and $Tag -cne "v$version") {
        throw "The tag is $Tag, but the version of the manifest is $version. The tag must be v$version."
    }

    # A preview has the notes of the version it leads to, which has no date yet.
    $changelog = (Get-Content (Join-Path $root 'CHANGELOG.md') -Raw).ReplaceLineEndings("`n")
    $section = [regex]::Match($changelog, "(?ms)^## \[$([regex]::Escape($manifest.ModuleVersion))\]([^\n]*)\n(.*?)(?=^## |\z)")
    if (-not $section.Success) {
        throw "CHANGELOG.md has no section for $($manifest.ModuleVersion)."
    }

    if ($Tag -and -not $gallery.Prerelease -and $section.Groups[1].Value -notmatch '^ - \d{4}-\d{2}-\d{2}$') {
        throw "CHANGELOG.md gives $version no date."
    }

    # Into empty folders: nothing that an older build left can get into a package, and no older package beside it.
    $staging, $packages = 'out/staging/LarkResources/', 'out/packages' | ForEach-Object { Join-Path $root $_ }
    Remove-Item $staging, $packages -Recurse -Force -ErrorAction Ignore
    Invoke-Step 'dotnet build' { dotnet build (Join-Path $root 'src/LarkResources.PS') -c Release --nologo -v minimal "-p:StagedModule=$staging" }
    foreach ($platform in $ahead) {
        Invoke-Step "dotnet publish for $platform" {
            dotnet publish (Join-Path $root 'src/LarkResources.Ahead') -c Release -r $platform --nologo -v minimal "-p:StagedModule=$staging" -o (Join-Path $staging "lib/net10.0/$platform")
        }
    }

    $paths = Get-ChildItem $staging -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($staging, $_.FullName).Replace('\', '/') }
    $strays = $paths.Where{ $path = $_; -not $shipped.Where{ $path -cmatch $_ } }
    if ($strays) {
        throw "No rule of build.ps1 says why these files are shipped: $($strays -join ', ')."
    }

    # Find-PSResource -CommandName searches for these tags, and Publish-PSResource writes none (findings/psresource-command-tags.sh).
    $tags = @('PSModule'; $gallery.Tags; 'PSIncludes_Cmdlet'; foreach ($name in $manifest.CmdletsToExport) { "PSCmdlet_$name"; "PSCommand_$name" })
    $nuspec = [xml](Get-Content (Join-Path $root 'LarkResources.nuspec') -Raw)
    $fields = @{
        version = $version; authors = $manifest.Author; owners = $manifest.CompanyName; description = $manifest.Description; copyright = $manifest.Copyright
        projectUrl = "$($gallery.ProjectUri ?? $ProjectUrl)"; releaseNotes = $section.Groups[2].Value.Trim(); tags = $tags -join ' '
    }
    foreach ($name in $fields.Keys) { $nuspec.package.metadata[$name].InnerText = $fields[$name] }
    if (-not $fields.projectUrl) { $null = $nuspec.package.metadata.RemoveChild($nuspec.package.metadata['projectUrl']) }
    $nuspecFile = Join-Path $root 'out/staging/LarkResources.nuspec'
    $nuspec.Save($nuspecFile)

    # Through a project, whichever it is: with a nuspec alone dotnet pack ignores the timestamp (findings/dotnet-pack-nuspec-timestamp.sh).
    # The analysis is for libraries.
    Invoke-Step 'dotnet pack' {
        dotnet pack (Join-Path $root 'src/LarkResources.Core') -c Release --no-build --nologo -v minimal -o $packages "-p:NuspecFile=$nuspecFile" "-p:NuspecBasePath=$root" `
            -p:DeterministicTimestamp=1980-01-01T00:00:00Z -p:NoPackageAnalysis=true
    }
    # Not .nupkg.sha256: PSResourceGet could not install from this folder (findings/psresource-checksum-beside-package.sh).
    $file = Get-Item (Join-Path $packages "LarkResources.$version.nupkg")
    Set-Content (Join-Path $packages "LarkResources.$version.sha256") "$((Get-FileHash $file).Hash.ToLowerInvariant())  $($file.Name)`n" -NoNewline
    Write-Host "== Made $file"
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
