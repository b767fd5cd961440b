#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line).CompletionMatches
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkChat' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'lists all chats with one call for each page' {
        $chats = Get-LarkChat
        $chats | Should -BeOfType LarkResources.LarkChat
        $chats.ChatId | Should -Be @('oc_sandbox_finance_team', 'oc_sandbox_finance_share')
        @(Get-SandboxRequest $server '*/im/v1/chats*') | Should -HaveCount 1
    }

    It 'lists the single chats of a user too, and asks for them only then' {
        @(Get-SandboxRequest $server '*types=*') | Should -BeNullOrEmpty
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        $chats = Get-LarkChat
        $single = @($chats | Where-Object ChatMode -EQ p2p)
        $single.Name | Should -Be 'Alice Wu', ''
        $single.P2pTargetId | Should -Be 'ou_sandbox_alice', 'ou_sandbox_gone'
        @($chats | Where-Object ChatMode -EQ group) | Should -HaveCount 2
        (Get-SandboxRequest $server '*/im/v1/chats?*' | Select-Object -Last 1).pathAndQuery | Should -BeLike '*types=p2p,group*'
        (Get-LarkChat 'Alice*').ChatId | Should -Be 'oc_sandbox_single_alice'
    }

    It 'lists the groups where the platform does not list single chats' {
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        Set-SandboxFault $server @{ action = 'apiError'; code = 99992402; pathContains = 'types=p2p'; times = 0 }
        @(Get-LarkChat -WarningVariable warnings -WarningAction SilentlyContinue) | Should -HaveCount 2
        "$warnings" | Should -BeLike "*did not list this user's single chats, so only groups are listed: *99992402*"
    }

    It 'warns of them before the first chat, so that a pipeline that ends early shows it too' {
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        Set-SandboxFault $server @{ action = 'apiError'; code = 99992402; pathContains = 'types=p2p'; times = 0 }
        $null = Get-LarkChat -WarningVariable warnings -WarningAction SilentlyContinue | Select-Object -First 1
        $warnings | Should -HaveCount 1
    }

    It 'finds names by wildcard, whatever their case: <Name>' -ForEach @(
        @{ Name = 'Finance*'; Expected = 'Finance Team' }
        @{ Name = 'finance team'; Expected = 'Finance Team' }
        @{ Name = '财务*'; Expected = '财务共享 群' }
        @{ Name = '[fX]inance T?am'; Expected = 'Finance Team' }
    ) {
        (Get-LarkChat -Name $Name).Name | Should -Be $Expected
    }

    It 'finds the chat of exactly that name beside those that the pattern matches: <Name>' -ForEach @(
        @{ Name = 'Team [A]'; Found = 'Team [A]', 'Team A' }
        @{ Name = 'team [a]'; Found = 'Team [A]', 'Team A' }
        @{ Name = 'Team `[A]'; Found = 'Team [A]' }
        @{ Name = 'Team [AB]'; Found = 'Team A' }
        @{ Name = 'Team A'; Found = 'Team A' }
    ) {
        Rename-SandboxChat $server oc_sandbox_finance_team 'Team [A]'
        Rename-SandboxChat $server oc_sandbox_finance_share 'Team A'
        (Get-LarkChat $Name).Name | Should -Be $Found
    }

    It 'finds a chat whose name would not be a valid pattern' {
        Rename-SandboxChat $server oc_sandbox_finance_team 'Team [A'
        (Get-LarkChat 'Team [A').ChatId | Should -Be oc_sandbox_finance_team
    }

    It 'takes several names, and gives a chat that two of them mean once' {
        @(Get-LarkChat -Name 'Finance*', '*Team', '财务*') | Should -HaveCount 2
    }

    It 'finds nothing for a pattern, which is no error' {
        Get-RaisedError { Get-LarkChat -Name 'Nobody*' } | Should -BeNullOrEmpty
    }

    It 'says which plain name there is not, and gives the others' {
        $chats = Get-LarkChat -Name 'Finance Team', 'Nobody' -ErrorAction SilentlyContinue -ErrorVariable failed
        $chats.Name | Should -Be 'Finance Team'
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ChatNotFound,*'
        $failed[0].TargetObject | Should -Be 'Nobody'
    }

    It 'gets chats by id, also those that are not listed' {
        (Get-LarkChat oc_sandbox_archive, ' oc_sandbox_odd_name ').ChatId | Should -Be @('oc_sandbox_archive', 'oc_sandbox_odd_name')
    }

    It 'takes ids from the pipeline in the spelling of the API' {
        ('[{"chat_id":"oc_sandbox_archive"},{"chat_id":"oc_sandbox_bulk"}]' | ConvertFrom-Json | Get-LarkChat).Name | Should -Be @('Archive', 'Bulk')
    }

    It 'refuses <Id> as <ErrorId> with <Code>, and goes on' -ForEach @(
        @{ Id = 'oc_of_another_tenant'; Code = 232006; ErrorId = 'ChatNotFound' }
        @{ Id = 'OC_SANDBOX_ARCHIVE'; Code = 232006; ErrorId = 'ChatNotFound' }
        @{ Id = 'oc_sandbox_foreign'; Code = 232011; ErrorId = 'AppNotInChat' }
        @{ Id = 'oc_sandbox_external'; Code = 232033; ErrorId = 'ExternalChatNotSupported' }
        @{ Id = 'oc_error_232009'; Code = 232009; ErrorId = 'ChatNotFound' }
    ) {
        $chats = Get-LarkChat -ChatId $Id, oc_sandbox_archive -ErrorAction SilentlyContinue -ErrorVariable failed
        $chats.Name | Should -Be 'Archive'
        $failed | Should -HaveCount 1
        $failed[0].Exception.Code | Should -Be $Code
        $failed[0].Exception.ErrorId | Should -Be $ErrorId
        $failed[0].Exception.Message | Should -BeLike "*$Id*"
    }

    It 'does not ask for a blank id, which would be the list' {
        (Get-RaisedError { Get-LarkChat ' ' }).FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        @(Get-SandboxRequest $server '*/im/v1/chats*') | Should -HaveCount 0
    }
}

Describe 'A part of a name' {
    BeforeAll {
        Reset-SandboxServer $server
        Rename-SandboxChat $server oc_sandbox_finance_share "O'Finance"
    }

    AfterAll {
        Reset-SandboxServer $server
    }

    It 'is not found, and the error says how to search for it, where that finds something: <Name>, <Culture>' -ForEach @(
        @{ Name = "O'financ"; Culture = 'en-US'; Says = "Run Get-LarkChat '?O''financ?' to*" }
        @{ Name = "O'financ"; Culture = 'zh-CN'; Says = "运行 Get-LarkChat '?O''financ?' *" }
        @{ Name = 'Finance Tem'; Culture = 'en-US'; Says = 'Run Get-LarkChat to list the chats, *' }
        @{ Name = 'Finance Tem'; Culture = 'zh-CN'; Says = '运行 Get-LarkChat 列出会话，*' }
    ) {
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = $Culture
            foreach ($command in { Get-LarkChat $Name -ErrorAction Stop }, { Export-LarkChatResource $Name -Destination $TestDrive -ErrorAction Stop }) {
                $raised = Get-RaisedError $command
                $raised.FullyQualifiedErrorId | Should -BeLike 'ChatNotFound,*'
                $raised.Exception.Recommendation | Should -BeLike $Says
            }
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
    }
}

Describe 'A pattern that matches nothing' {
    It 'is an error of an export, which advises no pattern of a pattern' {
        $raised = Get-RaisedError { Export-LarkChatResource 'Fin*[xyz]' -Destination $TestDrive }
        $raised.FullyQualifiedErrorId | Should -BeLike 'ChatNotFound,*'
        $raised.Exception.Recommendation | Should -BeLike 'Run Get-LarkChat to list the chats, *'
    }
}

Describe 'A name in place of the id of a chat' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'is refused without a call where no id could be so: <_>' -ForEach '财务共享', 'Finance Team', 'R&D' {
        foreach ($command in { Get-LarkChat -ChatId $_ }, { Get-LarkMessage -ChatId $_ }, { Find-LarkMessage x -ChatId $_ }) {
            $raised = Get-RaisedError $command
            $raised.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
            $raised.Exception.Recommendation | Should -BeLike '*Get-LarkChat ''Finance Team''*'
        }

        @(Get-SandboxRequest $server '*/im/v1/*') | Should -HaveCount 0
    }

    It 'is sent where it could be an id, and the error says how to go by a name' {
        foreach ($command in { Get-LarkChat -ChatId Finance }, { Get-LarkMessage -ChatId Finance }) {
            $raised = Get-RaisedError $command
            $raised.FullyQualifiedErrorId | Should -Match '^(ChatNotFound|AppNotInChat),'
            $raised.Exception.Recommendation | Should -BeLike '*Get-LarkChat ''Finance''.'
        }

        (Get-RaisedError { Get-LarkMessage -ChatId oc_sandbox_foreign }).Exception.Recommendation | Should -Not -BeLike '*name*'
    }
}

Describe 'Completion' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'completes ids of chats by id and by name' {
        (Get-Completion 'Get-LarkMessage -ChatId ').CompletionText | Should -Be @('oc_sandbox_finance_team', 'oc_sandbox_finance_share')
        (Get-Completion 'Get-LarkMessage -ChatId 财务').CompletionText | Should -Be 'oc_sandbox_finance_share'
        (Get-Completion 'Get-LarkChat -ChatId oc_sandbox_finance_t').ListItemText | Should -Be 'Finance Team'
    }

    It 'completes names, in quotes where they need them' {
        (Get-Completion 'Get-LarkChat -Name fin').CompletionText | Should -Be "'Finance Team'"
    }

    It 'completes the keys of the message that was typed' {
        (Get-Completion 'Get-LarkMessageResource -MessageId om_sandbox_video -FileKey ').CompletionText |
            Should -Be @('file_v3_sandbox_video', 'img_v3_sandbox_cover')
        (Get-Completion 'Get-LarkMessageResource om_sandbox_video img').CompletionText | Should -Be 'img_v3_sandbox_cover'
    }

    It 'does not offer what cannot be had' {
        @(Get-Completion 'Get-LarkMessageResource om_sandbox_sticker file') | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
    }

    It 'asks once for many Tabs' {
        1..4 | ForEach-Object { $null = Get-Completion 'Get-LarkMessage -ChatId ' }
        @(Get-SandboxRequest $server '*/im/v1/chats*') | Should -HaveCount 1
    }

    It 'gives nothing and throws nothing when the platform <Name>' -ForEach @(
        @{ Name = 'refuses'; Fault = @{ action = 'apiError'; code = 99991672; times = 0 } }
        @{ Name = 'talks nonsense'; Fault = @{ action = 'html400'; times = 0 } }
        @{ Name = 'hangs up'; Fault = @{ action = 'refuse'; times = 0 } }
        @{ Name = 'says nothing'; Fault = @{ action = 'stallHeaders'; times = 0 } }
    ) {
        Set-SandboxFault $server ($Fault + @{ pathContains = '/im/v1/chats' })
        $before = $Error.Count
        Get-Completion 'Get-LarkMessage -ChatId oc' | Where-Object CompletionText -Like 'oc_*' | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }

    It 'gives nothing without a connection' {
        Disconnect-Lark
        Get-Completion 'Get-LarkMessage -ChatId oc' | Where-Object CompletionText -Like 'oc_*' | Should -BeNullOrEmpty
    }
}
