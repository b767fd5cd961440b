#Requires -Version 7.4
# What a person sees of an export: parameters, files, manifest, objects, errors. The engine under it is proved in xUnit.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer

    # Every line that counts: a later one about a resource replaces an earlier one.
    function Get-Line([string] $Folder) {
        $last = [ordered]@{}
        foreach ($line in Get-ChildItem -LiteralPath $Folder -Recurse -Filter manifest.jsonl | Get-Content | ConvertFrom-Json -DateKind String) {
            $last["$($line.messageId) $($line.fileKey)"] = $line
        }
        $last.Values
    }

    # The files that people sent, without what the export keeps for itself.
    function Get-SentFile([string] $Folder) {
        Get-ChildItem -LiteralPath $Folder -Recurse -File | Where-Object { $_.Directory.FullName -match '[\\/]\d{4}-\d\d-\d\d([\\/]|$)' }
    }

    # Other bytes, as a program writes them; with the old time, as a power cut or a bad disk leaves them.
    function Set-Bytes([string] $Path, [byte[]] $Bytes, [switch] $KeepTime) {
        $time = [IO.File]::GetLastWriteTimeUtc($Path)
        [IO.File]::WriteAllBytes($Path, $Bytes)
        if ($KeepTime) { [IO.File]::SetLastWriteTimeUtc($Path, $time) }
    }

    function Get-ResourceCall {
        @(Get-SandboxRequest $server '*/resources/*')
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'The parameters of Export-LarkChatResource' {
    BeforeAll {
        $command = Get-Command Export-LarkChatResource
    }

    It 'are those of the contract' {
        $own = $command.Parameters.Keys | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::CommonParameters }
        $own | Sort-Object | Should -Be (@(
                'ChatId', 'Destination', 'InputObject', 'Since', 'Until', 'Kind', 'MaximumSize', 'IncludeThread', 'ThreadLookbackDays', 'IncludeMessage', 'Include', 'Exclude', 'SenderId', 'Full', 'RetrySkipped', 'Verify', 'Force'
                'ThrottleLimit', 'Gallery', 'PassThru', 'Connection', 'WhatIf', 'Confirm') | Sort-Object)
    }

    It 'have one position, that of the chat, and the spelling of the API' {
        $positions = $command.ParameterSets[0].Parameters | Where-Object Position -GE 0
        $positions.Name | Should -Be 'ChatId'
        $command.Parameters.ChatId.Aliases | Should -Be 'chat_id'
        $command.Parameters.ChatId.ParameterType | Should -Be ([string[]])
    }

    It 'take chats from the pipeline by value and by name' {
        $command.Parameters.InputObject.Attributes.ValueFromPipeline | Should -Contain $true
        $command.Parameters.ChatId.Attributes.ValueFromPipelineByPropertyName | Should -Contain $true
    }

    It 'need a destination only' {
        ($command.ParameterSets[0].Parameters | Where-Object IsMandatory).Name | Should -Be 'Destination'
    }

    It 'promise what comes out' {
        $command.OutputType.Name | Should -Be 'LarkResources.LarkExportSummary', 'LarkResources.LarkExportedResource', 'System.IO.FileInfo'
    }

    It 'refuse <Name>' -ForEach @(
        @{ Name = 'ThrottleLimit'; With = @{ ThrottleLimit = 33 } }
        @{ Name = 'MaximumSize'; With = @{ MaximumSize = 0 } }
        @{ Name = 'Kind'; With = @{ Kind = 'Picture' } }
        @{ Name = 'Destination'; With = @{ Destination = '' } }
    ) {
        $arguments = @{ ChatId = 'oc_sandbox_quiet'; Destination = 'x' }
        $With.Keys | ForEach-Object { $arguments[$_] = $With[$_] }
        (Get-RaisedError { Export-LarkChatResource @arguments }).FullyQualifiedErrorId | Should -Match '^(ParameterArgument|CannotConvert)'
    }
}

Describe 'Export-LarkChatResource' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'files what was sent by chat and day, with the time of the message and the right bytes' {
        $files = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru
        $files | Should -BeOfType ([LarkResources.LarkExportedResource])
        $files.Count | Should -Be 19
        $report = $files | Where-Object FileKey -EQ file_v3_sandbox_report
        $report.FullName | Should -BeExactly (Join-Path $folder 'Finance Team (oc_sandbox_finance_team)' '2026-11-17' '报告 2026年第三季度.pdf')
        $report.ChatId, $report.MessageId, $report.Kind | Should -Be 'oc_sandbox_finance_team', 'om_sandbox_report', 'File'
        foreach ($file in $files) {
            (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be (Get-SandboxResource $server $file.FileKey).sha256
            (Get-Item -LiteralPath $file.FullName).LastWriteTimeUtc | Should -Be $file.SentAt.UtcDateTime
        }

        ($files | Get-FileHash).Path | Should -Be $files.FullName
    }

    It 'has a line for each file and a file for each line' {
        $null = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -WarningAction SilentlyContinue
        $chat = (Get-ChildItem -LiteralPath $folder -Directory).FullName
        $saved = Get-Line $folder | Where-Object status -EQ saved
        $saved.Count | Should -BeGreaterThan 50
        $saved.path | Sort-Object | Should -Be (Get-SentFile $folder | ForEach-Object { [IO.Path]::GetRelativePath($chat, $_.FullName).Replace('\', '/') } | Sort-Object)
        foreach ($line in $saved) {
            (Get-FileHash -LiteralPath (Join-Path $chat $line.path)).Hash | Should -Be $line.sha256
        }
    }

    It 'records all that the chat has, each with what became of it' {
        $null = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -WarningAction SilentlyContinue
        $lines = Get-Line $folder
        foreach ($expected in Get-SandboxMixedResource $server 200 3 | Where-Object { $_.kind -ne 'cover' -and -not $_.inThread }) {
            $line = $lines | Where-Object { $_.messageId -eq $expected.messageId -and $_.fileKey -eq $expected.fileKey }
            $line | Should -Not -BeNullOrEmpty -Because "$($expected.fileKey) of $($expected.messageId)"
            $line.status | Should -Be ($expected.code -or $expected.kind -eq 'sticker' ? 'skipped' : 'saved')
            if ($line.status -eq 'saved') { $line.sha256 | Should -Be $expected.sha256 }
            if ($expected.code) { $line.code | Should -Be $expected.code }
        }
    }

    It 'makes no call for what is there, again and again' {
        $first = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -WarningAction SilentlyContinue
        $manifest = (Get-ChildItem -LiteralPath $folder -Recurse -Filter manifest.jsonl).FullName
        $before = Get-FileHash -LiteralPath $manifest
        Reset-SandboxServer $server
        foreach ($run in 1, 2) {
            $again = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -WarningVariable warnings
            @($again) | Should -HaveCount 1
            $again.Saved, $again.Failed, $again.ResourceCalls | Should -Be 0, 0, 0
            $again.AlreadyThere | Should -Be $first.Saved
            $again.SkippedBefore | Should -Be $first.Skipped
            $warnings | Should -BeNullOrEmpty
        }

        Get-ResourceCall | Should -HaveCount 0
        (Get-FileHash -LiteralPath $manifest).Hash | Should -Be $before.Hash
    }

    It 'fetches what was sent since, and reads no more of the history than that' {
        # What is read to its end is noted by the clock of this machine, which knows nothing of the time of the tenant.
        $then = (Get-LarkMessage -ChatId oc_mixed_200_3 -First 100)[-1].CreateTime
        Set-SandboxNow $server $then
        $first = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -Until $then -WarningAction SilentlyContinue
        Clear-SandboxNow $server
        $second = Export-LarkChatResource oc_mixed_200_3 -Destination $folder -WarningAction SilentlyContinue
        $whole = Export-LarkChatResource oc_mixed_200_3 -Destination (New-TestFolder) -WarningAction SilentlyContinue
        $first.Saved, $second.Saved | Should -Not -Contain 0
        $first.Saved + $second.Saved | Should -Be $whole.Saved
        $second.AlreadyThere | Should -Be $first.Saved
        $second.Messages | Should -BeLessThan $whole.Messages
    }

    It 'fetches the picture that somebody has put into a message since' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $key = Edit-SandboxMessage $server om_sandbox_post
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Full -PassThru).FileKey | Should -Be $key
    }

    It 'keeps what was saved of a message that was recalled since' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        Revoke-SandboxMessage $server om_sandbox_report
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Full
        $again.Saved, $again.Failed, $again.AlreadyThere | Should -Be 0, 0, 19
    }

    It 'fetches a file again that was <Name>, and says so' -ForEach @(
        @{ Name = 'deleted'; Change = { Remove-Item -LiteralPath $args[0] }; With = @{} }
        @{ Name = 'torn, with the time that the export gave it'; Change = { Set-Bytes $args[0] ([byte[]] (1, 2, 3)) -KeepTime }; With = @{} }
        @{ Name = 'damaged behind its length'; Change = { $bytes = [IO.File]::ReadAllBytes($args[0]); $bytes[9] = $bytes[9] -bxor 1; Set-Bytes $args[0] $bytes -KeepTime }; With = @{ Verify = $true } }
        @{ Name = 'edited, with -Force'; Change = { Set-Bytes $args[0] ([byte[]] (1, 2, 3)) }; With = @{ Force = $true } }
        @{ Name = 'edited behind its length, with -Force'; Change = { Set-Bytes $args[0] ([byte[]]::new([IO.FileInfo]::new($args[0]).Length)) }; With = @{ Force = $true; Verify = $true } }
    ) {
        $report = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru | Where-Object FileKey -EQ file_v3_sandbox_report
        & $Change $report.FullName
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru @With -WarningVariable warnings -WarningAction SilentlyContinue
        $again.FullName | Should -BeExactly $report.FullName
        (Get-FileHash -LiteralPath $report.FullName).Hash | Should -Be $report.Sha256
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*报告 2026年第三季度.pdf*fetched again*'
    }

    It 'keeps a file that a person edited, and counts it: <Name>' -ForEach @(
        @{ Name = 'longer'; Bytes = { [byte[]]::new($args[0] + 1) }; With = @{} }
        @{ Name = 'shorter, with -Full'; Bytes = { [byte[]] (1, 2, 3) }; With = @{ Full = $true } }
        @{ Name = 'as long, with -Verify'; Bytes = { [byte[]]::new($args[0]) }; With = @{ Verify = $true } }
    ) {
        $report = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru | Where-Object FileKey -EQ file_v3_sandbox_report
        $bytes = & $Bytes $report.Length
        Set-Bytes $report.FullName $bytes
        foreach ($run in 1, 2) {
            $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder @With -WarningVariable warnings -WarningAction SilentlyContinue
            $again.Edited, $again.Saved, $again.AlreadyThere, $again.ResourceCalls | Should -Be 1, 0, 18, 0
            $warnings | Should -HaveCount 1
            "$warnings" | Should -BeLike '1 file was changed*报告 2026年第三季度.pdf*-Force*'
            [IO.File]::ReadAllBytes($report.FullName) | Should -Be $bytes
        }

        (Get-ChildItem -LiteralPath (Split-Path $report.FullName)).Name -like '*报告*' | Should -HaveCount 1
    }

    It 'tells of many edited files of several chats in one warning, with the first few names' {
        $all = 'oc_sandbox_finance_team', 'oc_sandbox_finance_share'
        $saved = @($all | Export-LarkChatResource -Destination $folder -PassThru -WarningAction SilentlyContinue)
        $saved | ForEach-Object { Set-Bytes $_.FullName ([byte[]]::new($_.Length + 1)) }
        $again = $all | Export-LarkChatResource -Destination $folder -WarningVariable warnings -WarningAction SilentlyContinue
        $again.Edited | Should -Be $saved.Count
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike "$($saved.Count) files were changed*, …*"
        ("$warnings" -split "', '").Count | Should -Be 3
        $again = $all | Export-LarkChatResource -Destination $folder -Force -WarningAction SilentlyContinue
        $again.Edited, $again.Saved | Should -Be 0, $saved.Count
        $saved | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash | Should -Be $_.Sha256 }
    }

    It 'does not believe a line that names <Name>, and leaves that file alone' -ForEach @(
        @{ Name = 'manifest.jsonl'; Path = 'manifest.jsonl'; Options = @{} }
        @{ Name = 'export.json'; Path = 'export.json'; Options = @{} }
        @{ Name = 'a file of a person beside the days'; Path = 'notes.docx'; Options = @{} }
        @{ Name = 'a file of a person beside the days, with -Force -Verify'; Path = 'notes.docx'; Options = @{ Force = $true; Verify = $true } }
        @{ Name = 'a file of a person in a folder of their own'; Path = 'mine/notes.docx'; Options = @{} }
        @{ Name = 'a file of a person among the saved ones'; Path = '{day}/notes.docx'; Options = @{} }
        @{ Name = 'what another file grows under'; Path = '{day}/notes.docx.part'; Options = @{} }
    ) {
        $report = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru | Where-Object FileKey -EQ file_v3_sandbox_report
        $day = Split-Path $report.FullName
        $own = Split-Path $day
        $relative = $Path.Replace('{day}', (Split-Path $day -Leaf))
        $victim = Join-Path $own $relative
        $manifest = Join-Path $own manifest.jsonl
        if (-not (Test-Path -LiteralPath $victim)) {
            $null = [IO.Directory]::CreateDirectory((Split-Path $victim))
            [IO.File]::WriteAllText($victim, 'mine')
        }

        $line = [IO.File]::ReadAllLines($manifest) | Where-Object { $_ -like '*"file_v3_sandbox_report"*' }
        $forged = $line -replace '"path":"[^"]*"', ('"path":"' + $relative + '"')
        [IO.File]::AppendAllText($manifest, "$forged`n")
        Remove-Item -LiteralPath $report.FullName
        $before = [IO.File]::ReadAllText($manifest)
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder @Options -WarningVariable warnings -WarningAction SilentlyContinue
        $again.Failed | Should -Be 0
        "$warnings" | Should -Match ([regex]::Escape((Split-Path $relative -Leaf)))
        if ($Path -notlike '*.json*') {
            [IO.File]::ReadAllText($victim) | Should -BeExactly 'mine'
        }

        [IO.File]::ReadAllText($manifest).StartsWith($before) | Should -BeTrue
        $null = Get-Content -LiteralPath (Join-Path $own export.json) -Raw | ConvertFrom-Json
        if ($Path -ne '{day}/notes.docx') {
            $again.Saved | Should -Be 1
            (Get-FileHash -LiteralPath $report.FullName).Hash | Should -Be $report.Sha256
        }
    }

    It 'takes a change behind the length for nothing without -Verify' {
        $report = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru | Where-Object FileKey -EQ file_v3_sandbox_report
        [IO.File]::WriteAllBytes($report.FullName, [byte[]]::new($report.Length))
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder).AlreadyThere | Should -Be 19
    }
}

Describe 'What is chosen' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'is by -Kind <Kind>' -ForEach @(
        @{ Kind = 'Image'; Count = 7 }
        @{ Kind = 'Audio', 'Video'; Count = 3 }
        @{ Kind = 'Cover'; Count = 2 }
    ) {
        $files = @(Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Kind $Kind -WarningAction SilentlyContinue -PassThru)
        $files.Count | Should -Be $Count
        $files.Kind | Select-Object -Unique | Should -BeIn $Kind
        @(Get-SentFile $folder).Count | Should -Be $Count
    }

    It 'is everything but covers without -Kind, and another run brings the covers' {
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru).Kind | Should -Not -Contain 'Cover'
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Kind Cover -PassThru).Kind | Should -Be 'Cover', 'Cover'
    }

    It 'is by -MaximumSize, and what was too large comes when more is allowed' {
        $first = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -MaximumSize 1KB
        (Get-SentFile $folder | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 1KB
        $first.SkippedByCode['MaximumSize'] | Should -BeGreaterThan 0
        $second = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $second.Saved | Should -Be $first.SkippedByCode['MaximumSize']
        (Get-SentFile $folder).Count | Should -Be 19
    }

    It 'is by -Since and -Until' {
        $files = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Since '2026-11-17T00:00:00Z' -Until '2026-11-17T23:59:59Z' -PassThru
        $files.Count | Should -Be 5
        $files.SentAt.UtcDateTime.Date | Select-Object -Unique | Should -Be ([datetime] '2026-11-17')
    }

    It 'cannot end before it begins' {
        $raised = Get-RaisedError { Export-LarkChatResource oc_sandbox_quiet -Destination $folder -Since 2026-11-20 -Until 2026-11-19 }
        $raised.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }

    It 'is also what is in threads with -IncludeThread' {
        $without = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru
        $with = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread -PassThru
        $without.ThreadId | Where-Object { $_ } | Should -BeNullOrEmpty
        $with.ThreadId | Should -Be 'omt_sandbox_invoices'
    }

    It 'are chats as they come: <Name>' -ForEach @(
        @{ Name = 'ids as arguments'; Run = { Export-LarkChatResource oc_sandbox_quiet, oc_sandbox_odd_name -Destination $folder } }
        @{ Name = 'ids as text'; Run = { 'oc_sandbox_quiet', ' oc_sandbox_odd_name ' | Export-LarkChatResource -Destination $folder } }
        @{ Name = 'objects of the API'; Run = { '[{"chat_id":"oc_sandbox_quiet"},{"chat_id":"oc_sandbox_odd_name"}]' | ConvertFrom-Json | Export-LarkChatResource -Destination $folder } }
        @{ Name = 'objects with ChatId'; Run = { 'oc_sandbox_quiet', 'oc_sandbox_odd_name' | ForEach-Object { [pscustomobject]@{ ChatId = $_ } } | Export-LarkChatResource -Destination $folder } }
        @{ Name = 'chats'; Run = { Get-LarkChat oc_sandbox_quiet, oc_sandbox_odd_name | Export-LarkChatResource -Destination $folder } }
        @{ Name = 'one twice'; Run = { 'oc_sandbox_quiet', 'oc_sandbox_odd_name', 'oc_sandbox_quiet' | Export-LarkChatResource -Destination $folder } }
    ) {
        ((& $Run)).Chats | Should -Be 2
        # The name of the second begins with dots, which hides it on some systems.
        $names = (Get-ChildItem -LiteralPath $folder -Directory -Force).Name
        $names | Should -HaveCount 2
        $names | Where-Object { $_ -match '\((oc_sandbox_quiet|oc_sandbox_odd_name)\)$' } | Should -HaveCount 2
    }

    It 'are names too, with wildcards' {
        $summary = Export-LarkChatResource 'finance TEAM', '*共享*' -Destination $folder -Kind Audio
        $summary.Chats | Should -Be 2
        (Get-ChildItem -LiteralPath $folder -Directory).Name | Should -Contain 'Finance Team (oc_sandbox_finance_team)'
    }

    It 'read the list of chats once for all names' {
        $null = Get-LarkChat
        $once = @(Get-SandboxRequest $server '*/im/v1/chats*').Count
        Reset-SandboxServer $server
        $null = 'finance TEAM', '*共享*' | Export-LarkChatResource -Destination $folder -Kind Audio
        @(Get-SandboxRequest $server '*/im/v1/chats*') | Should -HaveCount $once
    }

    It 'is an error where no chat has the name <_>, and the rest is exported' -ForEach 'No such team', '*nothing*' {
        $summary = Export-LarkChatResource $_, oc_sandbox_quiet -Destination $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $summary.Chats | Should -Be 1
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ChatNotFound,*'
    }

    It 'needs no call for the name of a chat that was piped' {
        $chats = Get-LarkChat
        Reset-SandboxServer $server
        $null = $chats | Export-LarkChatResource -Destination $folder -Kind Audio
        @(Get-SandboxRequest $server '*/im/v1/chats*') | Should -HaveCount 0
    }

    It 'has to be something' {
        (Get-RaisedError { Export-LarkChatResource -Destination $folder }).Exception.Message | Should -BeLike '*no chat to export*'
        (Get-RaisedError { Export-LarkChatResource ' ' -Destination $folder }).FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        Get-RaisedError { @() | Export-LarkChatResource -Destination $folder } | Should -BeNullOrEmpty
    }
}

Describe 'The summary' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'is all that comes, and counts what happened' {
        $summary = Get-LarkChat | Export-LarkChatResource -Destination $folder
        $summary | Should -HaveCount 1
        $summary | Should -BeOfType ([LarkResources.LarkExportSummary])
        $files = Get-SentFile $folder
        $summary.Destination | Should -Be $folder
        $summary.Chats | Should -Be 2
        $summary.Saved | Should -Be $files.Count
        $summary.Bytes | Should -Be ($files | Measure-Object Length -Sum).Sum
        $summary.Skipped | Should -Be ($summary.SkippedByCode.Values | Measure-Object -Sum).Sum
        $summary.SkippedByCode['230110'] | Should -Be 1
        $summary.ResourceCalls | Should -Be (Get-ResourceCall).Count
        [timespan]$summary.Duration | Should -BeGreaterThan ([timespan]::Zero)
        $summary.Gallery | Should -BeNullOrEmpty
        "$summary" | Should -BeLike "$($files.Count) saved, 0 already there, * skipped, 0 failed"
    }

    It 'comes also when nothing is new' {
        $null = Export-LarkChatResource oc_sandbox_odd_name -Destination $folder
        $again = Export-LarkChatResource oc_sandbox_odd_name -Destination $folder
        $again.Saved, $again.Chats | Should -Be 0, 1
    }

    It 'gives way to the resources with -PassThru' {
        $output = @(Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru)
        $output | Should -HaveCount 19
        $output | Should -BeOfType ([LarkResources.LarkExportedResource])
    }

    It 'is useful in every form, and so are the resources' {
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $resource = (Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -PassThru)[0]
        $summary | Format-Table Saved, Failed | Out-String | Should -Match '(?m)^\s+19\s+0\s*$'
        $json = $summary | ConvertTo-Json | ConvertFrom-Json
        $json.SkippedByCode.'230110' | Should -Be 1
        $json.Duration | Should -Match '^\d\d:\d\d:\d\d'
        ($summary | ConvertTo-Csv | ConvertFrom-Csv).SkippedByCode | Should -BeExactly '230110: 1, 234043: 2'
        ($resource | ConvertTo-Json | ConvertFrom-Json).Kind | Should -BeIn 'Image', 'File', 'Audio', 'Video'
        foreach ($text in ($summary | Format-List * | Out-String), ($resource | Format-List * | Out-String), ($summary | ConvertTo-Csv | Out-String), ($resource | ConvertTo-Csv | Out-String)) {
            $text | Should -Not -Match 'System\.|LarkResources\.'
        }
    }
}

Describe 'A dry run' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'promises nothing of a chat that it cannot read' {
        $folder = Join-Path (New-TestFolder) 'there'
        $shell = Invoke-FreshShell -Variables @{ Folder = $folder; Address = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
            Export-LarkChatResource oc_wrong -Destination $Folder -WhatIf -ErrorAction Ignore
            Export-LarkChatResource oc_wrong, oc_sandbox_finance_team -Destination $Folder -WhatIf -ErrorAction Ignore
        }
        $lines = @($shell.Output -split '\r?\n' -match '^What if: ')
        $lines | Should -HaveCount 2
        $lines[0] | Should -BeExactly "What if: Chat 'Finance Team': 20 files of unknown size would be downloaded."
        $lines[1] | Should -BeLike 'What if: In total, 20 files of unknown size would be downloaded to *; 1 chat could not be read to the end.'
    }

    It 'shows what would come, and touches nothing' {
        $folder = Join-Path (New-TestFolder) 'not' 'there'
        $shell = Invoke-FreshShell -Variables @{ Folder = $folder; Address = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
            Export-LarkChatResource oc_sandbox_finance_team -Destination $Folder -WhatIf -Gallery -Verbose
        }
        $shell.Errors | Should -BeNullOrEmpty
        $said = $shell.Output -split '\r?\n'
        @($said -match '^VERBOSE: Would download \w+ ') | Should -HaveCount 20
        @($said -match '报告 2026年第三季度\.pdf') | Should -HaveCount 1
        @($said -match "^What if: ") | Should -HaveCount 3 -Because 'there is a line for the chat, the total and the page'
        @($said -match "^What if: In total, 20 files of unknown size would be downloaded to '.+'\.$") | Should -HaveCount 1
        Split-Path $folder | Should -Not -Exist
        Get-ResourceCall | Should -HaveCount 0
    }

    It 'shows only what is not there yet' {
        $folder = New-TestFolder
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $before = Get-ChildItem -LiteralPath $folder -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }
        Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem -LiteralPath $folder -Recurse | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" } | Should -Be $before
    }

    It 'counts over all chats, in the last line about files' {
        $folder = New-TestFolder
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $shell = Invoke-FreshShell -Variables @{ Folder = $folder; Address = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
            Export-LarkChatResource oc_sandbox_finance_team -Destination $Folder -WhatIf
            Export-LarkChatResource oc_sandbox_finance_team, oc_sandbox_finance_share -Destination $Folder -Kind Image -WhatIf
        }
        # What was refused for its size has told it.
        $folder = New-TestFolder
        $left = (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Kind Image -MaximumSize 800).SkippedByCode['MaximumSize']
        $sized = Invoke-FreshShell -Variables @{ Folder = $folder; Address = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
            Export-LarkChatResource oc_sandbox_finance_team -Destination $Folder -Kind Image, Video -WhatIf
        }
        $sized.Output | Should -Match "What if: In total, $($left + 2) files \([\d.]+ KiB, and 2 files of unknown size\) would be downloaded to '.+'\."
        $lines = @($shell.Output -split '\r?\n' -match '^What if: ')
        $lines | Should -HaveCount 5
        $lines[1] | Should -BeLike 'What if: In total, nothing would be downloaded*'
        $lines[2] | Should -BeLike "What if: Chat 'Finance Team': nothing would be downloaded."
        $lines[3] | Should -BeLike "What if: Chat '*': 60 files of unknown size would be downloaded."
        $lines[4] | Should -BeLike 'What if: In total, 60 files of unknown size would be downloaded*'
    }

    It 'says of a file that is missing what a run would do' {
        $folder = New-TestFolder
        $report = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru | Where-Object FileKey -EQ file_v3_sandbox_report
        Remove-Item -LiteralPath $report.FullName
        Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -WhatIf -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*报告 2026年第三季度.pdf* is no longer there and would be fetched again.'
    }

    It 'is not needed to be let work: -Confirm:$false asks nobody' {
        $folder = New-TestFolder
        $ConfirmPreference = 'Low'
        $null = Export-LarkChatResource oc_sandbox_quiet -Destination $folder -Confirm:$false
        Get-ChildItem -LiteralPath $folder | Should -Not -BeNullOrEmpty
    }
}

Describe 'The gallery' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'is written after the chats, and named by the summary' {
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Gallery
        $summary.Gallery | Should -Be (Join-Path $folder 'index.html')
        Get-Content -LiteralPath $summary.Gallery -Raw | Should -Match ([regex]::Escape('img_v3_sandbox_chart'))
    }

    It 'is written alone, without a connection and without a call' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        Reset-SandboxServer $server
        Disconnect-Lark
        $page = Export-LarkChatResource -Destination $folder -Gallery -PassThru
        $page | Should -BeOfType ([IO.FileInfo])
        $page.FullName | Should -Be (Join-Path $folder 'index.html')
        (Export-LarkChatResource -Destination $folder -Gallery).FullName | Should -Be $page.FullName
        Get-ResourceCall | Should -HaveCount 0
    }
}

Describe 'A failure' {
    BeforeEach {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
        $folder = New-TestFolder
    }

    It 'is what comes of the page of a proxy in place of a file, and the next run mends it: <_>' -ForEach 'om_sandbox_report', 'om_sandbox_image' {
        Set-SandboxFault $server @{ Action = 'html200'; PathContains = "$_/resources" }
        $output = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $output.Failed | Should -Be 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'UnexpectedResponse,*'
        $failed[0].Exception.Message | Should -BeLike '*web page*'
        (Get-Line $folder | Where-Object status -EQ failed).messageId | Should -Be $_
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $again.Saved, $again.Failed | Should -Be 1, 0
    }

    It 'is one error, the rest goes on, and the next run mends it' {
        Set-SandboxFault $server @{ Action = 'status'; Status = 500; PathContains = 'om_sandbox_report/resources' }
        $output = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $succeeded = $?
        $succeeded | Should -BeFalse
        $failed | Should -HaveCount 1
        $failed[0].Exception | Should -BeOfType ([LarkResources.LarkException])
        $failed[0].Exception.Message | Should -BeLike '*file_v3_sandbox_report*om_sandbox_report*'
        $failed[0].Exception.Recommendation | Should -Not -BeNullOrEmpty
        $output.Saved, $output.Failed | Should -Be 18, 1
        (Get-Line $folder | Where-Object status -EQ failed).fileKey | Should -Be 'file_v3_sandbox_report'
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru
        $? | Should -BeTrue
        $again.FileKey | Should -Be 'file_v3_sandbox_report'
        Get-Line $folder | Where-Object status -EQ failed | Should -BeNullOrEmpty
    }

    It 'is not a good token that is refused once: everything is saved' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991663; PathContains = '/resources/'; CallNumbers = @(3) }
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -WarningVariable warnings
        $? | Should -BeTrue
        $summary.Saved, $summary.Failed | Should -Be 19, 0
        $warnings | Should -BeNullOrEmpty
    }

    It 'of one call with a token that is refused twice leaves the rest alone' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991663; PathContains = 'om_sandbox_report/resources'; Times = 0 }
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ErrorAction SilentlyContinue -ErrorVariable failed -WarningVariable warnings
        $summary.Saved, $summary.Failed | Should -Be 18, 1
        $failed.Exception.ErrorId | Should -Be 'InvalidAccessToken'
        $warnings | Should -BeNullOrEmpty
    }

    It 'of every call for the same token ends the chat, and says so truthfully' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991663; PathContains = '/resources/'; Times = 0 }
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable failed -WarningVariable warnings -WarningAction SilentlyContinue
        $summary.Saved, $summary.Failed | Should -Be 0, 2
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*would fail in the same way (InvalidAccessToken, 99991663)*'
        @(Get-SandboxRequest $server '*/resources/*') | Should -HaveCount 4 -Because 'each call is repeated once'
    }

    It 'ends the run with -ErrorAction Stop, and what was saved is kept' {
        Set-SandboxFault $server @{ Action = 'status'; Status = 500; PathContains = 'img_v3_sandbox_forwarded' }
        $caught = try { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ErrorAction Stop } catch [LarkResources.LarkException] { $_ }
        $caught[-1] | Should -BeOfType ([Management.Automation.ErrorRecord])
        @(Get-Line $folder | Where-Object status -EQ saved).path | ForEach-Object { Join-Path (Get-ChildItem -LiteralPath $folder -Directory).FullName $_ } | Should -Exist
        ((Export-LarkChatResource oc_sandbox_finance_team -Destination $folder)).Failed | Should -Be 0
        (Get-SentFile $folder).Count | Should -Be 19
    }

    It 'of one chat does not keep the next from being exported' {
        $output = Export-LarkChatResource oc_sandbox_foreign, oc_sandbox_finance_team -Destination $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $? | Should -BeFalse
        $failed | Should -HaveCount 1
        $failed[0].Exception.Code | Should -Be 230002
        $output.Saved | Should -Be 19
        (Get-ChildItem -LiteralPath $folder -Directory).Name | Should -Be 'Finance Team (oc_sandbox_finance_team)'
    }

    It 'is not a missing scope for the name of the chat: the folder has the id, and all is saved' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991679; PathContains = 'im/v1/chats/oc_sandbox_finance_team'; Times = 0 }
        ((Export-LarkChatResource oc_sandbox_finance_team -Destination $folder)).Saved | Should -Be 19
        (Get-ChildItem -LiteralPath $folder -Directory).Name | Should -Be 'oc_sandbox_finance_team'
    }

    It 'is not what the platform refuses for good: it is skipped with its code, told in one warning, and asked for again with -RetrySkipped' {
        $calls = foreach ($with in @{}, @{}, @{ RetrySkipped = $true }) {
            Reset-SandboxServer $server
            $summary = Export-LarkChatResource oc_sandbox_external -Destination $folder @with -WarningVariable warnings -WarningAction SilentlyContinue
            $? | Should -BeTrue
            "$($summary.ResourceCalls) $($warnings.Count)"
        }
        $calls | Should -Be '1 1', '0 0', '1 1'
        (Get-Line $folder).code | Should -Be 234009
    }

    It 'is a connection that is not there: one error, and no folder' {
        Disconnect-Lark
        $environment = @{}
        Get-ChildItem env: | Where-Object Name -Match '^(LARK|FEISHU)_' | ForEach-Object { $environment[$_.Name] = $_.Value; Remove-Item "env:$($_.Name)" }
        try {
            (Get-RaisedError { Export-LarkChatResource oc_sandbox_quiet, oc_sandbox_archive -Destination $folder }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        }
        finally {
            $environment.Keys | ForEach-Object { Set-Item "env:$_" $environment[$_] }
        }
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }

    It 'leaves no folder that was made for nothing: <Name>' -ForEach @(
        @{ Name = 'the error goes on'; With = @{ ErrorAction = 'SilentlyContinue' } }
        @{ Name = 'the error ends it'; With = @{ ErrorAction = 'Stop' } }
    ) {
        try { Export-LarkChatResource oc_sandbox_foreign -Destination (Join-Path $folder not there) @With } catch [LarkResources.LarkException] { $null = $_ }
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
        $folder | Should -Exist -Because 'it was there before'
    }

    It 'is a page that somebody else has made: it stays, and no parameter is recommended that the cmdlet has not' {
        $page = New-Item (Join-Path $folder 'index.html') -Value 'mine'
        $raised = Get-RaisedError { Export-LarkChatResource -Destination $folder -Gallery -ErrorAction Stop }
        $raised.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $raised.Exception.Recommendation | Should -Not -Match '-OutFile|-Force'
        Get-Content $page | Should -Be 'mine'
    }

    It 'is a destination that is a file' {
        $file = New-Item (Join-Path $folder 'x') -Value 'mine'
        (Get-RaisedError { Export-LarkChatResource oc_sandbox_quiet -Destination $file.FullName }).FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content $file | Should -Be 'mine'
    }
}

Describe 'Two exports at once' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        Set-SandboxFault $server @{ Action = 'stall'; At = 0; PathContains = 'om_sandbox_report/resources' }
        $running = Start-StoppableCommand { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Connection $connection } @{ folder = $folder; connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*om_sandbox_report/resources*'
    }

    AfterEach {
        $null = Stop-StoppableCommand $running
    }

    It 'of one chat: the second is told so, and changes nothing' {
        $raised = Get-RaisedError { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder }
        $raised.FullyQualifiedErrorId | Should -BeLike 'ResourceBusy,*'
        $raised.Exception.Message | Should -BeLike '*Another export*Finance Team*'
        $raised.Exception.Recommendation | Should -Not -Match '-OutFile|-Force' -Because 'the cmdlet has no such parameter'
        @(Get-SandboxRequest $server '*om_sandbox_report/resources*') | Should -HaveCount 1
    }

    It 'of two chats: both go on' {
        (Export-LarkChatResource oc_sandbox_finance_share -Destination $folder -Kind Image)[-1].Failed | Should -Be 0
    }
}

Describe 'Ctrl+C during an export' {
    It 'ends it without an error, and the next run brings the rest' {
        Reset-SandboxServer $server @{ TimeoutSec = 3600 }
        $folder = New-TestFolder
        Set-SandboxFault $server @{ Action = 'stall'; At = 0; PathContains = 'om_sandbox_report/resources' }
        $running = Start-StoppableCommand { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Connection $connection } @{ folder = $folder; connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*om_sandbox_report/resources*'
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        $lines = @(Get-Line $folder)
        $lines.fileKey | Should -Not -Contain 'file_v3_sandbox_report'
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $summary.Saved + $summary.AlreadyThere | Should -Be 19
        $summary.AlreadyThere | Should -Be @($lines | Where-Object status -EQ saved).Count
        Get-ChildItem -LiteralPath $folder -Recurse -Include *.part, *.lock, *.new | Should -BeNullOrEmpty
    }
}

Describe 'What is shown' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'has no bars where the output is redirected' {
        # The stall lasts longer than the patience of a bar.
        Set-SandboxFault $server @{ Action = 'stall'; At = 0; DelayMs = 2000; PathContains = 'om_sandbox_report/resources' }
        $shell = Invoke-FreshShell -Variables @{ Folder = $folder; Address = $server.BaseUri } {
            $ProgressPreference = 'Continue'
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
            Export-LarkChatResource oc_sandbox_finance_team -Destination $Folder -PassThru | ForEach-Object Name
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output -split '\r?\n' | Should -HaveCount 19
        $shell.Output | Should -Not -Match 'Exporting|in flight'
    }

    It 'says once what was skipped and why, in one language: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Recalled = "Message 'om_sandbox_recalled' was skipped: the message was recalled." }
        @{ Culture = 'zh-CN'; Recalled = "消息 'om_sandbox_recalled' 已跳过：消息已撤回。" }
    ) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = $Culture
            Set-SandboxFault $server @{ Action = 'apiError'; Code = 234043; PathContains = 'img_v3_sandbox_chart'; Times = 0 }
            $verbose = @(Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -Verbose 4>&1).Where{ $_ -is [Management.Automation.VerboseRecord] }.Message
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        $verbose | Should -Contain $Recalled
        $refused = $verbose -notmatch '^GET' -match 'img_v3_sandbox_chart'
        $refused | Should -HaveCount 1
        [regex]::Matches($refused[0], 'img_v3_sandbox_chart') | Should -HaveCount 1
    }

    It 'holds no <Name>: not in the files, not in the verbose and debug streams' -ForEach @(
        @{ Name = 'app secret'; Secret = 'sandbox-secret'; Connect = { Connect-Sandbox $server @{ MaximumRetryCount = 0 } } }
        @{ Name = 'token'; Secret = 't-sandbox'; Connect = { Connect-Lark -AccessToken (ConvertTo-Secret 't-sandbox') -BaseUri $server.BaseUri -MaximumRetryCount 0 } }
    ) {
        Set-SandboxFault $server @{ Action = 'status'; Status = 500; PathContains = 'om_sandbox_report/resources'; Times = 0 }
        & $Connect
        $said = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Gallery -PassThru -Verbose -Debug -ErrorAction Continue *>&1 | Out-String -Width 4096
        $said | Should -Match 'GET /open-apis/im/v1/messages'
        $said | Should -Match 'Authorization'
        $said | Should -Not -Match ([regex]::Escape($Secret))
        $kept = Get-ChildItem -LiteralPath $folder -Recurse -Include manifest.jsonl, export.json, index.html
        $kept | Should -HaveCount 3
        $kept | Get-Content -Raw | Should -Not -Match ([regex]::Escape($Secret))
    }
}

Describe 'What comes through the pipe' {
    BeforeEach {
        Reset-SandboxServer $server
        Connect-Sandbox $server
        $folder = New-TestFolder
    }

    It 'is no message: its whole chat is not what was meant' {
        $wrong = Get-RaisedError { Get-LarkMessage om_sandbox_report | Export-LarkChatResource -Destination $folder -ErrorAction Stop }
        $wrong.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter*'
        $wrong.Exception.Recommendation | Should -BeLike 'Pipe it to Get-LarkMessageResource, *'
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }

    It 'may be a list of ids with empty lines, beside one that was typed' {
        $summary = '', 'oc_sandbox_quiet', '   ' | Export-LarkChatResource oc_sandbox_forwards -Destination $folder -ErrorAction Stop | Select-Object -Last 1
        $summary.Chats | Should -Be 2
        $summary.IncompleteChats | Should -Be 0
        (Get-ChildItem -LiteralPath $folder).Name | Should -HaveCount 2
    }

    It 'shows the file of the page in its own form, and the tables around it stay tables' {
        $null = Export-LarkChatResource oc_sandbox_quiet -Destination $folder -Kind Audio
        $shown = & {
            Export-LarkChatResource -Destination $folder -Gallery -PassThru
            Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Kind Audio -PassThru
            Export-LarkChatResource -Destination $folder -Gallery -PassThru
            Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Kind Cover -PassThru
        } | Out-String
        $shown | Should -Match '(?s)Gallery +: .+index\.html.+SentAt +Kind +Status +Length Name.+ Audio .+Gallery +: .+index\.html.+ Cover '
        $shown | Should -Not -Match 'MessageId'
    }

    It 'shows the summary as a list' {
        $shown = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder | Out-String
        $shown | Should -Match 'Skipped\s+: 3 \(230110: 1, 234043: 2\)'
    }
}

Describe 'What the platform of today sends' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'is stored with the name of its sender and a link, in the manifest and in the objects' {
        $files = Export-LarkChatResource oc_sandbox_today -Destination $folder -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $plan = $files | Where-Object Name -EQ plan.pdf
        $plan.SenderName | Should -Be 'Li Lei'
        $plan.Link | Should -Match '^https://applink\.'
        $line = Get-Line $folder | Where-Object name -EQ plan.pdf
        $line.senderName, $line.link, $line.senderId | Should -Be 'Li Lei', $plan.Link, 'ou_sandbox_li'
    }

    It 'is stored once where a reply was also sent to the chat' {
        $files = Export-LarkChatResource oc_sandbox_today -Destination $folder -IncludeThread -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        @($files.SentName -eq 'plan.pdf') | Should -HaveCount 1
        ($files | Where-Object SentName -EQ plan.pdf).MessageId | Should -Be 'om_sandbox_today_copy'
    }

    It 'is stored once also where the copy came in an earlier run than the threads' {
        $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $again = Export-LarkChatResource oc_sandbox_today -Destination $folder -IncludeThread -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $again.SentName | Should -Not -Contain 'plan.pdf'
        @(Get-SentFile $folder | Where-Object Name -Like 'plan*') | Should -HaveCount 1
    }

    It 'keeps the reply where its copy was recalled' {
        Revoke-SandboxMessage $server om_sandbox_today_copy
        $files = Export-LarkChatResource oc_sandbox_today -Destination $folder -IncludeThread -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        ($files | Where-Object SentName -EQ plan.pdf).MessageId | Should -Be 'om_sandbox_today_reply'
    }

    It 'keeps the name and the tree of a folder, and says what the platform holds back' {
        $files = Export-LarkChatResource oc_sandbox_today -Destination $folder -PassThru -WarningAction SilentlyContinue -WarningVariable warnings -ErrorAction SilentlyContinue -ErrorVariable failed
        $tree = Get-ChildItem -LiteralPath $folder -Recurse -File -Filter ?.txt | ForEach-Object { $_.FullName -replace '\\', '/' -replace '^.*/\d{4}-\d\d-\d\d/' }
        $tree | Sort-Object | Should -Be 'Projects_ 2026/a.txt', 'Projects_ 2026/old_/b.txt', 'Projects_ 2026/old_/old_/c.txt'
        ($files | Where-Object Name -EQ c.txt).Folder | Should -Be 'Projects_ 2026/old_/old_'
        (Get-Line $folder | Where-Object name -EQ one.txt).path | Should -Match '/Short/one\.txt$'
        $incomplete = @($failed | Where-Object FullyQualifiedErrorId -Like 'IncompleteFolder,*')
        $incomplete | Should -HaveCount 1
        "$incomplete" | Should -Match 'only 1 of its 100 entries'
        # Neither of the empty folder, nor a second time of the refused one.
        @($warnings -match 'om_sandbox_today_folder_(empty|refused)') | Should -BeNullOrEmpty
        @(Get-Line $folder | Where-Object kind -EQ folder).code | Should -Be 14005
    }

    It 'asks again for a folder that came in part' {
        $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        Reset-SandboxServer $server
        $again = Export-LarkChatResource oc_sandbox_today -Destination $folder -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed
        @($failed.FullyQualifiedErrorId -like 'IncompleteFolder,*') | Should -HaveCount 1
        @(Get-SandboxRequest $server '*/files/file_v3_sandbox_today_folder_short/*') | Should -Not -BeNullOrEmpty
        $again.Saved | Should -Be 0
    }

    It 'warns of a card of which only a placeholder came, and leaves out its stock picture' {
        $files = Export-LarkChatResource oc_sandbox_today -Destination $folder -PassThru -WarningAction SilentlyContinue -WarningVariable warnings -ErrorAction SilentlyContinue
        @($warnings -match 'om_sandbox_today_stub') | Should -HaveCount 1
        $files.FileKey | Should -Contain 'img_v3_sandbox_today_card'
        @(Get-SandboxRequest $server '*img_v2_sandbox_stock*') | Should -BeNullOrEmpty
    }

    It 'is the whole of a topic chat without a call for each thread, in the first run and in later ones' {
        $first = Export-LarkChatResource oc_sandbox_topics -Destination $folder -IncludeThread
        $first.Saved | Should -Be 60
        @(Get-SandboxRequest $server '*container_id_type=thread*') | Should -BeNullOrEmpty
        $again = Export-LarkChatResource oc_sandbox_topics -Destination $folder -IncludeThread
        $again.Saved, $again.AlreadyThere, $again.Calls | Should -Be 0, 60, 2 -Because 'it may be an ordinary group by now'
    }

    It 'is everything that a user sees, single chats included' {
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        $files = Get-LarkChat | Where-Object ChatMode -EQ p2p | Export-LarkChatResource -Destination $folder -PassThru
        $files.SentName | Should -Be 'offer.txt', 'handover.txt'
        (Get-ChildItem -LiteralPath $folder -Directory).Name | Sort-Object | Should -Be 'Alice Wu (oc_sandbox_single_alice)', 'oc_sandbox_single_gone'
    }

    It 'warns where the single chats of a user are not listed, also of chats that are chosen by name' {
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        Set-SandboxFault $server @{ action = 'apiError'; code = 99992402; pathContains = 'types=p2p'; times = 0 }
        $null = Export-LarkChatResource 'Finance T*', 'Alice*' -Destination $folder -WarningVariable warnings -WarningAction SilentlyContinue -ErrorVariable failed -ErrorAction SilentlyContinue
        "$warnings" | Should -BeLike "*did not list this user's single chats, so only groups are listed: *99992402*"
        $warnings | Should -HaveCount 1
        $failed | Should -HaveCount 1
    }

    It 'costs one call where nothing is new, as in a loop that exports every minute' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        Reset-SandboxServer $server
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder).Calls | Should -Be 1
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 1
    }

    It 'reads messages again by fifties' {
        $null = Export-LarkChatResource oc_sandbox_bulk -Destination $folder
        Get-SentFile $folder | Sort-Object Name | Select-Object -First 60 | Remove-Item
        Reset-SandboxServer $server
        $again = Export-LarkChatResource oc_sandbox_bulk -Destination $folder -WarningAction SilentlyContinue
        $again.Saved | Should -Be 60
        $again.Calls - $again.ResourceCalls | Should -BeLessOrEqual 10
    }

    It 'reads a thread again from its beginning where it failed, though a run for less has read it: <Less>' -ForEach @(
        @{ Less = '-Include'; Parameters = @{ Include = 'nothing' } }
        @{ Less = '-Kind'; Parameters = @{ Kind = 'Audio' } }
        @{ Less = 'without -IncludeMessage'; Parameters = @{ } }
    ) {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread @Parameters
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 230002; PathContains = 'omt_sandbox_invoices' }
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread -IncludeMessage -ErrorAction SilentlyContinue
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread -IncludeMessage
        (Get-Line $folder | Where-Object threadId -EQ omt_sandbox_invoices).status | Should -Be 'saved'
        $messages = Get-ChildItem -LiteralPath $folder -Recurse -Filter messages.jsonl | Get-Content | ConvertFrom-Json
        $messages.messageId | Should -Contain 'om_sandbox_thread_reply_1'
    }

    It 'looks for threads as far back as -ThreadLookbackDays says, and tells how far that was' {
        Set-SandboxNow $server '2026-11-20T00:00:00Z'
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread
        $verbose = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread -ThreadLookbackDays 3 -Verbose 4>&1
        $from = [DateTimeOffset]::Now.AddDays(-3)
        @($verbose | Where-Object { "$_" -match "looked for below messages sent since $($from.ToString('yyyy-MM-dd'))" }) | Should -HaveCount 1
        $start = [long]([Web.HttpUtility]::ParseQueryString(([uri]"http://x$((Get-SandboxRequest $server '*container_id_type=chat*' | Select-Object -Last 1).pathAndQuery)").Query)['start_time'])
        [Math]::Abs($from.ToUnixTimeSeconds() - $start) | Should -BeLessThan 600
    }
}

Describe '-IncludeMessage' {
    BeforeAll {
        function Get-MessageLine([string] $Folder) {
            Get-ChildItem -LiteralPath $Folder -Recurse -Filter messages.jsonl | Get-Content | ConvertFrom-Json -DateKind String
        }
    }

    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'stores a line for each message, without a call more than the files take' {
        $plain = Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder)
        $summary = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        $summary.Calls | Should -Be $plain.Calls
        $summary.MessagesArchived | Should -Be $summary.Messages
        $lines = @(Get-MessageLine $folder)
        $lines | Should -HaveCount $summary.Messages
        $lines.messageId | Should -Be (Get-LarkMessage -ChatId oc_sandbox_finance_team).MessageId
        $lines[0].text | Should -Be 'Good morning 👋 早上好'
        $lines[0].senderName | Should -Be 'Alice Wu'
        $post = $lines | Where-Object messageId -EQ om_sandbox_post
        $post.text | Should -Match '^\*\*Month-end 月结\*\*'
        $post.resources | Should -Contain 'img_v3_sandbox_post_chart'
        ($lines | Where-Object type -EQ merge_forward)[0].forwarded.Count | Should -BeGreaterThan 1
    }

    It 'adds nothing where nothing is new, for one call' {
        $null = Export-LarkChatResource oc_sandbox_odd_name -Destination $folder -IncludeMessage
        $again = Export-LarkChatResource oc_sandbox_odd_name -Destination $folder -IncludeMessage
        $again.MessagesArchived, $again.Calls | Should -Be 0, 1
    }

    It 'works where the process has no cultures, as in small containers' {
        Set-SandboxNow $server '2026-11-16T02:00:00Z'
        foreach ($night in 1, 2) {
            $run = Invoke-FreshShell -Environment @{ DOTNET_SYSTEM_GLOBALIZATION_INVARIANT = '1' } -Variables @{ Folder = $folder; Address = $server.BaseUri } {
                Import-Module $ModulePath
                Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $Address
                (Export-LarkChatResource oc_sandbox_finance_team -Destination $Folder -IncludeMessage -IncludeThread -Gallery -Full).MessagesArchived
            }
            $run.Errors | Should -BeNullOrEmpty
            $run.Output | Should -Match ($night -eq 1 ? '^\d{1,3}\s*$' : '^1\s*$')
            $null = Edit-SandboxMessage $server om_sandbox_text
        }
    }

    It 'adds a line for what was edited or recalled, and keeps the earlier one' {
        Set-SandboxNow $server '2026-11-16T02:00:00Z'
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        $null = Edit-SandboxMessage $server om_sandbox_text
        Revoke-SandboxMessage $server om_sandbox_image
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Full
        $text = @(Get-MessageLine $folder | Where-Object messageId -EQ om_sandbox_text)
        $text.type | Should -Be 'text', 'post'
        $text[1].updatedAt | Should -Not -BeNullOrEmpty
        $picture = @(Get-MessageLine $folder | Where-Object messageId -EQ om_sandbox_image)
        $picture.deleted | Should -Be $false, $true
        $picture[1].resources | Should -BeNullOrEmpty
    }

    It 'can be added to an export of files, and reads the history once for that' {
        $files = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $first = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        $first.Saved, $first.MessagesArchived | Should -Be 0, $files.Messages
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage).MessagesArchived | Should -Be 0
    }

    It 'does not lose messages where a run without it came between' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Until '2026-11-17T00:00:00Z'
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        @(Get-MessageLine $folder).messageId | Sort-Object -Unique | Should -HaveCount @(Get-LarkMessage -ChatId oc_sandbox_finance_team).Count
    }

    It 'stores the replies of threads with -IncludeThread, and a reply and its copy once' {
        $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -IncludeMessage -IncludeThread -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $plans = @(Get-MessageLine $folder | Where-Object { $_.text -like '*plan.pdf*' })
        $plans.messageId | Should -Be 'om_sandbox_today_copy'
        $plans.syncedFrom | Should -Be 'om_sandbox_today_reply'
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -IncludeThread
        (Get-MessageLine $folder | Where-Object messageId -EQ om_sandbox_thread_reply_1).threadId | Should -Be 'omt_sandbox_invoices'
    }

    It 'names the files of a folder, and adds no line where a run for other kinds does not list them' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Kind Image
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage).MessagesArchived | Should -Be 1
        $sent = (Get-MessageLine $folder | Where-Object type -EQ folder)[-1].resources | Sort-Object
        $sent | Should -Be ((Get-Line $folder | Where-Object folder).fileKey | Sort-Object)
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Kind Image -Full).MessagesArchived | Should -Be 0
    }

    It 'reads the history again where the messages were deleted' {
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        Get-ChildItem -LiteralPath $folder -Recurse -Filter messages.jsonl | Remove-Item
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        $again.Saved, $again.MessagesArchived | Should -Be 0, $again.Messages
    }

    It 'writes nothing with -WhatIf' {
        Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -WhatIf *> $null
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }
}

Describe 'A message that was removed as docs/manifest.md says' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage
        $file = (Get-ChildItem -LiteralPath $folder -Recurse -Filter messages.jsonl).FullName
        $id = (Get-Content -LiteralPath $file -TotalCount 1 | ConvertFrom-Json).messageId
        $kept = Get-Content -LiteralPath $file | Where-Object { ($_ | ConvertFrom-Json).messageId -ne $id }
        $kept | Set-Content -LiteralPath "$file.new" -Encoding utf8NoBOM
        Move-Item -LiteralPath "$file.new" -Destination $file -Force
        $state = Join-Path (Split-Path $file) export.json
        $json = Get-Content -LiteralPath $state -Raw | ConvertFrom-Json -DateKind String
        $json.messages = @($kept).Count
        $json | ConvertTo-Json -Depth 9 | Set-Content -LiteralPath $state
    }

    It 'stays away where no run reads it again' {
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage).MessagesArchived | Should -Be 0
        (Get-Content -LiteralPath $file | ConvertFrom-Json).messageId | Should -Not -Contain $id
    }

    It 'comes back where a run reads it and the platform still has it' {
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Full).MessagesArchived | Should -Be 1
        (Get-Content -LiteralPath $file | ConvertFrom-Json).messageId | Should -Contain $id
    }
}

Describe 'A filter' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'lets only <Name> pass' -ForEach @(
        @{ Name = 'names of -Include'; With = @{ Include = '*.PDF', 'budget*' }; Names = 'budget.csv', 'contract A.pdf', '报告 2026年第三季度.pdf' }
        @{ Name = 'names that -Exclude does not match'; With = @{ Include = '*.pdf'; Exclude = 'contract*' }; Names = @('报告 2026年第三季度.pdf') }
        @{ Name = 'what -SenderId sent'; With = @{ SenderId = 'ou_sandbox_li'; Kind = 'File' }; Names = @('报告 2026年第三季度.pdf') }
    ) {
        $files = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -PassThru @With
        $files.SentName | Sort-Object -Culture '' | Should -Be ($Names | Sort-Object -Culture '')
        (Get-Line $folder).status | Select-Object -Unique | Should -Be 'saved'
    }

    It 'that was written wrong settles nothing for the right one: <Name>' -ForEach @(
        @{ Name = 'patterns'; Wrong = @{ Include = '*.csv|*.pdf' }; Right = @{ Include = '*.csv', '*.pdf' } }
        @{ Name = 'an id'; Wrong = @{ SenderId = 'ou_SANDBOX_LI' }; Right = @{ SenderId = 'ou_sandbox_li' } }
    ) {
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder @Wrong).Saved | Should -Be 0
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder @Right).Saved | Should -BeGreaterThan 0
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder @Right).Calls | Should -Be 1
    }

    It 'refuses what is not the id of a sender: <Id>' -ForEach @(
        @{ Id = 'Lei'; Says = '*not the id of a person (ou_…) or an app (cli_…)*' }
        @{ Id = 'Li Lei'; Says = '*not the id of a person (ou_…) or an app (cli_…)*' }
        @{ Id = 'oc_sandbox_finance_team'; Says = '*looks like a ChatId*' }
        @{ Id = ' '; Says = '*is blank*' }
    ) {
        foreach ($line in { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -SenderId ou_sandbox_li, $Id }, { Find-LarkMessage -SenderId $Id }) {
            $e = Get-RaisedError $line
            $e.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
            $e.ErrorDetails.Message | Should -BeLike $Says
            $e.ErrorDetails.RecommendedAction | Should -BeLike '*Tab*'
        }
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'skips nothing, and a later run without it fetches the rest, and only the rest' {
        $first = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Include *.pdf
        $first.Saved, $first.Skipped | Should -Be 2, 0
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Include *.pdf
        $again.Saved, $again.Calls | Should -Be 0, 1
        $rest = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder
        $rest.Saved, $rest.AlreadyThere | Should -Be 17, 2
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder).Calls | Should -Be 1
    }

    It 'does not settle what a run without it could not read' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 234042; pathContains = 'file_v3_sandbox_legacy'; times = 1 }, @{ action = 'apiError'; code = 234042; pathContains = '456a92d6'; times = 1 }
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Include *.pdf
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -WarningAction SilentlyContinue
        (Get-SentFile $folder).Count | Should -Be 19
    }
}
