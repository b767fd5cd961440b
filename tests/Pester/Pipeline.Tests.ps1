#Requires -Version 7.4

BeforeAll {
    $pwsh = & $PSScriptRoot/Get-ShellCommand.ps1
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $resourceEndpoint = 'GET /open-apis/im/v1/messages/:message_id/resources/:file_key'
    $getEndpoint = 'GET /open-apis/im/v1/messages/:message_id'
    $listEndpoint = 'GET /open-apis/im/v1/messages'

    function Get-CallCount($Of, [string] $Endpoint) {
        [int](Invoke-Control $Of stats).$Endpoint.calls
    }

    function Get-Hash($File) {
        (Get-FileHash -LiteralPath $File.FullName).Hash.ToLowerInvariant()
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'From a chat to its files' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'gets everything with one call for each file and none for the messages' {
        $files = Get-LarkChat -Name 'Finance*' | Get-LarkMessage -Since ([datetime]::new(2026, 11, 16)) |
            Get-LarkMessageResource -OutFile "$folder/" -WarningAction SilentlyContinue -ErrorAction Stop
        foreach ($file in $files) {
            $expected = Get-SandboxResource $server $file.FileKey
            Get-Hash $file | Should -Be $expected.sha256
            $file.Sha256 | Should -Be $expected.sha256
        }

        $files.FileKey | Should -Contain 'file_v3_sandbox_folder_c' -Because 'folders are expanded'
        $files.FileKey | Should -Contain 'file_v3_sandbox_forwarded_deep' -Because 'forwards are looked into'

        # The card is refused; a listed forward does not hold its children, so it alone is read.
        Get-CallCount $server $resourceEndpoint | Should -Be ($files.Count + 1)
        Get-CallCount $server $getEndpoint | Should -Be 1
        @(Get-ChildItem $folder -Force) | Should -HaveCount $files.Count
    }

    It 'gets four hundred files at the quota''s speed: 8 + 400 calls, no window overrun' {
        $slow = Start-SandboxServer '--latency-ms', '50', '--per-second', '50', '--per-minute', '1000'
        try {

            # Ten calls below what the server lets pass: a busy machine hands requests over in lumps, and this counts calls, not jitter.
            Connect-Sandbox $slow @{ CallsPerSecond = 40; CallsPerMinute = 1000 }
            $files = Get-LarkMessage -ChatId oc_sandbox_bulk | Get-LarkMessageResource -OutFile "$folder/" -ErrorAction Stop
            $files | Should -HaveCount 400
            ($files | Measure-Object Length -Sum).Sum | Should -Be (400 * 20KB)
            $stats = Invoke-Control $slow stats
            $stats.$resourceEndpoint.calls | Should -Be 400
            $stats.$resourceEndpoint.refused | Should -Be 0
            $stats.$resourceEndpoint.maxCallsInOneSecond | Should -BeLessOrEqual 50
            $stats.$listEndpoint.calls | Should -Be 8
            $stats.$getEndpoint | Should -BeNullOrEmpty
            $stats.$resourceEndpoint.maxConcurrent | Should -BeLessOrEqual 8
        }
        finally {
            Stop-SandboxServer $slow
        }
    }

    It 'keeps -ThrottleLimit <_> across the whole input, and makes use of it' -ForEach 3, 1 {
        Set-SandboxFault $server @{ action = 'stallHeaders'; pathContains = '/resources/'; delayMs = 100; times = 0 }
        $files = Get-LarkMessage -ChatId oc_sandbox_bulk -First 12 | Get-LarkMessageResource -OutFile "$folder/" -ThrottleLimit $_
        $files | Should -HaveCount 12
        (Invoke-Control $server stats).$resourceEndpoint.maxConcurrent | Should -Be $_
    }

    It 'makes one error of one failure, and continues' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 234040; pathContains = 'file_v3_sandbox_bulk_017'; times = 0 }
        $files = Get-LarkMessage -ChatId oc_sandbox_bulk -First 40 | Get-LarkMessageResource -OutFile "$folder/" -ErrorAction SilentlyContinue -ErrorVariable failed
        $files | Should -HaveCount 39
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MessageInvisible,*'
        $failed[0].Exception.Message | Should -BeLike '*om_sandbox_bulk_017*'
    }

    It 'makes one error each of what cannot be read and what cannot be downloaded, and goes on' {
        $records = 'om_sandbox_image', 'om_error_234004', 'om_sandbox_recalled', 'om_sandbox_report', 'om_get_error_230002' | ForEach-Object { [pscustomobject]@{ MessageId = $_ } }
        $files = $records | Get-LarkMessageResource -OutFile $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 3
        $failed.Exception.ErrorId | Sort-Object | Should -Be 'AppNotInChat', 'AppNotInChat', 'MessageDeleted'
        $files.MessageId | Sort-Object | Should -Be 'om_sandbox_image', 'om_sandbox_report'
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -Be ($files.Name | Sort-Object)
    }

    It 'ends at the first failure with -ErrorAction Stop' {
        $records = 'om_error_234004', 'om_sandbox_report' | ForEach-Object { [pscustomobject]@{ MessageId = $_ } }
        { $records | Get-LarkMessageResource -OutFile $folder -ThrottleLimit 1 -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotInChat,*'
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'gives results as they finish: one answer that hangs holds nobody up' {
        Set-SandboxFault $server @{ action = 'stallHeaders'; pathContains = 'file_v3_sandbox_bulk_001'; times = 0 }
        $running = Start-StoppableCommand -Variables @{ Folder = "$folder/"; Base = $server.BaseUri } {
            $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
            $own = Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $Base -PassThru
            Get-LarkMessage -ChatId oc_sandbox_bulk -First 30 -Connection $own | Get-LarkMessageResource -OutFile $Folder -Connection $own
        }
        Wait-SandboxRequest $server '*file_v3_sandbox_bulk_030*'
        $until = [Environment]::TickCount64 + 30000
        while ($running.Output.Count -lt 29 -and [Environment]::TickCount64 -lt $until) { Start-Sleep -Milliseconds 20 }
        $running.Output.Count | Should -Be 29
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        @(Get-ChildItem $folder -Force) | Should -HaveCount 29
    }

    It 'stops for Select-Object -First, and leaves no half of a file' {
        $files = Get-LarkMessage -ChatId oc_sandbox_bulk | Get-LarkMessageResource -OutFile "$folder/" | Select-Object -First 5
        $files | Should -HaveCount 5
        Get-CallCount $server $listEndpoint | Should -BeLessOrEqual 2
        Get-CallCount $server $resourceEndpoint | Should -BeLessOrEqual 60
        @(Get-ChildItem $folder -Force -Filter *.part) | Should -HaveCount 0
    }

    It 'stops cleanly with -Verbose redirected into the pipe' {
        $all = Get-LarkMessage -ChatId oc_sandbox_bulk | Get-LarkMessageResource -OutFile "$folder/" -Verbose 4>&1 | Select-Object -First 25
        $all | Should -HaveCount 25
        @(Get-ChildItem $folder -Force -Filter *.part) | Should -HaveCount 0
    }

    It 'finds an existing file out without a call when the message names it' {
        $null = Get-LarkMessage -ChatId oc_sandbox_bulk -First 10 | Get-LarkMessageResource -OutFile "$folder/"
        $null = Invoke-Control $server reset Post
        Connect-Sandbox $server
        $again = Get-LarkMessage -ChatId oc_sandbox_bulk -First 10 | Get-LarkMessageResource -OutFile "$folder/" -ErrorAction SilentlyContinue -ErrorVariable failed
        $again | Should -BeNullOrEmpty
        $failed | Should -HaveCount 10
        $failed.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-CallCount $server $resourceEndpoint | Should -Be 0
    }

    It 'gives the same names in every run' {
        $first = New-TestFolder
        $names = foreach ($target in $first, $folder) {
            , ((Get-LarkMessage -ChatId oc_sandbox_finance_share -First 70 | Get-LarkMessageResource -OutFile "$target/" | Sort-Object MessageId).Name -join '|')
        }
        $names[1] | Should -Be $names[0]
        $names[0] | Should -BeLike '*scan.txt|scan (file_v3_sandbox_same_name_2).txt|SCAN (file_v3_sandbox_same_name_3).TXT*'
    }

    It 'downloads what comes twice once' {
        $message = Get-LarkMessage om_sandbox_post
        $files = $message, $message | Get-LarkMessageResource -OutFile "$folder/" -ErrorAction Stop
        $files | Should -HaveCount 4
        Get-CallCount $server $resourceEndpoint | Should -Be 4
    }

    It 'does not let many resources into one file, not even with -Force' {
        $files = Get-LarkMessage om_sandbox_post | Get-LarkMessageResource -OutFile (Join-Path $folder one.bin) -Force -ErrorAction SilentlyContinue -ErrorVariable failed
        $files | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $failed.Exception.Message | Should -BeLike '*om_sandbox_post*4 resources*'
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*-OutFile*ends in /*'
        Join-Path $folder one.bin | Should -Not -Exist
        Get-CallCount $server $resourceEndpoint | Should -Be 0
    }

    It 'shows with -WhatIf the name that the file would get' {
        $shell = Invoke-FreshShell -Variables @{ Folder = "$folder/" } {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            Get-LarkMessage om_sandbox_hostile_absolute, om_sandbox_hostile_path | Get-LarkMessageResource -OutFile $Folder -WhatIf
        }
        $shell.Output | Should -BeLike "*$([IO.Path]::Combine($folder, 'passwd'))*"
        $shell.Output | Should -Not -BeLike '*/etc/passwd*'
        $shell.Output | Should -Not -BeLike '*..*'
        @(Get-ChildItem $folder -Force) | Should -HaveCount 0
    }
}

Describe 'What binds' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'a message'; Item = { Get-LarkMessage om_sandbox_report } }
        @{ Name = 'a reference'; Item = { (Get-LarkMessage om_sandbox_report).Resources } }
        @{ Name = 'an object with a message id'; Item = { [pscustomobject]@{ MessageId = 'om_sandbox_report' } } }
        @{ Name = 'an object with message id and key'; Item = { [pscustomobject]@{ MessageId = 'om_sandbox_report'; FileKey = 'file_v3_sandbox_report' } } }
        @{ Name = 'JSON with message_id and file_key'; Item = { '{"message_id":"om_sandbox_report","file_key":"file_v3_sandbox_report"}' | ConvertFrom-Json } }
        @{ Name = 'JSON with a message_id'; Item = { '{"message_id":"om_sandbox_report"}' | ConvertFrom-Json } }
        @{ Name = 'an object with a message id and the type as the API writes it'; Item = { [pscustomobject]@{ message_id = 'om_sandbox_report'; file_key = 'file_v3_sandbox_report'; type = 'file' } } }
        @{ Name = 'a row of a CSV file'; Item = { "message_id,file_key`nom_sandbox_report,file_v3_sandbox_report" | ConvertFrom-Csv } }
        @{ Name = 'a saved file'; Item = { Get-LarkMessageResource om_sandbox_report -OutFile (Join-Path (New-TestFolder) a.pdf) } }
        @{ Name = 'an item of the API'; Item = { (Invoke-RestMethod "$($server.BaseUri)open-apis/im/v1/messages/om_sandbox_report" -Headers @{ Authorization = 'Bearer t-sandbox' } -NoProxy).data.items } }
    ) {
        $content = & $Item | Get-LarkMessageResource -ErrorAction Stop
        $content.FileKey | Should -Be 'file_v3_sandbox_report'
        $content.Type | Should -Be 'File'
        $content.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_report).sha256
    }

    It 'takes JSON with message_id and image_key' {
        ('{"message_id":"om_sandbox_image","image_key":"img_v3_sandbox_chart"}' | ConvertFrom-Json | Get-LarkMessageResource).Name | Should -Be 'img_v3_sandbox_chart.png'
    }

    It 'reads an item of the API without asking for the message again' {
        $items = (Invoke-RestMethod "$($server.BaseUri)open-apis/im/v1/messages?container_id_type=chat&container_id=oc_sandbox_bulk" -Headers @{ Authorization = 'Bearer t-sandbox' } -NoProxy).data.items
        ($items | Get-LarkMessageResource).Name | Should -HaveCount 20
        Get-CallCount $server $getEndpoint | Should -Be 0
        Get-CallCount $server $resourceEndpoint | Should -Be 20
    }

    It 'takes the name and the type from the message when the key is given' {
        (Get-LarkMessage om_sandbox_legacy | Get-LarkMessageResource -FileKey 456a92d6-c6ea-4de4-ac3f-7afcf44ac78g).Name | Should -Be 'budget.csv'
        Get-CallCount $server $getEndpoint | Should -Be 1
    }

    It 'takes a key that was typed beside the pipe' {
        $content = [pscustomobject]@{ message_id = 'om_sandbox_image' } | Get-LarkMessageResource -FileKey img_v3_sandbox_chart -Type Image
        $content.MessageId, $content.FileKey, $content.Type | Should -Be 'om_sandbox_image', 'img_v3_sandbox_chart', 'Image'
    }

    It 'reads the message <Readings> times for <Arguments>' -ForEach @(
        @{ Arguments = 'om_sandbox_image', 'img_v3_sandbox_chart'; Type = @{}; Readings = 0 }
        @{ Arguments = 'om_sandbox_report', 'file_v3_sandbox_report'; Type = @{}; Readings = 0 }
        @{ Arguments = 'om_sandbox_legacy', '456a92d6-c6ea-4de4-ac3f-7afcf44ac78g'; Type = @{ Type = 'File' }; Readings = 0 }
        @{ Arguments = 'om_sandbox_legacy', '456a92d6-c6ea-4de4-ac3f-7afcf44ac78g'; Type = @{}; Readings = 1 }
        @{ Arguments = @('om_sandbox_report'); Type = @{}; Readings = 1 }
    ) {
        $null = Get-LarkMessageResource @Arguments @Type -ErrorAction Stop
        Get-CallCount $server $getEndpoint | Should -Be $Readings
        Get-CallCount $server $resourceEndpoint | Should -Be 1
    }

    It 'gives <Expected> for -Kind <Kind>' -ForEach @(
        @{ Kind = 'Image'; Expected = 'img_v3_sandbox_post_chart' }
        @{ Kind = 'Video', 'Cover'; Expected = 'file_v3_sandbox_post_video', 'img_v3_sandbox_post_cover' }
        @{ Kind = 'Audio'; Expected = @() }
    ) {
        @((Get-LarkMessage om_sandbox_post | Get-LarkMessageResource -Kind $Kind).FileKey | Where-Object { $_ }) | Should -Be $Expected
    }

    It 'expands a folder, alone and as a reference' {
        (Get-LarkMessageResource om_sandbox_folder).Name | Should -Be 'contract A.pdf', 'contract B.txt', 'contract 2019.txt'
        ((Get-LarkMessage om_sandbox_folder).Resources | Get-LarkMessageResource -Kind File).FileKey | Should -HaveCount 3
        Get-LarkMessageResource om_sandbox_folder -Kind Image | Should -BeNullOrEmpty
        @(Get-SandboxRequest $server '*/folder?*') | Should -HaveCount 2
    }

    It 'takes what is there of a folder that came in part, and says what is missing' {
        $contents = Get-LarkMessageResource om_sandbox_today_folder_short -ErrorAction SilentlyContinue -ErrorVariable failed
        $contents.Name | Should -Be 'one.txt'
        $failed.FullyQualifiedErrorId | Should -BeLike 'IncompleteFolder,*'
        "$failed" | Should -Match 'only 1 of its 100 entries'
    }

    It 'asks for the folders inside by themselves where their files did not come' {
        (Get-LarkMessageResource om_sandbox_today_folder_shallow).Name | Sort-Object | Should -Be 'a.txt', 'b.txt', 'c.txt'
    }

    It 'says nothing of an empty folder but with -Verbose' {
        $said = Get-LarkMessageResource om_sandbox_today_folder_empty -Verbose 3>&1 4>&1
        @($said | Where-Object { $_ -is [Management.Automation.WarningRecord] }) | Should -BeNullOrEmpty
        @($said -match "folder 'Empty'.* is empty") | Should -HaveCount 1
    }

    It 'says in one sentence that a folder is refused' {
        $failed = Get-RaisedError { Get-LarkMessageResource om_sandbox_today_folder_refused -WarningVariable script:warnings -WarningAction SilentlyContinue }
        $failed | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -BeLike 'DownloadForbidden,*'
        $script:warnings | Should -BeNullOrEmpty
    }

    It 'loses only the folder when that cannot be listed' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 234001; pathContains = '/folder?'; times = 0 }
        $item = '{"message_id":"om_sandbox_post","msg_type":"post","body":{"content":"{\"content\":[[{\"tag\":\"img\",\"image_key\":\"img_v3_sandbox_post_chart\"}]],\"files\":[{\"file_key\":\"f\",\"is_folder\":true},{\"file_key\":\"file_v3_sandbox_post_file\",\"file_name\":\"ledger.csv\"}]}"}}'
        $contents = $item | ConvertFrom-Json | Get-LarkMessageResource -ErrorAction SilentlyContinue -ErrorVariable failed
        $contents.FileKey | Should -Be @('img_v3_sandbox_post_chart', 'file_v3_sandbox_post_file')
        $failed | Should -HaveCount 1
    }

    It 'warns of what is not served when all of a message was wanted, with message, key and reason: <Id>' -ForEach @(
        @{ Id = 'om_sandbox_sticker'; Key = 'file_v3_sandbox_sticker'; Reason = 'does not serve stickers' }
        @{ Id = 'om_sandbox_card'; Key = 'img_v3_sandbox_card'; Reason = 'code 234043' }
    ) {
        Get-LarkMessageResource $Id -WarningAction SilentlyContinue -WarningVariable warned -ErrorAction Stop | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike "*$Key*$Id*$Reason*"
    }

    It 'makes an error of it when it was named: <Id>' -ForEach @(
        @{ Id = 'om_sandbox_sticker' }, @{ Id = 'om_sandbox_card' }
    ) {
        $e = Get-RaisedError { (Get-LarkMessage $Id).Resources | Get-LarkMessageResource }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'UnsupportedMessageType,*'
        $e.Exception.Message | Should -BeLike "*$Id*"
    }

    It 'warns of a recalled message in a history, and refuses it when it was named' {
        Get-LarkMessage om_sandbox_recalled | Get-LarkMessageResource -WarningAction SilentlyContinue -WarningVariable warned -ErrorAction Stop
        $warned | Should -HaveCount 1
        (Get-RaisedError { Get-LarkMessageResource om_sandbox_recalled }).FullyQualifiedErrorId | Should -BeLike 'MessageDeleted,*'
    }

    It 'tries a forwarded resource under the forward, then under the message inside' {
        (Get-LarkMessage om_sandbox_forward_by_child | Get-LarkMessageResource).Sha256 | Should -Be (Get-SandboxResource $server img_v3_sandbox_forward_by_child).sha256
        Get-CallCount $server $resourceEndpoint | Should -Be 2
    }
}

Describe 'Progress' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'shows one bar for the run and one below it for a large file, and takes all away' {
        $braked = Start-SandboxServer '--bytes-per-second', '6000000'
        try {
            $state = [initialsessionstate]::CreateDefault2()
            $state.ImportPSModule([string[]](Get-ModulePath))
            $shell = [powershell]::Create($state)
            $shell.Runspace.SessionStateProxy.SetVariable('Folder', "$folder/")
            $shell.Runspace.SessionStateProxy.SetVariable('Base', $braked.BaseUri)
            $null = $shell.AddScript({
                $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
                $own = Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $Base -PassThru
                Get-LarkMessage om_sandbox_20mib, om_sandbox_1mib, om_sandbox_8mib, om_sandbox_bulk_001 -Connection $own | Get-LarkMessageResource -OutFile $Folder -Connection $own
            })
            $shell.Invoke() | Should -HaveCount 4
            $records = @($shell.Streams.Progress | Where-Object Activity -NotLike 'Preparing*')
            $runs = @($records | Where-Object ParentActivityId -EQ -1)
            @($runs.ActivityId | Sort-Object -Unique) | Should -HaveCount 1
            $runs[0].Activity | Should -Be "Downloading to $(Split-Path -Leaf $folder)"
            $runs[0].StatusDescription | Should -Match '^\d of \d, [\d.]+ \w+, '
            $children = @($records | Where-Object ParentActivityId -NE -1)
            @($children.Activity | Sort-Object -Unique) | Should -Be '20mib.bin' -Because 'a person knows a file by its name'
            @($children.ParentActivityId | Sort-Object -Unique) | Should -Be $runs[0].ActivityId

            # A bar is one object that changes: at the end every record of it says how it ended.
            @($records.RecordType | Sort-Object -Unique) | Should -Be 'Completed'
            $records[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $shell.Dispose()
            Stop-SandboxServer $braked
        }
    }

    It 'shows a bar for one file that takes its time, and takes it away' {
        Set-SandboxFault $server @{ Action = 'stall'; At = 1048576; DelayMs = 1500; PathContains = 'sandbox_8mib/' }
        $running = Start-StoppableCommand -Variables @{ Target = (Join-Path $folder target.bin); connection = Get-LarkConnection } {
            Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -OutFile $Target -Connection $connection
        }
        try {
            $running.Shell.EndInvoke($running.Call)
            $records = @($running.Shell.Streams.Progress | Where-Object Activity -NotLike 'Preparing*')
        }
        finally {
            $running.Shell.Dispose()
        }
        $records | Should -Not -BeNullOrEmpty
        $records.Activity | Should -BeLike '*file_v3_sandbox_8mib*'
        $records.StatusDescription -match 'of 8\.0 MiB' | Should -Not -BeNullOrEmpty
        $records[-1].RecordType | Should -Be 'Completed'
    }

    # PowerShell counts characters where it lays out a bar; a Chinese one takes two columns, and the bar wrapped.
    It 'takes no more columns than the screen has where a name is Chinese, on Linux' -Skip:(-not $IsLinux) {
        $braked = Start-SandboxServer '--bytes-per-second', '6000000'
        try {
            $target = New-Item -ItemType Directory (Join-Path $folder 第三季度财务共享)
            Set-Content "$folder/show.ps1" @"
                Import-Module '$(Get-ModulePath)'
                Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-SecureString sandbox-secret -AsPlainText) -BaseUri $($braked.BaseUri)
                `$null = Get-LarkMessage om_sandbox_20mib, om_sandbox_1mib | Get-LarkMessageResource -OutFile '$target/'
"@
            $command = @($pwsh.Program; $pwsh.Arguments; '-NoProfile', '-NonInteractive', '-File', "$folder/show.ps1") -join ' '
            $screen = (script -qec "stty cols 80 rows 30; TERM=xterm $command" /dev/null) -join "`n" -replace '\e\[[\d;?]*[A-Za-z]'
            $bars = [regex]::Matches($screen, 'Downloading to 第[^\]\r\n]*\]').Value
            $bars | Should -Not -BeNullOrEmpty -Because $screen
            foreach ($bar in $bars) {
                $wide = [regex]::Matches($bar, '\p{IsCJKUnifiedIdeographs}').Count
                $none = [regex]::Matches($bar, '\u200B').Count
                $bar.Length + $wide - $none | Should -BeLessOrEqual 80
            }
        }
        finally {
            Stop-SandboxServer $braked
        }
    }
}

Describe 'The thread of the pipeline' {
    BeforeAll {
        $receipts = 1..9 | ForEach-Object { [pscustomobject]@{ MessageId = "om_sandbox_receipt_0$_" } }
        $sandbox = Connect-Lark -Sandbox -PassThru
    }

    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'is the one on which results and lines come, over <Way>' -ForEach @{ Way = 'a socket' }, @{ Way = 'the sandbox of the module' } {
        $connection = $Way -eq 'a socket' ? (Get-LarkConnection) : $sandbox
        $threads = $receipts | Get-LarkMessageResource -OutFile $folder -Connection $connection -Verbose 4>&1 | ForEach-Object { [Environment]::CurrentManagedThreadId }
        $threads | Should -HaveCount (9 * 4) -Because 'for each file come the result, a line of ShouldProcess and one for each of two calls'
        $threads | Select-Object -Unique | Should -Be ([Environment]::CurrentManagedThreadId)
    }

    It 'lets a cmdlet run inside the pipeline of another' {
        $lengths = Get-LarkMessageResource om_sandbox_video | ForEach-Object {
            Get-LarkMessageResource $_.MessageId $_.FileKey -AsByteStream | ForEach-Object { $_.Length }
        }
        $lengths | Should -HaveCount 2
    }

    It 'passes the error of a later command on, and no other' {
        $e = Get-RaisedError { Get-LarkMessageResource om_sandbox_8mib file_v3_sandbox_8mib -AsByteStream | ForEach-Object { throw 'enough' } }
        @($e) | Should -HaveCount 1
        "$e" | Should -Be 'enough'
    }

    It 'keeps the language of the shell after calls' {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            'om_error_234004', 'om_error_234038' | ForEach-Object { [pscustomobject]@{ MessageId = $_; FileKey = 'file_v3_sandbox_error' } } |
                Get-LarkMessageResource -OutFile $folder -ErrorAction SilentlyContinue -ErrorVariable e
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        $e | Should -HaveCount 2
        $e.ErrorDetails.Message | Should -Match '建议：\p{IsCJKUnifiedIdeographs}'
    }

    It 'is one for each of several shells at once' {
        $path = Get-ModulePath
        $counts = 1..4 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:path
            $files = $using:receipts | Get-LarkMessageResource -OutFile (Join-Path $using:folder "$_/") -Connection $using:sandbox -ErrorAction Stop
            @($files).Count
        }
        $counts | Should -Be 9, 9, 9, 9
    }
}
