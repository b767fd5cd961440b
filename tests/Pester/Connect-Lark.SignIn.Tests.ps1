#Requires -Version 7.4
# The ways to connect that have more than one step: store apps, people, and the environment.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $secret = ConvertTo-Secret 'sandbox-secret'
    $base = @{ AppId = 'cli_sandbox'; AppSecret = $secret; BaseUri = $server.BaseUri; MaximumRetryCount = 0 }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Connect-Lark for a store app' {
    BeforeEach {
        Disconnect-Lark
        Reset-SandboxServer $server
        Disconnect-Lark
    }

    It 'takes ticket and tenant with <Name>' -ForEach @(
        @{ Name = 'id and secret'; With = { @{ AppId = 'cli_sandbox'; AppSecret = $secret } } }
        @{ Name = 'a credential'; With = { @{ Credential = [pscredential]::new('cli_sandbox', $secret) } } }
    ) {
        $who = & $With
        $connection = Connect-Lark @who -AppTicket (ConvertTo-Secret 'sandbox-ticket') -TenantKey tenant_sandbox -BaseUri $server.BaseUri -PassThru
        $connection.Identity | Should -Be 'Tenant'
        $connection.TokenExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
    }

    It 'says of a dead ticket what to wait for, and asks the platform for a new one' {
        $before = @(Get-SandboxRequest $server '*/app_ticket/resend').Count
        $e = Get-RaisedError { Connect-Lark @base -AppTicket (ConvertTo-Secret 'dead-ticket-4711') -TenantKey tenant_sandbox }
        $e.Exception.Code | Should -Be 10012
        $e.Exception.Message | Should -BeLike '*event app_ticket*'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*-AppTicket*'
        @(Get-SandboxRequest $server '*/app_ticket/resend').Count - $before | Should -Be 1
        Get-LarkConnection | Should -BeNullOrEmpty
    }
}

Describe 'Connect-Lark -DeviceCode' {
    BeforeEach {
        Disconnect-Lark
    }

    It 'shows where to go and what to confirm, and connects as the person' {
        $connection = Connect-Lark @base -DeviceCode -PassThru -InformationVariable shown 6> $null
        "$shown" | Should -Match 'Open https://\S+user_code=(SAND-\d+) and confirm the code \1\.'
        $connection.Identity | Should -Be 'User'
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
        (Test-LarkConnection | Where-Object Name -EQ TokenKind).Detail | Should -BeLike '*user*'
    }

    It 'ends with an error when the person does not: <Scope>' -ForEach @(
        @{ Scope = 'sandbox:denied'; Id = 'Unauthorized'; Message = '*declined*' }
        @{ Scope = 'sandbox:expired'; Id = 'Timeout'; Message = '*expired*' }
    ) {
        $e = Get-RaisedError { Connect-Lark @base -DeviceCode -Scope $Scope 6> $null }
        $e.FullyQualifiedErrorId | Should -BeExactly "$Id,LarkResources.Commands.ConnectLarkCommand"
        $e.Exception.Message | Should -BeLike $Message
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*-DeviceCode*'
        Get-LarkConnection | Should -BeNullOrEmpty
    }

    It 'waits no longer after Ctrl+C, and leaves no connection' {
        $null = Reset-SandboxServer $server
        Disconnect-Lark
        $running = Start-StoppableCommand { Connect-Lark @base -DeviceCode -Scope 'sandbox:never' } @{ base = $base }
        Wait-SandboxRequest $server '*/authen/v2/oauth/token' 1
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty
        Get-LarkConnection | Should -BeNullOrEmpty
    }

    It 'renews the token of the person by itself' {
        Connect-Lark @base -DeviceCode 6> $null
        $before = (Get-LarkConnection).TokenExpiresAt
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 99991668; Status = 400; PathContains = '/messages/' }
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
        (Get-LarkConnection).TokenExpiresAt | Should -BeGreaterOrEqual $before
    }

    It 'asks nobody in a second session with -TokenCachePath' {
        $null = Reset-SandboxServer $server
        $path = Join-Path (New-TestFolder) 'deep/refresh'
        Connect-Lark @base -DeviceCode -TokenCachePath $path 6> $null
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri; Path = $path } -Script {
            Import-Module $ModulePath
            $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
            Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $BaseUri -DeviceCode -TokenCachePath $Path
            "$((Get-LarkConnection).Identity)|$((Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length)"
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -BeExactly 'User|1'
        @(Get-SandboxRequest $server '*device_authorization') | Should -HaveCount 1
        Get-ChildItem (Split-Path $path) -Force | Select-Object -ExpandProperty Name | Should -Be 'refresh', 'refresh.lock'
    }

    It "takes no token from a file that others can read$($IsWindows ? ' (skipped: Windows has no such permissions)' : '')" -Skip:$IsWindows {
        $path = Join-Path (New-TestFolder) 'refresh'
        Set-Content -LiteralPath $path -Value 'ur-4711'
        [IO.File]::SetUnixFileMode($path, 'UserRead, UserWrite, GroupRead')
        $e = Get-RaisedError { Connect-Lark @base -DeviceCode -TokenCachePath $path }
        $e.FullyQualifiedErrorId | Should -BeLike 'UnsafeTokenFile,*'
        $e.CategoryInfo.Category | Should -Be 'SecurityError'
        ($e | Get-Error | Out-String) | Should -Not -BeLike '*4711*'
    }

    It 'finds out that the path is a folder before anybody signs in' {
        $null = Reset-SandboxServer $server
        $e = Get-RaisedError { Connect-Lark @base -DeviceCode -TokenCachePath (New-TestFolder) }
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        @(Get-SandboxRequest $server '*device_authorization') | Should -HaveCount 0
    }
}

Describe 'What would have no effect' {
    It 'is refused: <Name>' -ForEach @(
        @{ Name = '-Sandbox -Region'; With = @{ Sandbox = $true; Region = 'Feishu' }; Says = '*-Region*-Sandbox*' }
        @{ Name = '-Sandbox -BaseUri'; With = @{ Sandbox = $true; BaseUri = 'https://gateway.example.com' }; Says = '*-BaseUri*-Sandbox*' }
        @{ Name = '-Sandbox -Proxy'; With = @{ Sandbox = $true; Proxy = 'http://127.0.0.1:1' }; Says = '*-Proxy *-Sandbox*' }
        @{ Name = '-Sandbox -AllowUnencryptedAuthentication'; With = @{ Sandbox = $true; AllowUnencryptedAuthentication = $true }; Says = '*-AllowUnencryptedAuthentication*-Sandbox*' }
        @{ Name = '-ProxyCredential alone'; With = @{ AppId = 'cli_x'; AppSecret = [securestring]::new(); ProxyCredential = [pscredential]::Empty }; Says = '*-ProxyCredential*-Proxy*' }
    ) {
        $e = Get-RaisedError { Connect-Lark @With }
        $e.FullyQualifiedErrorId | Should -BeExactly 'InvalidRequestParameter,LarkResources.Commands.ConnectLarkCommand'
        $e.Exception.Message | Should -BeLike $Says
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*eave out*'
    }
}

Describe 'The wrong region' {
    It 'is what the advice for an unknown app names' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_of_the_other_region -AppSecret $secret -BaseUri $server.BaseUri -MaximumRetryCount 0 }
        $e.Exception.Code | Should -Be 10003
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*-Region*'
    }
}

Describe 'Credentials in the environment' {
    BeforeAll {
        $app = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'sandbox-secret'; LARK_BASE_URL = [string]$server.BaseUri }
    }

    BeforeEach {
        Disconnect-Lark
    }

    It 'connect a shell that was started with them' {
        $shell = Invoke-FreshShell -Environment $app -Script {
            Import-Module $ModulePath
            "$(@(Get-LarkChat).Count)|$((Get-LarkConnection).Identity)"
        }
        $shell.Output | Should -BeExactly '2|Tenant'
    }

    It 'spare Connect-Lark: <_>' -ForEach @(
        'Get-LarkChat'
        'Get-LarkChat -ChatId oc_sandbox_finance_team'
        'Get-LarkMessage -MessageId om_sandbox_image, om_sandbox_photo'
        'Get-LarkMessage -ChatId oc_sandbox_finance_team -First 1'
        'Get-LarkMessageResource -MessageId om_sandbox_one_byte'
        'Get-LarkMessageResource -MessageId om_sandbox_one_byte -AsByteStream'
        'Test-LarkConnection'
    ) {
        Invoke-WithEnvironment $app ([scriptblock]::Create($_)) | Should -Not -BeNullOrEmpty
        (Get-LarkConnection).Identity | Should -Be 'Tenant'
    }

    It 'may be a token' {
        Invoke-WithEnvironment @{ LARK_ACCESS_TOKEN = 'u-sandbox'; LARK_BASE_URL = $app.LARK_BASE_URL } { Get-LarkChat } | Should -Not -BeNullOrEmpty
        (Get-LarkConnection).Identity | Should -Be 'User'
    }

    It 'that are wrong are found by Test-LarkConnection, as a list' {
        $checks = Invoke-WithEnvironment @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'wrong'; LARK_BASE_URL = $app.LARK_BASE_URL } { Test-LarkConnection }
        @($checks | Where-Object Status -EQ Failed)[0].Name | Should -Be 'Credentials'
    }

    It 'are told what is wrong with <Name>' -ForEach @(
        @{ Name = 'the region'; More = @{ LARK_REGION = 'china' }; Id = 'InvalidRequestParameter'; Says = "*LARK_REGION*'china'*Lark or Feishu*" }
        @{ Name = 'the address'; More = @{ LARK_BASE_URL = 'http://gateway.example.com' }; Id = 'UnsafeBaseUri'; Says = '*gateway.example.com*' }
        @{ Name = 'a file in place of the secret'; More = @{ LARK_APP_SECRET = 'x' * 70000 }; Id = 'InvalidRequestParameter'; Says = '*LARK_APP_SECRET has 70000 characters*16384*' }
        @{ Name = 'the secret'; More = @{ LARK_APP_SECRET = 'wrong' }; Id = 'InvalidCredential'; Says = '*' }
    ) {
        $environment = $app.Clone()
        foreach ($key in $More.Keys) { $environment[$key] = $More[$key] }
        $e = Get-RaisedError { Invoke-WithEnvironment $environment { Get-LarkMessage -MessageId om_sandbox_image } }
        $e.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($e.Exception.Message) $($e.ErrorDetails.RecommendedAction)" | Should -BeLike $Says
    }

    It 'go where LARK_REGION says' {
        Invoke-WithEnvironment @{ LARK_APP_ID = 'cli_x'; LARK_APP_SECRET = 'y'; LARK_REGION = 'feishu' } { Connect-Lark -SkipCheck }
        $connection = Get-LarkConnection
        $connection.BaseUri, $connection.Region | Should -Be 'https://open.feishu.cn/', 'Feishu'
    }

    It 'are among the ways to connect that are told where there are none: <_>' -ForEach 'Get-LarkChat', 'Get-LarkMessage -MessageId om_x', 'Get-LarkMessageResource -MessageId om_x', 'Test-LarkConnection', 'Connect-Lark' {
        $e = Get-RaisedError { Invoke-WithEnvironment @{} ([scriptblock]::Create($_)) }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
        "$($e.Exception.Message) $($e.ErrorDetails.RecommendedAction)" | Should -BeLike '*Connect-Lark -AppId*LARK_APP_ID*-Sandbox*'
    }
}

Describe 'The debug stream' {
    It 'has the headers of both sides in one line, without the token; verbose stays one line for a request' {
        Connect-Lark -AccessToken (ConvertTo-Secret 't-sandbox') -BaseUri $server.BaseUri
        $lines = Get-LarkMessageResource -MessageId om_sandbox_one_byte -FileKey file_v3_sandbox_one_byte -Debug -Verbose 5>&1 4>&1
        $debug = @($lines | Where-Object { $_ -is [Management.Automation.DebugRecord] -and $_.Message -like 'GET *' })
        $verbose = @($lines | Where-Object { $_ -is [Management.Automation.VerboseRecord] -and $_.Message -like 'GET *' })
        $debug.Count | Should -BeGreaterThan 0
        $verbose | Should -HaveCount $debug.Count
        $debug.Message | Should -BeLike '*Request headers:*User-Agent: LarkResources*Response headers:*X-Tt-Logid:*'
        $debug.Message | Should -BeLike '*Request headers:*Authorization: (redacted)*Response headers:*'
        $debug.Message | Should -Not -Match '[\r\n]|t-sandbox'
        $verbose.Message | Should -Not -BeLike '*headers*'
    }
}

Describe 'Two connections in one process' {
    It 'do not hurt each other, and the module takes both along when it is removed' {
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri } -Script {
            Import-Module $ModulePath
            $one = Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $BaseUri -PassThru
            $two = Connect-Lark -AccessToken (ConvertTo-SecureString u-sandbox -AsPlainText -Force) -BaseUri $BaseUri -PassThru
            Disconnect-Lark -Connection $one
            "$((Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $two).Length)"
            try { Get-LarkChat -Connection $one } catch { $_.FullyQualifiedErrorId }
            Remove-Module LarkResources
            Import-Module $ModulePath
            try { Get-LarkChat } catch { $_.FullyQualifiedErrorId }
        }
        $shell.Output | Should -Match '^1\s+NotConnected,\S+\s+NotConnected,\S+$'
    }
}
