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

    It 'says in <_> that there are none' -ForEach 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport' {
        $data.ContainsKey($_) | Should -BeTrue
        $data[$_] | Should -HaveCount 0
    }

    It 'asks for PowerShell 7.4 and the Core edition' {
        $data.PowerShellVersion | Should -Be '7.4'
        $data.CompatiblePSEditions | Should -Be 'Core'
    }

    It 'carries the version of every assembly of the module' {
        $assemblies = Get-ChildItem $moduleBase -Recurse -Filter 'LarkResources.*.dll'
        $assemblies | Should -HaveCount 5
        $assemblies.ForEach{ [Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.ToString(3) } | Select-Object -Unique | Should -Be $data.ModuleVersion
    }
}

Describe 'The staged folder' {
    It 'holds at its top the manifest, the views and the assemblies of the module, and no other assembly' {
        (Get-ChildItem $moduleBase -Filter '*.dll').Name | Sort-Object | Should -Be 'LarkResources.Core.dll', 'LarkResources.PS.dll', 'LarkResources.Sandbox.dll'
        Join-Path $moduleBase LarkResources.psd1 | Should -Exist
        Join-Path $moduleBase LarkResources.Format.ps1xml | Should -Exist
    }

    It 'holds no System assembly of its own in lib' {
        # A private copy of DiagnosticSource breaks HttpClientFactory at run time.
        Get-ChildItem (Join-Path $moduleBase 'lib') -Recurse -Filter 'System.*.dll' | Should -BeNullOrEmpty
    }

    It 'holds the plug-in for <_>, and no second copy of Core' -ForEach 'net8.0', 'net10.0' {
        $names = (Get-ChildItem (Join-Path $moduleBase 'lib' $_) -Filter '*.dll').Name
        $names | Should -Contain 'LarkResources.Http.dll'
        $names | Should -Contain 'Microsoft.Extensions.Http.dll'
        $names | Should -Not -Contain 'LarkResources.Core.dll'
        $names | Should -Not -Contain 'LarkResources.PS.dll'
    }

    It 'holds packages of version <Major> for <Folder>' -ForEach @(
        @{ Folder = 'net8.0'; Major = 8 }
        @{ Folder = 'net10.0'; Major = 10 }
    ) {
        $packages = Get-ChildItem (Join-Path $moduleBase 'lib' $Folder) -Filter 'Microsoft.Extensions.*.dll'
        $packages.Count | Should -BeGreaterThan 5
        $packages.ForEach{ [Reflection.AssemblyName]::GetAssemblyName($_.FullName).Version.Major } | Select-Object -Unique | Should -Be $Major
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

    It 'survive removal and another import, and lose the connection with the module, in every runspace' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            $other = [powershell]::Create()
            $null = $other.AddScript('Import-Module $args[0]').AddArgument($ModulePath).Invoke()
            $other.Commands.Clear()
            $other.AddScript('(Get-LarkConnection).AppId').Invoke()
            Remove-Module LarkResources
            $other.Commands.Clear()
            $other.AddScript('try { Get-LarkChat -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }').Invoke()
            Import-Module $ModulePath
            Import-Module $ModulePath -Force
            try { Get-LarkChat -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            (Get-LarkErrorInfo 234004).ErrorId
        }
        $lines = $shell.Output -split '\r?\n'
        $lines | Should -HaveCount 4
        $lines[0] | Should -Be 'cli_sandbox'
        $lines[1] | Should -BeLike 'NotConnected,*'
        $lines[2] | Should -BeLike 'NotConnected,*'
        $lines[3] | Should -Be 'AppNotInChat'
    }

    It 'know -<Name> also as -<Alias>, as the API spells it' -ForEach @(
        @{ Name = 'AppId'; Alias = 'app_id' }
        @{ Name = 'AppSecret'; Alias = 'app_secret' }
        @{ Name = 'AppTicket'; Alias = 'app_ticket' }
        @{ Name = 'TenantKey'; Alias = 'tenant_key' }
        @{ Name = 'ChatId'; Alias = 'chat_id' }
        @{ Name = 'MessageId'; Alias = 'message_id' }
        @{ Name = 'ThreadId'; Alias = 'thread_id' }
        @{ Name = 'FileKey'; Alias = 'file_key' }
        @{ Name = 'FileKey'; Alias = 'image_key' }
    ) {
        $parameters = @($module.ExportedCommands.Values.Where{ $_.Parameters.ContainsKey($Name) }.ForEach{ $_.Parameters[$Name] })
        $parameters | Should -Not -BeNullOrEmpty
        foreach ($parameter in $parameters) {
            $parameter.Aliases | Should -Contain $Alias
        }
    }

    It 'have a file of tests each' {
        foreach ($name in $data.CmdletsToExport) {
            Join-Path $PSScriptRoot "$name.Tests.ps1" | Should -Exist
        }
    }

    It 'have types that a script can name' {
        foreach ($name in 'LarkException', 'LarkConnection', 'LarkErrorInfo', 'LarkResourceFile', 'LarkResourceContent') {
            "LarkResources.$name" -as [type] | Should -Not -BeNullOrEmpty
        }
    }
}

Describe 'Tab' {
    BeforeAll {
        Connect-Lark -Sandbox
        # The first call loads the HTTP stack, for which Tab does not wait long on a busy machine.
        $null = Get-LarkChat
    }

    AfterAll {
        Disconnect-Lark
    }

    It 'completes "<Line>" with <Expected>' -ForEach @(
        @{ Line = 'Connect-Lark -Region '; Expected = 'Feishu' }
        @{ Line = 'Connect-Lark -Region f'; Expected = 'Feishu' }
        @{ Line = 'Connect-Lark -DeviceCode -Scope '; Expected = 'im:message:readonly' }
        @{ Line = 'Connect-Lark -DeviceCode -Scope im:message, im:chat'; Expected = 'im:chat:readonly' }
        @{ Line = 'Get-LarkMessageResource om_1 -Type '; Expected = 'Image' }
        @{ Line = 'Get-LarkMessageResource om_1 -Kind Image, '; Expected = 'Cover' }
        @{ Line = 'Get-LarkErrorInfo '; Expected = '234004' }
        @{ Line = 'Get-LarkChat -ChatId '; Expected = 'oc_sandbox_finance_team' }
        @{ Line = 'Get-LarkChat -Name f'; Expected = "'Finance Team'" }
        @{ Line = 'Get-LarkMessage -ChatId '; Expected = 'oc_sandbox_finance_team' }
        @{ Line = 'Export-LarkChatResource '; Expected = 'oc_sandbox_finance_team' }
        @{ Line = 'Export-LarkChatResource oc_1 -Kind '; Expected = 'Video' }
        @{ Line = 'Test-LarkConnection '; Expected = 'oc_sandbox_finance_team' }
        @{ Line = 'Get-LarkMessageResource om_sandbox_image '; Expected = 'img_v3_sandbox_chart' }
    ) {
        (TabExpansion2 $Line).CompletionMatches.CompletionText | Should -Contain $Expected
    }

    It 'offers only scopes that begin as typed' {
        $scopes = (TabExpansion2 'Connect-Lark -DeviceCode -Scope im:chat').CompletionMatches.CompletionText
        $scopes | Should -Not -BeNullOrEmpty
        $scopes | Should -BeLike 'im:chat*'
    }
}
