#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $manifestPath = Get-ModulePath
    $moduleBase = Split-Path $manifestPath
    $data = Import-PowerShellDataFile $manifestPath
    $module = Import-Module $manifestPath -PassThru
}

Describe 'The manifest' {
    It 'is valid' {
        (Test-ModuleManifest $manifestPath -ErrorAction Stop).Name | Should -Be 'LarkResources'
    }

    It 'exports exactly the cmdlets that are compiled' {
        # The types of the assembly, not what the engine exported: that is filtered by the manifest itself.
        $compiled = foreach ($type in $module.ImplementingAssembly.GetExportedTypes()) {
            $cmdlet = $type.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) | Select-Object -First 1
            if ($cmdlet -and -not $type.IsAbstract) { "$($cmdlet.VerbName)-$($cmdlet.NounName)" }
        }

        $compiled | Should -Not -BeNullOrEmpty
        $data.CmdletsToExport | Sort-Object | Should -Be ($compiled | Sort-Object)
        $module.ExportedCommands.Keys | Sort-Object | Should -Be ($compiled | Sort-Object)
    }

    It 'lists <_> explicitly' -ForEach 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport' {
        $data.ContainsKey($_) | Should -BeTrue
        @($data[$_]) -match '[*?\[]' | Should -BeNullOrEmpty
    }

    It 'asks for PowerShell 7.4 and the Core edition' {
        $data.PowerShellVersion | Should -Be '7.4'
        $data.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'carries the version of the assembly' {
        $module.ImplementingAssembly.GetName().Version.ToString(3) | Should -Be $data.ModuleVersion
    }
}

Describe 'The staged folder' {
    It 'holds no System assembly of its own in lib' {
        # A private copy of DiagnosticSource breaks HttpClientFactory at run time.
        Get-ChildItem (Join-Path $moduleBase 'lib') -Recurse -Filter 'System.*.dll' | Should -BeNullOrEmpty
    }

    It 'holds the plug-in for <_>, and no second copy of Core' -ForEach 'net8.0', 'net10.0' {
        $names = (Get-ChildItem (Join-Path $moduleBase 'lib' $_) -Filter '*.dll').Name
        $names | Should -Contain 'LarkResources.Http.dll'
        $names | Should -Contain 'Microsoft.Extensions.Http.dll'
        $names | Should -Not -Contain 'LarkResources.Core.dll'
    }

    It 'holds Microsoft.Extensions.Http <Major> for <Folder>' -ForEach @(
        @{ Folder = 'net8.0'; Major = 8 }
        @{ Folder = 'net10.0'; Major = 10 }
    ) {
        $file = Join-Path $moduleBase 'lib' $Folder 'Microsoft.Extensions.Http.dll'
        [Reflection.AssemblyName]::GetAssemblyName($file).Version.Major | Should -Be $Major
    }

    It 'has no copy of the engine' {
        Get-ChildItem $moduleBase -Recurse -Filter 'System.Management.Automation*.dll' | Should -BeNullOrEmpty
    }
}

Describe 'The cmdlets' {
    It 'have approved verbs and singular nouns' {
        $approved = (Get-Verb).Verb
        foreach ($command in $module.ExportedCommands.Values) {
            $command.Verb | Should -BeIn $approved
            $command.Noun | Should -Match '^Lark'
            $command.Noun | Should -Not -Match '[^s]s$'
        }
    }

    It 'import without a warning' {
        $shell = Invoke-FreshShell { Import-Module $ModulePath 3>&1 | ForEach-Object { "warning: $_" } }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -BeNullOrEmpty
        $shell.ExitCode | Should -Be 0
    }

    It 'come by autoloading, and bring nothing else into the session' {
        $shell = Invoke-FreshShell {
            $env:PSModulePath = (Split-Path (Split-Path $ModulePath)) + [IO.Path]::PathSeparator + $env:PSModulePath
            $before = (Get-Variable -Scope Global).Name
            (Get-LarkErrorInfo 234004).ErrorId
            $new = (Get-Variable -Scope Global).Name | Where-Object { $_ -notin $before -and $_ -notin 'before', '_', 'PSItem', '?', '^', '$', 'new' }
            "new: $new"
        }
        $shell.Output -split '\r?\n' | Should -Be 'AppNotInChat', 'new:'
    }

    It 'survive removal and another import' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Remove-Module LarkResources
            Import-Module $ModulePath
            Import-Module $ModulePath -Force
            (Get-LarkErrorInfo 234004).ErrorId
        }
        $shell.Output | Should -Be 'AppNotInChat'
    }

    It 'loses the connection with the module' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            (Get-LarkConnection).AppId
            Remove-Module LarkResources
            Import-Module $ModulePath
            try { Get-LarkConnection } catch { $_.FullyQualifiedErrorId }
        }
        $lines = $shell.Output -split '\r?\n'
        $lines[0] | Should -Be 'cli_sandbox'
        $lines[1] | Should -BeLike 'NotConnected,*'
    }

    It '<_> takes its ids from the pipeline by property name, in the spelling of the API too' -ForEach 'Get-LarkMessageResource' {
        $parameters = (Get-Command $_).Parameters
        $parameters.MessageId.Aliases | Should -Contain 'message_id'
        $parameters.FileKey.Aliases | Should -Contain 'file_key'
        $parameters.FileKey.Aliases | Should -Contain 'image_key'
        foreach ($parameter in $parameters.MessageId, $parameters.FileKey) {
            $parameter.Attributes.Where{ $_ -is [Parameter] }.ValueFromPipelineByPropertyName | Should -Contain $true
        }
    }

    It 'have types that a script can name' {
        foreach ($name in 'LarkException', 'LarkConnection', 'LarkErrorInfo', 'LarkResourceFile', 'LarkResourceContent') {
            "LarkResources.$name" -as [type] | Should -Not -BeNullOrEmpty
        }
    }
}
