#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $root = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../..'))
    $packager = Join-Path $root "tools/Packager/bin/$env:LARKRESOURCES_TEST_CONFIGURATION/net10.0/Packager.dll"
    $packages = New-TestFolder 'packages'
    $modules = New-TestFolder 'modules'
    $said = dotnet $packager (Split-Path (Get-ModulePath)) $packages --changelog (Join-Path $root CHANGELOG.md) --icon (Join-Path $root assets/icon.png) 2>&1
    if ($LASTEXITCODE -ne 0) { throw "The packager failed: $said" }

    # By hand, as somebody without access to the Gallery does it.
    [IO.Compression.ZipFile]::ExtractToDirectory((Get-Item (Join-Path $packages *.zip)).FullName, $modules)
    $languages = (Get-ChildItem (Join-Path $modules LarkResources * '??-??')).Name

    function Invoke-Installed([scriptblock] $Script, [hashtable] $Variables = @{}) {
        $shell = Invoke-FreshShell $Script -Variables ($Variables + @{ Modules = $modules })
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output -split '\r?\n'
    }
}

Describe 'The archive, unpacked into an empty module path' {
    It 'is a module that is found by name, and saves a picture' {
        $picture = Join-Path $packages chart.png
        $lines = Invoke-Installed -Variables @{ Picture = $picture } {
            $env:PSModulePath = $Modules
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile $Picture).Length
            (Get-Module LarkResources).ModuleBase
        }

        $lines[0] | Should -Be (Get-Item $picture).Length
        $lines[1] | Should -BeLike (Join-Path $modules LarkResources *)
    }

    It 'passes Test-ModuleManifest where it lies' {
        $manifest = Get-Item (Join-Path $modules LarkResources * LarkResources.psd1)
        (Test-ModuleManifest $manifest -ErrorAction Stop).Version | Should -Be (Split-Path -Leaf (Split-Path $manifest))
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
