#Requires -Version 7.4
# Which assemblies run where some were compiled ahead. What stands for them here are copies: they load as such images do, and the tests of the package have real ones.

BeforeDiscovery {
    $whyNot = [Environment]::Version.Major -ne 10 ? " (skipped: .NET $([Environment]::Version) would not use what is compiled for 10)" : ''
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $system = $IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux'
    $platform = "$system-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant())"
    $plain = 'lib/net10.0'
    $ours = "lib/net10.0/$platform"

    # The staged module, with copies in folders of platforms. Damage goes into them by name.
    function New-Module([string[]] $Folder = $ours, [hashtable] $Damage = @{}) {
        $module = Join-Path (New-TestFolder) LarkResources
        Copy-Item (Split-Path (Get-ModulePath)) $module -Recurse
        foreach ($images in $Folder | ForEach-Object { (New-Item -ItemType Directory (Join-Path $module $_)).FullName }) {
            Copy-Item (Join-Path $module LarkResources.Core.dll), (Join-Path $module "$plain/*.dll") $images
            foreach ($name in $Damage.Keys) {
                $path = Join-Path $images "$name.dll"
                [IO.File]::WriteAllBytes($path, [byte[]](& $Damage[$name] ([IO.File]::ReadAllBytes($path))))
            }
        }

        $module
    }

    # The folders from which three assemblies came, from the root of the module, after a call that needed all of them.
    function Get-Source([string] $Module) {
        $shell = Invoke-FreshShell -Variables @{ Module = $Module } {
            Import-Module "$Module/LarkResources.psd1"
            [LarkResources.LarkRegion]::Feishu
            Remove-Module LarkResources
            Import-Module "$Module/LarkResources.psd1"
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Type
            foreach ($name in 'LarkResources.Core', 'LarkResources.Http', 'Microsoft.Extensions.Http') {
                $found = @([Runtime.Loader.AssemblyLoadContext]::All.Assemblies.Where{ $_.GetName().Name -eq $name -and $_.Location.StartsWith((Convert-Path $Module)) })
                "$($found.Count) $([IO.Path]::GetRelativePath((Convert-Path $Module), (Split-Path $found[0].Location)).Replace('\', '/'))"
            }
        }

        $shell.Errors | Should -BeNullOrEmpty
        $region, $type, $sources = $shell.Output -split '\r?\n'
        $region, $type | Should -Be 'Feishu', 'Image'
        $sources
    }

    $text = { [Text.Encoding]::ASCII.GetBytes('not a program') }
    $cut = { $args[0][0..4095] }
    $foreign = {
        $bytes = $args[0]
        # A machine that no system has.
        $at = [BitConverter]::ToInt32($bytes, 0x3C) + 4
        $bytes[$at] = 0x34
        $bytes[$at + 1] = 0x12
        , $bytes
    }
}

Describe 'A module with code that was compiled ahead' {
    It "runs it: the client and all behind it$whyNot" -Skip:([bool]$whyNot) {
        Get-Source (New-Module) | Should -Be "1 $ours", "1 $ours", "1 $ours"
    }

    It 'runs what runs everywhere when the code is for another platform or another .NET' {
        $lib = [Environment]::Version.Major -ge 10 ? 'lib/net10.0' : 'lib/net8.0'
        Get-Source (New-Module 'lib/net10.0/plan9-x64', "lib/net11.0/$platform", "lib/net8.0/$platform") | Should -Be '1 .', "1 $lib", "1 $lib"
    }

    It "runs what runs everywhere when the client <_>$whyNot" -Skip:([bool]$whyNot) -ForEach 'is text', 'is cut off', 'is for another machine' {
        $damage = @{ 'is text' = $text; 'is cut off' = $cut; 'is for another machine' = $foreign }[$_]
        Get-Source (New-Module -Damage @{ 'LarkResources.Core' = $damage }) | Should -Be '1 .', "1 $plain", "1 $plain"
    }

    It "takes the others where one is for another machine, or text$whyNot" -Skip:([bool]$whyNot) {
        Get-Source (New-Module -Damage @{ 'LarkResources.Http' = $foreign }) | Should -Be "1 $ours", "1 $plain", "1 $ours"
        Get-Source (New-Module -Damage @{ 'Microsoft.Extensions.Http' = $text }) | Should -Be "1 $ours", "1 $ours", "1 $plain"
    }

    It "is one copy with the same module elsewhere, and another one with another client$whyNot" -Skip:([bool]$whyNot) {
        $first = New-Module
        $same = Split-Path (Get-ModulePath)
        $other = Join-Path (New-TestFolder) LarkResources
        Copy-Item $same $other -Recurse
        $path = Join-Path $other LarkResources.Core.dll
        $bytes = [IO.File]::ReadAllBytes($path)
        $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($bytes))
        $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
        $latin = [Text.Encoding]::Latin1
        $at = $latin.GetString($bytes).IndexOf($latin.GetString($metadata.GetGuid($metadata.GetModuleDefinition().Mvid).ToByteArray()), [StringComparison]::Ordinal)
        $image.Dispose()
        $bytes[$at] = $bytes[$at] -bxor 0xFF
        [IO.File]::WriteAllBytes($path, $bytes)

        $shell = Invoke-FreshShell -Variables @{ First = $first; Same = $same; Other = $other } {
            Import-Module "$First/LarkResources.psd1"
            Import-Module "$Same/LarkResources.psd1" -Prefix Same
            Connect-SameLark -Sandbox
            (Get-SameLarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0
            Import-Module "$Other/LarkResources.psd1" -Prefix Other
            try { Get-OtherLarkConnection } catch { $_.FullyQualifiedErrorId }
        }

        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Match '^True\r?\nAnotherCopyLoaded,\S+$'
    }
}

Describe 'The folder of a platform' {
    BeforeAll {
        Import-Module (Get-ModulePath)
        $choose = [LarkResources.State.CoreLoader].GetMethod('Platform', [Reflection.BindingFlags]'NonPublic, Static')
    }

    It 'is <Expected> for <System>, <Architecture>, .NET <Runtime>' -ForEach @(
        @{ System = 'win'; Architecture = 'X64'; Runtime = '10.0.0'; Expected = 'net10.0/win-x64' }
        @{ System = 'win'; Architecture = 'Arm64'; Runtime = '10.0.12'; Expected = 'net10.0/win-arm64' }
        @{ System = 'win'; Architecture = 'X86'; Runtime = '10.0.12'; Expected = 'net10.0/win-x86' }
        @{ System = 'linux'; Architecture = 'X64'; Runtime = '10.1.0'; Expected = 'net10.0/linux-x64' }
        @{ System = 'linux'; Architecture = 'Arm64'; Runtime = '10.0.12'; Expected = 'net10.0/linux-arm64' }
        @{ System = 'osx'; Architecture = 'Arm64'; Runtime = '10.0.12'; Expected = 'net10.0/osx-arm64' }
        @{ System = 'linux'; Architecture = 'X64'; Runtime = '8.0.31'; Expected = $null }
        @{ System = 'linux'; Architecture = 'X64'; Runtime = '9.0.0'; Expected = $null }
        @{ System = 'linux'; Architecture = 'X64'; Runtime = '11.0.0'; Expected = $null }
        @{ System = $null; Architecture = 'X64'; Runtime = '10.0.12'; Expected = $null }
    ) {
        # PowerShell makes an empty string of null where a parameter is a string.
        $arguments = [object[]]::new(3)
        $arguments[0], $arguments[1], $arguments[2] = $System, [Runtime.InteropServices.Architecture]$Architecture, [version]$Runtime
        $choose.Invoke($null, $arguments) | Should -Be $Expected
    }

    It 'holds images for the machine <Machine> with <System>, <Architecture>' -ForEach @(
        @{ System = 'win'; Architecture = 'X64'; Machine = 0x8664 }
        @{ System = 'linux'; Architecture = 'X64'; Machine = 0xFD1D }
        @{ System = 'linux'; Architecture = 'Arm64'; Machine = 0xD11D }
        @{ System = 'osx'; Architecture = 'Arm64'; Machine = 0xEC20 }
    ) {
        $method = [LarkResources.State.CoreLoader].GetMethod('Machine', [Reflection.BindingFlags]'NonPublic, Static')
        $method.Invoke($null, @($System, [Runtime.InteropServices.Architecture]$Architecture)) | Should -Be $Machine
    }
}
