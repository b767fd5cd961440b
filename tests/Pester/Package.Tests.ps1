#Requires -Version 7.4
# `build.ps1 -Task Package`: what is in the package, that it is the same every time, that it installs, and what is refused.

BeforeDiscovery {
    $sdk = [version]((dotnet --version) -replace '-.*')
    $whyNotSame = $sdk -lt [version]'10.0.400' ? " (skipped: the .NET SDK $sdk cannot fix the times in a package; 10.0.400 can)" : ''
    $whyNoInstall = $IsWindows ? ' (skipped: it would install for the user who runs the tests)' : ''
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
    $manifest = Import-PowerShellDataFile (Join-Path $root LarkResources.psd1)
    $version = $manifest.ModuleVersion + ($manifest.PrivateData.PSData.Prerelease ? "-$($manifest.PrivateData.PSData.Prerelease)" : '')

    # The files of a checkout that a package is made of, and nothing that was built in this one.
    function New-Checkout([string] $Name) {
        $folder = New-TestFolder $Name
        foreach ($path in @(
                '.config', '.editorconfig', 'assets', 'build.ps1', 'CHANGELOG.md', 'Directory.Build.props', 'Directory.Packages.props', 'docs/help', 'global.json'
                'LarkResources.nuspec', 'LarkResources.psd1', 'LICENSE', 'src', 'THIRD-PARTY-NOTICES.txt')) {
            $target = Join-Path $folder $path
            $null = New-Item -ItemType Directory (Split-Path $target) -Force
            Copy-Item (Join-Path $root $path) $target -Recurse -Force
        }

        Get-ChildItem (Join-Path $folder src) -Directory -Recurse -Include bin, obj | Remove-Item -Recurse -Force
        $folder
    }

    function Invoke-Packaging([string] $Folder, [hashtable] $With = @{}) {
        $null = & (Join-Path $Folder build.ps1) -Task Package @With 6>&1
        (Get-Item (Join-Path $Folder out/packages/*.nupkg)).FullName
    }

    # Path and content of everything in a package.
    function Read-Package([string] $Path) {
        $archive = [IO.Compression.ZipFile]::OpenRead($Path)
        try {
            $files = [ordered]@{}
            foreach ($entry in $archive.Entries) {
                $memory = [IO.MemoryStream]::new()
                $stream = $entry.Open()
                $stream.CopyTo($memory)
                $stream.Dispose()
                $files[$entry.FullName] = $memory.ToArray()
            }

            $files
        }
        finally { $archive.Dispose() }
    }

    function Read-Nuspec([string] $Path) {
        $memory = [IO.MemoryStream]::new([byte[]](Read-Package $Path)['LarkResources.nuspec'])
        $document = [xml]::new()
        $document.Load($memory)
        $document.package.metadata
    }

    # What the analyzers find is found when the solution is built; the bytes are the same.
    $analyzers, $env:RunAnalyzers = $env:RunAnalyzers, 'false'
    $one = New-Checkout 'one'
    $package = Invoke-Packaging $one
}

AfterAll {
    $env:RunAnalyzers = $analyzers
}

Describe 'The package' {
    It "has the same bytes from another checkout$whyNotSame" -Skip:([bool]$whyNotSame) {
        $other = Invoke-Packaging (New-Checkout 'another/place of another length')
        (Get-FileHash $other).Hash | Should -Be (Get-FileHash $package).Hash
        Get-Content ($other -replace 'nupkg$', 'sha256') -Raw | Should -BeExactly (Get-Content ($package -replace 'nupkg$', 'sha256') -Raw)
    }

    It 'has its version in its name' {
        Split-Path -Leaf $package | Should -BeExactly "LarkResources.$version.nupkg"
    }

    It 'has a checksum that sha256sum reads, and nothing else beside it' {
        Get-Content ($package -replace 'nupkg$', 'sha256') -Raw | Should -BeExactly "$((Get-FileHash $package).Hash.ToLowerInvariant())  LarkResources.$version.nupkg`n"
        Get-ChildItem (Split-Path $package) | Should -HaveCount 2
    }

    It 'holds the staged files as they are, the icon, and the parts of a NuGet package' {
        $staging = Join-Path $one 'out/staging/LarkResources'
        $staged = Get-ChildItem $staging -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($staging, $_.FullName).Replace('\', '/') }
        $files = Read-Package $package
        $parts = 'LarkResources.nuspec', '_rels/.rels', '[Content_Types].xml', 'package/services/metadata/core-properties/nuget.psmdcp'
        $staged.Count | Should -BeGreaterThan 30
        $files.Keys | Sort-Object | Should -Be (@($staged; 'icon.png'; $parts) | Sort-Object)
        foreach ($path in $staged) {
            [Linq.Enumerable]::SequenceEqual([byte[]]$files[$path], [IO.File]::ReadAllBytes((Join-Path $staging $path))) | Should -BeTrue -Because $path
        }
    }

    It 'has all that a first call runs compiled ahead for <Platform>' -ForEach @(
        @{ Platform = 'win-x64'; Machine = 0x8664; System = 0 }
        @{ Platform = 'linux-x64'; Machine = 0x8664; System = 0x7B79 }
        @{ Platform = 'osx-arm64'; Machine = 0xAA64; System = 0x4644 }
    ) {
        $files = Read-Package $package
        $names = @($files.Keys) -like 'lib/net10.0/*.dll' -notlike 'lib/net10.0/*/*' | Split-Path -Leaf
        $images = @($files.Keys) -like "lib/net10.0/$Platform/*"
        $images | Split-Path -Leaf | Sort-Object | Should -Be (@($names) + 'LarkResources.Core.dll' | Sort-Object)
        foreach ($path in $images) {
            $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new([byte[]]$files[$path]))
            # The machine of such an image has the system mixed in, so that no other loads it.
            [int]$image.PEHeaders.CoffHeader.Machine | Should -Be ($Machine -bxor $System) -Because $path
            $image.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size | Should -BeGreaterThan 0 -Because $path
            $image.Dispose()
        }
    }

    It 'says what the manifest says' {
        $nuspec = Read-Nuspec $package
        $nuspec.id | Should -BeExactly 'LarkResources'
        $nuspec.version | Should -BeExactly $version
        $nuspec.authors | Should -BeExactly $manifest.Author
        $nuspec.owners | Should -BeExactly $manifest.CompanyName
        $nuspec.description | Should -BeExactly $manifest.Description
        $nuspec.copyright | Should -BeExactly $manifest.Copyright
        $nuspec.license.type, $nuspec.license.InnerText | Should -Be 'expression', 'MIT'
        $nuspec.icon | Should -BeExactly 'icon.png'
        $nuspec['projectUrl'] | Should -BeNullOrEmpty -Because 'the manifest names none, and none was given'
    }

    It 'is found in the Gallery by edition and by every cmdlet' {
        $tags = (Read-Nuspec $package).tags -split ' '
        $expected = @('PSModule'; 'PSIncludes_Cmdlet'; $manifest.PrivateData.PSData.Tags; $manifest.CmdletsToExport.ForEach{ "PSCmdlet_$_"; "PSCommand_$_" })
        $tags | Should -Contain 'PSEdition_Core'
        $tags | Sort-Object | Should -Be ($expected | Sort-Object)
        # Some feeds take no more.
        ($tags -join ' ').Length | Should -BeLessOrEqual 4000
    }

    It 'has the section of the changelog as its release notes' {
        $notes = (Read-Nuspec $package).releaseNotes -split '\r?\n'
        $changelog = Get-Content (Join-Path $root CHANGELOG.md)
        $start = $changelog.IndexOf($changelog.Where({ $_.StartsWith("## [$($manifest.ModuleVersion)]") }, 'First')[0])
        $notes[0] | Should -BeLike '### *'
        $notes | Should -Be $changelog[($start + 2)..($start + 1 + $notes.Count)]
    }
}

Describe 'The package in a repository that is a folder' {
    BeforeAll {
        # Registers a folder, installs from it for a user who has nothing yet, and saves a picture.
        function Invoke-Install([string] $Feed, [string] $Publish) {
            # Install-PSResource does not heed XDG_DATA_HOME (findings/psresource-xdg-data-home.sh).
            $userHome = New-TestFolder
            $variables = @{ Feed = $Feed; Publish = $Publish; Picture = Join-Path $userHome chart.png }
            $run = Invoke-FreshShell -Environment @{ HOME = $userHome; XDG_DATA_HOME = ''; XDG_CONFIG_HOME = Join-Path $userHome '.config'; XDG_CACHE_HOME = Join-Path $userHome '.cache' } -Variables $variables {
                Register-PSResourceRepository -Name feed -Uri $Feed -Trusted
                if ($Publish) { Publish-PSResource -NupkgPath $Publish -Repository feed }
                $found = Find-PSResource LarkResources -Repository feed -Prerelease
                Install-PSResource LarkResources -Repository feed -Prerelease
                Connect-Lark -Sandbox
                $null = Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile $Picture
                "$($found.Version) $($found.Includes.Cmdlet.Count)"
                (Get-Module LarkResources).ModuleBase
            }

            $run.Errors | Should -BeNullOrEmpty
            $lines = $run.Output -split '\r?\n'
            $lines[0] | Should -Be "$($manifest.ModuleVersion) $($manifest.CmdletsToExport.Count)"
            $lines[1] | Should -BeLike "$userHome*"
            [IO.File]::ReadAllBytes($variables.Picture)[0..3] | Should -Be 0x89, 0x50, 0x4E, 0x47
        }
    }

    It "is published, found, installed and imported, and saves a picture$whyNoInstall" -Skip:([bool]$whyNoInstall) {
        Invoke-Install -Feed (New-TestFolder 'feed') -Publish $package
    }

    It "is installed from the folder it was made in, beside its checksum$whyNoInstall" -Skip:([bool]$whyNoInstall) {
        Invoke-Install -Feed (Split-Path $package)
    }
}

Describe 'The package, unpacked by hand into an empty module path' {
    BeforeAll {
        $modules = New-TestFolder 'modules'
        $installed = Join-Path $modules LarkResources $manifest.ModuleVersion
        [IO.Compression.ZipFile]::ExtractToDirectory($package, $installed)
        $languages = (Get-ChildItem (Join-Path $installed '??-??')).Name

        function Invoke-Installed([scriptblock] $Script, [hashtable] $Variables = @{}) {
            $run = Invoke-FreshShell $Script -Variables ($Variables + @{ Modules = $modules })
            $run.Errors | Should -BeNullOrEmpty
            $run.Output -split '\r?\n'
        }
    }

    It 'is a module that is found by name, and saves a picture' {
        $picture = Join-Path $modules chart.png
        $lines = Invoke-Installed -Variables @{ Picture = $picture } {
            $env:PSModulePath = $Modules
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile $Picture).Length
            (Get-Module LarkResources).ModuleBase
        }

        $lines[0] | Should -Be (Get-Item $picture).Length
        $lines[1] | Should -Be $installed
    }

    It 'runs what was compiled ahead, where there is something for the platform' {
        $lines = Invoke-Installed {
            $env:PSModulePath = $Modules
            Connect-Lark -Sandbox
            $null = Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart
            foreach ($name in 'LarkResources.Core', 'LarkResources.Http', 'Microsoft.Extensions.Http') {
                [Runtime.Loader.AssemblyLoadContext]::All.Assemblies.Where{ $_.GetName().Name -eq $name -and $_.Location -like "$Modules*" }.Location
            }
        }

        $system = $IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux'
        $ours = Join-Path $installed "lib/net10.0/$system-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant())"
        $lib = Join-Path $installed lib ([Environment]::Version.Major -ge 10 ? 'net10.0' : 'net8.0')
        $expected = [Environment]::Version.Major -eq 10 -and (Test-Path $ours) ? @($ours) * 3 : @($installed, $lib, $lib)
        $lines | Split-Path | Should -Be $expected
    }

    It 'runs what runs everywhere when the images in the folder of the platform are those of another' {
        $copy = Join-Path (New-TestFolder 'foreign') LarkResources
        Copy-Item $installed $copy -Recurse
        $system = $IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux'
        $ours = Join-Path $copy "lib/net10.0/$system-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant())"
        Remove-Item $ours -Recurse -ErrorAction Ignore
        Copy-Item (Join-Path $copy "lib/net10.0/$($IsWindows ? 'linux' : 'win')-x64") $ours -Recurse
        $lines = (Invoke-FreshShell -Variables @{ Copy = $copy } {
            Import-Module "$Copy/LarkResources.psd1"
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0
            [LarkResources.LarkConnection].Assembly.Location
        }).Output -split '\r?\n'
        $lines | Should -Be 'True', (Join-Path $copy LarkResources.Core.dll)
    }

    It 'passes Test-ModuleManifest where it lies' {
        (Test-ModuleManifest (Join-Path $installed LarkResources.psd1) -ErrorAction Stop).Version | Should -Be $manifest.ModuleVersion
    }

    It 'has help for every cmdlet in every language it brings' {
        $languages | Should -Contain 'en-US'
        foreach ($language in $languages) {
            $synopses = Invoke-Installed -Variables @{ Language = $language } {
                $env:PSModulePath = $Modules
                Import-Module LarkResources
                [Threading.Thread]::CurrentThread.CurrentUICulture = $Language
                foreach ($name in (Get-Module LarkResources).ExportedCommands.Keys) { "$name|$(((Get-Help $name).Synopsis -replace '\s+', ' ').Trim())" }
            }
            foreach ($line in $synopses) {
                $name, $synopsis = $line -split '\|', 2
                $synopsis | Should -Not -BeNullOrEmpty
                $synopsis.Contains($name) | Should -BeFalse -Because "without a page for $name the shell makes a synopsis of the syntax"
                $synopsis -match '[\u4e00-\u9fff]' | Should -Be ($language -eq 'zh-CN')
            }
        }
    }

    It 'explains an error in Chinese' {
        $lines = Invoke-Installed {
            $env:PSModulePath = $Modules
            Import-Module LarkResources
            [Threading.Thread]::CurrentThread.CurrentUICulture = 'zh-CN'
            (Get-LarkErrorInfo 234004 | Out-String).Trim()
        }

        $lines -join "`n" | Should -Match '[\u4e00-\u9fff]'
    }
}

Describe 'A checkout that is no release' {
    BeforeAll {
        $dated = "# Changelog`n`n## [1.2.3] - 2026-11-23`n`n### Added`n`n- Something.`n`n## [1.2.2] - 2026-11-01`n`n- Old.`n"
        $undated = "## [1.2.3] - Unreleased`n`n- Something.`n"

        # The real script, with a module of one file in the place of the real one. The same folder for all, so that it is restored once.
        function New-Stub([string] $Changelog = $dated, [string] $Label, [string[]] $File) {
            $folder = New-TestFolder 'stub'
            'out', 'module' | ForEach-Object { Join-Path $folder $_ } | Remove-Item -Recurse -Force -ErrorAction Ignore
            Copy-Item (Join-Path $root build.ps1), (Join-Path $root LarkResources.nuspec), (Join-Path $root assets) $folder -Recurse -Force
            Set-Content (Join-Path $folder CHANGELOG.md) $Changelog
            Set-Content (Join-Path $folder LarkResources.psd1) @"
@{
    ModuleVersion = '1.2.3'; Author = 'A'; CompanyName = 'C'; Copyright = '(c) A.'; Description = 'D'; CmdletsToExport = @('Get-Something')
    PrivateData = @{ PSData = @{ Tags = @('PSEdition_Core'); Prerelease = '$Label' } }
}
"@
            foreach ($path in $File) { $null = New-Item (Join-Path $folder module $path) -Value x -Force }
            $null = New-Item (Join-Path $folder src/LarkResources.Core/LarkResources.Core.csproj) -Force -Value '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>'
            # Compiles nothing ahead.
            $null = New-Item (Join-Path $folder src/LarkResources.Ahead/LarkResources.Ahead.csproj) -Force -Value '<Project><Target Name="Restore" /><Target Name="Publish" /></Project>'
            $null = New-Item (Join-Path $folder src/LarkResources.PS/LarkResources.PS.csproj) -Force -Value @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="../LarkResources.Core/LarkResources.Core.csproj" />
    <Staged Include="../../LarkResources.psd1;../../module/**" />
  </ItemGroup>
  <Target Name="Stage" AfterTargets="Build">
    <Copy SourceFiles="@(Staged)" DestinationFiles="@(Staged->'$(StagedModule)%(RecursiveDir)%(Filename)%(Extension)')" />
  </Target>
</Project>
'@
            $folder
        }

        function Assert-Refused([string] $Folder, [string] $Reason, [hashtable] $With = @{}) {
            { Invoke-Packaging $Folder $With } | Should -Throw $Reason
            Join-Path $Folder out/packages | Should -Not -Exist -Because 'what is refused leaves no package'
        }
    }

    It 'is refused for the tag <_>' -ForEach 'v1.2.4', '1.2.3', 'V1.2.3', 'v1.2.3-preview1' {
        Assert-Refused (New-Stub) '*The tag must be v1.2.3.' @{ Tag = $_ }
    }

    It 'is refused with a tag when the changelog gives the version no date' {
        Assert-Refused (New-Stub $undated) '*gives 1.2.3 no date*' @{ Tag = 'v1.2.3' }
    }

    It 'is refused when the changelog does not know the version' {
        Assert-Refused (New-Stub "## [1.2.2]`n") '*no section for 1.2.3*'
    }

    It 'is refused with the label <_>, which the Gallery does not take' -ForEach 'preview.1', '-preview' {
        Assert-Refused (New-Stub -Label $_) '*letters and digits only*'
    }

    It 'is refused for files that no rule allows, with their names' {
        $strays = 'LarkResources.PS.pdb', 'en-US/notes.txt', 'lib/net10.0/System.Diagnostics.DiagnosticSource.dll', 'lib/net9.0/Microsoft.Extensions.Http.dll'
        $folder = New-Stub -File ($strays + 'lib/net10.0/Microsoft.Extensions.Http.dll')
        { Invoke-Packaging $folder } | Should -Throw "*shipped: $($strays -join ', ')."
        Get-ChildItem (Join-Path $folder out) -Recurse -Filter *.nupkg | Should -BeNullOrEmpty
    }

    It 'becomes a package once tag, version and date are one: notes to the version before, and the address that was given' {
        $made = Invoke-Packaging (New-Stub) @{ Tag = 'v1.2.3'; ProjectUrl = 'https://example.com/project' }
        $nuspec = Read-Nuspec $made
        Split-Path -Leaf $made | Should -Be 'LarkResources.1.2.3.nupkg'
        $nuspec.releaseNotes | Should -BeExactly "### Added`n`n- Something."
        $nuspec.projectUrl | Should -BeExactly 'https://example.com/project'
        $nuspec.tags | Should -BeExactly 'PSModule PSEdition_Core PSIncludes_Cmdlet PSCmdlet_Get-Something PSCommand_Get-Something'
    }

    It 'is a preview with a label, which needs no date' {
        $made = Invoke-Packaging (New-Stub $undated 'preview1') @{ Tag = 'v1.2.3-preview1' }
        (Read-Nuspec $made).version | Should -BeExactly '1.2.3-preview1'
    }
}
