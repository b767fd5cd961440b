#Requires -Version 7.4
# What a person sees in a window of 100 columns, and of 80 where the text is what matters.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    Connect-Lark -Sandbox

    # Blank lines around it and blanks at the ends of lines say nothing to a person.
    function Show([scriptblock] $Script, [string] $Culture = 'en-US', [int] $Width = 100) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = $Culture
            $lines = (& $Script | Out-String -Width $Width) -split '\r?\n'
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        # A wide character takes two cells.
        $lines | Where-Object { ($_ -replace '[\u2E80-\uFFFF]', 'xx').Length -gt $Width } | Should -BeNullOrEmpty
        ($lines.TrimEnd() -join "`n").Trim("`n")
    }

    function Assert-Shown([scriptblock] $Script, [string] $Expected) {
        Show $Script | Should -BeExactly $Expected.ReplaceLineEndings("`n")
    }

    $first = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_00v4_456a92d6-c6ea-4de4-ac3f-7afcf44ac78g'; Type = 'File'; Kind = 'Audio'; Name = 'contract.pdf'; Length = 12345 }
    $second = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'img_v3_1'; Type = 'Image'; Kind = 'Image' }
    $third = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_v3_2'; Type = 'File'; Kind = 'Sticker'; IsSupported = $false; Note = 'Not served.' }
}

AfterAll {
    Disconnect-Lark
}

Describe 'The summary of an export' {
    It 'is in the language of the shell: <Culture>, <Waits>' -ForEach @(
        @{ Culture = 'en-US'; Waits = 1; Lines = 'Chats         : 3 (1 incomplete)', 'Calls         : 94 (92 for resources)', 'QuotaWaitTime : 00:00:01 (1 wait)' }
        @{ Culture = 'en-US'; Waits = 2; Lines = 'QuotaWaitTime : 00:00:01 (2 waits)' }
        @{ Culture = 'en-US'; Waits = 0; Lines = 'QuotaWaitTime : 00:00:01 (0 waits)' }
        @{ Culture = 'zh-CN'; Waits = 1; Lines = 'Chats         : 3（其中 1 个不完整）', 'Calls         : 94（其中下载资源 92 次）', 'QuotaWaitTime : 00:00:01（等待 1 次）' }
    ) {
        $summary = [pscustomobject]@{ PSTypeName = 'LarkResources.LarkExportSummary'; Chats = 3; IncompleteChats = 1; Calls = 94; ResourceCalls = 92; QuotaWaits = $Waits; QuotaWaitTime = '00:00:01' }
        $shown = (Show { $summary } $Culture) -split "`n"
        foreach ($line in $Lines) { $shown | Should -Contain $line }
    }
}

Describe 'A table' {
    It 'of files has them under their folder' {
        $folder = New-TestFolder
        Assert-Shown { Get-LarkMessageResource om_sandbox_post -OutFile $folder -ThrottleLimit 1; Get-LarkMessageResource om_sandbox_1mib -OutFile $folder } @"
   Directory: $folder

  Length ContentType              Name
  ------ -----------              ----
   911 B image/png                img_v3_sandbox_post_chart.png
 2.9 KiB video/mp4                month-end.mp4
 1.5 KiB image/png                img_v3_sandbox_post_cover.png
    24 B text/csv                 ledger.csv
 1.0 MiB application/octet-stream 1mib.bin
"@.Trim("`n")
    }

    It 'of contents sums the bytes up, and says that nothing was saved' {
        Assert-Shown { Get-LarkMessageResource om_sandbox_image } @'
   Content: in memory, not saved; -OutFile saves it to a file

  Length ContentType              Name
  ------ -----------              ----
 1.7 KiB image/png                img_v3_sandbox_chart.png
'@
    }

    It 'of a connection tells who, where and until when' {
        Show { Get-LarkConnection } | Should -MatchExactly '^AppId +Identity Region TokenExpiresAt +BaseUri\n-.*\ncli_sandbox +Sandbox +\d{4}-\d\d-\d\d \d\d:\d\d https://sandbox.invalid/$'
    }

    It 'of chats keeps their ids whole' {
        Assert-Shown {
            [LarkResources.LarkChat]@{ ChatId = 'oc_a0553eda9014c201e6969b478895c230'; Name = 'Finance Team, all of it, from ledger to files'; IsExternal = $true; ChatMode = 'group' }
            [LarkResources.LarkChat]@{ ChatId = 'oc_b0553eda9014c201e6969b478895c230'; Name = 'Alice Wu'; ChatMode = 'p2p' }
        } @'
ChatId                              IsExternal Mode   Name
------                              ---------- ----   ----
oc_a0553eda9014c201e6969b478895c230 True       group  Finance Team, all of it, from ledger to files
oc_b0553eda9014c201e6969b478895c230 False      p2p    Alice Wu
'@
    }

    It 'of messages names their resources' {
        $sent = [DateTimeOffset]'2026-09-01T10:00:30Z'
        Assert-Shown {
            [LarkResources.LarkMessage]@{ MessageId = 'om_dc13264520392913993dd051dba21dcf'; MessageType = 'merge_forward'; SenderId = 'ou_1'; CreateTime = $sent; Resources = [LarkResources.LarkResource[]]@($first, $second) }
            [LarkResources.LarkMessage]@{ MessageId = 'om_3'; MessageType = 'text'; SenderId = 'ou_7d8a6e6df7621556ce0d21922b676706' }
        } @"
Time             Sender     Type          Text                                        Resources
----             ------     ----          ----                                        ---------
$($sent.LocalDateTime.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture)) ou_1       merge_forward                                             contract.pdf,…
                 ou_7d8a6e… text
"@
    }

    It 'of messages shows who said what on 80 columns, each on one line: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Expected = @'
Time             Sender     Type          Text                    Resources
----             ------     ----          ----                    ---------
(time)           Alice Wu   text          Where is the plan?
(time)           Li Lei     file          [File] plan.pdf         plan.pdf
(time)           Li Lei     text          @吴爱丽 and @王芳 see …
(time)           Approvals  interactive   **Weekly report** ![Ch… [Image]
(time)           Alice Wu   file          [Recalled message]
(time)           ou_sandbo… text          Bye
'@ }
        @{ Culture = 'zh-CN'; Expected = @'
Time             Sender     Type          Text                    Resources
----             ------     ----          ----                    ---------
(time)           吴爱丽     text          Where is the plan?
(time)           李雷       file          [文件] plan.pdf         plan.pdf
(time)           李雷       text          @吴爱丽 and @王芳 see …
(time)           Approvals  interactive   **Weekly report** ![Ch… [Image]
(time)           吴爱丽     file          [已撤回的消息]
(time)           ou_sandbo… text          Bye
'@ }
    ) {
        $ids = 'om_sandbox_today_thread', 'om_sandbox_today_copy', 'om_sandbox_today_mentions', 'om_sandbox_today_card', 'om_sandbox_recalled', 'om_sandbox_today_gone'
        $shown = Show { Get-LarkMessage $ids } $Culture -Width 80
        ($shown -replace '\d{4}-\d\d-\d\d \d\d:\d\d', '(time)          ').Trim() | Should -BeExactly $Expected.ReplaceLineEndings("`n")
    }

    It 'of resources tells their size where it is known' {
        Assert-Shown { $first, $second, $third } @'
Kind      Length Name                             FileKey
----      ------ ----                             -------
Audio     12 KiB contract.pdf                     file_v3_00v4_456a92d6-c6ea-4de4-ac3f-7afcf44ac78g
Image                                             img_v3_1
Sticker                                           file_v3_2
'@
    }

    It 'of exported resources names what was not saved as well' {
        $folder = New-TestFolder
        Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -WarningAction SilentlyContinue | Out-Null
        $rows = (Show { Get-LarkExportedResource $folder -Status Saved, Skipped } -Width 80) -split "`n"
        $rows[0] | Should -BeExactly 'SentAt           Kind    Status             Length Name'
        $rows -match '^\d{4}-\d\d-\d\d \d\d:\d\d File +Saved +[\d.]+ \w+ budget\.csv$' | Should -HaveCount 1
        $rows -match '^\d{4}-\d\d-\d\d \d\d:\d\d Sticker Skipped 234043 +file_v3_sandbox_sticker$' | Should -HaveCount 1
    }

    It 'of errors, when asked for, has their codes below each other' {
        $rows = (Show { Get-LarkErrorInfo 234040, 99991672 | Format-Table }) -split "`n"
        $rows[0] | Should -BeExactly '    Code ErrorId                  Category            Meaning'
        $rows | Where-Object { $_.StartsWith('  234040 MessageInvisible         PermissionDenied    This identity cannot see the message.') } | Should -HaveCount 1
        $rows | Where-Object { $_.StartsWith('99991672 ScopeMissing             PermissionDenied    The app lacks a scope this call needs.') } | Should -HaveCount 1
    }

    It 'is not how errors are shown: each has its meaning, cause and recommendation, and nothing is cut off' {
        $rows = (Show { Get-LarkErrorInfo 234009 }) -split "`n"
        $info = Get-LarkErrorInfo 234009
        $rows[0] | Should -BeExactly '234009 ExternalChatNotSupported (PermissionDenied)'
        # Where the engine breaks a line is its own affair.
        ($rows[1..99] -join '') -replace '\s' | Should -BeExactly ("$($info.Meaning)$($info.Cause)=>$($info.Recommendation)" -replace '\s')
    }

    It 'of an error is in the language of the shell: <Culture>' -ForEach @(
        @{ Culture = 'zh-CN'; Meaning = '应用的机器人不在消息所在的群组中。' }
        @{ Culture = 'de-DE'; Meaning = "The app's bot is not" }
    ) {
        (Show { Get-LarkErrorInfo 234004 } $Culture).Contains($Meaning) | Should -BeTrue
    }
}

Describe 'A list' {
    It 'is there for every type, and a table for all but two' {
        $views = ([xml](Get-Content (Join-Path (Split-Path (Get-ModulePath)) LarkResources.Format.ps1xml) -Raw)).Configuration.ViewDefinitions.View
        $tables = @($views.Where{ $_.TableControl }.ViewSelectedBy.TypeName)
        $lists = @($views.Where{ $_.ListControl }.ViewSelectedBy.TypeName)
        foreach ($name in 'LarkChat', 'LarkConnection', 'LarkErrorInfo', 'LarkExportedResource', 'LarkMessage', 'LarkResource', 'LarkResourceContent', 'LarkResourceFile') {
            $tables | Should -Contain "LarkResources.$name"
        }

        # There is never more than one summary or one page of an export, and both come among rows of a table that they must not disturb.
        $lists | Sort-Object | Should -Be ($tables + 'LarkResources.LarkExportSummary' + 'LarkResources.LarkGalleryFile' | Sort-Object)
    }

    It 'of a content sums the bytes up' {
        Assert-Shown { Get-LarkMessageResource om_sandbox_image | Format-List } @'
Name        : img_v3_sandbox_chart.png
Length      : 1.7 KiB (1707 bytes)
ContentType : image/png
Sha256      : b6500c16702330906228ffde551c822f227b0aeb3aabec9af5e451ccc29f7743
MessageId   : om_sandbox_image
FileKey     : img_v3_sandbox_chart
Type        : Image
'@
    }

    It 'has no empty line for what few have: <Name>' -ForEach @(
        @{ Name = 'P2pTargetId'; Item = { [LarkResources.LarkChat]@{ ChatId = 'oc_1'; ChatMode = 'group' } } }
        @{ Name = 'Synced(From|To)'; Item = { [LarkResources.LarkMessage]@{ MessageId = 'om_1' } } }
        @{ Name = 'Folder'; Item = { $first } }
        @{ Name = 'Code'; Item = { Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -PassThru -Kind Audio } }
        @{ Name = 'MessagesArchived'; Item = { Export-LarkChatResource oc_sandbox_quiet -Destination (New-TestFolder) } }
    ) {
        Show { & $Item | Format-List } | Should -Not -Match "(?m)^$Name "
    }

    It 'of an error is in the language of the shell and only that: <Culture>' -ForEach @(
        @{ Culture = 'en-US'; Meaning = "The app's bot is not"; Recommendation = 'In the chat open'; IsChinese = $false }
        @{ Culture = 'de-DE'; Meaning = "The app's bot is not"; Recommendation = 'In the chat open'; IsChinese = $false }
        @{ Culture = 'zh-CN'; Meaning = '应用的机器人不在'; Recommendation = '在该群打开'; IsChinese = $true }
        @{ Culture = 'zh-Hant-TW'; Meaning = '应用的机器人不在'; Recommendation = '在该群打开'; IsChinese = $true }
    ) {
        $text = Show { Get-LarkErrorInfo 234004 | Format-List } $Culture
        $text | Should -MatchExactly "(?s)Meaning +: $Meaning.*Recommendation +: $Recommendation.*HelpLink"
        $text.Contains('机器人') | Should -Be $IsChinese
    }

    It 'holds what the table has no room for: <Expected>' -ForEach @(
        @{ Item = { Get-LarkErrorInfo -All | Where-Object ErrorId -EQ FileExists }; Expected = 'Recommendation  : Add -SkipExisting' }
        @{ Item = { Get-LarkConnection }; Expected = 'Identity       : Sandbox' }
        @{ Item = { Get-LarkMessageResource om_sandbox_legacy -OutFile (New-TestFolder) }; Expected = "Length      : 26 B`n" }
        @{ Item = { [LarkResources.LarkChat]@{ ChatId = 'oc_1'; Name = 'Team' } }; Expected = "Name        : Team`nChatId      : oc_1`n" }
        @{ Item = { $first }; Expected = "Length         : 12 KiB (12345 bytes)`n" }
        @{ Item = { $second }; Expected = "Length         :`n" }
        @{ Item = { [LarkResources.LarkMessage]@{ MessageId = 'om_1'; MessageType = 'text'; IsDeleted = $true } }; Expected = "MessageId      : om_1`nCreateTime     :`nMessageType    : text`n" }
        @{ Item = { [LarkResources.LarkMessage]@{ MessageId = 'om_1'; IsUpdated = $true } }; Expected = "`nUpdateTime     :`n" }
        @{ Item = { Get-LarkMessage om_sandbox_today_copy }; Expected = "`nSyncedFrom     : om_sandbox_today_reply`nSenderName     : Li Lei`nSenderId       : ou_sandbox_li`n" }
        @{ Item = { Get-LarkMessage om_sandbox_today_reply }; Expected = "`nSyncedTo       : om_sandbox_today_copy`n" }
        @{ Item = { Get-LarkMessage om_sandbox_today_copy }; Expected = "`nText           : [File] plan.pdf`n" }
        @{ Item = { Get-LarkMessage om_sandbox_today_copy }; Expected = "`nLink           : https://applink.feishu.cn/client/chat/open?openChatId=oc_sandbox_today&position=7" }
        @{ Item = { [LarkResources.LarkChat]@{ ChatId = 'oc_1'; ChatMode = 'p2p'; P2pTargetId = 'ou_1' } }; Expected = "`nChatMode    : p2p`nP2pTargetId : ou_1`n" }
        @{ Item = { [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'k'; Type = 'File'; Kind = 'File'; SenderName = 'Li Lei'; Folder = 'a/b'; Link = 'https://x/y' } }; Expected = "`nSenderName     : Li Lei`nSenderId       :`nFolder         : a/b`nLink           : https://x/y`n" }
        @{ Item = { Get-LarkMessageResource om_sandbox_today_copy -OutFile (New-TestFolder) }; Expected = "`nSenderName  : Li Lei`nSender      : ou_sandbox_li`n" }
        @{ Item = { Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -PassThru -WarningAction SilentlyContinue | Where-Object Folder -Like '*/old' }; Expected = "`nFolder      : 合同 contracts/old`nSenderName  : Alice Wu`n" }
        @{ Item = { Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -PassThru -Kind Audio }; Expected = "`nLink        : https://applink" }
        @{ Item = { Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -WarningAction SilentlyContinue | Get-LarkExportedResource -Status Skipped -Kind Sticker | Select-Object -First 1 }; Expected = "Status      : Skipped`nCode        : 234043`n" }
        @{ Item = { Export-LarkChatResource oc_sandbox_finance_team -Destination (New-TestFolder) -Kind Audio -IncludeMessage }; Expected = "`nMessagesArchived : " }
        @{ Item = { Export-LarkChatResource oc_sandbox_quiet -Destination (New-TestFolder) -IncludeMessage -Since 2030-01-01 }; Expected = "`nMessagesArchived : 0`n" }
    ) {
        $text = "$(Show { & $Item | Format-List })`n"
        $text.Contains($Expected) | Should -BeTrue -Because $text
        $text | Should -Not -BeLike '*#ERR*'
    }
}

Describe 'A size' {
    It 'of <Bytes> bytes is written as <Text>' -ForEach @(
        @{ Bytes = 0; Text = '0 B' }
        @{ Bytes = 999; Text = '999 B' }
        @{ Bytes = 1000; Text = '1.0 KiB' }
        @{ Bytes = 1536; Text = '1.5 KiB' }
        @{ Bytes = 10240; Text = '10 KiB' }
        @{ Bytes = 1047552; Text = '1.0 MiB' }
        @{ Bytes = 8388608; Text = '8.0 MiB' }
        @{ Bytes = 1073741824; Text = '1.0 GiB' }
    ) {
        [LarkResources.ByteSize]::Text($Bytes) | Should -BeExactly $Text
    }
}

Describe 'Text of other people that a terminal would obey' {
    BeforeAll {
        $trap = "`e]0;pwn`a`e[31m`u{202E}"
        $chat = [LarkResources.LarkChat]@{ ChatId = 'oc_sandbox_finance_team'; Name = "Chat$trap"; Description = "About$trap" }
        $resource = [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = "file_v3$trap"; Type = 'File'; Kind = 'File'; Name = "name$trap.txt"; Folder = "sent$trap"; SenderName = "Sender$trap"; SenderId = "ou_1$trap"; Note = "note$trap" }
        $exported = New-TestFolder
        $sent = @{ v = 1; messageId = "om_1$trap"; fileKey = "f$trap"; type = 'file'; kind = 'file'; name = "sent$trap.txt"; senderName = "Sender$trap"; senderId = "ou_1$trap"; status = 'failed'; savedAt = '2026-11-20T00:00:00Z' }
        $null = New-Item -ItemType Directory (Join-Path $exported 'x (oc_x)')
        Set-Content -LiteralPath (Join-Path $exported 'x (oc_x)/manifest.jsonl') ($sent | ConvertTo-Json -Compress)

        function Get-Thing([string] $Name) {
            switch ($Name) {
                'chat' { $chat }
                'resource' { $resource }
                'message' {
                    $type = [LarkResources.LarkMessage]
                    $message = $type::new()
                    foreach ($property in 'MessageId', 'MessageType', 'SenderName', 'SenderId', 'ChatId', 'Content') {
                        $type.GetProperty($property).SetValue($message, "$property$trap")
                    }

                    $type.GetProperty('Resources').SetValue($message, [LarkResources.LarkResource[]]@($resource))
                    $message
                }
                'exported resource' { Get-LarkExportedResource $exported -Status Failed }
            }
        }
    }

    It 'is not in the <View> of a <Thing>, and is as it was sent in its properties' -ForEach @(
        foreach ($thing in 'chat', 'resource', 'message', 'exported resource') {
            foreach ($view in 'Table', 'List') { @{ Thing = $thing; View = $view } }
        }
    ) {
        $object = Get-Thing $Thing
        $shown = ($View -eq 'Table' ? ($object | Format-Table) : ($object | Format-List)) | Out-String -Width 300
        $shown | Should -Not -Match '[\e\a\u202E]'
        $shown | Should -Match 'pwn'
        ($object | ConvertTo-Json -Depth 3 -WarningAction Ignore) | Should -Match '\\u001b\]0;pwn'
    }

    It 'is not in the lines of -WhatIf' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            $chat = [LarkResources.LarkChat]@{ ChatId = 'oc_sandbox_finance_team'; Name = "Chat`e]0;pwn`a" }
            $chat | Export-LarkChatResource -Destination $Folder -WhatIf
        } -Variables @{ Folder = New-TestFolder }
        $shell.Output | Should -Match 'pwn' -Because $shell.Errors
        $shell.Output | Should -Not -Match '[\e\a]'
    }

    It 'is not in what two commands of one script show through Out-Host' {
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            $trap = "`e]0;pwn`a`e[31m`u{202E}"
            [LarkResources.LarkChat]@{ ChatId = 'oc_1'; Name = "Chat$trap" } | Out-Host
            [LarkResources.LarkResource]@{ MessageId = 'om_1'; FileKey = 'file_1'; Type = 'File'; Kind = 'File'; Name = "name$trap.txt" } | Out-Host
        }
        $shell.Output | Should -Match '(?s)Chat.*pwn.*name.*pwn' -Because $shell.Errors
        $shell.Output | Should -Not -Match '[\e\a\u202E]'
    }

    It 'is not in the warning that a chat refuses resources' {
        $null = [LarkResources.LarkChat]@{ ChatId = 'oc_sandbox_today'; Name = "Chat`e]0;pwn`a" } |
            Export-LarkChatResource -Destination (New-TestFolder) -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Ignore
        "$warned" | Should -Match 'pwn'
        "$warned" | Should -Not -Match '[\e\a]'
    }
}
