#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkErrorInfo' {
    It 'explains a code' {
        $info = Get-LarkErrorInfo 234004
        $info | Should -BeOfType ([LarkResources.LarkErrorInfo])
        $info.Code | Should -Be 234004
        $info.ErrorId | Should -Be 'AppNotInChat'
        $info.Category | Should -Be 'PermissionDenied'
    }

    It 'has every text of <_> in English and in Chinese' -ForEach 230110, 234001, 234002, 234003, 234004, 234009, 234019, 234037, 234038, 234040, 234041, 234042, 234043, 99991400, 99991401, 99991663, 99991672 {
        $info = Get-LarkErrorInfo -Code $_
        $info.Source | Should -Not -Be (Get-LarkErrorInfo 4242424).Source
        $info.HelpLink | Should -Match '^https://'
        foreach ($name in 'Meaning', 'Cause', 'Recommendation') {
            $info.$name | Should -Not -Match '\p{IsCJKUnifiedIdeographs}'
            $info.$name | Should -Match '\w{3,}.*\w{2,}'
            $info."${name}Chinese" | Should -Match '\p{IsCJKUnifiedIdeographs}{2}'
        }
    }

    It 'knows which failures pass by themselves' {
        (Get-LarkErrorInfo 234019).IsRetryable | Should -BeTrue
        (Get-LarkErrorInfo 99991400).IsRetryable | Should -BeTrue
        (Get-LarkErrorInfo 234004).IsRetryable | Should -BeFalse
    }

    It 'explains the module''s own <_>' -ForEach 'NotConnected', 'FileExists', 'NotAFileSystemPath', 'ConnectionFailed', 'Timeout', 'TransferIncomplete', 'UnexpectedResponse', 'UnsafeBaseUri', 'WriteFailed', 'ResourceBusy', 'UnreadableManifest', 'UnreadableFile', 'UnsafeTokenFile', 'IncompleteFolder' {
        $id = $_
        @(Get-LarkErrorInfo -All).Where{ $_.ErrorId -eq $id } | Should -HaveCount 1
    }

    It 'lists the whole catalogue, each code once, and each id with all of its codes' {
        $all = @(Get-LarkErrorInfo -All)
        $all.Count | Should -BeGreaterThan 95
        @($all).ForEach{ $_.Code ?? $_.ErrorId } | Select-Object -Unique | Should -HaveCount $all.Count
        @($all).Where{ $_.ErrorId -eq 'MessageDeleted' }.Code | Should -Be 230011, 230110, 231003
        @($all | Group-Object ErrorId).Where{ @($_.Group.Category | Select-Object -Unique).Count -gt 1 } | Should -BeNullOrEmpty
    }

    It 'explains a message id that does not exist by its situation, though the code has another one too' {
        Connect-Lark -Sandbox
        $info = Get-RaisedError { Get-LarkMessage nowhere } | Get-LarkErrorInfo
        $info.ErrorId, $info.Code | Should -Be 'MessageNotFound', 230001
        (Get-LarkErrorInfo 230001).ErrorId | Should -Be 'InvalidRequestParameter'
    }

    It 'takes several codes, by parameter and by pipeline' {
        (Get-LarkErrorInfo 234003, 234004).ErrorId | Should -Be 'FileNotInMessage', 'AppNotInChat'
        (234003, 234004 | Get-LarkErrorInfo).ErrorId | Should -Be 'FileNotInMessage', 'AppNotInChat'
    }

    It 'finds rows by wildcards in their id, and by -Code in their code too' {
        (Get-LarkErrorInfo *token*).ErrorId | Sort-Object -Unique | Should -Be 'InvalidAccessToken', 'UnsafeTokenFile'
        (Get-LarkErrorInfo -ErrorId App*, UnsafeBase*).ErrorId | Sort-Object -Unique | Should -Be 'AppNotInChat', 'UnsafeBaseUri'
        (Get-LarkErrorInfo 2340?3).Code | Sort-Object | Should -Be 234003, 234043
        Get-LarkErrorInfo -ErrorId 2340?3 | Should -BeNullOrEmpty
    }

    It 'says nothing where no id matches, and names a pattern that is not valid' {
        Get-LarkErrorInfo Nowhere*, 777* | Should -BeNullOrEmpty
        $failures = @()
        (Get-LarkErrorInfo 'Not[Connected', 234004 -ErrorAction SilentlyContinue -ErrorVariable failures).Code | Should -Be 234004
        @($failures).FullyQualifiedErrorId | Should -Be 'InvalidRequestParameter,LarkResources.Commands.GetLarkErrorInfoCommand'
    }

    It 'explains <Name>' -ForEach @(
        @{ Name = 'a code from the pipeline'; Ask = { 234004 | Get-LarkErrorInfo } }
        @{ Name = 'a code as a text'; Ask = { '234004' | Get-LarkErrorInfo } }
        @{ Name = 'an answer of the platform'; Ask = { [pscustomobject]@{ code = 234004; msg = 'App not in chat.' } | Get-LarkErrorInfo } }
        @{ Name = 'an error from the pipeline'; Ask = { $refusal | Get-LarkErrorInfo } }
        @{ Name = 'an error as -ErrorRecord'; Ask = { Get-LarkErrorInfo -ErrorRecord $refusal } }
        @{ Name = 'an exception from the pipeline'; Ask = { $refusal.Exception | Get-LarkErrorInfo } }
    ) {
        Connect-Lark -Sandbox
        $refusal = Get-RaisedError { Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error }
        $info = & $Ask
        @($info) | Should -HaveCount 1
        $info.Code, $info.ErrorId, $info.Category | Should -Be 234004, 'AppNotInChat', 'PermissionDenied'
    }

    It 'knows an error of another process by its id: <Id>' -ForEach @(
        @{ Id = 'AppNotInChat'; Code = 234004 }
        @{ Id = 'LarkApi777'; Code = 777 }
        @{ Id = 'NotConnected'; Code = $null }
    ) {
        $remote = [Management.Automation.ErrorRecord]::new([Management.Automation.RemoteException]::new('It did not work.'), "$Id,LarkResources.Commands.GetLarkMessageResourceCommand", 'NotSpecified', $null)
        $info = $remote | Get-LarkErrorInfo
        $info.ErrorId | Should -Be $Id
        $info.Code | Should -Be $Code
    }

    It 'explains an error with its own words, where they say more than the catalogue' {
        Connect-Lark -Sandbox
        $folder = (New-Item (Join-Path $TestDrive 'no export') -ItemType Directory).FullName
        foreach ($raise in { Get-LarkExportedResource $folder }, { Get-LarkChat nope }, { Get-LarkMessage -ChatId nope }) {
            $e = Get-RaisedError $raise
            $info = $e | Get-LarkErrorInfo
            $info.ErrorId | Should -Be $e.Exception.ErrorId
            $info.Recommendation | Should -BeExactly $e.Exception.Recommendation
            $e.Exception.Message.Contains($info.Meaning) | Should -BeTrue -Because "$($info.Meaning) is in $($e.Exception.Message)"
            $info.RecommendationChinese | Should -Match '\p{IsCJKUnifiedIdeographs}{2}'
        }

        (Get-RaisedError { Get-LarkExportedResource $folder } | Get-LarkErrorInfo).Meaning | Should -BeLike '*does not hold an export*'
        (Get-RaisedError { Get-LarkChat nope } | Get-LarkErrorInfo).Meaning | Should -BeLike "*no chat named 'nope'*"
    }

    It 'explains an error in Chinese with its own words' {
        Connect-Lark -Sandbox
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $e = Get-RaisedError { Get-LarkChat nope }
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }

        $info = $e | Get-LarkErrorInfo
        $info.MeaningChinese, $info.RecommendationChinese | Should -Be $e.Exception.Message, $e.Exception.Recommendation
        $info.Meaning, $info.Recommendation -join ' ' | Should -Not -Match '\p{IsCJKUnifiedIdeographs}'
    }

    It 'says of a code it does not know where to look' {
        $info = Get-LarkErrorInfo 4242424
        $info.ErrorId | Should -Be 'LarkApi4242424'
        $info.Meaning | Should -BeLike '*4242424*'
        $info.Recommendation | Should -BeLike '*4242424*'
    }

    It 'explains an error of the module''s own from the pipeline' {
        Disconnect-Lark
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_x }
        ($e | Get-LarkErrorInfo).ErrorId | Should -Be 'NotConnected'
    }

    It 'says of a foreign error that it is foreign' {
        $foreign = Get-RaisedError { Get-Item (Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())) }
        $e = Get-RaisedError { $foreign | Get-LarkErrorInfo }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeExactly 'UnknownError,LarkResources.Commands.GetLarkErrorInfoCommand'
        $e.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'completes codes, with their meaning as the tip' {
        $line = 'Get-LarkErrorInfo -Code 23400'
        $completions = (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches
        $completions.CompletionText | Should -Contain '234004'
        $completions.CompletionText | Should -Not -Contain '99991400'
        $one = $completions.Where{ $_.CompletionText -eq '234004' }
        $one.ListItemText | Should -Be '234004 AppNotInChat'
        $one.ToolTip | Should -Be (Get-LarkErrorInfo 234004).Meaning
    }

    It 'needs neither connection nor network' {
        $shell = Invoke-FreshShell { Import-Module $ModulePath; (Get-LarkErrorInfo 99991672).ErrorId }
        $shell.Output | Should -Be 'ScopeMissing'
    }
}

Describe 'Get-LarkErrorInfo with what has no code' {
    It 'says nothing of an object whose code is empty' {
        [pscustomobject]@{ Code = $null } | Get-LarkErrorInfo | Should -BeNullOrEmpty
    }

    It 'takes an error also by position' {
        $exists = [Management.Automation.ErrorRecord]::new([InvalidOperationException]::new('x'), 'FileExists,Somewhere', 'ResourceExists', $null)
        (Get-LarkErrorInfo $exists).ErrorId | Should -Be 'FileExists'
    }
}
