#Requires -Version 7.4

BeforeDiscovery {
    # The contract: code, id, category.
    $codes = @(
        @{ Code = 230110; Id = 'MessageDeleted'; Category = 'ObjectNotFound' }
        @{ Code = 234001; Id = 'InvalidRequestParameter'; Category = 'InvalidArgument' }
        @{ Code = 234002; Id = 'Unauthorized'; Category = 'PermissionDenied' }
        @{ Code = 234003; Id = 'FileNotInMessage'; Category = 'ObjectNotFound' }
        @{ Code = 234004; Id = 'AppNotInChat'; Category = 'PermissionDenied' }
        @{ Code = 234009; Id = 'ExternalChatNotSupported'; Category = 'PermissionDenied' }
        @{ Code = 234019; Id = 'TenantCheckFailed'; Category = 'ResourceUnavailable' }
        @{ Code = 234037; Id = 'ResourceTooLarge'; Category = 'LimitsExceeded' }
        @{ Code = 234038; Id = 'RestrictedMode'; Category = 'PermissionDenied' }
        @{ Code = 234040; Id = 'MessageInvisible'; Category = 'PermissionDenied' }
        @{ Code = 234041; Id = 'TenantKeyDeleted'; Category = 'ResourceUnavailable' }
        @{ Code = 234042; Id = 'TenantStorageError'; Category = 'ResourceUnavailable' }
        @{ Code = 234043; Id = 'UnsupportedMessageType'; Category = 'NotImplemented' }
        @{ Code = 99991400; Id = 'RateLimited'; Category = 'LimitsExceeded' }
        @{ Code = 99991401; Id = 'AddressNotAllowed'; Category = 'PermissionDenied' }
        @{ Code = 99991663; Id = 'InvalidAccessToken'; Category = 'AuthenticationError' }
        @{ Code = 99991672; Id = 'ScopeMissing'; Category = 'PermissionDenied' }
        @{ Code = 230011; Id = 'MessageDeleted'; Category = 'ObjectNotFound' }
        @{ Code = 99992354; Id = 'MessageNotFound'; Category = 'ObjectNotFound' }
        @{ Code = 232009; Id = 'ChatNotFound'; Category = 'ObjectNotFound' }
        @{ Code = 230002; Id = 'AppNotInChat'; Category = 'PermissionDenied' }
        @{ Code = 230050; Id = 'MessageInvisible'; Category = 'PermissionDenied' }
        @{ Code = 232033; Id = 'ExternalChatNotSupported'; Category = 'PermissionDenied' }
        @{ Code = 99991679; Id = 'ScopeMissing'; Category = 'PermissionDenied' }
        @{ Code = 10003; Id = 'InvalidCredential'; Category = 'AuthenticationError' }
        @{ Code = 99991677; Id = 'SignInExpired'; Category = 'AuthenticationError' }
        @{ Code = 99991671; Id = 'InvalidAccessToken'; Category = 'AuthenticationError' }
        @{ Code = 14005; Id = 'DownloadForbidden'; Category = 'PermissionDenied' }
        @{ Code = 14009; Id = 'DownloadForbidden'; Category = 'PermissionDenied' }
        @{ Code = 21001; Id = 'AccessPolicy'; Category = 'PermissionDenied' }
        @{ Code = 2200; Id = 'PlatformError'; Category = 'ResourceUnavailable' }
        @{ Code = 45678; Id = 'LarkApi45678'; Category = 'InvalidArgument' }
    )
    # Before 7.5 the error view has no line for it: there the recommendation is part of the message.
    $viewHasRecommendation = $PSVersionTable.PSVersion -ge [version]'7.5'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    Connect-Sandbox $server @{ MaximumRetryCount = 0 }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Code <Code> from the server' -ForEach $codes {
    BeforeAll {
        $errors = @(Get-RaisedError { Get-LarkMessageResource -MessageId "om_error_$Code" -FileKey file_v3_sandbox_error -ErrorAction Continue })
        $e = $errors[0]
        $message = $e.ErrorDetails.Message
    }

    It 'is one error, with the id <Id>' {
        $errors | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeExactly "$Id,LarkResources.Commands.GetLarkMessageResourceCommand"
    }

    It 'has the category <Category>' {
        $e.CategoryInfo.Category | Should -Be $Category
    }

    It 'says so in one line that names message, key, code and log id' {
        $message | Should -Not -Match '[\r\n]'
        $message | Should -BeLike "*om_error_$Code*"
        $message | Should -BeLike '*file_v3_sandbox_error*'
        $message | Should -Match "\(code $Code, log id [0-9A-Za-z]+\)"
    }

    It 'recommends what to do next' {
        $e.ErrorDetails.RecommendedAction | Should -MatchExactly '^[A-Z][^\r\n]+\.$'
        $e.ErrorDetails.RecommendedAction | Should -BeExactly $e.Exception.Recommendation
    }

    It 'is an exception that a script can catch by its type, with everything on it' {
        $e.Exception -is [LarkResources.LarkException] | Should -BeTrue
        $e.Exception.Code | Should -Be $Code
        $e.Exception.ErrorId | Should -BeExactly $Id
        $e.Exception.LogId | Should -Not -BeNullOrEmpty
        [int]$e.Exception.HttpStatusCode | Should -BeGreaterOrEqual 400
        $e.Exception.HelpLink | Should -Match '^https://'
        $e.TargetObject | Should -Be 'file_v3_sandbox_error'
    }

    It 'shows message and recommendation in the view of the console' {
        $text = Get-ErrorText $e
        $flat = $text -replace '\s+\|\s+', ' ' -replace '\s+', ' '
        $flat.Contains(($e.Exception.Message -replace '\s+', ' ')) | Should -BeTrue -Because $text
        $flat.Split(($e.Exception.Recommendation -replace '\s+', ' ')) | Should -HaveCount 2 -Because "it stands there once: $text"
    }

    It "shows it on the line 'Recommendation:'$($viewHasRecommendation ? '' : ' (skipped: no view shows it before PowerShell 7.5)')" -Skip:(-not $viewHasRecommendation) {
        Get-ErrorText $e | Should -Match ('(?m)^\s*Recommendation: ' + [regex]::Escape($e.Exception.Recommendation))
    }

    It 'recommends in Chinese under a Chinese UI culture' {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $chinese = Get-RaisedError { Get-LarkMessageResource -MessageId "om_error_$Code" -FileKey file_v3_sandbox_error }
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        $chinese.Exception.Recommendation | Should -Match '\p{IsCJKUnifiedIdeographs}{2}.*。$'
        if ($Code -notin 99991672, 45678) {
            # The answer says more than the catalogue here: the scope that is missing, or the platform's own page on a code.
            $chinese.Exception.Recommendation | Should -BeExactly (Get-LarkErrorInfo $Code).RecommendationChinese
        }

        # The view's own label, "Recommendation:", is English in every shell.
        $chinese.ErrorDetails.Message | Should -BeExactly "$($chinese.Exception.Message)`n建议：$($chinese.Exception.Recommendation)"
        Get-ErrorText $chinese | Should -Not -Match 'Recommendation:'
        $e.ErrorDetails.RecommendedAction | Should -Not -Match '\p{IsCJKUnifiedIdeographs}'
        $chinese.FullyQualifiedErrorId | Should -BeExactly $e.FullyQualifiedErrorId
    }
}

Describe 'What an error knows' {
    It 'is the scope that is missing, in the message and in the recommendation' {
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_error_99991672 -FileKey file_v3_sandbox_error }
        $e.ErrorDetails.Message | Should -BeLike '*im:message:readonly*'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*im:message:readonly*'
    }

    It 'is what was wrong with <Name>' -ForEach @(
        @{ Name = 'a recalled message'; With = @{ MessageId = 'om_sandbox_recalled' }; Id = 'MessageDeleted'; Category = 'ObjectNotFound' }
        @{ Name = 'a message that cannot be read'; With = @{ MessageId = 'om_get_error_230002' }; Id = 'AppNotInChat'; Category = 'PermissionDenied' }
        @{ Name = 'a message that does not exist'; With = @{ MessageId = 'om_nowhere' }; Id = 'MessageNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a message id that is not one'; With = @{ MessageId = 'nowhere' }; Id = 'MessageNotFound'; Category = 'ObjectNotFound' }
        @{ Name = 'a key of another message'; With = @{ MessageId = 'om_sandbox_image'; FileKey = 'file_v3_sandbox_report' }; Id = 'FileNotInMessage'; Category = 'ObjectNotFound' }
        @{ Name = 'a key that is none'; With = @{ MessageId = 'om_sandbox_image'; FileKey = 'other-key' }; Id = 'FileNotInMessage'; Category = 'ObjectNotFound' }
        @{ Name = 'a message inside a forward'; With = @{ MessageId = 'om_sandbox_forward_child'; FileKey = 'img_v3_sandbox_forwarded' }; Id = 'FileNotInMessage'; Category = 'ObjectNotFound' }
        @{ Name = 'a card'; With = @{ MessageId = 'om_sandbox_card'; FileKey = 'img_v3_sandbox_card' }; Id = 'UnsupportedMessageType'; Category = 'NotImplemented' }
        @{ Name = 'a key with a path in it'; With = @{ MessageId = 'om_sandbox_cover'; FileKey = 'img_v3_x/../y' }; Id = 'InvalidRequestParameter'; Category = 'InvalidArgument' }
    ) {
        $e = Get-RaisedError { Get-LarkMessageResource @With }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $e.CategoryInfo.Category | Should -Be $Category
        $e.TargetObject | Should -Not -BeNullOrEmpty
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'An error in a script' {
    It 'is caught by type with -ErrorAction Stop' {
        $caught = try {
            Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error -ErrorAction Stop
        }
        catch [LarkResources.LarkException] {
            $_.Exception.ErrorId
        }
        $caught | Should -Be 'AppNotInChat'
    }

    It 'is nothing with -ErrorAction SilentlyContinue, and is in -ErrorVariable' {
        $shown = Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error -ErrorAction SilentlyContinue -ErrorVariable kept 2>&1
        $shown | Should -BeNullOrEmpty
        $kept | Should -HaveCount 1
        $kept[0].FullyQualifiedErrorId | Should -BeLike 'AppNotInChat,*'
    }

    It 'of one record does not end the others' {
        $input3 = 'om_sandbox_empty', 'om_error_234004', 'om_sandbox_one_byte' | ForEach-Object { [pscustomobject]@{ message_id = $_ } }
        $files = $input3 | Get-LarkMessageResource -ErrorAction SilentlyContinue -ErrorVariable kept
        $files.MessageId | Should -Be 'om_sandbox_empty', 'om_sandbox_one_byte'
        @($kept).Exception.ErrorId | Select-Object -Unique | Should -Be 'AppNotInChat'
    }

    It 'keeps id and recommendation across a job' {
        $path = Get-ModulePath
        $job = Start-Job {
            Import-Module $using:path
            Connect-Lark -Sandbox
            Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error
        }
        try {
            $null = Wait-Job $job -Timeout 60
            $e = Get-RaisedError { Receive-Job $job }
        }
        finally {
            Remove-Job $job -Force
        }
        $e.FullyQualifiedErrorId | Should -BeLike 'AppNotInChat,*'
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-LarkErrorInfo -ErrorRecord $e).Code | Should -Be 234004
    }

    It 'speaks Chinese in a shell that was started so' {
        $shell = Invoke-FreshShell {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].ErrorDetails.Message
        }
        $shell.Output | Should -Match '[。）]\s*建议：\p{IsCJKUnifiedIdeographs}{4}'
    }
}

Describe 'What the module does before it tells' {
    BeforeEach {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
    }

    It 'renews a token once for 99991663, then reports' {
        Set-SandboxFault $server @{ Action = 'expiredToken'; PathContains = 'om_sandbox_image'; Times = 0 }
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart }
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidAccessToken,*'
        $asked = @(Get-SandboxRequest $server '*om_sandbox_image*')
        $asked | Should -HaveCount 2
        $asked[0].tokenMark | Should -Not -Be $asked[1].tokenMark
    }

    It 'repeats a call once after 99991663 when the platform hands back the same token' {
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId om_error_99991663 -FileKey file_v3_sandbox_error }
        @(Get-SandboxRequest $server '*om_error_99991663*') | Should -HaveCount 2
        @(Get-SandboxRequest $server '*/auth/*') | Should -HaveCount 2 -Because 'one is of Connect-Lark, one to renew'
    }

    It 'is not put off by one 99991663 for a good token, and says on the verbose stream that it tried again' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991663; PathContains = 'om_sandbox_image' }
        $verbose = $(Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -Verbose -ErrorVariable failed | Out-Null) 4>&1
        $failed | Should -BeNullOrEmpty
        @(Get-SandboxRequest $server '*om_sandbox_image*').tokenMark | Select-Object -Unique | Should -HaveCount 1 -Because 'the platform hands a token out again while half an hour of it remains'
        "$verbose" | Should -BeLike '*Try 1 of 1 again in 0.0 s because of code 99991663*'
    }

    It 'goes on with a new token when the old one has ended on the server' {
        Set-SandboxFault $server @{ Action = 'expiredToken'; PathContains = 'om_sandbox_image' }
        (Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart).Length | Should -BeGreaterThan 0
        @(Get-SandboxRequest $server '*om_sandbox_image*').tokenMark | Select-Object -Unique | Should -HaveCount 2
    }

    It 'asks only once where asking again is no use' {
        $null = Get-RaisedError { Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error -Connection (Connect-Sandbox $server @{ MaximumRetryCount = 3; PassThru = $true }) }
        @(Get-SandboxRequest $server '*om_error_234004*') | Should -HaveCount 1
    }

    It 'tries again for a failure that passes, and says so on the verbose stream' {
        $patient = Connect-Sandbox $server @{ MaximumRetryCount = 3; PassThru = $true }
        $all = Get-LarkMessageResource -MessageId om_transient_234019 -FileKey file_v3_sandbox_error -Connection $patient -Verbose 4>&1
        $all.Where{ $_ -is [LarkResources.LarkResourceContent] }.Length | Should -Be 9
        @($all.Where{ $_ -is [Management.Automation.VerboseRecord] }.Message) -match '^Try 1 of 3 again' | Should -HaveCount 1
        @(Get-SandboxRequest $server '*om_transient_234019*') | Should -HaveCount 2
    }

    It 'waits as long as the platform asks when calls are too many, and goes on' {
        $patient = Connect-Sandbox $server @{ MaximumRetryCount = 3; PassThru = $true }
        Set-SandboxFault $server @{ Action = 'rateLimited429'; PathContains = 'om_sandbox_one_byte/resources'; ResetSeconds = 1 }
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte -FileKey file_v3_sandbox_one_byte -Connection $patient).Length | Should -Be 1
        $asked = @(Get-SandboxRequest $server '*om_sandbox_one_byte*')
        $asked | Should -HaveCount 2
        # The server's own clock, and what it had asked for: not a time that this test has measured.
        ($asked[1].at - $asked[0].at).TotalSeconds | Should -BeGreaterOrEqual 0.95
    }

    AfterAll {
        Connect-Sandbox $server @{ MaximumRetryCount = 0 }
    }
}

Describe 'An answer that is not the platform''s' {
    BeforeEach {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
    }

    It 'is <Id> for <Name>' -ForEach @(
        @{ Name = 'a page of a proxy with status 502'; Fault = @{ Action = 'html502' }; Id = 'PlatformError'; Status = 502; Category = 'ResourceUnavailable' }
        @{ Name = 'a page of a proxy with status 400'; Fault = @{ Action = 'html400' }; Id = 'UnexpectedResponse'; Status = 400; Category = 'InvalidResult' }
        @{ Name = 'status 500 without a body'; Fault = @{ Action = 'status'; Status = 500 }; Id = 'PlatformError'; Status = 500; Category = 'ResourceUnavailable' }
        @{ Name = 'status 503 without a body'; Fault = @{ Action = 'status'; Status = 503 }; Id = 'PlatformError'; Status = 503; Category = 'ResourceUnavailable' }
        @{ Name = 'status 404 without a body'; Fault = @{ Action = 'status'; Status = 404 }; Id = 'UnexpectedResponse'; Status = 404; Category = 'InvalidResult' }
        @{ Name = 'status 429 without a body'; Fault = @{ Action = 'status'; Status = 429 }; Id = 'RateLimited'; Status = 429; Category = 'LimitsExceeded' }
    ) {
        Set-SandboxFault $server (@{ PathContains = 'om_sandbox_image/resources'; Times = 0 } + $Fault)
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $e.CategoryInfo.Category | Should -Be $Category
        $e.ErrorDetails.Message | Should -Match "\(HTTP $Status"
        $e.ErrorDetails.Message | Should -Not -Match '[\r\n]'
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is the code of the body when an error comes with status 200' {
        Set-SandboxFault $server @{ Action = 'jsonErrorAt200'; Code = 234004; PathContains = 'om_sandbox_image/resources' }
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart }
        $e.FullyQualifiedErrorId | Should -BeLike 'AppNotInChat,*'
    }

    It 'is TransferIncomplete for <Name>, and nothing is emitted' -ForEach @(
        @{ Name = 'a body that ends early'; Fault = @{ Action = 'cut'; At = 100 } }
        @{ Name = 'a chunked body without its end'; Fault = @{ Action = 'chunkedCut'; At = 100 } }
        @{ Name = 'a connection that is reset'; Fault = @{ Action = 'reset'; At = 100 } }
    ) {
        Set-SandboxFault $server (@{ PathContains = 'om_sandbox_report/resources'; Times = 0 } + $Fault)
        $all = @(& { try { Get-LarkMessageResource -MessageId om_sandbox_report -FileKey file_v3_sandbox_report -ErrorAction Continue 2>&1 } catch { $_ } })
        $all | Should -HaveCount 1
        $all[0].FullyQualifiedErrorId | Should -BeLike 'TransferIncomplete,*'
        $all[0].CategoryInfo.Category | Should -Be 'ReadError'
    }

    It 'is no failure when more comes than was declared only once' {
        Set-SandboxFault $server @{ Action = 'extraBytes'; Count = 17; PathContains = 'om_sandbox_8mib_plus1/resources' }
        $content = Get-LarkMessageResource -MessageId om_sandbox_8mib_plus1 -FileKey file_v3_sandbox_8mib_plus1
        $content.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_8mib_plus1).sha256
    }

    It 'names both numbers when more comes than was declared, again and again' {
        Set-SandboxFault $server @{ Action = 'extraBytes'; Count = 17; PathContains = 'om_sandbox_8mib_plus1/resources'; Times = 0 }
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_8mib_plus1 -FileKey file_v3_sandbox_8mib_plus1 }
        $e.FullyQualifiedErrorId | Should -BeLike 'TransferIncomplete,*'
        $numbers = [regex]::Matches($e.ErrorDetails.Message, '\d{6,}').Value
        @($numbers | Select-Object -Unique).Count | Should -BeGreaterOrEqual 2 -Because $e.ErrorDetails.Message
    }
}

Describe 'A server that is not there' {
    BeforeAll {
        # A port on which nobody listens: taken by the system, then given back.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $closed = $listener.LocalEndpoint.Port
        $listener.Stop()
        $secret = ConvertTo-Secret 'sandbox-secret'
    }

    It 'is ConnectionFailed for a closed port' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri "http://127.0.0.1:$closed" -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeExactly 'ConnectionFailed,LarkResources.Commands.ConnectLarkCommand'
        $e.CategoryInfo.Category | Should -Be 'ConnectionError'
        $e.ErrorDetails.Message | Should -BeLike "*127.0.0.1:$closed*"
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is ConnectionFailed for a name that does not exist' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri 'https://name.invalid' -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $e.ErrorDetails.Message | Should -BeLike '*name.invalid*could not be resolved*'
    }

    It 'is ConnectionFailed that mentions the certificate when TLS is not trusted' {
        $tls = Start-SandboxServer '--https'
        try {
            $e = Get-RaisedError { Connect-Sandbox $tls @{ MaximumRetryCount = 0 } }
            $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
            $e.ErrorDetails.Message | Should -BeLike '*certificate*'
            @(Get-SandboxRequest $tls) | Should -HaveCount 0
        }
        finally {
            Stop-SandboxServer $tls
        }
    }

    It 'is ConnectionFailed when the server goes away after Connect-Lark' {
        $mortal = Start-SandboxServer
        try {
            $connection = Connect-Sandbox $mortal @{ MaximumRetryCount = 0; PassThru = $true }
        }
        finally {
            Stop-SandboxServer $mortal
        }
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -Connection $connection }
        $e.FullyQualifiedErrorId | Should -BeExactly 'ConnectionFailed,LarkResources.Commands.GetLarkMessageResourceCommand'
        $e.TargetObject | Should -Be 'img_v3_sandbox_chart'
    }

    AfterAll {
        Connect-Sandbox $server @{ MaximumRetryCount = 0 }
    }
}

Describe 'A server that falls silent' {
    BeforeEach {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0; TimeoutSec = 1 }
    }

    It 'is Timeout when nothing comes <Name>' -ForEach @(
        @{ Name = 'before the headers'; Fault = @{ Action = 'stallHeaders' } }
        @{ Name = 'in the middle of the body'; Fault = @{ Action = 'stall'; At = 200 } }
    ) {
        Set-SandboxFault $server (@{ PathContains = 'om_sandbox_report/resources'; Times = 0 } + $Fault)
        $all = @(& { try { Get-LarkMessageResource -MessageId om_sandbox_report -FileKey file_v3_sandbox_report -ErrorAction Continue 2>&1 } catch { $_ } })
        $all | Should -HaveCount 1
        $all[0].FullyQualifiedErrorId | Should -BeLike 'Timeout,*'
        $all[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $all[0].ErrorDetails.RecommendedAction | Should -BeLike '*-TimeoutSec*'
    }

    It 'is Timeout of Connect-Lark too' {
        Set-SandboxFault $server @{ Action = 'stallHeaders'; PathContains = '/auth/'; Times = 0 }
        $e = Get-RaisedError { Connect-Sandbox $server @{ MaximumRetryCount = 0; TimeoutSec = 1 } }
        $e.FullyQualifiedErrorId | Should -BeExactly 'Timeout,LarkResources.Commands.ConnectLarkCommand'
    }

    It 'is no failure when only every byte takes its time' {
        # 1 byte every 60 ms: longer than the idle time in all, never silent for it.
        Set-SandboxFault $server @{ Action = 'slowDrip'; Count = 1; DelayMs = 60; PathContains = 'om_sandbox_same_name_3/resources' }
        (Get-LarkMessageResource -MessageId om_sandbox_same_name_3 -FileKey file_v3_sandbox_same_name_3).Length | Should -Be 23
    }
}
