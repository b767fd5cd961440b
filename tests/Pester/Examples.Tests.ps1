#Requires -Version 7.4
# What is shown must work as it is shown: every example runs against the sandbox, each in a runspace of its own.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1

    # What the text around an example promises to come out, in order and each type once.
    $object, $file = 'LarkResources.LarkResourceContent', 'LarkResources.LarkResourceFile'
    $connection, $info = 'LarkResources.LarkConnection', 'LarkResources.LarkErrorInfo'
    $chat, $message, $resource = 'LarkResources.LarkChat', 'LarkResources.LarkMessage', 'LarkResources.LarkResource'
    $check, $bool = 'LarkResources.LarkCheck', 'System.Boolean'
    $made, $text = 'System.Management.Automation.PSCustomObject', 'System.String'
    $exported, $summary = 'LarkResources.LarkExportedResource', 'LarkResources.LarkExportSummary'
    $promised = @{
        'Connect-Lark 1'            = $connection
        'Connect-Lark 8'            = @()
        'Connect-Lark 9'            = $check
        'Disconnect-Lark 1'         = @()
        'Disconnect-Lark 2'         = $connection
        'Disconnect-Lark 3'         = @()
        'Export-LarkChatResource 1' = $summary
        'Export-LarkChatResource 2' = $summary
        'Export-LarkChatResource 3' = $summary
        'Export-LarkChatResource 4' = $summary
        'Export-LarkChatResource 5' = $summary
        'Export-LarkChatResource 6' = $summary
        'Export-LarkChatResource 7' = @()
        'Export-LarkChatResource 8' = $summary, 'System.IO.FileInfo'
        'Export-LarkChatResource 9' = $summary
        'Export-LarkChatResource 10'= $summary
        'Export-LarkChatResource 11'= $summary
        'Export-LarkChatResource 12'= $text, $info
        'Export-LarkChatResource 13'= $made
        'Export-LarkChatResource 14'= 'Microsoft.PowerShell.Commands.FileHashInfo'
        'Export-LarkChatResource 15'= $exported
        'Export-LarkChatResource 17'= $summary
        'Export-LarkChatResource 18'= $summary, $made
        'Export-LarkChatResource 19'= $summary
        'Export-LarkChatResource 20'= $summary
        'Find-LarkMessage 1'        = $message
        'Find-LarkMessage 2'        = $message
        'Find-LarkMessage 3'        = $message
        'Find-LarkMessage 4'        = $file
        'Find-LarkMessage 5'        = $message
        'Find-LarkMessage 6'        = $made
        'Get-LarkChat 1'            = $chat
        'Get-LarkChat 2'            = $chat
        'Get-LarkChat 3'            = $chat
        'Get-LarkChat 4'            = $message
        'Get-LarkChat 5'            = $text
        'Get-LarkConnection 1'      = $connection
        'Get-LarkConnection 2'      = 'LarkResources.LarkIdentity'
        'Get-LarkConnection 3'      = $connection
        'Get-LarkErrorInfo 1'       = $info
        'Get-LarkErrorInfo 2'       = $info
        'Get-LarkErrorInfo 3'       = $text
        'Get-LarkErrorInfo 4'       = $info
        'Get-LarkErrorInfo 5'       = $made
        'Get-LarkExportedResource 1'= $exported
        'Get-LarkExportedResource 2'= 'System.IO.FileInfo'
        'Get-LarkExportedResource 3'= 'System.IO.FileInfo'
        'Get-LarkExportedResource 4'= 'Microsoft.PowerShell.Commands.GroupInfoNoElement'
        'Get-LarkExportedResource 5'= $info
        'Get-LarkExportedResource 6'= $made
        'Get-LarkExportedResource 7'= $file
        'Get-LarkExportedResource 8'= $exported
        'Get-LarkExportedResource 9'= $made
        'Get-LarkMessage 1'         = $message
        'Get-LarkMessage 2'         = $resource
        'Get-LarkMessage 3'         = $message
        'Get-LarkMessage 4'         = $message
        'Get-LarkMessage 5'         = $message
        'Get-LarkMessage 6'         = $made
        'Get-LarkMessage 7'         = $message
        'Get-LarkMessage 8'         = $message
        'Get-LarkMessageResource 1' = $object
        'Get-LarkMessageResource 2' = $file
        'Get-LarkMessageResource 3' = $file
        'Get-LarkMessageResource 4' = $file
        'Get-LarkMessageResource 5' = $object
        'Get-LarkMessageResource 6' = $file
        'Get-LarkMessageResource 7' = $made
        'Get-LarkMessageResource 9' = $made
        'Get-LarkMessageResource 10'= $object
        'Get-LarkMessageResource 11'= @()
        'Get-LarkMessageResource 12'= $file
        'Get-LarkMessageResource 13'= $text
        'Get-LarkMessageResource 14'= $file
        'Get-LarkMessageResource 16'= $file
        'Get-LarkMessageResource 17'= 'Microsoft.PowerShell.Commands.ByteCollection'
        'Test-LarkConnection 1'     = $check
        'Test-LarkConnection 2'     = $check
        'Test-LarkConnection 3'     = $check
        'Test-LarkConnection 4'     = @()
        'Test-LarkConnection 5'     = $bool
        'README: Connect-Lark -Sandbox' = $file, 'System.IO.FileInfo'
        'README: Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -ErrorAction SilentlyContinue' = $info, $text, 'System.Int32'
        'README.zh-CN: Connect-Lark -Sandbox' = $file, 'System.IO.FileInfo'
        'about_LarkAutomation: $ErrorActionPreference = ''Stop''' = @()
        'about_LarkAutomation: $saved = Get-LarkMessage -ChatId oc_sandbox_finance_team |' = $made
        'about_LarkAutomation: if (-not (Test-LarkConnection -ChatId oc_sandbox_finance_team -Quiet)) {' = @()
        'about_LarkAutomation: Connect-Lark -Sandbox -CallsPerSecond 20 -CallsPerMinute 400' = @()
        'about_LarkAutomation: $run = Get-LarkChat ''Finance Team'' | Export-LarkChatResource -Destination ./archive' = $made
        'about_LarkAutomation: $since = [DateTimeOffset]''2026-11-17T00:00:00Z''' = $file
        'about_LarkAutomation: ''om_sandbox_image'', ''om_sandbox_photo'' | ForEach-Object -Parallel {' = $file
        'about_LarkResources: Connect-Lark -Sandbox' = $chat, $object
        'about_LarkResources: Get-LarkChat ''Finance Team'' |' = $file
        'about_LarkResources: $pdf = @{ SenderId = ''ou_sandbox_alice''; Include = ''*.pdf'' }' = $summary
        'about_LarkResources: Find-LarkMessage contracts -Attachment File' = $message
        'about_LarkResources: Export-LarkChatResource -ChatId oc_sandbox_finance_team -Destination ./archive' = $summary, 'Microsoft.PowerShell.Commands.FileHashInfo'
        'about_LarkResources: Get-LarkMessage -ChatId oc_sandbox_finance_team |' = $file
        'about_LarkResources: $archive = Connect-Lark -Sandbox -PassThru' = $chat
        'about_LarkResources: Get-LarkMessageResource om_sandbox_recalled -ErrorAction SilentlyContinue' = $info
        'examples: quickstart.ps1'  = $text
    }

    # What cannot run here, and why. It is parsed all the same, and its parameters are checked by Help.Tests.ps1.
    $elsewhere = @{
        'Connect-Lark 2'            = 'asks for a secret'
        'Connect-Lark 3'            = 'asks for a credential'
        'Connect-Lark 4'            = 'needs an app and its secret in the environment'
        'Connect-Lark 5'            = 'needs a token of a tenant'
        'Connect-Lark 6'            = 'needs an app and a proxy'
        'Connect-Lark 7'            = 'needs an app and a gateway'
        'Connect-Lark 10'           = 'needs a store app and its ticket'
        'Connect-Lark 11'           = 'needs a person who signs in'
        'Connect-Lark 12'           = 'needs a person who signs in'
        'Export-LarkChatResource 16'= 'never ends; Export-LarkChatResource.Tests.ps1 counts the calls of a run'
        'Get-LarkMessageResource 8' = 'needs ffmpeg'
        'Get-LarkMessageResource 15'= 'needs lark-cli; Get-LarkMessageResource.Tests.ps1 runs it with a program in its place'
        'examples: azure-automation.ps1' = 'needs Azure Automation'
        'examples: hand-over.ps1'   = 'has a suite of its own, Recipes.Tests.ps1'
        'examples: remove-message.ps1' = 'has a suite of its own, Recipes.Tests.ps1'
        'examples: nightly-export.ps1' = 'has a suite of its own, Recipes.Tests.ps1'
        'examples: register-scheduled-task.ps1' = 'needs Windows, and somebody who types a password'
        'examples: secret-management.ps1' = 'needs a vault'
        'examples: several-machines.ps1' = 'has parameters; Recipes.Tests.ps1 runs it'
        'README: dotnet build'      = 'is how to build; the workflow of the repository does it'
        'README: ./build.ps1 -Task Package' = 'installs for the reader; Package.Tests.ps1 does it in another home'
        "README: Connect-Lark -AppId cli_a1b2c3d4e5f6 -AppSecret (Read-Host -Prompt 'App secret' -AsSecureString)" = 'asks for a secret'
        'README.zh-CN: dotnet build' = 'is how to build; the workflow of the repository does it'
        'README.zh-CN: ./build.ps1 -Task Package' = 'installs for the reader; Package.Tests.ps1 does it in another home'
        "README.zh-CN: Connect-Lark -Region Feishu -AppId cli_a1b2c3d4e5f6 -AppSecret (Read-Host -Prompt '应用密钥' -AsSecureString)" = 'asks for a secret'
        'about_LarkErrors: try {'   = 'is about a message of the reader'
        'about_LarkResources: [cultureinfo]::CurrentUICulture = ''zh-CN''' = 'shows nothing; Help.Tests.ps1 runs it at a prompt'
        'about_LarkResources: Connect-Lark -AppId cli_a1b2c3d4e5f6 -AppSecret (Read-Host -AsSecureString)' = 'asks for a secret'
        'about_LarkAutomation: Connect-Lark -AppId cli_a1b2c3d4e5f6 -AppSecret (Get-Secret LarkAppSecret)' = 'needs a vault'
        'about_LarkAutomation: Connect-Lark -Credential (Get-AutomationPSCredential -Name Lark)' = 'needs Azure Automation'
        'about_LarkAutomation: while ($true) {' = 'never ends; Export-LarkChatResource.Tests.ps1 counts the calls of a run'
        'about_LarkAutomation: lark-cli event consume im.message.receive_v1 --as bot |' = 'needs lark-cli; Get-LarkMessageResource.Tests.ps1 runs it with a program in its place'
        'about_LarkAutomation: ./nightly-export.ps1 -Destination ./archive -IncludeThread -IncludeMessage -Gallery' = 'is a recipe; Recipes.Tests.ps1 runs it'
        'about_LarkAutomation: ./hand-over.ps1 -AppId cli_a1b2c3d4e5f6 -AppSecret (Read-Host -AsSecureString) -Path ./hand-over.zip' = 'is a recipe; Recipes.Tests.ps1 runs it'
        'about_LarkAutomation: ./several-machines.ps1 -Machine 2 -Of 4 -Destination /mnt/lark -IncludeMessage' = 'is a recipe; Recipes.Tests.ps1 runs it'
        'about_LarkAutomation: - shell: pwsh' = 'is no PowerShell: a step of a workflow'
        'about_LarkAutomation: -NoProfile -NonInteractive -File C:\Jobs\fetch.ps1' = 'is no PowerShell: the arguments of a program'
        'about_LarkAutomation: 0 2 * * * /usr/bin/pwsh -NoProfile -NonInteractive -File /opt/jobs/fetch.ps1' = 'is no PowerShell: a line of crontab'
    }

    $examples = @(
        foreach ($page in Get-HelpPage) {
            for ($i = 0; $i -lt $page.Examples.Count; $i++) {
                @{ Name = "$($page.Name) $($i + 1)"; Code = $page.Examples[$i].Code; Page = $page.Name }
            }
        }

        # The same code stands in each language, which is tested elsewhere; a README in another language is read for itself.
        foreach ($file in Get-ChildItem $HelpFolder/en-US -Filter *.help.txt) {
            foreach ($code in Get-TopicCode (Get-Content $file -Raw).ReplaceLineEndings("`n")) {
                @{ Name = "$($file.Name -replace '\.help\.txt$'): $($code.Split("`n")[0])"; Code = $code; Page = $file.Name }
            }
        }
        foreach ($file in Get-ChildItem $RepositoryRoot -Filter README*.md) {
            foreach ($code in Get-CodeBlock (Get-Content $file -Raw).ReplaceLineEndings("`n")) {
                @{ Name = "$($file.BaseName): $($code.Split("`n")[0])"; Code = $code; Page = $file.Name }
            }
        }
    )
    $documents = foreach ($file in @(Get-ChildItem $RepositoryRoot -Filter *.md; Get-ChildItem $RepositoryRoot/docs, $RepositoryRoot/bench, $RepositoryRoot/findings -Filter *.md)) {
        @{ Name = $file.Name; Folder = $file.DirectoryName; Text = Get-Content $file -Raw }
    }
    $parsed = $examples.Where{ $elsewhere[$_.Name] -notlike 'is no PowerShell*' }
    $running = foreach ($example in $examples.Where{ -not $elsewhere.ContainsKey($_.Name) }) {
        $example + @{ Promised = @($promised[$example.Name]).Where{ $_ } }
    }
    $files = Get-ChildItem $RepositoryRoot/examples -Filter *.ps1 | ForEach-Object {
        @{ Name = "examples: $($_.Name)"; Path = $_.FullName; Code = Get-Content $_ -Raw; Promised = @($promised["examples: $($_.Name)"]).Where{ $_ } }
    }
    $scripts = $files.Where{ -not $elsewhere.ContainsKey($_.Name) }
    $parsed = @($parsed; $files)
    $sequences = foreach ($page in $running | Group-Object { $_.Page }) {
        @{ Name = $page.Name; Steps = @($page.Group) }
    }
    $names = @{ Examples = @($examples.Name) + @($files.Name); Promised = @($promised.Keys); Elsewhere = @($elsewhere.Keys) }
}

BeforeAll {
    . $PSScriptRoot/HelpPage.ps1
    Import-Module $ModuleManifest
    $pwsh = & $PSScriptRoot/Get-ShellCommand.ps1

    # What runs in other runspaces finds the module by its name, as where it is installed.
    $modulePath = $env:PSModulePath
    $env:PSModulePath = (Split-Path (Split-Path $ModuleManifest)) + [IO.Path]::PathSeparator + $modulePath

    # Runs some code after the other, all of it in one folder and one shell that is connected to the sandbox.
    function Invoke-Example([string[]] $Code, [string] $Folder) {
        New-Item $Folder -ItemType Directory -Force | Out-Null
        $shell = [powershell]::Create()
        try {
            [void] $shell.AddScript({
                    param($Manifest, $Folder)
                    Import-Module $Manifest
                    Set-Location -LiteralPath $Folder -ErrorAction Stop
                    Connect-Lark -Sandbox
                }).AddArgument($ModuleManifest).AddArgument($Folder).Invoke()
            foreach ($part in $Code) {
                $shell.Commands.Clear()
                $shell.Streams.ClearStreams()
                $output = $shell.AddScript($part).Invoke()
                [pscustomobject]@{
                    Types    = @($output.ForEach{ $_.GetType().FullName } | Select-Object -Unique)
                    Output   = $output
                    Errors   = @($shell.Streams.Error)
                    Warnings = @($shell.Streams.Warning)
                }
            }
        }
        finally {
            [void] $shell.Commands.Clear()
            [void] $shell.AddScript('Disconnect-Lark').Invoke()
            $shell.Dispose()
        }
    }

    # Errors that an example is about, and what is said of a history that holds what the platform does not serve, are not meant.
    function Assert-NoSurprise($Result) {
        $Result.Errors | Where-Object FullyQualifiedErrorId -NotMatch '^(AppNotInChat|MessageDeleted|MessageInvisible),' | Should -BeNullOrEmpty
        $Result.Warnings | Where-Object { $_ -notmatch 'does not serve|was recalled|New replies' } | Should -BeNullOrEmpty
    }
}

AfterAll {
    $env:PSModulePath = $modulePath
}

Describe 'The list of examples' {
    It 'promises an output for each, or says why it cannot run' -ForEach $names {
        $Promised + $Elsewhere | Sort-Object | Should -Be ($Examples | Sort-Object)
    }
}

Describe 'The code of <Name>' -ForEach $parsed {
    It 'is PowerShell, and its cmdlets and parameters are real' {
        foreach ($use in Get-CmdletUse $Code) {
            $called = Get-Command $use.Name -Module LarkResources -ErrorAction Stop
            $use.Parameters | Where-Object { $_ -notin $called.Parameters.Keys } | Should -BeNullOrEmpty -Because "$($use.Name) has no such parameter"
        }
    }
}

Describe 'Example' {
    It '<Name> gives what it promises' -ForEach $running {
        $result = Invoke-Example $Code (Join-Path $TestDrive ([guid]::NewGuid()))
        Assert-NoSurprise $result
        $result.Types -join ', ' | Should -Be ($Promised -join ', ')
        foreach ($saved in $result.Output.Where{ "$($_.GetType())" -eq 'LarkResources.LarkResourceFile' }) {
            (Get-FileHash -LiteralPath $saved.FullName).Hash | Should -Be $saved.Sha256
        }
    }

    It 'of a run with WhatIf leaves nothing behind' -ForEach $running.Where{ $_.Code -match '-WhatIf' } {
        $folder = Join-Path $TestDrive 'whatif'
        Invoke-Example $Code $folder
        Get-ChildItem $folder -Recurse | Should -BeNullOrEmpty
    }
}

Describe 'The examples of <Name>' -ForEach $sequences {
    It 'can be run one after the other in one folder, and each still gives something' {
        $results = @(Invoke-Example $Steps.Code (Join-Path $TestDrive ([guid]::NewGuid())))
        $results | Should -HaveCount $Steps.Count
        for ($i = 0; $i -lt $Steps.Count; $i++) {
            try {
                Assert-NoSurprise $results[$i]
                # What an earlier example has exported does not come out again, and nothing else may be missing.
                foreach ($type in $results[$i].Types) { $type | Should -BeIn $Steps[$i].Promised }
                [bool] $results[$i].Types | Should -Be ([bool] $Steps[$i].Promised) -Because 'an example that shows something shows it to whoever has run those above it'
            }
            catch { throw "$($Steps[$i].Name): $_" }
        }
    }
}

Describe '<Name>' -ForEach $documents {
    It 'links only to files that are there' {
        foreach ($match in [regex]::Matches($Text, '\]\((?!https?:|#)([^)#]+)')) {
            Join-Path $Folder $match.Groups[1].Value | Should -Exist
        }
    }
}

Describe 'The script <Name>' -ForEach $scripts {
    BeforeAll {
        $temporary = $env:TMPDIR
        $env:TMPDIR = "$TestDrive"
    }

    AfterAll {
        $env:TMPDIR = $temporary
    }

    It 'runs to its end, again and again' {
        foreach ($run in 1, 2) {
            $said = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $Path 2>&1
            $LASTEXITCODE | Should -Be 0
            $said | Should -Not -BeNullOrEmpty
        }
    }

    It 'gives what it promises' {
        (Invoke-Example "& '$Path'" (Join-Path $TestDrive ([guid]::NewGuid()))).Types -join ', ' | Should -Be ($Promised -join ', ')
    }
}

Describe 'The quick start' {
    BeforeAll {
        $temporary = New-Item (Join-Path $TestDrive 'quickstart') -ItemType Directory
        $before = $env:TMPDIR, $env:TMP
        $env:TMPDIR = $env:TMP = $temporary
        $encoding = [Console]::OutputEncoding
        [Console]::OutputEncoding = [Text.UTF8Encoding]::new()
        $all = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $RepositoryRoot/examples/quickstart.ps1 2>&1
        $code = $LASTEXITCODE
        [Console]::OutputEncoding = $encoding
        $env:TMPDIR, $env:TMP = $before
        $shown = $all.Where{ $_ -isnot [Management.Automation.ErrorRecord] } -replace '\e\[[\d;]*m' -join "`n"
        $failed = $all.Where{ $_ -is [Management.Automation.ErrorRecord] } -replace '\e\[[\d;]*m' -join ' '
    }

    It 'ends well' {
        $code | Should -Be 0 -Because $failed
    }

    It 'shows <_>' -ForEach @(
        'https://sandbox.invalid/'
        'img_v3_sandbox_chart.png'
        'Saved as 报告 2026年第三季度.pdf: 863 bytes, application/pdf'
        'As a stream: 16 blocks, 1048576 bytes'
        'a PNG: True'
        'MessageDeleted: '
        'FileExists: Add -SkipExisting'
    ) {
        $shown.Contains($_) | Should -BeTrue -Because $shown
    }

    It 'shows each of four results as a table, and none as a list' {
        [regex]::Matches($shown, '(?m)^ *-+ [ -]+$').Count | Should -Be 4 -Because $shown
        $shown | Should -Not -Match '(?m)^\w+ +: '
    }

    It 'shows an error as at a prompt' {
        $failed | Should -Match 'code 234004, log id '
        $failed | Should -Match 'Recommendation: In the chat open'
    }

    It 'says at the end where the files are' {
        $folder = (Get-ChildItem $temporary -Directory).FullName
        $folder | Should -HaveCount 1
        $shown.Contains("The files are in ${folder}:") | Should -BeTrue -Because $shown
        (Get-ChildItem $folder -File).Name | Sort-Object | Should -Be 'img_v3_sandbox_chart.png', '报告 2026年第三季度.pdf'
    }

    It 'fails where the module is broken' {
        $broken = New-Item (Join-Path $TestDrive 'broken/out/LarkResources') -ItemType Directory
        Set-Content (Join-Path $broken LarkResources.psd1) "@{ ModuleVersion = '0.0.1'; RootModule = 'absent.dll' }"
        $examples = New-Item (Join-Path $TestDrive 'broken/examples') -ItemType Directory
        Copy-Item $RepositoryRoot/examples/quickstart.ps1 $examples
        $said = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File (Join-Path $examples quickstart.ps1) 2>&1
        $LASTEXITCODE | Should -Be 1
        "$said" | Should -Match 'absent'
    }
}
