#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
}

AfterAll {
    Disconnect-Lark
}

Describe 'The tenant of the suites' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'shows later messages when their time has come' {
        $all = Get-LarkMessage -ChatId oc_mixed_100_8
        $all | Should -HaveCount 100
        Set-SandboxNow $server $all[29].CreateTime
        (Get-LarkMessage -ChatId oc_mixed_100_8).MessageId | Should -Be $all[0..29].MessageId
        Clear-SandboxNow $server
        Get-LarkMessage -ChatId oc_mixed_100_8 | Should -HaveCount 100
    }

    It 'shows an edited message with its new picture, until the next reset' {
        $key = Edit-SandboxMessage $server om_sandbox_post
        (Get-LarkMessage om_sandbox_post).Resources.FileKey | Should -Contain $key
        $file = Get-LarkMessageResource om_sandbox_post $key -OutFile "$(New-TestFolder)/"
        $file.Sha256 | Should -Be (Get-SandboxResource $server $key).sha256
        Reset-SandboxServer $server
        (Get-LarkMessage om_sandbox_post).Resources.FileKey | Should -Not -Contain $key
    }

    It 'refuses what was in a message that was recalled' {
        Revoke-SandboxMessage $server om_sandbox_report
        (Get-RaisedError { Get-LarkMessageResource om_sandbox_report file_v3_sandbox_report -OutFile "$(New-TestFolder)/" }).Exception.Code | Should -Be 230110
    }

    It 'tells of a mixed chat exactly what Get-LarkMessage finds in it' {
        $expected = Get-SandboxMixedResource $server 300 8
        $history = Get-LarkMessage -ChatId oc_mixed_300_8 -IncludeThread
        $found = @($history.Resources) + ($history | Where-Object MessageType -EQ merge_forward | Get-LarkMessage).Resources
        $rows = { param($all) $all | ForEach-Object { '{0} {1} {2} {3} {4}' -f $_.MessageId, $_.FileKey, $_.Type, $_.Kind, $_.Name } | Sort-Object -Unique }
        & $rows $found | Should -Be (& $rows $expected)
    }
}
