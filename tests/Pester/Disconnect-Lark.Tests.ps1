#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
}

AfterAll {
    Disconnect-Lark
}

Describe 'Disconnect-Lark' {
    It 'forgets the connection of the process, and is silent' {
        Connect-Sandbox $server
        Disconnect-Lark | Should -BeNullOrEmpty
        Get-LarkConnection | Should -BeNullOrEmpty
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }

    It 'is no failure when there is no connection' {
        Disconnect-Lark
        Get-RaisedError { Disconnect-Lark } | Should -BeNullOrEmpty
    }

    It 'makes a connection that is still in a variable useless' {
        $connection = Connect-Sandbox $server @{ PassThru = $true }
        Disconnect-Lark
        Reset-SandboxServer $server
        $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_image -Connection $connection }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        @(Get-SandboxRequest $server '*om_sandbox_image*') | Should -HaveCount 0
    }

    It 'forgets only the connection it is given' {
        $other = Connect-Sandbox $server @{ PassThru = $true }
        $current = Connect-Sandbox $server @{ PassThru = $true }
        Disconnect-Lark -Connection $other
        Get-LarkConnection | Should -Be $current
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
        (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $other }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }

    It 'takes connections from the pipeline' {
        $both = @((Connect-Sandbox $server @{ PassThru = $true }), (Connect-Sandbox $server @{ PassThru = $true }))
        $both | Disconnect-Lark
        foreach ($connection in $both) {
            (Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $connection }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        }
    }

    It 'lets a new connection follow' {
        Disconnect-Lark
        Connect-Sandbox $server
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
    }
}
