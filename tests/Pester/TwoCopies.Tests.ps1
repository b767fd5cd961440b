#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $first = Split-Path (Get-ModulePath)

    # A copy as another build makes it: the runtime tells builds by an id that stands in the file.
    function New-Copy([string] $Name, [string[]] $OtherBuild) {
        $copy = Join-Path (New-TestFolder $Name) LarkResources
        Copy-Item $first $copy -Recurse
        if ($OtherBuild) {
            $manifest = Join-Path $copy LarkResources.psd1
            (Get-Content $manifest -Raw) -replace "(ModuleVersion\s*= )'[^']+'", "`$1'99.1.0'" | Set-Content $manifest -NoNewline
        }

        foreach ($file in $OtherBuild) {
            $path = Join-Path $copy $file
            $bytes = [IO.File]::ReadAllBytes($path)
            $at = Find-Build $bytes
            $bytes[$at] = $bytes[$at] -bxor 0xFF
            [IO.File]::WriteAllBytes($path, $bytes)
        }

        $copy
    }

    function Find-Build([byte[]] $Bytes) {
        $image = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($Bytes))
        $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($image)
        $id = $metadata.GetGuid($metadata.GetModuleDefinition().Mvid).ToByteArray()
        $image.Dispose()
        $text = [Text.Encoding]::Latin1
        $text.GetString($Bytes).IndexOf($text.GetString($id), [StringComparison]::Ordinal)
    }
}

Describe 'A second copy with another build of its cmdlets' {
    BeforeAll {
        $variables = @{ First = $first; Second = New-Copy cmdlets LarkResources.PS.dll, LarkResources.Core.dll }
    }

    It 'is not imported, and Get-LarkErrorInfo says why' {
        $shell = Invoke-FreshShell -Variables $variables {
            Import-Module "$First/LarkResources.psd1"
            try { Import-Module "$Second/LarkResources.psd1" } catch { $failure = $_ }
            ($failure | Get-LarkErrorInfo).ErrorId
            (Get-LarkErrorInfo).Recommendation
            (Get-Module LarkResources).ModuleBase
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0
        }

        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Match "^AnotherCopyLoaded\r?\nStart a new PowerShell session.*\r?\n$([regex]::Escape($first))\r?\nTrue$"
    }
}

Describe 'A second copy with the same build of its cmdlets and another of the rest' {
    BeforeAll {
        $second = New-Copy other LarkResources.Core.dll
        $variables = @{ First = $first; Second = $second }
    }

    It 'is an error at the first call of each cmdlet, with both folders and what to do' {
        $shell = Invoke-FreshShell -Variables $variables {
            Import-Module "$First/LarkResources.psd1"
            $other = Import-Module "$Second/LarkResources.psd1" -PassThru
            foreach ($command in $other.ExportedCmdlets.Values | Sort-Object Name) {
                $given = switch ($command.Name) {
                    'Connect-Lark' { @{ Sandbox = $true } }
                    'Export-LarkChatResource' { @{ ChatId = 'oc_x'; Destination = 'nowhere' } }
                    'Find-LarkMessage' { @{ Query = 'x' } }
                    'Get-LarkErrorInfo' { @{ All = $true } }
                    'Get-LarkExportedResource' { @{ Path = '.' } }
                    'Get-LarkMessage' { @{ ChatId = 'oc_x' } }
                    'Get-LarkMessageResource' { @{ MessageId = 'om_x' } }
                    default { @{} }
                }
                try { & $command @given; "$command ran" } catch { "$command $($_.FullyQualifiedErrorId.Split(',')[0]) $($_.CategoryInfo.Category): $($_.Exception.Message) $($_.Exception.Recommendation)" }
            }
        }

        $shell.Errors | Should -BeNullOrEmpty
        $lines = $shell.Output -split '\r?\n'
        $lines | Should -HaveCount (Import-PowerShellDataFile (Get-ModulePath)).CmdletsToExport.Count
        foreach ($line in $lines) {
            $line | Should -BeLike "* AnotherCopyLoaded ResourceUnavailable: *$first*$second*Start a new PowerShell session*"
        }
    }

    It 'leaves the first copy as it was' {
        $shell = Invoke-FreshShell -Variables $variables {
            Import-Module "$First/LarkResources.psd1"
            Connect-Lark -Sandbox
            $other = Import-Module "$Second/LarkResources.psd1" -PassThru
            try { & $other.ExportedCmdlets['Get-LarkConnection'] } catch { $_.FullyQualifiedErrorId }
            Remove-Module $other
            Connect-Lark -Sandbox
            (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0
        }

        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Match '^AnotherCopyLoaded,\S+\r?\nTrue$'
    }

    It 'is told when it took the place of the first one, as after an update' {
        $shell = Invoke-FreshShell -Variables $variables {
            Import-Module "$First/LarkResources.psd1"
            Remove-Module LarkResources
            Import-Module "$Second/LarkResources.psd1"
            try { Connect-Lark -Sandbox } catch { $_.FullyQualifiedErrorId }
        }

        $shell.Output | Should -BeLike 'AnotherCopyLoaded,*'
    }

    It 'ends a script that runs with -ErrorAction Stop' {
        (Invoke-FreshShell -Variables $variables {
            $ErrorActionPreference = 'Continue'
            Import-Module "$First/LarkResources.psd1"
            Import-Module "$Second/LarkResources.psd1" -Force -Prefix Other
            Get-OtherLarkErrorInfo 234004 -ErrorAction Stop
            'went on'
        }).Output | Should -Not -Match 'went on'
    }

    It 'says so in Chinese in a Chinese shell' {
        (Invoke-FreshShell -Variables $variables {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            Import-Module "$First/LarkResources.psd1"
            Import-Module "$Second/LarkResources.psd1" -Prefix Other
            try { Get-OtherLarkErrorInfo 234004 } catch { $_.Exception.Message }
        }).Output | Should -BeLike "*$first*$second*"
    }
}

Describe 'The same copy' {
    BeforeAll {
        $same = New-Copy same
        $variables = @{ First = $first; Same = $same }
        $picture = '(Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0'
    }

    It 'works when it is imported again <Name>' -ForEach @(
        @{ Name = 'with -Force'; Again = 'Import-Module "$First/LarkResources.psd1" -Force' }
        @{ Name = 'after Remove-Module'; Again = 'Remove-Module LarkResources; Import-Module "$First/LarkResources.psd1"' }
        @{ Name = 'by its DLL'; Again = 'Remove-Module LarkResources; Import-Module "$First/LarkResources.PS.dll"' }
        @{ Name = 'from a folder with the same build'; Again = 'Remove-Module LarkResources; Import-Module "$Same/LarkResources.psd1"' }
    ) {
        $shell = Invoke-FreshShell -Variables $variables ([scriptblock]::Create("Import-Module `"`$First/LarkResources.psd1`"`n$Again`nConnect-Lark -Sandbox`n$picture"))
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Be True
    }

    It 'works through a link to its folder' -Skip:$IsWindows {
        $shell = Invoke-FreshShell -Variables ($variables + @{ Link = (Join-Path (New-TestFolder) link) }) {
            $null = New-Item -ItemType SymbolicLink $Link -Target $First
            Import-Module "$First/LarkResources.psd1"
            Remove-Module LarkResources
            Import-Module "$Link/LarkResources.psd1"
            (Get-LarkErrorInfo 234004).ErrorId
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Be AppNotInChat
    }

    It 'works inside another module' {
        $outer = New-TestFolder Outer
        New-ModuleManifest (Join-Path $outer Outer.psd1) -NestedModules (Get-ModulePath) -CmdletsToExport '*'
        $shell = Invoke-FreshShell -Variables @{ Outer = $outer } {
            Import-Module "$Outer/Outer.psd1"
            (Get-LarkErrorInfo 234004).ErrorId
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -Be AppNotInChat
    }

    It 'works in parallel runspaces and in jobs' {
        $shell = Invoke-FreshShell -Variables $variables {
            Import-Module "$First/LarkResources.psd1"
            Connect-Lark -Sandbox
            1..4 | ForEach-Object -Parallel {
                Import-Module "$using:First/LarkResources.psd1"
                (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).Length -gt 0
            }
            Start-ThreadJob { Import-Module "$using:First/LarkResources.psd1"; (Get-LarkErrorInfo 234004).ErrorId } | Receive-Job -Wait
            Start-Job { Import-Module "$using:First/LarkResources.psd1"; (Get-LarkErrorInfo 234004).ErrorId } | Receive-Job -Wait
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output -split '\r?\n' | Should -Be True, True, True, True, AppNotInChat, AppNotInChat
    }
}
