#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $password = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
    $always = 'NameResolution', 'Reach', 'Tls', 'Clock', 'Credentials', 'TokenKind', 'AddressAllowList', 'BotAbility', 'ResourceScope', 'HistoryScope', 'ChatScope', 'Quota'

    function Connect-As([string] $AppId, [securestring] $Secret = $password, [uri] $BaseUri = $server.BaseUri) {
        Connect-Lark -AppId $AppId -AppSecret $Secret -BaseUri $BaseUri -SkipCheck -MaximumRetryCount 0
    }

    function Get-FirstFailure {
        @(Test-LarkConnection @args | Where-Object Status -EQ Failed)[0]
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Test-LarkConnection' {
    It 'goes through every check in its order when all is in order' {
        Connect-As cli_sandbox
        $checks = Test-LarkConnection
        $checks.Name | Should -Be $always
        $checks | Should -BeOfType ([LarkResources.LarkCheck])
        $checks | Where-Object Status -EQ Failed | Should -BeNullOrEmpty
        $checks | Where-Object Status -NE Skipped | Select-Object -ExpandProperty Name | Should -Be ($always -ne 'Tls')
        $checks.Detail | Should -Not -BeNullOrEmpty
    }

    It 'looks at a chat and a message when they are named' {
        Connect-As cli_sandbox
        $checks = Test-LarkConnection -ChatId oc_sandbox_finance_team -MessageId om_sandbox_post
        $checks.Name | Should -Be ($always + 'ChatMembership' + 'MessageVisibility')
        $checks[-2, -1].Status | Should -Be 'Passed', 'Passed'
    }

    It 'names the cure first for <Name>' -ForEach @(
        @{ Name = 'a wrong secret'; App = 'cli_sandbox'; Secret = 'wrong'; Check = 'Credentials'; Code = 10014; Cure = '*App Secret*' }
        @{ Name = 'the wrong region'; App = 'cli_of_the_other_region'; Check = 'Credentials'; Code = 10003; Cure = '*-Region*' }
        @{ Name = 'a bot that is off'; App = 'cli_no_bot'; Check = 'BotAbility'; Code = 11205; Cure = '*Bot*publish*' }
        @{ Name = 'a missing scope'; App = 'cli_no_scope'; Check = 'ResourceScope'; Code = $null; Cure = '*im:message:readonly*publish*' }
        @{ Name = 'a missing history scope'; App = 'cli_no_history_scope'; Check = 'HistoryScope'; Code = $null; Cure = '*im:message.group_msg*' }
        @{ Name = 'a missing scope for chats'; App = 'cli_no_chat_scope'; Check = 'ChatScope'; Code = $null; Cure = '*im:chat:readonly*' }
        @{ Name = 'an address that is not allowed, although a token is issued'; App = 'cli_denied_99991401'; Check = 'AddressAllowList'; Code = 99991401; Cure = '*allowlist*' }
    ) {
        Connect-As $App ($Secret ? (ConvertTo-SecureString $Secret -AsPlainText -Force) : $password)
        $failure = Get-FirstFailure
        $failure.Name | Should -Be $Check
        $failure.Code | Should -Be $Code
        $failure.Recommendation | Should -BeLike $Cure
    }

    It 'names the cure for a chat the bot is not in' {
        Connect-As cli_sandbox
        $failure = Get-FirstFailure -ChatId oc_error_230002
        $failure.Name | Should -Be 'ChatMembership'
        $failure.Recommendation | Should -BeLike '*Add Bot*'
    }

    It 'fails for a message that was recalled' {
        Connect-As cli_sandbox
        (Get-FirstFailure -MessageId om_sandbox_recalled).Name | Should -Be 'MessageVisibility'
    }

    It 'skips what depends on the network when nothing answers, and says why' {
        Connect-As cli_sandbox $password 'http://127.0.0.1:9'
        $checks = Test-LarkConnection -ChatId oc_sandbox_finance_team
        ($checks | Where-Object Name -EQ Reach).Recommendation | Should -BeLike '*firewall*' -Because 'it is this command that runs'
        ($checks | Where-Object Name -EQ Reach).Status | Should -Be 'Failed'
        $after = $checks | Where-Object Name -In 'Credentials', 'TokenKind', 'ChatMembership'
        $after.Status | Sort-Object -Unique | Should -Be 'Skipped'
        $after.Detail | Sort-Object -Unique | Should -BeLike '*Reach*'
    }

    It 'says certificate when it is not trusted' {
        $secure = Start-SandboxServer '--https'
        try {
            Connect-As cli_sandbox $password $secure.BaseUri
            $checks = Test-LarkConnection
            ($checks | Where-Object Name -EQ Reach).Status | Should -Be 'Passed'
            $tls = $checks | Where-Object Name -EQ Tls
            $tls.Status | Should -Be 'Failed'
            "$($tls.Detail) $($tls.Recommendation)" | Should -BeLike '*certificate*'
        }
        finally {
            Stop-SandboxServer $secure
        }
    }

    It 'knows a user by the token' {
        Connect-Lark -AccessToken (ConvertTo-SecureString u-sandbox -AsPlainText -Force) -BaseUri $server.BaseUri
        $checks = Test-LarkConnection
        ($checks | Where-Object Name -EQ TokenKind).Detail | Should -BeLike '*user*'
        ($checks | Where-Object Name -EQ BotAbility).Status | Should -Be 'Skipped'
    }

    It 'is a Boolean with -Quiet' {
        Connect-As cli_sandbox
        Test-LarkConnection -Quiet | Should -BeExactly $true
        Connect-As cli_no_bot
        Test-LarkConnection -Quiet | Should -BeExactly $false
    }

    It 'speaks Chinese to a Chinese shell' {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            Connect-As cli_no_scope
            $failure = Get-FirstFailure
            "$($failure.Detail) $($failure.Recommendation)" | Should -Match '\p{IsCJKUnifiedIdeographs}'
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
    }

    It 'changes nothing: every call reads' {
        Connect-As cli_sandbox
        Reset-SandboxServer $server
        Test-LarkConnection -ChatId oc_sandbox_finance_team | Out-Null
        $requests = @(Get-SandboxRequest $server)
        $requests | Where-Object { $_.method -ne 'GET' -and $_.pathAndQuery -notlike '*tenant_access_token*' } | Should -BeNullOrEmpty
        $requests.Count | Should -BeGreaterThan 4
    }

    It 'holds no secret in what it says' {
        Connect-As cli_sandbox (ConvertTo-SecureString 'wrong-secret-8731' -AsPlainText -Force)
        Test-LarkConnection | ConvertTo-Json -Depth 5 | Should -Not -Match 'wrong-secret-8731|\bt-[0-9a-z]{6,}'
    }

    It 'is the error NotConnected without a connection' {
        Disconnect-Lark
        { Test-LarkConnection -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected,*'
    }
}
