#Requires -Version 7.4
# An export read back from the disk: no connection, no network.

BeforeDiscovery {
    $canDropPower = $IsLinux -and (& id -u) -eq 0 -and [bool](Get-Command setpriv -CommandType Application -ErrorAction Ignore)
    $whyNotPower = if (-not $canDropPower) { ' (skipped: what is closed to others is open to root, unless setpriv takes its powers)' }
    $whyNotUnix = if ($IsWindows) { ' (skipped: links of Windows take rights)' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    Connect-Sandbox $server
    $export = New-TestFolder
    $saved = @('oc_sandbox_finance_team', 'oc_sandbox_today' | Export-LarkChatResource -Destination $export -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue)
    Disconnect-Lark
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkExportedResource' {
    BeforeEach {
        $null = Invoke-Control $server reset Post
    }

    It 'warns of lines that cannot be understood, and emits the others' {
        $damaged = New-TestFolder
        $null = Connect-Lark -Sandbox
        $null = Export-LarkChatResource oc_sandbox_finance_team -Destination $damaged -WarningAction SilentlyContinue
        $count = @(Get-LarkExportedResource $damaged -WarningVariable none).Count
        $none | Should -BeNullOrEmpty
        Get-ChildItem $damaged -Recurse -Filter manifest.jsonl | Add-Content -Value '{"v":1,"messageId":'
        @(Get-LarkExportedResource $damaged -WarningVariable warnings -WarningAction SilentlyContinue) | Should -HaveCount $count
        "$warnings" | Should -BeLike "1 line of the manifest of '*Finance Team (oc_sandbox_finance_team)' could not be understood*"
    }

    It "sends a terminal nothing that it would obey, whatever a folder is called$($IsWindows ? ' (skipped: Windows has no such names)' : '')" -Skip:$IsWindows {
        $shared = New-TestFolder
        $null = New-Item "$shared/x`e[31mred (oc_x)/manifest.jsonl" -Value "{`n" -Force
        $null = Get-LarkExportedResource $shared -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        "$warnings" | Should -Not -Match "`e"
    }

    It 'has the parameters of the contract' {
        $own = (Get-Command Get-LarkExportedResource).Parameters.Keys | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::CommonParameters }
        $own | Sort-Object | Should -Be (@('Path', 'Status', 'Kind', 'SenderName', 'Name', 'Since', 'Until') | Sort-Object)
    }

    It 'completes the senders in the export, each once, with no files where there is none, and adds nothing to $Error' {
        Push-Location (Split-Path $export)
        try {
            $Error.Clear()
            $line = "Get-LarkExportedResource ./$(Split-Path $export -Leaf) -SenderName "
            $all = (TabExpansion2 $line).CompletionMatches.CompletionText
            $all | Should -Contain "'Li Lei'"
            @($all | Select-Object -Unique) | Should -HaveCount @($all).Count
            (TabExpansion2 "${line}lei").CompletionMatches.CompletionText | Should -Be "'Li Lei'"
            foreach ($none in 'Get-LarkExportedResource -SenderName ', 'Get-LarkExportedResource ./none -SenderName ', 'Get-LarkExportedResource / -SenderName ') {
                (TabExpansion2 $none).CompletionMatches.CompletionText | Should -Be '*'
            }
            $Error | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }

    It 'completes the others where a sender has a name of blanks' {
        $odd = Join-Path (New-TestFolder) 'Odd (oc_odd)'
        $null = New-Item -ItemType Directory $odd
        ' ', '  ', 'Li Lei' | ForEach-Object { $number = 0 } {
            $number++
            @{ v = 1; messageId = "om_$number"; chatId = 'oc_odd'; fileKey = "k$number"; type = 'file'; kind = 'file'; savedAt = '2026-11-17T00:00:00Z'; status = 'skipped'; code = 1; senderName = $_ } | ConvertTo-Json -Compress
        } | Set-Content "$odd/manifest.jsonl"
        (TabExpansion2 "Get-LarkExportedResource '$odd' -SenderName ").CompletionMatches.CompletionText | Should -Contain "'Li Lei'"
    }

    It 'completes a sender whose name rewrites the line by a pattern that finds it: <Name>' -ForEach @(
        @{ Name = "Ann`u{202E}eve"; Pattern = "'Ann?eve'" }
        @{ Name = "Ann`u{200B}"; Pattern = "'Ann?'" }
        @{ Name = "Ann`e[31m"; Pattern = "'Ann?``[31m'" }
        @{ Name = "Ann`u{E0041}`u{1F600}"; Pattern = "'Ann??`u{1F600}'" }
        @{ Name = "Ann`u{2028}b"; Pattern = "'Ann?b'" }
    ) {
        $odd = Join-Path (New-TestFolder) 'Odd (oc_odd)'
        $null = New-Item -ItemType Directory $odd
        @{ v = 1; messageId = 'om_1'; chatId = 'oc_odd'; fileKey = 'k1'; type = 'file'; kind = 'file'; savedAt = '2026-11-17T00:00:00Z'; status = 'skipped'; code = 1; senderName = $Name } |
            ConvertTo-Json -Compress | Set-Content "$odd/manifest.jsonl"
        $offered = (TabExpansion2 "Get-LarkExportedResource '$odd' -SenderName ").CompletionMatches
        $offered.CompletionText | Should -BeExactly $Pattern
        "$($offered.ListItemText)$($offered.ToolTip)" | Should -Not -Match "[\e`u{202E}`u{200B}`u{2028}]"
        Get-LarkExportedResource $odd -Status Skipped -SenderName $offered.CompletionText.Trim("'") | Should -HaveCount 1
    }

    It 'gives what the export gave, without a call' {
        $read = @(Get-LarkExportedResource $export)
        $read | Should -BeOfType LarkResources.LarkExportedResource
        ($read | Sort-Object FullName | ConvertTo-Json) | Should -Be ($saved | Sort-Object FullName | ConvertTo-Json)
        @(Get-SandboxRequest $server) | Should -BeNullOrEmpty
    }

    It 'reads one chat, from its folder' {
        $folder = Get-ChildItem -LiteralPath $export -Directory -Filter 'Finance Team*'
        @(Get-LarkExportedResource -Path $folder.FullName) | Should -HaveCount 19
        @($folder | Get-LarkExportedResource) | Should -HaveCount 19
    }

    It 'takes the summary of an export from the pipeline' {
        Connect-Sandbox $server
        @(Export-LarkChatResource oc_sandbox_odd_name -Destination (New-TestFolder) | Get-LarkExportedResource) | Should -HaveCount 1
        Disconnect-Lark
    }

    It 'chooses by <Name>' -ForEach @(
        @{ Name = 'kind'; With = @{ Kind = 'Audio' }; Names = @('file_v3_sandbox_voice.opus') }
        @{ Name = 'name'; With = @{ Name = '*.PDF' }; Names = 'contract A.pdf', 'plan.pdf', '报告 2026年第三季度.pdf' }
        @{ Name = 'sender and name'; With = @{ SenderName = 'Li *'; Name = '*.pdf' }; Names = 'plan.pdf', '报告 2026年第三季度.pdf' }
        @{ Name = 'id of the sender'; With = @{ SenderName = 'ou_sandbox_li'; Name = 'plan*' }; Names = @('plan.pdf') }
        @{ Name = 'time'; With = @{ Since = '2026-11-17T00:00:00Z'; Until = '2026-11-17T01:05:00Z'; Name = '*report*', '*报告*' }; Names = @('报告 2026年第三季度.pdf') }
    ) {
        (Get-LarkExportedResource $export @With).Name | Sort-Object -Culture '' | Should -Be ($Names | Sort-Object -Culture '')
    }

    It 'gives what was skipped or failed where that is asked for' {
        $skipped = @(Get-LarkExportedResource $export -Status Skipped)
        $skipped.Code | Should -Contain 234043
        $skipped.FullName | Where-Object { $_ } | Should -BeNullOrEmpty
        @(Get-LarkExportedResource $export -Status Saved, Skipped, Failed).Count | Should -BeGreaterThan ($saved.Count + 2)
    }

    It 'pipes into Copy-Item and Get-FileHash, and back into Get-LarkMessageResource' {
        $copies = New-TestFolder
        Get-LarkExportedResource $export -Name plan.pdf | Copy-Item -Destination $copies
        $file = Get-LarkExportedResource $export -Name plan.pdf
        (Get-ChildItem -LiteralPath $copies | Get-FileHash).Hash | Should -Be $file.Sha256
        ($file | Get-FileHash).Hash | Should -Be $file.Sha256
        Connect-Sandbox $server
        ($file | Get-LarkMessageResource).Sha256 | Should -Be $file.Sha256
        Disconnect-Lark
    }

    It 'says that a folder holds no export' {
        $raised = Get-RaisedError { Get-LarkExportedResource (New-TestFolder) }
        $raised.FullyQualifiedErrorId | Should -BeLike 'UnreadableManifest,*'
        "$raised" | Should -Match 'does not hold an export'
        $missing = Get-RaisedError { Get-LarkExportedResource (Join-Path $export nowhere) }
        $missing.FullyQualifiedErrorId | Should -BeLike 'UnreadableFile,*'
        $missing.ErrorDetails.RecommendedAction | Should -BeLike 'Check the path*'
        (Get-RaisedError { Get-LarkExportedResource env:PATH }).FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
    }

    It 'ends the script with -ErrorAction Stop where the window is reversed' {
        $output = Invoke-FreshShell {
            Import-Module $ModulePath
            Get-LarkExportedResource / -Since 2026-11-20 -Until 2026-11-19 -ErrorAction Stop
            'on'
        }
        $output.Output | Should -Not -Match '(?m)^on'
        $output.ExitCode | Should -Be 1
    }

    It 'gives the rest where one chat cannot be read' {
        $copy = New-TestFolder
        Copy-Item -Path "$export/*" -Destination $copy -Recurse
        $manifest = Get-ChildItem -LiteralPath $copy -Recurse -Filter manifest.jsonl | Where-Object { $_.Directory.Name -like 'Today*' }
        Add-Content -LiteralPath $manifest.FullName '{"v":2,"messageId":"om_1"}'
        $read = @(Get-LarkExportedResource $copy -ErrorAction SilentlyContinue -ErrorVariable failed)
        $read | Should -HaveCount 19
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnreadableManifest,*'
    }

    It 'believes no path that leads out of the chat' {
        $copy = New-TestFolder
        $chat = (New-Item -ItemType Directory (Join-Path $copy 'x (oc_x)')).FullName
        Set-Content -LiteralPath (Join-Path $chat manifest.jsonl) '{"v":1,"messageId":"om_1","fileKey":"f","type":"file","kind":"file","path":"../../etc/passwd","length":1,"sha256":"00","status":"saved","savedAt":"2026-11-20T00:00:00Z"}'
        (Get-LarkExportedResource $copy).FullName | Should -BeNullOrEmpty
    }

    It "tells of a chat whose folder is closed, and never says that there is no export: closed are <_>$whyNotPower" -Skip:(-not $canDropPower) -ForEach 'one', 'all' {
        $copy = New-TestFolder
        Copy-Item -Path "$export/*" -Destination $copy -Recurse
        $closed = @(Get-ChildItem -LiteralPath $copy -Directory)
        if ($_ -eq 'one') {
            $closed = @($closed | Where-Object Name -Like 'Today*')
        }

        & chmod 0 $closed.FullName
        $none = '-dac_override,-dac_read_search'
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            $read = @(Get-LarkExportedResource $Folder -ErrorAction SilentlyContinue -ErrorVariable failed)
            "$($read.Count)|$($failed.FullyQualifiedErrorId -replace ',.*')"
        } -Launcher @('setpriv', "--bounding-set=$none", "--inh-caps=$none") -Variables @{ Folder = $copy }
        & chmod 755 $closed.FullName
        $shell.Output | Should -Be ($_ -eq 'one' ? '19|UnreadableFile' : '0|UnreadableFile UnreadableFile') -Because $shell.Errors
    }

    It "gives no path through a link: <Name>$whyNotUnix" -Skip:$IsWindows -ForEach @(
        @{ Name = 'the folder of a day'; Path = '2026-01-01/precious.txt'; Link = '2026-01-01'; To = '' }
        @{ Name = 'a folder that was sent'; Path = '2026-01-01/sent/precious.txt'; Link = '2026-01-01/sent'; To = '' }
        @{ Name = 'the file'; Path = '2026-01-01/precious.txt'; Link = '2026-01-01/precious.txt'; To = 'precious.txt' }
    ) {
        $elsewhere = New-TestFolder
        Set-Content -LiteralPath (Join-Path $elsewhere precious.txt) precious
        $chat = (New-Item -ItemType Directory (Join-Path (New-TestFolder) 'x (oc_x)')).FullName
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $chat $Link) -Target (Join-Path $elsewhere $To) -Force
        Set-Content -LiteralPath (Join-Path $chat manifest.jsonl) ('{"v":1,"messageId":"om_1","fileKey":"f","type":"file","kind":"file","path":"' + $Path + '","length":9,"sha256":"00","status":"saved","savedAt":"2026-11-20T00:00:00Z"}')
        $read = @(Get-LarkExportedResource $chat)
        $read | Should -HaveCount 1
        $read.FullName | Should -BeNullOrEmpty
    }

    It "reads no chat whose folder is a link, unless it is named itself$whyNotUnix" -Skip:$IsWindows {
        $folder = New-TestFolder
        $link = Join-Path $folder 'Finance Team (oc_sandbox_finance_team)'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target (Get-ChildItem -LiteralPath $export -Directory -Filter 'Finance Team*').FullName
        $e = Get-RaisedError { Get-LarkExportedResource $folder }
        $e.FullyQualifiedErrorId | Should -BeLike 'UnreadableFile,*'
        $e.Exception.Message.Contains($link) | Should -BeTrue
        @(Get-LarkExportedResource $link) | Should -HaveCount 19
    }
}
