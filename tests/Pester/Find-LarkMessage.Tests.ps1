#Requires -Version 7.4
# The search, from the cmdlet to the body of the call on the wire.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer

    function Get-SearchCall {
        @(Get-SandboxRequest $server '*/messages/search?*')
    }

    function Get-MgetCall {
        @(Get-SandboxRequest $server '*/messages/mget?*')
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Find-LarkMessage' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'has the parameters of the contract' {
        $own = (Get-Command Find-LarkMessage).Parameters.Keys | Where-Object { $_ -notin [Management.Automation.PSCmdlet]::CommonParameters }
        $own | Sort-Object | Should -Be (@('Query', 'ChatId', 'SenderId', 'Since', 'Until', 'Attachment', 'First', 'Connection') | Sort-Object)
        [enum]::GetNames([LarkResources.LarkAttachmentType]) | Should -Be 'File', 'Image', 'Video', 'Link'
    }

    It 'finds messages by words, newest first, as Get-LarkMessage gives them' {
        $found = @(Find-LarkMessage plan -ChatId oc_sandbox_today)
        $found | Should -BeOfType LarkResources.LarkMessage
        $found.MessageId | Should -Contain 'om_sandbox_today_copy'
        $found.CreateTime | Should -Be ($found.CreateTime | Sort-Object -Descending)
        $found[0].SenderName | Should -Not -BeNullOrEmpty
        ($found | ConvertTo-Json -Depth 4) | Should -Be (Get-LarkMessage $found.MessageId | ConvertTo-Json -Depth 4)
    }

    It 'searches in the sandbox what people read, and no keys, ids or tags: <_>' -ForEach 'img_v3', 'file_v3', 'ou_sandbox', 'plain_text' {
        Find-LarkMessage $_ | Should -BeNullOrEmpty
    }

    It 'costs a call for each page and one for its fifty messages' {
        @(Find-LarkMessage statement -ChatId oc_sandbox_bulk -First 120) | Should -HaveCount 120
        Get-MgetCall | Should -HaveCount 3
        (Get-SearchCall).Count | Should -BeIn 3, 4
    }

    It 'streams: the first message comes before the last page' {
        Find-LarkMessage statement -ChatId oc_sandbox_bulk | Select-Object -First 1 | Should -HaveCount 1
        (Get-SearchCall).Count | Should -BeLessOrEqual 3
    }

    It 'asks for no more than -First says' {
        @(Find-LarkMessage statement -ChatId oc_sandbox_bulk -First 2) | Should -HaveCount 2
        (Get-SearchCall).pathAndQuery | Should -BeLike '*page_size=2*'
    }

    It 'finds by <Name>' -ForEach @(
        @{ Name = 'sender'; With = @{ SenderId = 'ou_sandbox_wang' }; Id = 'om_sandbox_today_wang' }
        @{ Name = 'time'; With = @{ Since = '2026-11-16T01:03:00Z'; Until = '2026-11-16T01:03:59Z' }; Id = 'om_sandbox_today_gone' }
        @{ Name = 'links'; With = @{ Attachment = 'Link' }; Id = 'om_sandbox_today_mentions' }
        @{ Name = 'words that nothing has'; With = @{ Query = 'xyzzy' }; Id = $null }
    ) {
        (Find-LarkMessage -ChatId oc_sandbox_today @With).MessageId | Should -Be $Id
    }

    It 'finds each type of attachment: <Type>' -ForEach @(
        @{ Type = 'File'; Kind = 'File', 'Folder' }, @{ Type = 'Image'; Kind = 'Image', 'Video', 'Cover', 'File' }, @{ Type = 'Video'; Kind = 'Video', 'Cover' }
    ) {
        $found = @(Find-LarkMessage -ChatId oc_sandbox_finance_team -Attachment $Type)
        $found | Should -Not -BeNullOrEmpty
        $found.Resources.Kind | Select-Object -Unique | Should -BeIn $Kind
    }

    It 'searches each chat that is piped' {
        Connect-Sandbox $server
        @(Get-LarkChat Finance* | Find-LarkMessage -Attachment File).ChatId | Select-Object -Unique | Should -Be 'oc_sandbox_finance_team'
        @('oc_sandbox_odd_name' | Find-LarkMessage -Attachment File) | Should -HaveCount 1
    }

    It 'pipes into Get-LarkMessageResource, which reads the message no second time' {
        $files = @(Find-LarkMessage plan -ChatId oc_sandbox_today -Attachment File | Get-LarkMessageResource -OutFile "$(New-TestFolder)/")
        $files.Name | Should -Be 'plan.pdf'
        @(Get-SandboxRequest $server '*/messages/om_sandbox_today_copy[?]*') | Should -HaveCount 1
    }

    It 'tells of a message that the search still knows and that no longer exists, and gives the rest' {
        $found = @(Find-LarkMessage forgotten -ChatId oc_sandbox_today -ErrorAction SilentlyContinue -ErrorVariable failed)
        $found | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MessageNotFound,*'
        "$($failed[0])" | Should -Match "'om_sandbox_forgotten'"
    }

    It 'does not search for everything by mistake' {
        $raised = Get-RaisedError { Find-LarkMessage }
        $raised.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        "$raised" | Should -Match 'nothing to search for'
        Get-SearchCall | Should -BeNullOrEmpty
    }

    It 'cannot end before it begins' {
        (Get-RaisedError { Find-LarkMessage -ChatId oc_sandbox_today -Since 2026-11-20 -Until 2026-11-19 }).FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
    }

    It 'says what an id of another kind looks like' {
        "$(Get-RaisedError { Find-LarkMessage -SenderId oc_sandbox_today })" | Should -Match 'looks like a ChatId'
        "$(Get-RaisedError { Find-LarkMessage -ChatId ou_sandbox_li })" | Should -Match 'looks like a SenderId'
    }

    It 'names the scope that is missing, and the link that grants it' {
        Connect-Sandbox $server @{ AppId = 'cli_no_search' }
        $raised = Get-RaisedError { Find-LarkMessage plan }
        $raised.FullyQualifiedErrorId | Should -BeLike 'ScopeMissing,*'
        $raised.CategoryInfo.Category | Should -Be 'PermissionDenied'
        "$raised $($raised.ErrorDetails.RecommendedAction)" | Should -Match 'search:message'
        $raised.Exception.HelpLink | Should -Match 'search:message'
    }

    It 'searches the single chats of a user, and not those for an app' {
        Find-LarkMessage 'just between us' | Should -BeNullOrEmpty
        Connect-Lark -AccessToken (ConvertTo-Secret u-sandbox) -BaseUri $server.BaseUri -SkipCheck
        (Find-LarkMessage 'just between us').ChatId | Should -Be 'oc_sandbox_single_alice'
    }

    It 'completes chats by name' {
        (TabExpansion2 'Find-LarkMessage plan -ChatId Fin').CompletionMatches.CompletionText | Should -Contain 'oc_sandbox_finance_team'
        (TabExpansion2 'Find-LarkMessage plan -Attachment V').CompletionMatches.CompletionText | Should -Be 'Video'
    }
}
