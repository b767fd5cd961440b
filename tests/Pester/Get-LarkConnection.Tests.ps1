#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkConnection' {
    It 'tells who is connected, and where' {
        Connect-Sandbox $server
        $connection = Get-LarkConnection
        $connection | Should -BeOfType ([LarkResources.LarkConnection])
        $connection.AppId | Should -Be 'cli_sandbox'
        $connection.BaseUri | Should -Be $server.BaseUri
        $connection.Identity | Should -Be 'Tenant'
        $connection.Region | Should -BeNullOrEmpty -Because 'a base address of one''s own is of no region'
        $connection.TokenExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
    }

    It 'shows these properties and no other' {
        Connect-Sandbox $server
        (Get-LarkConnection).psobject.Properties.Name | Sort-Object | Should -Be 'AppId', 'BaseUri', 'Identity', 'Region', 'TokenExpiresAt'
    }

    It 'shows no secret as <Name>' -ForEach @(
        @{ Name = 'text'; Show = { param($c, $folder) "$c" } }
        @{ Name = 'a list'; Show = { param($c, $folder) $c | Format-List * -Force | Out-String } }
        @{ Name = 'JSON'; Show = { param($c, $folder) $c | ConvertTo-Json -Depth 5 } }
        @{ Name = 'CLIXML'; Show = { param($c, $folder) $c | Export-Clixml (Join-Path $folder c.xml) -Depth 5; Get-Content (Join-Path $folder c.xml) -Raw } }
        @{ Name = 'CSV'; Show = { param($c, $folder) $c | ConvertTo-Csv } }
    ) {
        Connect-Sandbox $server
        $text = & $Show (Get-LarkConnection) (New-TestFolder)
        $text | Out-String | Should -BeLike '*cli_sandbox*'
        $text | Out-String | Should -Not -Match 'sandbox-secret|\bt-[0-9a-z]{6,}|(?i:bearer)'
    }

    It 'gives back the connection it is given' {
        $other = Connect-Sandbox $server @{ PassThru = $true }
        Connect-Sandbox $server
        Get-LarkConnection -Connection $other | Should -Be $other
    }

    It 'gives nothing without a connection, so that a script can ask' {
        Disconnect-Lark
        Get-LarkConnection -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'is the same in every runspace' {
        Connect-Sandbox $server
        $path = Get-ModulePath
        $seen = 1..3 | ForEach-Object -Parallel { Import-Module $using:path; (Get-LarkConnection).AppId } -ThrottleLimit 3
        $seen | Should -Be 'cli_sandbox', 'cli_sandbox', 'cli_sandbox'
    }
}
