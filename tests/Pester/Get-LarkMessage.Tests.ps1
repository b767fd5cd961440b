#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer

    function Get-ListCall {
        Get-SandboxRequest $server '*/im/v1/messages?*'
    }

    function Get-Window {
        $query = [Web.HttpUtility]::ParseQueryString(([uri]"http://x$((Get-ListCall | Select-Object -Last 1).pathAndQuery)").Query)
        [pscustomobject]@{ Start = $query['start_time']; End = $query['end_time'] }
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkMessage by id' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'gives a message with its resources' {
        $message = Get-LarkMessage om_sandbox_video
        $message | Should -BeOfType LarkResources.LarkMessage
        $message.MessageType | Should -Be 'media'
        $message.Resources.Kind | Should -Be @('Video', 'Cover')
    }

    It 'finds the resources of <Id>' -ForEach @(
        @{ Id = 'om_sandbox_image'; Keys = 'img_v3_sandbox_chart' }
        @{ Id = 'om_sandbox_voice'; Keys = 'file_v3_sandbox_voice' }
        @{ Id = 'om_sandbox_post'; Keys = 'img_v3_sandbox_post_chart', 'file_v3_sandbox_post_video', 'img_v3_sandbox_post_cover', 'file_v3_sandbox_post_file' }
        @{ Id = 'om_sandbox_post_locales'; Keys = 'img_v3_sandbox_post_shared' }
        @{ Id = 'om_sandbox_card'; Keys = 'img_v3_sandbox_card' }
        @{ Id = 'om_sandbox_legacy'; Keys = '456a92d6-c6ea-4de4-ac3f-7afcf44ac78g' }
        @{ Id = 'om_sandbox_forward'; Keys = 'img_v3_sandbox_forwarded', 'file_v3_sandbox_forwarded', 'file_v3_sandbox_forwarded_deep' }
        @{ Id = 'om_sandbox_forward_folded'; Keys = 'file_v3_sandbox_folded' }
        @{ Id = 'om_sandbox_text'; Keys = @() }
    ) {
        @((Get-LarkMessage $Id).Resources.FileKey | Where-Object { $_ } | Sort-Object) | Should -Be @($Keys | Sort-Object)
    }

    It 'brings the children of a merged forward' {
        $forward = Get-LarkMessage om_sandbox_forward_levels
        $forward.Children.MessageId | Should -Be @('om_sandbox_level_1', 'om_sandbox_level_1_forward')
        $forward.Children[1].Children[1].Children.MessageId | Should -Be 'om_sandbox_level_3'
    }

    It 'gives ninety-nine messages and one error for a hundred ids of which one is bad, in their order' {
        $ids = 1..100 | ForEach-Object { 'om_sandbox_bulk_{0:d3}' -f $_ }
        $ids[41] = 'om_get_error_230110'
        $messages = Get-LarkMessage $ids -ErrorAction SilentlyContinue -ErrorVariable failed
        $messages.MessageId | Should -Be ($ids -ne 'om_get_error_230110')
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MessageDeleted,*'
        $failed[0].TargetObject | Should -Be 'om_get_error_230110'
        # Two calls for fifty each, and one that says what is wrong with the bad one.
        @(Get-SandboxRequest $server '*/im/v1/messages/*') | Should -HaveCount 3
    }

    It 'reads ids that are piped by fifties too, where a call takes longer than the next id' {
        Set-SandboxFault $server @{ action = 'stallHeaders'; delayMs = 200; pathContains = '/im/v1/messages/'; times = 0 }
        $ids = 1..60 | ForEach-Object { 'om_sandbox_bulk_{0:d3}' -f $_ }
        ($ids | Get-LarkMessage).MessageId | Should -Be $ids
        @(Get-SandboxRequest $server '*/im/v1/messages/*').Count | Should -BeLessOrEqual 5
    }

    It 'reads one by one where the call for many is refused' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 99991201; pathContains = '/mget'; times = 0 }
        (Get-LarkMessage om_sandbox_image, om_sandbox_text).MessageId | Should -Be 'om_sandbox_image', 'om_sandbox_text'
    }

    It 'brings the children of merged forwards among many ids' {
        $messages = Get-LarkMessage om_sandbox_forward_levels, om_sandbox_text, om_sandbox_forward
        $messages[0].Children | Should -HaveCount 2
        $messages[2].Resources | Should -HaveCount 3
    }

    It 'says who sent a message, in the language of the shell: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Names = 'Alice Wu', '王芳', '佐藤', $null, 'Li Lei' }
        @{ Culture = 'zh-CN'; Names = '吴爱丽', '王芳', '佐藤', $null, '李雷' }
        @{ Culture = 'ja-JP'; Names = '吴爱丽', '王芳', '佐藤', $null, 'リー・レイ' }
    ) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = $Culture
            $messages = Get-LarkMessage -ChatId oc_sandbox_today -First 5
            $messages.SenderName | Should -Be $Names
            $messages.SenderId | Should -Not -Contain $null
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
    }

    It 'says in the language of the shell that an object has no id: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Says = 'The object has no property MessageId.' }
        @{ Culture = 'zh-CN'; Says = '该对象没有属性 MessageId。' }
    ) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = $Culture
            $e = Get-RaisedError { Get-LarkMessage -MessageId ([pscustomobject]@{ Name = 'x' }) }
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        $e.Exception.Message | Should -BeLike "*$Says"
    }

    It 'asks for the names with every call that brings messages' {
        $null = Get-LarkMessage om_sandbox_image
        $null = Get-LarkMessage om_sandbox_image, om_sandbox_text
        $null = Get-LarkMessage -ChatId oc_sandbox_odd_name
        $calls = @(Get-SandboxRequest $server '*/im/v1/messages*')
        $calls | Should -HaveCount 3
        $calls.pathAndQuery | Should -BeLike '*with_sender_name=true*'
        $calls.pathAndQuery | Should -BeLike '*card_msg_content_type=raw_card_content*'
    }

    It 'links to the message' {
        (Get-LarkMessage om_sandbox_today_copy).Link | Should -Match '^https://applink\.\w+\.\w+/client/chat/open\?openChatId=oc_sandbox_today&position=\d+$'
    }

    It 'says what a message is a copy of' {
        (Get-LarkMessage om_sandbox_today_copy).SyncedFrom | Should -Be 'om_sandbox_today_reply'
        (Get-LarkMessage om_sandbox_today_reply).SyncedFrom | Should -BeNullOrEmpty
    }

    It 'lists a reply that was also sent to the chat once' {
        $plan = Get-LarkMessage -ChatId oc_sandbox_today -IncludeThread | Where-Object MessageType -EQ file | Where-Object Text -Like '*plan.pdf*'
        $plan.MessageId, $plan.SyncedTo | Should -Be 'om_sandbox_today_reply', 'om_sandbox_today_copy'
        $copy = Get-LarkMessage -ChatId oc_sandbox_today | Where-Object Text -Like '*plan.pdf*'
        $copy.MessageId, $copy.SyncedFrom | Should -Be 'om_sandbox_today_copy', 'om_sandbox_today_reply'
    }

    It 'makes no call for each thread of a topic chat' {
        @(Get-LarkMessage -ChatId oc_sandbox_topics -IncludeThread) | Should -HaveCount 90
        @(Get-SandboxRequest $server '*container_id_type=thread*') | Should -BeNullOrEmpty
    }

    It 'shows who said what at 80 columns: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Row = 'Li Lei +text +@吴爱丽 and' }
        @{ Culture = 'zh-CN'; Row = '李雷 +text +@吴爱丽 and' }
    ) {
        $output = Invoke-FreshShell {
            $PSStyle.OutputRendering = 'PlainText'
            [cultureinfo]::CurrentUICulture = $Culture
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            Get-LarkMessage -ChatId oc_sandbox_today -First 5 | Format-Table | Out-String -Width 80
        } -Variables @{ Culture = $Culture }
        $output.Errors | Should -BeNullOrEmpty
        $output.Output | Should -Match 'Time +Sender +Type +Text +Resources'
        $output.Output | Should -Match $Row
        $output.Output | Should -Match '\bHello\b'
    }

    It 'takes ids from the pipeline, as objects have them and as the API spells them' {
        ([pscustomobject]@{ MessageId = 'om_sandbox_image' }, [pscustomobject]@{ message_id = 'om_sandbox_text' } | Get-LarkMessage).MessageId |
            Should -Be @('om_sandbox_image', 'om_sandbox_text')
        (Get-LarkMessage om_sandbox_thread_reply_1 | Get-LarkMessage).MessageId | Should -Be 'om_sandbox_thread_reply_1'
    }

    It 'takes ids with blanks around them' {
        (Get-LarkMessage "  om_sandbox_image`t").MessageId | Should -Be 'om_sandbox_image'
    }

    It 'gives a recalled message marked, not an error' {
        $message = Get-LarkMessage om_sandbox_recalled
        $message.IsDeleted | Should -BeTrue
        $message.Resources | Should -BeNullOrEmpty
    }

    It 'refuses <Id> without a crash' -ForEach @(
        @{ Id = 'OM_SANDBOX_IMAGE'; Expected = 'MessageNotFound,*' }
        @{ Id = 'om_nowhere'; Expected = 'MessageNotFound,*' }
        @{ Id = '../chats'; Expected = 'InvalidRequestParameter,*' }
        @{ Id = ' '; Expected = 'InvalidRequestParameter,*' }
    ) {
        $e = Get-RaisedError { Get-LarkMessage $Id }
        @($e) | Should -HaveCount 1
        $e.Exception | Should -BeOfType LarkResources.LarkException
        $e.FullyQualifiedErrorId | Should -BeLike $Expected
    }
}

Describe 'Get-LarkMessage of a chat' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'reads all pages, fifty at a time' {
        @(Get-LarkMessage -ChatId oc_sandbox_bulk) | Should -HaveCount 400
        @(Get-ListCall) | Should -HaveCount 8
        (Get-ListCall).pathAndQuery | Should -BeLike '*page_size=50*'
    }

    It 'stops asking when nobody wants more' {
        @(Get-LarkMessage -ChatId oc_sandbox_bulk | Select-Object -First 3) | Should -HaveCount 3
        @(Get-ListCall).Count | Should -BeLessOrEqual 2
    }

    It 'gives so many as -First says, of each chat' {
        $messages = Get-LarkMessage -ChatId oc_sandbox_bulk, oc_sandbox_finance_team -First 2
        $messages.MessageId | Should -Be @('om_sandbox_bulk_001', 'om_sandbox_bulk_002', 'om_sandbox_text', 'om_sandbox_image')
        @(Get-ListCall) | Should -HaveCount 2
    }

    It 'gives the newest first' {
        (Get-LarkMessage -ChatId oc_sandbox_bulk -Descending -First 2).MessageId | Should -Be @('om_sandbox_bulk_400', 'om_sandbox_bulk_399')
    }

    It 'takes chats from the pipeline' {
        @(Get-LarkChat -Name 'Finance*' | Get-LarkMessage -First 1).MessageId | Should -Be 'om_sandbox_text'
    }

    It 'reads the replies of threads where they are asked for' {
        (Get-LarkMessage -ChatId oc_sandbox_finance_team).MessageId | Should -Not -Contain 'om_sandbox_thread_reply_1'
        (Get-LarkMessage -ChatId oc_sandbox_finance_team -IncludeThread).MessageId | Should -Contain 'om_sandbox_thread_reply_1'
        (Get-LarkMessage -ThreadId omt_sandbox_invoices).MessageId | Should -Be @('om_sandbox_thread', 'om_sandbox_thread_reply_1', 'om_sandbox_thread_reply_2')
    }

    It 'makes one error of a thread that cannot be read, and goes on' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 230073; pathContains = 'container_id_type=thread'; times = 0 }
        $messages = Get-LarkMessage -ChatId oc_sandbox_finance_team -IncludeThread -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        $failed[0].Exception.Code | Should -Be 230073
        $messages[-1].MessageId | Should -Be 'om_sandbox_recalled'
    }

    It 'makes one error of a thread that fails with <Name>, and reads the rest of the chat' -ForEach @(
        @{ Name = 'HTTP 502'; Fault = @{ action = 'html502' } }
        @{ Name = 'a reset'; Fault = @{ action = 'reset' } }
        @{ Name = 'HTML'; Fault = @{ action = 'html400' } }
        @{ Name = 'a cut body'; Fault = @{ action = 'cut'; at = 20 } }
    ) {
        Set-SandboxFault $server ($Fault + @{ pathContains = 'container_id_type=thread'; times = 0 })
        $impatient = Connect-Sandbox $server @{ MaximumRetryCount = 0; PassThru = $true }
        $messages = Get-LarkMessage -ChatId oc_sandbox_finance_team -IncludeThread -Connection $impatient -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        $failed[0].Exception.Message | Should -BeLike '*omt_sandbox_invoices*'
        $messages[-1].MessageId | Should -Be 'om_sandbox_recalled'
    }

    It 'says with -Since that replies in older threads were not read, and how to get them' {
        $null = Get-LarkMessage -ChatId oc_sandbox_finance_team -IncludeThread -Since 2026-11-17 -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 1
        "$said" | Should -BeLike '*began before -Since*-IncludeThread | Where-Object CreateTime*'
        $null = Get-LarkMessage -ChatId oc_sandbox_finance_team -IncludeThread -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'reads all of a chat although a good token is refused once' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 99991663; pathContains = 'im/v1/messages'; callNumbers = @(1, 4) }
        $connection = Connect-Sandbox $server @{ MaximumRetryCount = 0; PassThru = $true }
        $whole = (Get-LarkMessage -ChatId oc_sandbox_bulk -Connection $connection).Count
        Reset-SandboxServer $server
        (Get-LarkMessage -ChatId oc_sandbox_bulk).Count | Should -Be $whole
    }

    # Other clients end there without an error (findings/node-sdk-history-ends-early.sh).
    It 'gives what came before a page that is refused, and an error: <_>' -ForEach 99992402, 99991400 {
        Set-SandboxFault $server @{ action = 'apiError'; code = $_; pathContains = 'page_token='; callNumbers = @(3) }
        $connection = Connect-Sandbox $server @{ MaximumRetryCount = 0; PassThru = $true }
        $messages = Get-LarkMessage -ChatId oc_sandbox_bulk -Connection $connection -ErrorAction SilentlyContinue -ErrorVariable failed
        $messages | Should -HaveCount 150
        $failed | Should -HaveCount 1
        $failed[0].Exception.Message | Should -BeLike '*oc_sandbox_bulk*'
        $failed[0].Exception.Code | Should -Be $_
    }

    It 'refuses <Id> and goes on with the next chat' -ForEach @(
        @{ Id = 'oc_sandbox_foreign' }, @{ Id = 'oc_of_another_tenant' }, @{ Id = 'OC_SANDBOX_BULK' }
    ) {
        $messages = Get-LarkMessage -ChatId $Id, oc_sandbox_odd_name -ErrorAction SilentlyContinue -ErrorVariable failed
        $messages.MessageId | Should -Be 'om_sandbox_odd_name'
        $failed | Should -HaveCount 1
        $failed[0].Exception.Code | Should -Be 230002
    }

    It 'reads an empty chat, and an external one' {
        Get-RaisedError { Get-LarkMessage -ChatId oc_sandbox_quiet } | Should -BeNullOrEmpty
        (Get-LarkMessage -ChatId oc_sandbox_external).MessageId | Should -Be 'om_sandbox_external_offer'
    }

    It 'keeps content that it cannot read, and says so' {
        $all = Get-LarkMessage -ChatId oc_sandbox_broken -Verbose 4>&1
        @($all | Where-Object { $_ -is [LarkResources.LarkMessage] }) | Should -HaveCount 10
        @($all | Where-Object { $_ -is [Management.Automation.VerboseRecord] -and $_.Message -like "The content of message*" }) | Should -HaveCount 7
        ($all | Where-Object MessageId -EQ om_sandbox_broken_text).Content | Should -Be 'not JSON at all'
    }
}

Describe 'Get-LarkMessage in a window of time' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'asks in seconds for <Name>' -ForEach @(
        @{ Name = 'a local time'; Since = { [datetime]::new(2026, 11, 17, 12, 0, 0, [DateTimeKind]::Local) }; Seconds = { [DateTimeOffset]::new([datetime]::new(2026, 11, 17, 12, 0, 0, [DateTimeKind]::Local)).ToUnixTimeSeconds() } }
        @{ Name = 'a time without a kind, which is local'; Since = { [datetime]::new(2026, 11, 17, 12, 0, 0) }; Seconds = { [DateTimeOffset]::new([datetime]::new(2026, 11, 17, 12, 0, 0, [DateTimeKind]::Local)).ToUnixTimeSeconds() } }
        @{ Name = 'a time in UTC'; Since = { [datetime]::new(2026, 11, 17, 12, 0, 0, [DateTimeKind]::Utc) }; Seconds = { 1794916800 } }
        @{ Name = 'a time with its offset'; Since = { [DateTimeOffset]::new(2026, 11, 17, 12, 0, 0, [timespan]::FromHours(8)) }; Seconds = { 1794888000 } }
        @{ Name = 'a text with an offset'; Since = { '2026-11-17T12:00:00+08:00' }; Seconds = { 1794888000 } }
        @{ Name = 'a text in UTC'; Since = { '2026-11-17T12:00:00Z' }; Seconds = { 1794916800 } }
    ) {
        $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Since (& $Since) -First 1
        (Get-Window).Start | Should -Be (& $Seconds)
    }

    It 'understands local times in <Zone>, also on days when the clock is changed' -ForEach @(
        @{ Zone = 'Asia/Shanghai'; Times = @{ Local = '2026-11-17 00:00:00'; Utc = '2026-11-16T16:00:00Z' } }
        @{ Zone = 'Europe/Berlin'; Times = @{ Local = '2026-10-25 03:00:00'; Utc = '2026-10-25T02:00:00Z' } }
        @{ Zone = 'America/New_York'; Times = @(
                @{ Local = '2026-03-08 01:59:59'; Utc = '2026-03-08T06:59:59Z' }
                @{ Local = '2026-03-08 03:00:00'; Utc = '2026-03-08T07:00:00Z' }
                @{ Local = '2026-11-01 00:59:59'; Utc = '2026-11-01T04:59:59Z' }
                @{ Local = '2026-11-01 01:30:00'; Utc = '2026-11-01T05:30:00Z' }
                @{ Local = '2026-11-01 02:00:00'; Utc = '2026-11-01T07:00:00Z' })
        }
    ) {
        $shell = Invoke-FreshShell -Environment @{ TZ = $Zone; LARK_ACCESS_TOKEN = 't-sandbox' } -Variables @{ Base = $server.BaseUri; Local = $Times.Local -join '|' } {
            Import-Module $ModulePath
            Connect-Lark -BaseUri $Base
            foreach ($time in $Local -split '\|') {
                $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Since ([datetime]::Parse($time, [cultureinfo]::InvariantCulture)) -First 1
                $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Since $time -First 1
                $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Since ([datetime]::SpecifyKind([datetime]::Parse($time, [cultureinfo]::InvariantCulture), 'Local')) -First 1
            }
        }
        $shell.Errors | Should -BeNullOrEmpty
        $asked = (Get-ListCall).ForEach{ [Web.HttpUtility]::ParseQueryString(([uri]"http://x$($_.pathAndQuery)").Query)['start_time'] }
        $asked | Select-Object -Unique | Should -Be $Times.ForEach{ [string][DateTimeOffset]::Parse($_.Utc, [cultureinfo]::InvariantCulture).ToUnixTimeSeconds() }
    }

    It 'takes a time with an offset as it is, also where the local time comes twice' {
        $shell = Invoke-FreshShell -Environment @{ TZ = 'Europe/Berlin'; LARK_ACCESS_TOKEN = 't-sandbox' } -Variables @{ Base = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -BaseUri $Base
            $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Since '2026-10-25T02:30:00+01:00' -First 1
        }
        $shell.Errors | Should -BeNullOrEmpty
        (Get-Window).Start | Should -Be ([DateTimeOffset]'2026-10-25T01:30:00Z').ToUnixTimeSeconds()
    }

    It 'ends with the second of two equal local times' {
        $shell = Invoke-FreshShell -Environment @{ TZ = 'America/New_York'; LARK_ACCESS_TOKEN = 't-sandbox' } -Variables @{ Base = $server.BaseUri } {
            Import-Module $ModulePath
            Connect-Lark -BaseUri $Base
            $null = Get-LarkMessage -ChatId oc_sandbox_bulk -Until '2026-11-01 01:30:00' -First 1
        }
        $shell.Errors | Should -BeNullOrEmpty
        (Get-Window).End | Should -Be ([DateTimeOffset]'2026-11-01T06:30:00Z').ToUnixTimeSeconds()
    }

    It 'counts both ends, and rounds outwards on the wire' {
        $at = (Get-LarkMessage om_sandbox_bulk_010).CreateTime
        (Get-LarkMessage -ChatId oc_sandbox_bulk -Since $at -Until $at).MessageId | Should -Be 'om_sandbox_bulk_010'
        Get-LarkMessage -ChatId oc_sandbox_bulk -Since $at.AddMilliseconds(1) -Until $at.AddMilliseconds(2) | Should -BeNullOrEmpty
        (Get-Window).Start | Should -Be $at.ToUnixTimeSeconds()
        (Get-Window).End | Should -Be ($at.ToUnixTimeSeconds() + 1)
    }

    It 'takes the first and the last moment there are' {
        (Get-LarkMessage -ChatId oc_sandbox_bulk -Since ([DateTimeOffset]::MinValue) -Until ([DateTimeOffset]::MaxValue) -First 1).MessageId | Should -Be 'om_sandbox_bulk_001'
    }

    It 'refuses an end before the start, once and before any call' {
        $e = Get-RaisedError { 'oc_sandbox_bulk', 'oc_sandbox_quiet' | ForEach-Object { [pscustomobject]@{ ChatId = $_ } } | Get-LarkMessage -Since '2026-11-17' -Until '2026-11-16' }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*Swap*'
        @(Get-ListCall) | Should -HaveCount 0
    }
}
