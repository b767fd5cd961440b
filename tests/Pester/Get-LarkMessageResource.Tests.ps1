#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    Connect-Sandbox $server
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkMessageResource as an object' {
    It 'brings <Key> with name, type and the right bytes' -ForEach @(
        @{ Message = 'om_sandbox_image'; Key = 'img_v3_sandbox_chart'; Type = 'Image'; ContentType = 'image/png'; Name = 'img_v3_sandbox_chart.png' }
        @{ Message = 'om_sandbox_photo'; Key = 'img_v3_sandbox_photo'; Type = 'Image'; ContentType = 'image/jpeg'; Name = 'img_v3_sandbox_photo.jpg' }
        @{ Message = 'om_sandbox_report'; Key = 'file_v3_sandbox_report'; Type = 'File'; ContentType = 'application/pdf'; Name = '报告 2026年第三季度.pdf' }
        @{ Message = 'om_sandbox_video'; Key = 'file_v3_sandbox_video'; Type = 'File'; ContentType = 'video/mp4'; Name = '站会 stand-up.mp4' }
        @{ Message = 'om_sandbox_video'; Key = 'img_v3_sandbox_cover'; Type = 'Image'; ContentType = 'image/png'; Name = 'img_v3_sandbox_cover.png' }
        @{ Message = 'om_sandbox_legacy'; Key = '456a92d6-c6ea-4de4-ac3f-7afcf44ac78g'; Type = 'File'; ContentType = 'text/csv'; Name = 'budget.csv' }
    ) {
        $content = Get-LarkMessageResource -MessageId $Message -FileKey $Key
        $expected = Get-SandboxResource $server $Key
        $content | Should -BeOfType ([LarkResources.LarkResourceContent])
        $content.MessageId | Should -BeExactly $Message
        $content.FileKey | Should -BeExactly $Key
        $content.Type | Should -Be $Type
        $content.ContentType | Should -Be $ContentType
        $content.Name | Should -BeExactly $Name
        $content.Length | Should -Be $expected.length
        $content.Content.Length | Should -Be $expected.length
        $content.Sha256 | Should -BeExactly $expected.sha256
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($content.Content)).ToLowerInvariant() | Should -BeExactly $expected.sha256
    }

    It 'has these properties, in this order, and the bytes where no list or export shows them' {
        $content = Get-LarkMessageResource -MessageId om_sandbox_image
        $content.psobject.Properties.Name | Should -Be 'MessageId', 'FileKey', 'Type', 'Name', 'ContentType', 'Length', 'Sha256'
        ($content | Get-Member -MemberType Property -Force).Name | Should -Contain 'Content'
        , $content.Content | Should -BeOfType ([byte[]])
        ($content | Select-Object -ExpandProperty Content).Count | Should -Be $content.Length
        foreach ($text in ($content | ConvertTo-Json), ($content | ConvertTo-Csv), ($content | Format-List * | Out-String)) {
            "$text" | Should -Not -Match 'Content\b(?!Type)|137, ?80|Byte'
        }
    }

    It 'is an object of no bytes for a file of no bytes' {
        $content = Get-LarkMessageResource -MessageId om_sandbox_empty -FileKey file_v3_sandbox_empty
        $content.Length | Should -Be 0
        , $content.Content | Should -BeOfType ([byte[]])
        $content.Sha256 | Should -Be 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
        $content.Name | Should -Be 'empty.txt'
    }

    It 'takes a file that looks like an error for a file' {
        $content = Get-LarkMessageResource -MessageId om_sandbox_json -FileKey file_v3_sandbox_json
        ([Text.Encoding]::UTF8.GetString($content.Content) | ConvertFrom-Json).code | Should -Be 234003
        $content.Name | Should -Be 'error-sample.json'
    }

    It 'brings all resources of a message when only the message is given' {
        (Get-LarkMessageResource -MessageId om_sandbox_video).FileKey | Sort-Object | Should -Be 'file_v3_sandbox_video', 'img_v3_sandbox_cover'
    }

    It 'takes ids by position' {
        (Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart).FileKey | Should -Be 'img_v3_sandbox_chart'
    }

    It 'trims ids that were pasted with blanks' {
        (Get-LarkMessageResource " om_sandbox_image`t" "img_v3_sandbox_chart`r`n").MessageId | Should -BeExactly 'om_sandbox_image'
    }

    It 'brings the children of a merged forward under the id of the container' {
        $all = @(Get-LarkMessageResource -MessageId om_sandbox_forward -WarningAction SilentlyContinue)
        $all.FileKey | Should -Contain 'img_v3_sandbox_forwarded'
        $all.MessageId | Select-Object -Unique | Should -Be 'om_sandbox_forward'
    }

    It 'warns of what the platform does not serve, and brings the rest' {
        $all = @(Get-LarkMessageResource -MessageId om_sandbox_sticker -WarningVariable warnings -WarningAction SilentlyContinue)
        $all | Should -HaveCount 0
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*file_v3_sandbox_sticker*'
    }

    It 'emits nothing for a message without resources' {
        Get-LarkMessageResource -MessageId om_sandbox_text -WarningVariable warnings | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'Get-LarkMessageResource with -Sandbox' {
    BeforeAll {
        $sandbox = Connect-Lark -Sandbox -PassThru
        Connect-Sandbox $server
    }

    It 'gives in every form the bytes that a server gives: <Key>' -ForEach @(
        @{ Message = 'om_sandbox_image'; Key = 'img_v3_sandbox_chart' }
        @{ Message = 'om_sandbox_report'; Key = 'file_v3_sandbox_report' }
        @{ Message = 'om_sandbox_video'; Key = 'img_v3_sandbox_cover' }
        @{ Message = 'om_sandbox_legacy'; Key = '456a92d6-c6ea-4de4-ac3f-7afcf44ac78g' }
        @{ Message = 'om_sandbox_empty'; Key = 'file_v3_sandbox_empty' }
        @{ Message = 'om_sandbox_one_byte'; Key = 'file_v3_sandbox_one_byte' }
        @{ Message = 'om_sandbox_json'; Key = 'file_v3_sandbox_json' }
        @{ Message = 'om_sandbox_20mib'; Key = 'file_v3_sandbox_20mib' }
    ) {
        $wanted = @{ MessageId = $Message; FileKey = $Key; Connection = $sandbox }
        $expected = Get-SandboxResource $server $Key
        $content = Get-LarkMessageResource @wanted
        $content.Length | Should -Be $expected.length
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($content.Content)) | Should -Be $expected.sha256
        $file = Get-LarkMessageResource @wanted -OutFile (Join-Path (New-TestFolder) new target.bin)
        (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be $expected.sha256
        (Get-ChildItem (Split-Path $file.FullName) -Force).Name | Should -Be 'target.bin'
        $raw = Get-LarkMessageResource @wanted -AsByteStream -Raw
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]$raw)) | Should -Be $expected.sha256
        $hash = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
        foreach ($block in @(Get-LarkMessageResource @wanted -AsByteStream)) { $hash.AppendData([byte[]]$block) }
        [Convert]::ToHexString($hash.GetHashAndReset()) | Should -Be $expected.sha256
        $content.Sha256, $file.Sha256 | Should -BeExactly $expected.sha256, $expected.sha256
    }
}

Describe 'Get-LarkMessageResource from the pipeline' {
    It 'binds the API''s own <Name>' -ForEach @(
        @{ Name = 'message_id and file_key'; Json = '{ "message_id": "om_sandbox_report", "file_key": "file_v3_sandbox_report" }'; Key = 'file_v3_sandbox_report' }
        @{ Name = 'message_id and image_key'; Json = '{ "message_id": "om_sandbox_image", "image_key": "img_v3_sandbox_chart" }'; Key = 'img_v3_sandbox_chart' }
        @{ Name = 'message_id alone'; Json = '{ "message_id": "om_sandbox_one_byte", "chat_id": "oc_x", "msg_type": "file" }'; Key = 'file_v3_sandbox_one_byte' }
        @{ Name = 'type in small letters'; Json = '{ "message_id": "om_sandbox_image", "file_key": "img_v3_sandbox_chart", "type": "image" }'; Key = 'img_v3_sandbox_chart' }
    ) {
        ($Json | ConvertFrom-Json | Get-LarkMessageResource).FileKey | Should -Be $Key
    }

    It 'binds its own output' {
        $first = Get-LarkMessageResource -MessageId om_sandbox_image
        ($first | Get-LarkMessageResource).Sha256 | Should -Be $first.Sha256
    }

    It 'does not carry the key of one record over to the next' {
        $records = [pscustomobject]@{ message_id = 'om_sandbox_image'; image_key = 'img_v3_sandbox_chart' }, [pscustomobject]@{ message_id = 'om_sandbox_one_byte' }
        ($records | Get-LarkMessageResource).FileKey | Should -Be 'img_v3_sandbox_chart', 'file_v3_sandbox_one_byte'
    }

    It 'saves many into a folder, each once and complete, whatever ends first' {
        $folder = New-TestFolder
        $receipts = 1..12 | ForEach-Object { [pscustomobject]@{ message_id = 'om_sandbox_receipt_{0:00}' -f $_ } }
        $files = @($receipts | Get-LarkMessageResource -OutFile $folder)
        $files | Should -HaveCount 12
        $files.FileKey | Select-Object -Unique | Should -HaveCount 12
        foreach ($file in $files) {
            (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be $file.Sha256
            $file.Sha256 | Should -Be (Get-SandboxResource $server $file.FileKey).sha256
        }
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be ($files.Name | Sort-Object)
    }

    It 'goes on after the failure of one' {
        $folder = New-TestFolder
        $messages = 'om_sandbox_receipt_01', 'om_error_234040', 'om_sandbox_receipt_02' | ForEach-Object { [pscustomobject]@{ message_id = $_ } }
        $files = @($messages | Get-LarkMessageResource -OutFile $folder -ErrorVariable failures -ErrorAction SilentlyContinue)
        $files.MessageId | Sort-Object | Should -Be 'om_sandbox_receipt_01', 'om_sandbox_receipt_02'
        @($failures).Exception.ErrorId | Select-Object -Unique | Should -Be 'MessageInvisible'
    }
}

Describe 'Get-LarkMessageResource -OutFile' {
    It 'saves the file, and tells all about it' {
        $path = Join-Path (New-TestFolder) 'chart.png'
        $file = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -OutFile $path
        $expected = Get-SandboxResource $server img_v3_sandbox_chart
        $file | Should -BeOfType ([LarkResources.LarkResourceFile])
        $file.FullName | Should -BeExactly $path
        $file.Name | Should -BeExactly 'chart.png'
        $file.Length | Should -Be $expected.length
        $file.ContentType | Should -Be 'image/png'
        $file.Sha256 | Should -BeExactly $expected.sha256
        $file.MessageId | Should -Be 'om_sandbox_image'
        $file.FileKey | Should -Be 'img_v3_sandbox_chart'
        $file.Type | Should -Be 'Image'
        (Get-FileHash -LiteralPath $path).Hash | Should -Be $expected.sha256
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'chart.png' -Because 'nothing else is left beside it'
        $file.psobject.Properties.Name | Should -Be 'PSPath', 'Name', 'FullName', 'Length', 'ContentType', 'Sha256', 'MessageId', 'FileKey', 'Type', 'Sender', 'SenderName'
        $file.Sender | Should -BeNullOrEmpty -Because 'the message was not read'
        (Get-LarkMessageResource -MessageId om_sandbox_image -OutFile (New-TestFolder)).Sender | Should -Be 'ou_sandbox_alice'
    }

    It 'saves all resources of a message under the names that their sender gave' {
        $folder = New-TestFolder
        $null = 'om_sandbox_video', 'om_sandbox_post' | ForEach-Object { Get-LarkMessageResource $_ -OutFile $folder }
        (Get-ChildItem $folder -Force).Name | Sort-Object | Should -Be (
            'img_v3_sandbox_cover.png', '站会 stand-up.mp4', 'img_v3_sandbox_post_chart.png', 'img_v3_sandbox_post_cover.png', 'ledger.csv', 'month-end.mp4' | Sort-Object)
    }

    It 'saves <Key> of <Length> bytes complete' -ForEach @(
        @{ Message = 'om_sandbox_empty'; Key = 'file_v3_sandbox_empty'; Length = 0 }
        @{ Message = 'om_sandbox_one_byte'; Key = 'file_v3_sandbox_one_byte'; Length = 1 }
        @{ Message = 'om_sandbox_8mib'; Key = 'file_v3_sandbox_8mib'; Length = 8388608 }
        @{ Message = 'om_sandbox_8mib_plus1'; Key = 'file_v3_sandbox_8mib_plus1'; Length = 8388609 }
        @{ Message = 'om_sandbox_20mib'; Key = 'file_v3_sandbox_20mib'; Length = 20971520 }
    ) {
        $path = Join-Path (New-TestFolder) 'x.bin'
        $file = Get-LarkMessageResource -MessageId $Message -FileKey $Key -OutFile $path
        $file.Length | Should -Be $Length
        (Get-Item -LiteralPath $path).Length | Should -Be $Length
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server $Key).sha256
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'x.bin'
    }

    It 'pipes into <_>' -ForEach 'Get-Item', 'Get-FileHash', 'Remove-Item' {
        $path = Join-Path (New-TestFolder) 'a b.png'
        $file = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -OutFile $path
        $answer = $file | & $_
        switch ($_) {
            'Get-Item' { $answer.FullName | Should -BeExactly $path }
            'Get-FileHash' { $answer.Hash | Should -Be $file.Sha256 }
            'Remove-Item' { Test-Path -LiteralPath $path | Should -BeFalse }
        }
    }

    # Get-Item and others take the property Path before PSPath, and read wildcards in it.
    It 'names a file with wildcards in its name for <_>, and no other' -ForEach 'Get-Item', 'Get-FileHash', 'Remove-Item' {
        $folder = New-TestFolder
        $path = Join-Path $folder 'a[1].png'
        $bystander = Join-Path $folder 'a1.png'
        Set-Content -LiteralPath $bystander -Value 'another file'
        $file = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -OutFile $path
        $answer = & $_ -LiteralPath $file.PSPath
        switch ($_) {
            'Get-Item' { $answer.FullName | Should -BeExactly $path }
            'Get-FileHash' { $answer.Hash | Should -Be $file.Sha256 }
            'Remove-Item' { Test-Path -LiteralPath $path | Should -BeFalse }
        }

        Test-Path -LiteralPath $bystander | Should -BeTrue
    }

    It 'saves only what has the expected hash' {
        $path = Join-Path (New-TestFolder) 'chart.png'
        Set-Content -LiteralPath $path -Value 'the good old file'
        $before = (Get-FileHash -LiteralPath $path).Hash
        $wanted = @{ MessageId = 'om_sandbox_image'; FileKey = 'img_v3_sandbox_chart'; OutFile = $path; Force = $true }
        { Get-LarkMessageResource @wanted -ExpectedSha256 ('0' * 64) -ErrorAction Stop } | Should -Throw -ErrorId 'TransferIncomplete,*'
        (Get-FileHash -LiteralPath $path).Hash | Should -Be $before
        $right = (Get-SandboxResource $server img_v3_sandbox_chart).sha256.ToUpperInvariant()
        (Get-LarkMessageResource @wanted -ExpectedSha256 $right).Sha256 | Should -Be $right
        { Get-LarkMessageResource @wanted -ExpectedSha256 'short' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'goes on where a download broke off, and starts again with -NoResume' {
        $folder = New-TestFolder
        $path = Join-Path $folder '20mib.bin'
        $wanted = @{ MessageId = 'om_sandbox_20mib'; FileKey = 'file_v3_sandbox_20mib'; OutFile = $path }
        $impatient = Connect-Sandbox $server @{ MaximumRetryCount = 0; PassThru = $true }
        foreach ($noResume in $false, $true) {
            Set-SandboxFault $server @{ action = 'cut'; pathContains = '20mib'; rangeStartFrom = 1; at = 2000000 }
            { Get-LarkMessageResource @wanted -Connection $impatient -ErrorAction Stop } | Should -Throw -ErrorId 'TransferIncomplete,*'
            Test-Path -LiteralPath $path | Should -BeFalse
            @(Get-ChildItem $folder).Count | Should -Be 2 -Because 'the part and its journal are there to be gone on from'
            Reset-SandboxServer $server
            $file = Get-LarkMessageResource @wanted -NoResume:$noResume
            $file.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_20mib).sha256
            $fetched = (Get-SandboxRequest $server '*20mib*' | Measure-Object bytesSent -Sum).Sum
            if ($noResume) { $fetched | Should -BeGreaterOrEqual 20971520 } else { $fetched | Should -BeLessThan 20971520 }
            (Get-ChildItem $folder).Name | Should -Be '20mib.bin'
            Remove-Item -LiteralPath $path
        }
    }

    It 'writes nothing with -WhatIf, asks for no bytes, and names the target' {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri; Folder = $folder } -Script {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $BaseUri
            Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -OutFile (Join-Path $Folder new/chart.png) -WhatIf
            Get-LarkMessageResource -MessageId om_sandbox_report -OutFile $Folder -WhatIf
        }
        $shell.Output | Should -BeLike "*What if:*img_v3_sandbox_chart*$(Join-Path $folder new chart.png)*"
        $shell.Output | Should -BeLike "*What if:*file_v3_sandbox_report*$folder*"
        Get-ChildItem $folder | Should -BeNullOrEmpty
        @(Get-SandboxRequest $server '*/resources/*') | Should -HaveCount 0
    }

    It 'takes no reader of its own along: -Force, -ThrottleLimit and -AsByteStream belong to their own sets' {
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_x -AsByteStream -OutFile x }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_x -Force -Raw }).FullyQualifiedErrorId | Should -BeLike 'AmbiguousParameterSet,*'
    }

    It 'gives the file the time of the message when the message was read' {
        $file = Get-LarkMessageResource -MessageId om_sandbox_report -OutFile ((New-TestFolder) + [IO.Path]::DirectorySeparatorChar)
        (Get-Item -LiteralPath $file.FullName).LastWriteTimeUtc | Should -Be ([datetime]::new(2026, 11, 17, 1, 3, 0))
    }
}

Describe 'Ids that are none' {
    BeforeDiscovery {
        $bad = @(
            @{ Name = 'blanks'; Id = '   ' }
            @{ Name = 'a line end'; Id = "`r`n" }
            @{ Name = 'a slash'; Id = 'om_x/../../chats' }
            @{ Name = 'a backslash'; Id = 'om_x\..\chats' }
            @{ Name = 'a question mark'; Id = 'om_x?type=image' }
            @{ Name = 'a number sign'; Id = 'om_x#part' }
            @{ Name = 'a percent sign'; Id = 'om_x%2F..%2Fchats' }
            @{ Name = 'a control character'; Id = "om_x`u{0}y" }
            @{ Name = 'a line end inside'; Id = "om_x`r`nHost: elsewhere" }
            @{ Name = 'a blank inside'; Id = 'om_x om_y' }
            @{ Name = 'two dots'; Id = '..' }
            @{ Name = 'one dot'; Id = '.' }
            @{ Name = '4000 characters'; Id = 'om_' + 'x' * 3997 }
            @{ Name = 'half a surrogate pair'; Id = 'om_' + [char]0xD83D }
        )
    }

    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'as -MessageId: <Name> is InvalidRequestParameter, and the server is not asked' -ForEach $bad {
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId $Id -FileKey img_v3_sandbox_chart }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $e.ErrorDetails.Message | Should -BeLike '*MessageId*'
        $e.ErrorDetails.Message | Should -Not -Match '[\x00-\x1f]'
        $e.ErrorDetails.Message.Length | Should -BeLessThan 1000
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 0
    }

    It 'as -FileKey: <Name> is InvalidRequestParameter, and the server is not asked' -ForEach $bad {
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey $Id }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $e.ErrorDetails.Message | Should -BeLike '*FileKey*'
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 0
    }

    It 'from the pipeline: they are one error each, and the good one comes' {
        $records = '..', 'om_sandbox_one_byte', 'a/b' | ForEach-Object { [pscustomobject]@{ message_id = $_ } }
        $good = $records | Get-LarkMessageResource -ErrorAction SilentlyContinue -ErrorVariable errors
        $good.MessageId | Should -Be 'om_sandbox_one_byte'
        @($errors).Where{ $_.Exception.ErrorId -eq 'InvalidRequestParameter' } | Should -Not -BeNullOrEmpty
        (Get-SandboxRequest $server '*/im/*').pathAndQuery | Should -Not -BeLike '*a*/b*type*'
    }

    It 'empty ones are refused at binding: <Parameter>' -ForEach @(
        @{ Parameter = 'MessageId'; Arguments = @{ MessageId = '' } }
        @{ Parameter = 'MessageId'; Arguments = @{ MessageId = $null } }
        @{ Parameter = 'FileKey'; Arguments = @{ MessageId = 'om_sandbox_image'; FileKey = '' } }
        @{ Parameter = 'OutFile'; Arguments = @{ MessageId = 'om_sandbox_image'; OutFile = '' } }
    ) {
        $e = Get-RaisedError { Get-LarkMessageResource @Arguments }
        $e.Exception | Should -BeOfType ([Management.Automation.ParameterBindingException])
        $e.Exception.ParameterName | Should -Be $Parameter
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 0
    }

    It 'what does not fit a parameter is refused at binding: <Arguments>' -ForEach @(
        @{ Arguments = @{ MessageId = 'om_x'; Type = 'Picture' }; Id = 'CannotConvertArgumentNoMessage' }
        @{ Arguments = @{ MessageId = 'om_x'; OutFile = 'x'; ThrottleLimit = 0 }; Id = 'ParameterArgumentValidationError' }
    ) {
        (Get-RaisedError { Get-LarkMessageResource @Arguments }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 0
    }

    It 'odd but harmless ones reach their own endpoint, escaped: <_>' -ForEach 'om_ü', 'om_😀', 'om_a+b&c=d', 'om_;:@,$' {
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId $_ -FileKey img_v3_sandbox_chart }
        $asked = @(Get-SandboxRequest $server '*/im/*')
        $asked | Should -HaveCount 1
        $asked[0].endpoint | Should -Be 'GET /open-apis/im/v1/messages/:message_id/resources/:file_key'
        $asked[0].pathAndQuery | Should -BeExactly "/open-apis/im/v1/messages/$([uri]::EscapeDataString($_))/resources/img_v3_sandbox_chart?type=image"
    }

    It 'the name of a resource is no key, and the error lists the keys with their names' {
        $raised = Get-RaisedError { Get-LarkMessageResource om_sandbox_post -FileKey ledger.csv }
        $raised.FullyQualifiedErrorId | Should -BeLike 'FileNotInMessage,*'
        $key = (Get-LarkMessage om_sandbox_post).Resources.Where{ $_.Name -eq 'ledger.csv' }.FileKey
        $raised.Exception.Recommendation | Should -BeLike "*$key (ledger.csv)*"
    }

    It 'a key that the message does not hold is FileNotInMessage' {
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey no-such-key }).FullyQualifiedErrorId | Should -BeLike 'FileNotInMessage,*'
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_other }).FullyQualifiedErrorId | Should -BeLike 'FileNotInMessage,*'
    }

    It 'a recalled message is MessageDeleted' {
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_recalled }).FullyQualifiedErrorId | Should -BeLike 'MessageDeleted,*'
    }
}

Describe 'The connection' {
    It 'is missed with NotConnected, once for the whole pipeline' {
        Disconnect-Lark
        $e = @(Get-RaisedError { 'om_a', 'om_b', 'om_c' | ForEach-Object { [pscustomobject]@{ message_id = $_ } } | Get-LarkMessageResource })
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly 'NotConnected,LarkResources.Commands.GetLarkMessageResourceCommand'
        $e[0].CategoryInfo.Category | Should -Be 'ConnectionError'
        $e[0].ErrorDetails.RecommendedAction | Should -BeLike '*Connect-Lark*'
    }

    It 'is missed without touching a file' {
        Disconnect-Lark
        $folder = New-TestFolder
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -OutFile (Join-Path $folder a/b.png) }
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'is seen by ForEach-Object -Parallel' {
        Connect-Sandbox $server
        $path = Get-ModulePath
        $lengths = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:path
            (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length
        } -ThrottleLimit 4
        $lengths | Should -Be 1, 1, 1, 1
    }

    It 'can be another for one call' {
        $other = Connect-Sandbox $server @{ PassThru = $true }
        Disconnect-Lark -Connection (Connect-Lark -Sandbox -PassThru)
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $other).Length | Should -Be 1
    }
}

Describe 'A good file that is there already' {
    BeforeDiscovery {
        $failures = @(
            @{ Name = 'a body that ends early'; Fault = @{ Action = 'cut'; At = 100000 }; Id = 'TransferIncomplete' }
            @{ Name = 'a reset connection'; Fault = @{ Action = 'reset'; At = 100000 }; Id = 'TransferIncomplete' }
            @{ Name = 'a stalled body'; Fault = @{ Action = 'stall'; At = 100000 }; Id = 'Timeout' }
            @{ Name = 'stalled headers'; Fault = @{ Action = 'stallHeaders' }; Id = 'Timeout' }
            @{ Name = 'a page of a proxy'; Fault = @{ Action = 'html502' }; Id = 'PlatformError' }
            @{ Name = 'a refusal of the API'; Fault = @{ Action = 'apiError'; Code = 234004 }; Id = 'AppNotInChat' }
            @{ Name = 'a range that lies about the total'; Fault = @{ Action = 'wrongContentRange'; Total = 1048577 }; Id = 'TransferIncomplete|UnexpectedResponse' }
            @{ Name = 'a packed body'; Fault = @{ Action = 'gzip' }; Id = 'UnexpectedResponse' }
        )
    }

    It 'survives <Name> with -Force' -ForEach $failures {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0; TimeoutSec = 1 }
        $path = Join-Path (New-TestFolder) 'report.bin'
        Set-Content -LiteralPath $path -Value 'good' -NoNewline
        Set-SandboxFault $server (@{ PathContains = 'om_sandbox_1mib/resources'; Times = 0 } + $Fault)
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile $path -Force }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -Match "^($Id),"
        Get-Content -LiteralPath $path -Raw | Should -BeExactly 'good'
    }

    It 'is complete after the failure has passed: <Name>' -ForEach $failures {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0; TimeoutSec = 1 }
        $path = Join-Path (New-TestFolder) 'report.bin'
        Set-SandboxFault $server (@{ PathContains = 'om_sandbox_1mib/resources'; Times = 0 } + $Fault)
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile $path }
        Test-Path -LiteralPath $path | Should -BeFalse -Because 'nothing is under the final name before it is whole'
        Reset-SandboxServer $server
        $file = Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile $path
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server file_v3_sandbox_1mib).sha256
        $file.Sha256 | Should -Be (Get-FileHash -LiteralPath $path).Hash
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'report.bin'
    }

    It 'is what the same command goes on to after a break, without asking for all of it again' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
        $path = Join-Path (New-TestFolder) 'big.bin'
        Set-SandboxFault $server @{ Action = 'reset'; At = 4000000; PathContains = 'om_sandbox_20mib/resources'; Times = 0; RangeStartFrom = 1 }
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile $path }
        Test-Path -LiteralPath $path | Should -BeFalse
        Reset-SandboxServer $server
        $file = Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile $path
        $file.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_20mib).sha256
        (Get-FileHash -LiteralPath $path).Hash | Should -Be $file.Sha256
        (Get-SandboxRequest $server '*20mib/resources*' | Measure-Object bytesSent -Sum).Sum | Should -BeLessThan 20971520
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'big.bin'
    }

    It 'is mended where the body breaks, when tries are left' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 2 }
        $path = Join-Path (New-TestFolder) 'mended.bin'
        Set-SandboxFault $server @{ Action = 'cut'; At = 300000; PathContains = 'om_sandbox_1mib/resources' }
        $file = Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile $path
        $file.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_1mib).sha256
        (Get-SandboxRequest $server '*1mib/resources*').range | Should -Be 'bytes=0-8388607', 'bytes=300000-1048575'
    }

    AfterAll {
        Connect-Sandbox $server
    }
}

Describe 'Get-LarkMessageResource with parameters beside the pipe' {
    It 'takes the key that was typed, not the one that came through the pipe' {
        $video = (Get-LarkMessage -MessageId om_sandbox_video).Resources | Where-Object Kind -EQ Video
        $cover = $video | Get-LarkMessageResource -FileKey img_v3_sandbox_cover -Type Image
        $cover.FileKey | Should -Be 'img_v3_sandbox_cover'
        $cover.Sha256 | Should -Be (Get-SandboxResource $server img_v3_sandbox_cover).sha256
    }
}

Describe 'Get-LarkMessageResource with a received event' {
    BeforeDiscovery {
        $parts = @(
            @{ Part = 'whole'; Of = { $args[0] } }
            @{ Part = 'event'; Of = { $args[0].event } }
            @{ Part = 'message'; Of = { $args[0].event.message } }
        )
        $forms = foreach ($part in $parts) {
            foreach ($as in 'JSON text', 'object', 'hashtable') { @{ Part = $part.Part; As = $as; Of = $part.Of } }
        }
    }

    BeforeAll {
        # As the platform sends it (schema 2.0); the content is JSON in a string.
        function New-Event([string] $MessageId, [string] $Type, [hashtable] $Content) {
            @{
                schema = '2.0'
                header = @{ event_id = "ev_$MessageId"; event_type = 'im.message.receive_v1'; create_time = '1795000000000'; token = ''; app_id = 'cli_sandbox'; tenant_key = 't' }
                event  = @{
                    sender  = @{ sender_id = @{ union_id = 'on_1'; user_id = $null; open_id = 'ou_sandbox_alice' }; sender_type = 'user'; tenant_key = 't' }
                    message = @{
                        message_id = $MessageId; chat_id = 'oc_sandbox_finance_team'; chat_type = 'group'; create_time = '1763427900000'; update_time = '1763427900000'
                        message_type = $Type; content = ConvertTo-Json $Content -Compress
                    }
                }
            }
        }

        # As larksuite/cli prints it: flat, with a rendering in place of the content, and with the type of the event beside it.
        function New-CompactEvent([string] $MessageId, [string] $Type, [string] $Rendering) {
            @{
                type = 'im.message.receive_v1'; id = $MessageId; message_id = $MessageId; chat_id = 'oc_sandbox_finance_team'; chat_type = 'group'
                message_type = $Type; sender_id = 'ou_sandbox_alice'; create_time = '1763427900000'; timestamp = '1763427900001'; content = $Rendering
            }
        }

        function ConvertTo-Form($Table, [string] $As) {
            $json = ConvertTo-Json $Table -Depth 9 -Compress
            switch ($As) {
                'JSON text' { $json }
                'object' { $json | ConvertFrom-Json }
                'hashtable' { $json | ConvertFrom-Json -AsHashtable }
            }
        }

        # What the platform was asked: reads of messages, and downloads.
        function Get-Read { @(Get-SandboxRequest $server '*/im/*' | Where-Object pathAndQuery -NotLike '*/resources/*') }
        function Get-Download { @(Get-SandboxRequest $server '*/resources/*') }
    }

    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'gives no file a name with a secret that was sent' {
        $body = New-Event om_sandbox_report file @{ file_key = 'file_v3_sandbox_report'; file_name = 'b sandbox-secret.pdf' }
        $file = ConvertTo-Form $body 'JSON text' | Get-LarkMessageResource -OutFile (New-TestFolder) -ErrorAction Stop
        $file.Name | Should -Be 'b ___.pdf'
    }

    It 'downloads what the <Part> as <As> contains, without a further call' -ForEach $forms {
        $body = New-Event om_sandbox_video media @{ file_key = 'file_v3_sandbox_video'; image_key = 'img_v3_sandbox_cover'; file_name = 'stand-up.mp4'; duration = 3000 }
        $files = @(, (ConvertTo-Form (& $Of $body) $As) | Get-LarkMessageResource -OutFile (New-TestFolder) -ErrorAction Stop)
        $files.FileKey | Sort-Object | Should -Be 'file_v3_sandbox_video', 'img_v3_sandbox_cover'
        $files.Name | Should -Contain 'stand-up.mp4'
        foreach ($file in $files) { $file.Sha256 | Should -Be (Get-SandboxResource $server $file.FileKey).sha256 }
        $files.Sender | Select-Object -Unique | Should -Be ($Part -eq 'message' ? $null : 'ou_sandbox_alice') -Because 'the sender stands beside the message'
        ($files | Where-Object FileKey -EQ file_v3_sandbox_video | Get-Item).LastWriteTimeUtc | Should -Be ([DateTimeOffset]::FromUnixTimeMilliseconds(1763427900000).UtcDateTime)
        Get-Read | Should -BeNullOrEmpty
        Get-Download | Should -HaveCount 2
    }

    It 'takes the sender of an item of the API, by id and name: <As>' -ForEach @(@{ As = 'JSON text' }, @{ As = 'object' }, @{ As = 'hashtable' }) {
        $item = @{
            message_id = 'om_sandbox_image'; msg_type = 'image'; body = @{ content = '{"image_key":"img_v3_sandbox_chart"}' }
            sender = @{ id = 'ou_1'; id_type = 'open_id'; sender_name = '爱丽'; sender_i18n_names = @{ en_us = 'Alice'; zh_cn = '爱丽' } }
        }
        $culture = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'en-US'
            $file = , (ConvertTo-Form $item $As) | Get-LarkMessageResource -OutFile (New-TestFolder) -ErrorAction Stop
        }
        finally {
            [cultureinfo]::CurrentUICulture = $culture
        }

        $file.Sender, $file.SenderName | Should -Be 'ou_1', 'Alice'
        Get-Read | Should -BeNullOrEmpty
    }

    It 'reads the message of a compact event, as <As>, with one call' -ForEach @(@{ As = 'JSON text' }, @{ As = 'object' }, @{ As = 'hashtable' }) {
        $line = ConvertTo-Form (New-CompactEvent om_sandbox_image image '[Image: img_v3_sandbox_chart]') $As
        $file = , $line | Get-LarkMessageResource -OutFile (New-TestFolder) -ErrorAction Stop
        $file.FileKey | Should -Be 'img_v3_sandbox_chart'
        Get-Read | Should -HaveCount 1
        Get-Download | Should -HaveCount 1
    }

    It 'is silent, and calls nothing, where a message holds nothing' {
        $text = ConvertTo-Form (New-Event om_sandbox_text text @{ text = 'Hello' }) 'object'
        $compact = ConvertTo-Form (New-CompactEvent om_sandbox_text text 'Hello') 'object'
        $text, $compact | Get-LarkMessageResource -OutFile (New-TestFolder) -ErrorVariable errors -WarningVariable warnings | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
        $warnings | Should -BeNullOrEmpty
        @(Get-SandboxRequest $server '*/im/*') | Should -BeNullOrEmpty
    }

    It 'does not take the type of an event for that of a resource, nor lets it stand in the way of -Type' {
        $compact = ConvertTo-Form (New-CompactEvent om_sandbox_legacy file '<file key="456a92d6-c6ea-4de4-ac3f-7afcf44ac78g" name="budget.csv"/>') 'object'
        ($compact | Get-LarkMessageResource -ErrorAction Stop).Name | Should -Be 'budget.csv'
        Reset-SandboxServer $server
        ($compact | Get-LarkMessageResource -FileKey 456a92d6-c6ea-4de4-ac3f-7afcf44ac78g -Type File -ErrorAction Stop).Type | Should -Be 'File'
        Get-Read | Should -BeNullOrEmpty -Because 'with key and type the message need not be read'
    }

    It 'takes events of every kind of message: <Type>' -ForEach @(
        @{ Type = 'image'; Id = 'om_sandbox_image'; Content = @{ image_key = 'img_v3_sandbox_chart' }; Key = 'img_v3_sandbox_chart' }
        @{ Type = 'file'; Id = 'om_sandbox_report'; Content = @{ file_key = 'file_v3_sandbox_report'; file_name = 'q3.pdf' }; Key = 'file_v3_sandbox_report' }
        @{ Type = 'audio'; Id = 'om_sandbox_voice'; Content = @{ file_key = 'file_v3_sandbox_voice'; duration = 1000; speech_to_text = 'Hello' }; Key = 'file_v3_sandbox_voice' }
        @{ Type = 'post'; Id = 'om_sandbox_post'; Key = 'img_v3_sandbox_post_chart'
            Content = @{ title = ''; content = @(, @(@{ tag = 'img'; image_key = 'img_v3_sandbox_post_chart' })) } }
    ) {
        $body = @{ schema = '2.0'; event = @{ message = @{ message_id = $Id; message_type = $Type; content = ConvertTo-Json $Content -Depth 9 -Compress } } }
        (ConvertTo-Form $body 'object' | Get-LarkMessageResource -ErrorAction Stop).FileKey | Should -Be $Key
        Get-Read | Should -BeNullOrEmpty
    }

    It 'is one error for an event without a message, and the next one is processed: <Name>' -ForEach @(
        @{ Name = 'another event'; Item = @{ schema = '2.0'; header = @{ event_type = 'im.chat.updated_v1' }; event = @{ chat_id = 'oc_1' } } }
        @{ Name = 'no event'; Item = @{ schema = '2.0'; event = $null } }
        @{ Name = 'a message without an id'; Item = @{ event = @{ message = @{ message_type = 'image'; content = '{}' } } } }
    ) {
        $good = ConvertTo-Form (New-Event om_sandbox_image image @{ image_key = 'img_v3_sandbox_chart' }) 'object'
        $files = (ConvertTo-Form $Item 'object'), $good | Get-LarkMessageResource -ErrorVariable errors -ErrorAction SilentlyContinue
        $files.FileKey | Should -Be 'img_v3_sandbox_chart'
        @($errors | Where-Object { $_ -is [Management.Automation.ErrorRecord] }) | Should -HaveCount 1
    }

    It 'downloads what the help pipes out of lark-cli, each file when its message arrives: <Culture>' -ForEach @(@{ Culture = 'en-US' }, @{ Culture = 'zh-CN' }) {
        . $PSScriptRoot/HelpPage.ps1
        $code = (Get-HelpPage $Culture | Where-Object Name -EQ Get-LarkMessageResource).Examples.Code | Where-Object { $_ -like 'lark-cli event consume*' }
        $folder = New-TestFolder
        $bin = New-TestFolder
        ConvertTo-Json -Compress (New-CompactEvent om_sandbox_image image '[Image: img_v3_sandbox_chart]') | Set-Content $bin/1.json
        ConvertTo-Json -Compress -Depth 9 (New-Event om_sandbox_text text @{ text = 'Hello' }) | Set-Content $bin/2.json
        ConvertTo-Json -Compress -Depth 9 (New-Event om_sandbox_report file @{ file_key = 'file_v3_sandbox_report'; file_name = 'q3.pdf' }) | Set-Content $bin/3.json
        if ($IsWindows) {
            Set-Content $bin/lark-cli.cmd "@type `"%~dp01.json`" `"%~dp02.json`" `"%~dp03.json`" 2>nul"
        }
        else {
            # The second message is not sent before the file of the first is there.
            Set-Content $bin/lark-cli @"
#!/bin/sh
[ "`$1 `$2 `$3" = 'event consume im.message.receive_v1' ] || exit 2
cat '$bin/1.json'
for i in `$(seq 600); do [ -e '$folder/in/img_v3_sandbox_chart.png' ] && break; sleep 0.1; done
[ -e '$folder/in/img_v3_sandbox_chart.png' ] || exit 3
cat '$bin/2.json' '$bin/3.json'
"@
            chmod +x $bin/lark-cli
        }

        $path = $env:PATH
        Push-Location $folder
        try {
            $env:PATH = $bin + [IO.Path]::PathSeparator + $path
            $files = @(& ([scriptblock]::Create($code)))
            $LASTEXITCODE | Should -Be 0
        }
        finally {
            $env:PATH = $path
            Pop-Location
        }

        $files.Name | Should -Be 'img_v3_sandbox_chart.png', 'q3.pdf'
        foreach ($file in $files) { (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be (Get-SandboxResource $server $file.FileKey).sha256 }
        Split-Path $files[0].FullName | Should -Be (Join-Path $folder in)
        Get-Read | Should -HaveCount 1 -Because 'only the compact event says too little'
        Get-Download | Should -HaveCount 2
    }

    It 'is the same where the lines are piped as they come' {
        $lines = (ConvertTo-Form (New-CompactEvent om_sandbox_image image '[Image: img_v3_sandbox_chart]') 'JSON text'), (ConvertTo-Form (New-Event om_sandbox_report file @{ file_key = 'file_v3_sandbox_report'; file_name = 'q3.pdf' }) 'JSON text')
        ($lines | Get-LarkMessageResource -OutFile (New-TestFolder) -ThrottleLimit 1).Name | Should -Be 'img_v3_sandbox_chart.png', 'q3.pdf'
        Get-Read | Should -HaveCount 1
    }
}

Describe 'Get-LarkMessageResource of a video that a phone has sent' {
    BeforeEach {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
    }

    AfterAll {
        Connect-Sandbox $server
    }

    It 'saves it as media, which it asks for once, after it was refused as a file' {
        $file = Get-LarkMessageResource om_sandbox_today_phone -OutFile (New-TestFolder) -ErrorAction Stop
        $file.Name | Should -Be 'IMG_0001.MOV'
        $file.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_today_phone).sha256
        (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be $file.Sha256
        @(Get-SandboxRequest $server '*type=file*') | Should -HaveCount 1
        @(Get-SandboxRequest $server '*type=media*') | Should -HaveCount 1
    }

    It 'does so in each form of output: <Name>' -ForEach @(
        @{ Name = 'object'; Form = { (Get-LarkMessageResource om_sandbox_today_phone -ErrorAction Stop).Length } }
        @{ Name = 'bytes'; Form = { (Get-LarkMessageResource om_sandbox_today_phone -AsByteStream -Raw -ErrorAction Stop).Length } }
    ) {
        & $Form | Should -Be (Get-SandboxResource $server file_v3_sandbox_today_phone).length
        @(Get-SandboxRequest $server '*type=media*') | Should -HaveCount 1
    }

    It 'asks for media at once with -Type Media' {
        $content = Get-LarkMessageResource om_sandbox_today_phone file_v3_sandbox_today_phone -Type Media -ErrorAction Stop
        $content.Type | Should -Be 'Media'
        $content.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_today_phone).sha256
        (Get-SandboxRequest $server '*/im/*').pathAndQuery | Should -BeLike '*/resources/file_v3_sandbox_today_phone?type=media'
    }

    It 'takes media from the pipeline, by the name of the property, and completes it' {
        ([pscustomobject]@{ message_id = 'om_sandbox_today_phone'; file_key = 'file_v3_sandbox_today_phone'; type = 'media' } | Get-LarkMessageResource -ErrorAction Stop).Type | Should -Be 'Media'
        (TabExpansion2 'Get-LarkMessageResource om_1 -Type M').CompletionMatches.CompletionText | Should -Be 'Media'
    }

    It 'reports the first error where both ways fail: <Name>' -ForEach @(
        @{ Name = 'media is refused'; Fault = @{ action = 'apiError'; code = 234003; pathContains = 'type=media'; times = 0 } }
        @{ Name = 'the gateway is down'; Fault = @{ action = 'html502'; pathContains = 'om_sandbox_today_phone/resources'; times = 0 } }
    ) {
        Set-SandboxFault $server $Fault
        $folder = New-TestFolder
        $e = @(Get-RaisedError { Get-LarkMessageResource om_sandbox_today_phone -OutFile $folder })
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeLike 'PlatformError,*'
        $e[0].Exception.HttpStatusCode | Should -Be 'BadGateway'
        @(Get-SandboxRequest $server '*type=media*') | Should -HaveCount 1
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'never asks for media for what is not a video' {
        Set-SandboxFault $server @{ action = 'html502'; pathContains = 'om_sandbox_report/resources'; times = 0 }
        (Get-RaisedError { Get-LarkMessageResource om_sandbox_report }).FullyQualifiedErrorId | Should -BeLike 'PlatformError,*'
        @(Get-SandboxRequest $server '*type=media*') | Should -BeNullOrEmpty
    }

    It 'is exported too' {
        $files = Export-LarkChatResource oc_sandbox_today -Destination (New-TestFolder) -PassThru -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        ($files | Where-Object FileKey -EQ file_v3_sandbox_today_phone).Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_today_phone).sha256
        @(Get-SandboxRequest $server '*type=media*') | Should -HaveCount 1
    }
}
