#Requires -Version 7.4
# What an admin types and pipes without thinking about it.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $resourceEndpoint = 'GET /open-apis/im/v1/messages/:message_id/resources/:file_key'

    function Get-CallCount([string] $Endpoint) {
        [int](Invoke-Control $server stats).$Endpoint.calls
    }

    # An item as the API gives it, whose file has the given name.
    function New-Item1([string] $Name, [string] $MessageType = 'file', [string] $Content) {
        $Content = $Content ? $Content : (@{ file_key = 'file_v3_sandbox_one_byte'; file_name = $Name } | ConvertTo-Json -Compress)
        [pscustomobject]@{ message_id = 'om_sandbox_one_byte'; msg_type = $MessageType; body = [pscustomobject]@{ content = $Content } }
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Ids' {
    BeforeAll {
        Reset-SandboxServer $server
    }

    It 'come by value and as arrays to <Name>' -ForEach @(
        @{ Name = 'Get-LarkMessage, by value'; Run = { 'om_sandbox_image', 'om_sandbox_report' | Get-LarkMessage } }
        @{ Name = 'Get-LarkMessage, as an array'; Run = { Get-LarkMessage om_sandbox_image, om_sandbox_report } }
        @{ Name = 'Get-LarkMessageResource, by value'; Run = { 'om_sandbox_image', 'om_sandbox_report' | Get-LarkMessageResource } }
        @{ Name = 'Get-LarkMessageResource, as an array'; Run = { Get-LarkMessageResource om_sandbox_image, om_sandbox_report } }
        @{ Name = 'Get-LarkMessageResource, one array through the pipe'; Run = { , @('om_sandbox_image', 'om_sandbox_report') | Get-LarkMessageResource } }
        @{ Name = 'Get-LarkMessageResource, as objects of the API'; Run = { [pscustomobject]@{ message_id = 'om_sandbox_image' }, [pscustomobject]@{ message_id = 'om_sandbox_report' } | Get-LarkMessageResource } }
    ) {
        (& $Run).MessageId | Should -Be 'om_sandbox_image', 'om_sandbox_report'
    }

    It 'of chats come by value: <Name>' -ForEach @(
        @{ Name = 'Get-LarkChat'; Run = { 'oc_sandbox_finance_team', 'oc_sandbox_odd_name' | Get-LarkChat } }
        @{ Name = 'Get-LarkChat, as an array'; Run = { Get-LarkChat oc_sandbox_finance_team, oc_sandbox_odd_name } }
        @{ Name = 'Get-LarkMessage'; Run = { 'oc_sandbox_finance_team', 'oc_sandbox_odd_name' | Get-LarkMessage -First 1 } }
    ) {
        (& $Run).ChatId | Should -Be 'oc_sandbox_finance_team', 'oc_sandbox_odd_name'
    }

    It 'of several resources come as an array' {
        (Get-LarkMessageResource om_sandbox_video file_v3_sandbox_video, img_v3_sandbox_cover).FileKey | Should -Be 'file_v3_sandbox_video', 'img_v3_sandbox_cover'
    }

    It 'are taken out of links: <Name>' -ForEach @(
        @{ Name = 'to a chat'; Run = { Get-LarkChat 'https://applink.feishu.cn/client/chat/open?openChatId=oc_sandbox_finance_team' }; Expected = 'oc_sandbox_finance_team' }
        @{ Name = 'to a chat, for the client'; Run = { Get-LarkMessage -ChatId 'lark://applink.feishu.cn/client/chat/open?openChatId=oc_sandbox_finance_team&position=2' -First 1 }; Expected = 'oc_sandbox_finance_team' }
        @{ Name = 'to a message'; Run = { Get-LarkMessageResource 'https://applink.larksuite.com/client/chat/open?openChatId=oc_1&openMessageId=om_sandbox_image' }; Expected = 'om_sandbox_image' }
        @{ Name = 'to a thread'; Run = { Get-LarkMessage -ThreadId 'https://applink.feishu.cn/client/thread/open?open_thread_id=omt_sandbox_invoices' }; Expected = 'omt_sandbox_invoices' }
    ) {
        $found = @(& $Run)
        @($found.ChatId; $found.MessageId; $found.ThreadId) | Should -Contain $Expected
    }

    It 'are not in a link that was copied in the client: the error says so, and where to look' {
        $e = Get-RaisedError { Get-LarkMessage 'https://applink.feishu.cn/client/message/link/open?token=AmoQ' }
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $e.Exception.Message | Should -BeLike '*token*client*'
        $e.Exception.Message | Should -Not -BeLike '*AmoQ*'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*Get-LarkMessage -ChatId*'
    }

    It 'are names, too, for Get-LarkChat' {
        (Get-LarkChat 'Fin*').ChatId | Should -Contain 'oc_sandbox_finance_team'
        (Get-LarkChat 'Finance Team', oc_sandbox_quiet).ChatId | Should -Be 'oc_sandbox_finance_team', 'oc_sandbox_quiet'
    }

    It 'cannot be made of a chat where a message is wanted' {
        $e = Get-RaisedError { Get-LarkChat oc_sandbox_quiet | Get-LarkMessageResource }
        $e.FullyQualifiedErrorId | Should -BeLike 'InputObjectMissingMandatory,*'
    }
}

Describe 'A saved file of the name <Sent>, piped on' -ForEach @(
    @{ Sent = 'plan [ab].txt'; Neighbour = 'plan a.txt' }
    @{ Sent = 'plan [a-z].txt'; Neighbour = 'plan b.txt' }
    @{ Sent = 'tick`[x].txt'; Neighbour = 'tick[x].txt' }
) {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $mine = Join-Path $folder $Neighbour
        [IO.File]::WriteAllText($mine, 'my own file')
        $saved = New-Item1 $Sent | Get-LarkMessageResource -OutFile "$folder/"
    }

    It 'is the file that <Name> takes, and not the neighbour that its name matches' -ForEach @(
        @{ Name = 'Get-Item'; Run = { ($saved | Get-Item).FullName } }
        @{ Name = 'Get-FileHash'; Run = { ($saved | Get-FileHash).Path } }
        @{ Name = 'Get-Content'; Run = { ($saved | Get-Content -Raw).Length -eq 1 ? $saved.FullName : 'another file' } }
        @{ Name = 'Copy-Item'; Run = { ($saved | Copy-Item -Destination (New-TestFolder) -PassThru).Length -eq 1 ? $saved.FullName : 'another file' } }
        @{ Name = 'Remove-Item'; Run = { $saved | Remove-Item; (Test-Path -LiteralPath $saved.FullName) ? 'not removed' : $saved.FullName } }
        @{ Name = 'Move-Item'; Run = { $saved | Move-Item -Destination (Join-Path $folder moved.txt); (Test-Path -LiteralPath $saved.FullName) ? 'not moved' : $saved.FullName } }
        @{ Name = 'Rename-Item'; Run = { $saved | Rename-Item -NewName renamed.txt; (Test-Path -LiteralPath $saved.FullName) ? 'not renamed' : $saved.FullName } }
        @{ Name = 'Test-Path'; Run = { ($saved | Test-Path) ? $saved.FullName : 'not found' } }
    ) {
        & $Run | Should -BeExactly $saved.FullName
        [IO.File]::ReadAllText($mine) | Should -BeExactly 'my own file'
    }
}

Describe 'Several resources where there is a place for one' {
    It 'are refused before the first download: <Name>' -ForEach @(
        @{ Name = 'messages into a file'; Run = { Get-LarkMessageResource om_sandbox_image, om_sandbox_photo -OutFile $path } }
        @{ Name = 'messages into a byte stream'; Run = { Get-LarkMessageResource om_sandbox_image, om_sandbox_photo -AsByteStream } }
        @{ Name = 'keys into a file'; Run = { Get-LarkMessageResource om_sandbox_video file_v3_sandbox_video, img_v3_sandbox_cover -OutFile $path } }
    ) {
        Reset-SandboxServer $server
        $path = Join-Path (New-TestFolder) 'one.bin'
        $e = @(Get-RaisedError $Run)
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $path | Should -Not -Exist
        Get-CallCount $resourceEndpoint | Should -Be 0
    }
}

Describe 'Chats from the pipeline' {
    It 'are chats again' {
        Reset-SandboxServer $server
        (Get-LarkChat oc_sandbox_quiet | Get-LarkChat).ChatId | Should -Be 'oc_sandbox_quiet'
    }
}

Describe '-SkipExisting' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'lets the same line run twice, and the second time gives the same files without a call for them' {
        $runs = foreach ($run in 1, 2) {
            $files = Get-LarkMessage om_sandbox_report, om_sandbox_video, om_sandbox_same_name_1, om_sandbox_same_name_2 | Get-LarkMessageResource -Kind File, Video -OutFile "$folder/" -SkipExisting -ErrorAction Stop
            [pscustomobject]@{ Files = $files.FullName | Sort-Object; Calls = Get-CallCount $resourceEndpoint }
        }
        $runs[0].Files | Should -HaveCount 4
        $runs[1].Files | Should -Be $runs[0].Files
        $runs[1].Calls | Should -Be $runs[0].Calls
    }

    It 'takes a file that came with an earlier message for no other, and the key tells the two apart in every later run' {
        $null = Get-LarkMessage om_sandbox_same_name_1 | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting
        foreach ($run in 1, 2) {
            $files = Get-LarkMessage om_sandbox_same_name_2, om_sandbox_same_name_1 | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting -WarningVariable warnings
            $files | Sort-Object MessageId | ForEach-Object { "$($_.Name): $([IO.File]::ReadAllText($_.FullName).Trim())" } |
                Should -Be 'scan.txt: first scan', 'scan (file_v3_sandbox_same_name_2).txt: second scan'
            $warnings | Should -BeNullOrEmpty
        }
        Get-ChildItem $folder | Should -HaveCount 2
        Get-CallCount $resourceEndpoint | Should -Be 2
    }

    It 'knows the file of each of two messages that hold the same key, whichever came first' {
        $same = foreach ($number in 1, 2) {
            [LarkResources.LarkResource]@{ MessageId = "om_sandbox_same_name_$number"; FileKey = 'file_v3_sandbox_same_name_1'; Type = 'File'; Kind = 'File'; Name = 'scan.txt'; SentAt = [DateTimeOffset]"2026-11-1$number" }
        }
        Set-Content "$folder/scan.txt" 'of the first'
        (Get-Item "$folder/scan.txt").LastWriteTimeUtc = $same[0].SentAt.UtcDateTime
        Set-Content "$folder/scan (file_v3_sandbox_same_name_1).txt" 'of the second'
        (Get-Item "$folder/scan (file_v3_sandbox_same_name_1).txt").LastWriteTimeUtc = $same[1].SentAt.UtcDateTime
        foreach ($order in @(0, 1), @(1, 0)) {
            $files = $same[$order] | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting -WarningVariable warnings
            ($files | Sort-Object MessageId).Name | Should -Be 'scan.txt', 'scan (file_v3_sandbox_same_name_1).txt'
            $warnings | Should -BeNullOrEmpty
        }
        Get-CallCount $resourceEndpoint | Should -Be 0
    }

    It 'tells two messages of one name apart that were sent a second after each other' {
        $two = foreach ($number in 1, 2) {
            [LarkResources.LarkResource]@{ MessageId = "om_sandbox_same_name_$number"; FileKey = "file_v3_sandbox_same_name_$number"; Type = 'File'; Kind = 'File'; Name = 'scan.txt'; SentAt = [DateTimeOffset]'2026-11-11T00:00:00Z' + [timespan]::FromSeconds($number) }
        }
        $null = $two[0] | Get-LarkMessageResource -OutFile "$folder/"
        $files = $two[1, 0] | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting -WarningVariable warnings
        $files | Sort-Object MessageId | ForEach-Object { "$($_.Name): $([IO.File]::ReadAllText($_.FullName).Trim())" } |
            Should -Be 'scan.txt: first scan', 'scan (file_v3_sandbox_same_name_2).txt: second scan'
        $warnings | Should -BeNullOrEmpty
    }

    It "emits the length of what a link leads to$($IsWindows ? ' (skipped: links of Windows take rights)' : '')" -Skip:$IsWindows {
        Set-Content "$folder/real.bin" 'four' -NoNewline
        $null = New-Item -ItemType SymbolicLink -Path "$folder/link.bin" -Target "$folder/real.bin"
        (Get-LarkMessageResource om_sandbox_image -OutFile "$folder/link.bin" -SkipExisting).Length | Should -Be 4
    }

    It 'goes by the length where the time of the message is not known' {
        $ids = 'om_sandbox_report', 'file_v3_sandbox_report'
        $saved = Get-LarkMessageResource @ids -OutFile "$folder/"
        $null = Get-LarkMessageResource @ids -OutFile "$folder/" -SkipExisting -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        Add-Content -LiteralPath $saved.FullName 'more'
        (Get-LarkMessageResource @ids -OutFile "$folder/" -SkipExisting -WarningVariable warnings -WarningAction SilentlyContinue).FullName | Should -BeExactly $saved.FullName
        "$warnings" | Should -BeLike '*exists and was skipped, but its time or length*'
    }

    It 'goes by -ExpectedSha256 where that is given' {
        $saved = Get-LarkMessage om_sandbox_report | Get-LarkMessageResource -OutFile "$folder/"
        foreach ($time in '2020-01-01', '2030-01-01') {
            (Get-Item -LiteralPath $saved.FullName).LastWriteTime = $time
            $again = Get-LarkMessage om_sandbox_report | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting -ExpectedSha256 $saved.Sha256 -WarningVariable warnings
            $again.FullName | Should -BeExactly $saved.FullName
            $warnings | Should -BeNullOrEmpty
        }
    }

    It 'warns once of files that may be others: <Name>' -ForEach @(
        @{ Name = 'one that came with a later message'; First = 'om_sandbox_same_name_2'; Then = 'om_sandbox_same_name_1'; Warning = "'scan.txt' exists and was skipped, but its time or length is not that of the resource*" }
        @{ Name = 'several that were changed'; First = 'om_sandbox_report', 'om_sandbox_same_name_1'; Then = 'om_sandbox_report', 'om_sandbox_same_name_1'; Warning = '2 files exist and were skipped, but their times or lengths are not those of the resources*' }
    ) {
        $null = Get-LarkMessage $First | Get-LarkMessageResource -OutFile "$folder/"
        if (@($First).Count -gt 1) {
            Get-ChildItem $folder | ForEach-Object { $_.LastWriteTime = Get-Date }
        }
        $calls = Get-CallCount $resourceEndpoint
        $files = Get-LarkMessage $Then | Get-LarkMessageResource -OutFile "$folder/" -SkipExisting -WarningVariable warnings -WarningAction SilentlyContinue
        $files | Should -HaveCount @($Then).Count
        Get-CallCount $resourceEndpoint | Should -Be $calls
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike $Warning
    }

    It 'leaves what is there as it is, also where only the answer gives the name' {
        $saved = Get-LarkMessageResource om_sandbox_image -OutFile "$folder/"
        [IO.File]::WriteAllText($saved.FullName, 'edited')
        $again = Get-LarkMessageResource om_sandbox_image -OutFile "$folder/" -SkipExisting -ErrorAction Stop -WarningAction SilentlyContinue
        $again.FullName | Should -BeExactly $saved.FullName
        $again.Length | Should -Be 6
        $again.Sha256 | Should -BeNullOrEmpty -Because 'the file may be any'
        [IO.File]::ReadAllText($saved.FullName) | Should -BeExactly 'edited'
        @(Get-ChildItem $folder -Force) | Should -HaveCount 1
    }

    It 'makes no error, and no call, of a named file that comes after pictures, whose names only the answers give' {
        $null = Get-LarkMessageResource om_sandbox_post -OutFile "$folder/"
        foreach ($run in 1..5) {
            Reset-SandboxServer $server
            $files = Get-LarkMessageResource om_sandbox_post -OutFile "$folder/" -SkipExisting -ErrorAction Stop
            $files | Should -HaveCount 4
            @(Get-SandboxRequest $server '*sandbox_post_file*') | Should -HaveCount 0
        }
    }

    It 'is not recommended for a file that the same command has saved' {
        $failed = $null
        $null = 'om_sandbox_image', 'om_sandbox_report' | Get-LarkMessageResource -OutFile "$folder/one" -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*path that ends in /*'
    }

    It 'holds for a file as the target' {
        $path = Join-Path $folder 'a.png'
        Set-Content $path 'mine' -NoNewline
        (Get-LarkMessageResource om_sandbox_image -OutFile $path -SkipExisting -ErrorAction Stop).FullName | Should -BeExactly $path
        Get-Content $path -Raw | Should -BeExactly 'mine'
        Get-CallCount $resourceEndpoint | Should -Be 0
    }

    It 'is not satisfied by a file of another hash than -ExpectedSha256' {
        $path = Join-Path $folder 'a.png'
        Set-Content $path 'mine' -NoNewline
        $expected = (Get-SandboxResource $server img_v3_sandbox_chart).sha256
        (Get-RaisedError { Get-LarkMessageResource om_sandbox_image -OutFile $path -SkipExisting -ExpectedSha256 $expected }).FullyQualifiedErrorId | Should -BeLike 'TransferIncomplete,*'
        Get-Content $path -Raw | Should -BeExactly 'mine'
    }

    It 'contradicts -Force' {
        (Get-RaisedError { Get-LarkMessageResource om_sandbox_image -OutFile $folder -SkipExisting -Force }).FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
    }

    It 'says with -WhatIf nothing of a file that is there' {
        $null = Get-LarkMessageResource om_sandbox_report -OutFile "$folder/"
        $shell = Invoke-FreshShell -Variables @{ folder = $folder } {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            Get-LarkMessageResource om_sandbox_report, om_sandbox_image -OutFile "$folder/" -SkipExisting -WhatIf | Out-Null
        }
        @($shell.Output -split "`n" -like 'What if:*') | Should -HaveCount 1
        $shell.Output | Should -BeLike '*img_v3_sandbox_chart*'
    }
}

Describe 'A message in which nothing can be downloaded' {
    BeforeAll {
        Connect-Lark -Sandbox
    }

    It 'says so: <Name>' -ForEach @(
        @{ Name = 'nothing in it'; Item = { 'om_sandbox_text' }; Stream = 'Verbose'; Text = '*om_sandbox_text*no resources*' }
        @{ Name = 'a kind that leaves nothing'; Item = { 'om_sandbox_image' }; With = @{ Kind = 'Video' }; Stream = 'Verbose'; Text = '*om_sandbox_image*-Kind*Image*' }
        @{ Name = 'content that cannot be parsed'; Item = { New-Item1 x image 'not JSON' }; Stream = 'Warning'; Text = '*om_sandbox_one_byte*image*' }
        @{ Name = 'a picture without a key'; Item = { New-Item1 x image '{}' }; Stream = 'Warning'; Text = '*om_sandbox_one_byte*image*' }
        @{ Name = 'an unknown type with a key in it'; Item = { New-Item1 x hologram '{"parts":[{"file_key":"file_v3_x"}]}' }; Stream = 'Warning'; Text = '*hologram*-FileKey*' }
        @{ Name = 'an unknown type without keys'; Item = { New-Item1 x hologram '{"text":"file_key"}' }; Stream = 'Verbose'; Text = '*hologram*no resources*' }
        @{ Name = 'a placeholder for a card'; Item = { New-Item1 x interactive '{"elements":[[{"tag":"img","image_key":"img_x"},{"tag":"text","text":"请升级至最新版本客户端，以查看内容"}]]}' }; Stream = 'Warning'; Text = '*placeholder for the card*om_sandbox_one_byte*' }
        @{ Name = 'a sticker'; Item = { 'om_sandbox_sticker' }; Stream = 'Warning'; Text = '*sticker*' }
    ) {
        $with = $With ?? @{}
        $said = & $Item | Get-LarkMessageResource @with -Verbose -ErrorAction Stop *>&1
        $lines = @($said | Where-Object { $_ -is "Management.Automation.${Stream}Record" } | ForEach-Object Message | Where-Object { $_ -notlike 'GET *' })
        $lines | Should -HaveCount 1
        $lines[0] | Should -BeLike $Text
        @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] }) | Should -HaveCount ($Stream -eq 'Warning' ? 1 : 0)
    }
}

Describe 'A source that goes on' {
    BeforeAll {
        Reset-SandboxServer $server
    }

    It 'gets each file before it gives the next message' {
        $folder = New-TestFolder
        $seen = [Collections.Generic.List[string]]::new()
        & {
            foreach ($number in 1..4) {
                Start-Sleep -Milliseconds 300
                $seen.Add("message $number")
                "om_sandbox_receipt_0$number"
            }
        } | Get-LarkMessageResource -OutFile "$folder/" | ForEach-Object { $seen.Add("file $($_.MessageId[-1])") }
        $seen | Should -Be 'message 1', 'file 1', 'message 2', 'file 2', 'message 3', 'file 3', 'message 4', 'file 4'
    }

    It 'gets each message before it gives the next id' {
        $seen = [Collections.Generic.List[string]]::new()
        & {
            foreach ($number in 1..3) {
                Start-Sleep -Milliseconds 300
                $seen.Add("id $number")
                "om_sandbox_receipt_0$number"
            }
        } | Get-LarkMessage | ForEach-Object { $seen.Add("message $($_.MessageId[-1])") }
        $seen | Should -Be 'id 1', 'message 1', 'id 2', 'message 2', 'id 3', 'message 3'
    }

    It 'is asked for hardly more than Select-Object -First wants, with -ThrottleLimit <_>' -ForEach 1, 4, 8 {
        $given = [Collections.Generic.List[int]]::new()
        $files = & { foreach ($number in 1..9) { $given.Add($number); "om_sandbox_receipt_0$number" } } |
            Get-LarkMessageResource -OutFile "$(New-TestFolder)/" -ThrottleLimit $_ | Select-Object -First 2
        $files | Should -HaveCount 2
        $given.Count | Should -BeLessOrEqual 3
    }

    It 'is stopped, too, when it repeats its messages' {
        $given = [Collections.Generic.List[int]]::new()
        $files = & { foreach ($number in 1..300) { $given.Add($number); "om_sandbox_receipt_0$($number % 3 + 1)" } } |
            Get-LarkMessageResource -OutFile "$(New-TestFolder)/" | Select-Object -First 2
        $files | Should -HaveCount 2
        $given.Count | Should -BeLessThan 300
    }
}

Describe 'The last error' {
    It 'is what Get-LarkErrorInfo explains' {
        Connect-Lark -Sandbox
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            $ErrorActionPreference = 'SilentlyContinue'
            Connect-Lark -Sandbox
            Get-LarkMessageResource om_error_234004 file_v3_sandbox_error
            Get-Item /no/such/item
            (Get-LarkErrorInfo).ErrorId
            Connect-Lark -Sandbox -Region Lark
            (Get-LarkErrorInfo).ErrorId
        }
        $shell.Output -split '\s+' | Should -Be 'AppNotInChat', 'InvalidRequestParameter'
    }

    It 'is none in a new session: a warning says what else there is' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            @(Get-LarkErrorInfo -WarningVariable said 3>$null).Count
            "$said"
        }
        $lines = $shell.Output -split '\r?\n'
        $lines[0] | Should -Be '0'
        $lines[1] | Should -BeLike '*-All*'
    }

    It 'has an id, which all of its codes are explained for: <_>' -ForEach { Get-LarkErrorInfo AppNotInChat }, { Get-LarkErrorInfo -ErrorId AppNotInChat }, { 'appnotinchat' | Get-LarkErrorInfo } {
        (& $_).Code | Sort-Object | Should -Be 230002, 232011, 234004
    }
}

Describe 'What belongs to this process' {
    It 'is not a connection in another one: the error says what to use instead' {
        Connect-Lark -Sandbox
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize((Get-LarkConnection)))
        $e = Get-RaisedError { Get-LarkChat -Connection $copy }
        $e.Exception.Message | Should -BeLike '*Start-ThreadJob*'
    }
}

Describe 'A token of a user' {
    It 'is not called Tenant, also before the platform was asked' {
        (Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -SkipCheck -PassThru).Identity | Should -Be 'User'
        (Connect-Lark -AccessToken (ConvertTo-Secret t-sandbox) -SkipCheck -PassThru).Identity | Should -Be 'Tenant'
    }
}

Describe 'A wildcard that is not valid' {
    BeforeAll {
        Connect-Lark -Sandbox
        $folder = New-TestFolder
    }

    It 'is one error of the module: <_>' -ForEach @(
        "Export-LarkChatResource oc_sandbox_finance_team, oc_sandbox_quiet -Destination `$folder -Include '[abc'"
        "Export-LarkChatResource oc_sandbox_finance_team -Destination `$folder -Exclude '[z-a]'"
        "Export-LarkChatResource '[abc' -Destination `$folder"
        "Get-LarkChat '[abc'"
        "Get-LarkExportedResource `$folder -Name '[abc'"
        "Get-LarkExportedResource `$folder -SenderName '[abc'"
    ) {
        $raised = @(try { & ([scriptblock]::Create($_)) 2>&1 } catch { $_ })
        $raised | Should -HaveCount 1
        $raised[0].FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $raised[0].Exception.Message | Should -BeLike '*not a valid wildcard*'
    }
}

Describe 'A moment' {
    BeforeAll {
        Connect-Lark -Sandbox
    }

    It 'may be a time span before now' {
        $span = [DateTimeOffset]::Now - [DateTimeOffset]'2026-11-17T00:00:00Z'
        (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since $span).CreateTime | Measure-Object -Minimum | ForEach-Object Minimum | Should -BeGreaterThan ([DateTimeOffset]'2026-11-16T23:50:00Z')
    }

    It 'may be a time span of days as it is written out' {
        $days = [int] ([DateTimeOffset]::Now - [DateTimeOffset]'2026-11-10T00:00:00Z').TotalDays
        $all = (Get-LarkMessage -ChatId oc_sandbox_finance_team).MessageId
        (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since "$days.00:00:00").MessageId | Should -Be $all
        (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since "$days.12:30").MessageId | Should -Be $all
        Get-LarkMessage -ChatId oc_sandbox_finance_team -Since '1.00:00:00' | Should -BeNullOrEmpty
    }

    It 'means the same in every culture where it begins with the year: <_>' -ForEach 'en-US', 'de-DE', 'th-TH', 'fa-IR', 'ar-SA', 'he-IL' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $messages = Get-LarkMessage -ChatId oc_sandbox_finance_team -Since 2026-11-17 -Until '2026-11-18 23:59'
            $others = '2026/11/17', '2026.11.17', '2026年11月17日' | ForEach-Object { , (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since $_ -Until 2026-11-18T23:59:00).MessageId }
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        $messages.MessageId | Should -Be (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since 2026-11-17 -Until '2026-11-18 23:59').MessageId
        $messages | Should -Not -BeNullOrEmpty
        $others | Should -HaveCount 3
        $others | ForEach-Object { $_ | Should -Be $messages.MessageId }
    }

    It 'is read as people write it in <Culture>: <Text>' -ForEach @(
        @{ Culture = 'de-DE'; Text = '17.11.2026' }
        @{ Culture = 'en-GB'; Text = '17/11/2026' }
        @{ Culture = 'en-US'; Text = '11/17/2026' }
        @{ Culture = 'th-TH'; Text = '17/11/2569' }
        @{ Culture = 'th-TH'; Text = '2569-11-17' }
        @{ Culture = 'fa-IR'; Text = '1405/08/26' }
    ) {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $Culture
            $messages = Get-LarkMessage -ChatId oc_sandbox_finance_team -Since $Text
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        $messages.MessageId | Should -Be (Get-LarkMessage -ChatId oc_sandbox_finance_team -Since 2026-11-17).MessageId
    }

    It 'is not <_> before now: the error says what a time span may be' -ForEach '[timespan]::MaxValue', '[timespan]::MinValue' {
        foreach ($command in "Get-LarkMessage -ChatId oc_x -Since ($_)", "Export-LarkChatResource oc_x -Destination $(New-TestFolder) -Until ($_)") {
            $raised = Get-RaisedError ([scriptblock]::Create($command))
            $raised.Exception.Message | Should -BeLike '*is not a date*New-TimeSpan*'
            $raised.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
        }
    }

    It 'is not <_>: the error says what a date looks like' -ForEach '7d', 'yesterday', 'last week', '-1.00:00' {
        foreach ($command in "Get-LarkMessage -ChatId oc_x -Since '$_'", "Get-LarkMessage -ChatId oc_x -Since $($_ -replace ' ', '')", "Export-LarkChatResource oc_x -Destination $(New-TestFolder) -Until '$_'") {
            (Get-RaisedError ([scriptblock]::Create($command))).Exception.Message | Should -BeLike '*2026-11-22*New-TimeSpan*'
        }
    }
}

Describe 'The host that failed' {
    It 'is the target of a redirect, where that cannot be reached' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
        Set-SandboxFault $server @{ Action = 'redirect'; Location = 'http://127.0.0.1:1/elsewhere'; PathContains = '/resources/'; Times = 0 }
        $e = Get-RaisedError { Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $e.Exception.Message | Should -BeLike '*127.0.0.1:1 *'
    }

    It 'is the proxy, where that cannot be reached, and -Proxy is not advised as if it were missing' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_x -AppSecret (ConvertTo-Secret x) -BaseUri http://gateway.example.com -AllowUnencryptedAuthentication -Proxy http://user:hidden@127.0.0.1:1 -MaximumRetryCount 0 }
        $e.Exception.Message | Should -BeLike '*the proxy 127.0.0.1:1 for gateway.example.com:80*'
        "$($e.Exception.Message) $($e.ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*hidden*'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*right -Proxy*'
    }

    It 'is named without a word about parts when the connection breaks while connecting' {
        Set-SandboxFault $server @{ Action = 'cut'; At = 10; PathContains = '/auth/'; Times = 0 }
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-Secret sandbox-secret) -BaseUri $server.BaseUri -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        "$($e.Exception.Message) $($e.ErrorDetails.RecommendedAction)" | Should -Not -Match 'part|resume|download'
        Reset-SandboxServer $server
    }
}

Describe 'A half-filled environment' {
    It 'is named by <_>' -ForEach 'Connect-Lark', 'Get-LarkChat', 'Get-LarkMessage om_1', 'Get-LarkMessageResource om_1', 'Export-LarkChatResource oc_1 -Destination x', 'Test-LarkConnection' {
        Disconnect-Lark
        $e = Invoke-WithEnvironment @{ LARK_APP_ID = 'cli_x' } { Get-RaisedError ([scriptblock]::Create($_)) }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        $e.Exception.Message | Should -BeLike '*LARK_APP_SECRET*'
    }
}

Describe 'Tab' {
    BeforeAll {
        Connect-Lark -Sandbox
        $null = Get-LarkMessage -ChatId oc_sandbox_finance_team -First 1

        function Get-Completion([string] $Line) {
            (TabExpansion2 $Line).CompletionMatches.CompletionText
        }
    }

    It 'offers messages of the chat that was read last: <_>' -ForEach 'Get-LarkMessage ', 'Get-LarkMessageResource ', 'Get-LarkMessageResource -MessageId om_sandbox_i' {
        Get-Completion $_ | Should -Contain 'om_sandbox_image'
    }

    It 'finds a chat by any part of its name' {
        Get-Completion 'Get-LarkMessage -ChatId team' | Should -Contain 'oc_sandbox_finance_team'
        Get-Completion 'Get-LarkChat team' | Should -Contain "'Finance Team'"
    }

    It 'offers no name of a file where an id belongs: <_>' -ForEach 'Get-LarkMessage om_none', 'Get-LarkMessage -ChatId zz', 'Get-LarkMessageResource om_none x', 'Export-LarkChatResource zz', 'Get-LarkChat zz',
        'Get-LarkMessage -ThreadId zz', 'Find-LarkMessage -SenderId zz', 'Export-LarkChatResource oc_sandbox_finance_team -SenderId zz', 'Test-LarkConnection -MessageId zz' {
        $folder = New-TestFolder
        'om_none.txt', 'zz.txt', 'x.txt' | ForEach-Object { Set-Content (Join-Path $folder $_) 1 }
        Push-Location $folder
        try { Get-Completion $_ | Should -Not -BeLike '*.txt*' }
        finally { Pop-Location }
    }

    It 'offers who sent the latest messages, by name or id, each once: <_>' -ForEach 'Find-LarkMessage -SenderId Lei', 'Export-LarkChatResource oc_sandbox_finance_team -SenderId ou_sandbox_l',
        'Export-LarkChatResource oc_sandbox_finance_team, oc_sandbox_topics -SenderId Lei', "Export-LarkChatResource 'Finance Team' -SenderId Lei", 'Export-LarkChatResource fin*team -SenderId Lei' {
        Get-Completion $_ | Should -Be 'ou_sandbox_li'
    }

    It 'offers the threads of the chat that was read last' {
        $threads = Get-LarkMessage -ChatId oc_sandbox_finance_team | Where-Object ThreadId | ForEach-Object ThreadId | Select-Object -Unique
        $threads | Should -Not -BeNullOrEmpty
        Get-Completion 'Get-LarkMessage -ThreadId ' | Sort-Object | Should -Be ($threads | Sort-Object)
    }

    It 'has a completer for every parameter that takes an id' {
        $ids = foreach ($command in Get-Command -Module LarkResources) {
            $command.Parameters.Values | Where-Object { $_.Name -cmatch '(Id|Key)$' -and $_.Name -notin 'AppId', 'TenantKey' } |
                ForEach-Object { @{ Name = "$($command.Name) -$($_.Name)"; Completes = [bool]($_.Attributes.TypeId -eq [ArgumentCompleter]) } }
        }
        $ids.Count | Should -BeGreaterThan 10
        $ids.Where{ -not $_.Completes }.Name | Should -BeNullOrEmpty
    }

    It 'offers how an id begins where there is no connection' {
        Disconnect-Lark
        Get-Completion 'Get-LarkMessage ' | Should -Be 'om_'
        Get-Completion 'Get-LarkMessage -ChatId ' | Should -Be 'oc_'
    }
}

Describe 'A variable that is empty by mistake' {
    BeforeAll {
        Reset-SandboxServer $server
        $archive = Join-Path (New-TestFolder) 'archive'
        $null = Export-LarkChatResource oc_sandbox_quiet -Destination $archive
    }

    It 'is refused by each parameter of <Name>, or counts as nothing given' -ForEach @(
        @{ Name = 'Find-LarkMessage'; With = @{ Query = 'plan' } }
        @{ Name = 'Get-LarkChat'; With = @{} }
        @{ Name = 'Get-LarkMessage'; With = @{ MessageId = 'om_sandbox_image' } }
        @{ Name = 'Get-LarkMessage'; With = @{ ChatId = 'oc_sandbox_today'; First = 1 } }
        @{ Name = 'Get-LarkMessageResource'; With = @{ MessageId = 'om_sandbox_image' } }
        @{ Name = 'Get-LarkMessageResource'; With = @{ MessageId = 'om_sandbox_image'; OutFile = 'TestDrive:/files/'; WhatIf = $true } }
        @{ Name = 'Get-LarkMessageResource'; With = @{ MessageId = 'om_sandbox_image'; FileKey = 'img_v3_sandbox_chart'; AsByteStream = $true } }
        @{ Name = 'Export-LarkChatResource'; With = @{ ChatId = 'oc_sandbox_quiet'; Destination = 'TestDrive:/export'; WhatIf = $true } }
        @{ Name = 'Get-LarkExportedResource'; With = @{ Path = 'archive' } }
        @{ Name = 'Get-LarkErrorInfo'; With = @{ ErrorId = 'Timeout' } }
        @{ Name = 'Test-LarkConnection'; With = @{} }
    ) {
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters

        # Of the others the shell would ask for what they need beside them.
        $parameters = foreach ($parameter in (Get-Command $Name).Parameters.Keys) {
            $sets = (Get-Command $Name).ParameterSets | Where-Object { $_.Parameters.Name -contains $parameter }
            $complete = $sets | Where-Object { -not ($_.Parameters.Where{ $_.IsMandatory }.Name | Where-Object { $_ -ne $parameter -and $_ -notin $With.Keys }) }
            if ($complete -and $parameter -notin $common) { $parameter }
        }

        $parameters | Should -Not -BeNullOrEmpty
        foreach ($parameter in $parameters) {
            foreach ($value in @($null), @(, @($null)), @(, @('', $null)) ) {
                $arguments = $With.Clone()
                if ($Name -eq 'Get-LarkExportedResource') {
                    $arguments.Path = $archive
                }

                $arguments[$parameter] = $value[0]
                $failures = try {
                    $null = & $Name @arguments -ErrorAction SilentlyContinue -ErrorVariable told -WarningAction SilentlyContinue
                    $told
                }
                catch {
                    $_
                }

                foreach ($failure in $failures) {
                    $because = "-$parameter $($value[0] | ConvertTo-Json -Compress) gave $($failure.FullyQualifiedErrorId): $failure"
                    $failure.Exception -is [Management.Automation.ParameterBindingException] -or $failure.Exception -is [LarkResources.LarkException] | Should -BeTrue -Because $because
                }
            }
        }
    }

    It 'is no filter that lets everything through: <Text>' -ForEach @(
        @{ Text = 'Find-LarkMessage -SenderId'; Run = { Find-LarkMessage plan -SenderId $null } }
        @{ Text = 'Find-LarkMessage -ChatId'; Run = { Find-LarkMessage plan -ChatId @($null) } }
        @{ Text = 'Find-LarkMessage -Attachment'; Run = { Find-LarkMessage plan -Attachment $null } }
        @{ Text = 'Get-LarkChat -Name'; Run = { Get-LarkChat $null } }
        @{ Text = 'Get-LarkExportedResource -Status'; Run = { Get-LarkExportedResource $archive -Status $null } }
        @{ Text = 'Get-LarkExportedResource -SenderName'; Run = { Get-LarkExportedResource $archive -SenderName @('Alice*', $null) } }
        @{ Text = 'Get-LarkMessageResource -Kind'; Run = { Get-LarkMessageResource om_sandbox_image -Kind $null } }
        @{ Text = 'Export-LarkChatResource -SenderId'; Run = { Export-LarkChatResource oc_sandbox_quiet -Destination $archive -SenderId $null } }
    ) {
        (Get-RaisedError $Run).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
    }
}
