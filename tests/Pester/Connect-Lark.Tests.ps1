#Requires -Version 7.4

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $secret = ConvertTo-Secret 'sandbox-secret'
    $base = @{ BaseUri = $server.BaseUri; MaximumRetryCount = 0 }
}

AfterAll {
    Disconnect-Lark
}

Describe 'Connect-Lark' {
    BeforeEach {
        Disconnect-Lark
    }

    It 'connects with app id and secret, and is silent' {
        Connect-Lark -AppId cli_sandbox -AppSecret $secret @base | Should -BeNullOrEmpty
        (Get-LarkConnection).AppId | Should -Be 'cli_sandbox'
    }

    It 'takes id and secret by position, and trims what was pasted with blanks' {
        Connect-Lark ' cli_sandbox ' $secret @base
        (Get-LarkConnection).AppId | Should -BeExactly 'cli_sandbox'
    }

    It 'connects with a credential whose user name is the app id' {
        Connect-Lark -Credential ([pscredential]::new('cli_sandbox', $secret)) @base
        (Get-LarkConnection).Identity | Should -Be 'Tenant'
    }

    It 'tells a <Kind> token by asking, not by its looks' -ForEach @(
        @{ Kind = 'tenant'; Token = 't-sandbox'; Identity = 'Tenant' }
        @{ Kind = 'user'; Token = 'u-sandbox'; Identity = 'User' }
    ) {
        $connection = Connect-Lark -AccessToken (ConvertTo-Secret $Token) @base -PassThru
        $connection.Identity | Should -Be $Identity
        $connection.AppId | Should -BeNullOrEmpty
        $connection.TokenExpiresAt | Should -BeNullOrEmpty
    }

    It 'emits the connection with -PassThru' {
        $connection = Connect-Lark -AppId cli_sandbox -AppSecret $secret @base -PassThru
        $connection | Should -BeOfType ([LarkResources.LarkConnection])
        $connection.BaseUri | Should -Be $server.BaseUri
        $connection.TokenExpiresAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow)
    }

    It 'needs no socket and no account with -Sandbox' {
        Reset-SandboxServer $server
        $connection = Connect-Lark -Sandbox -PassThru
        $connection.Identity | Should -Be 'Sandbox'
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
        @(Get-SandboxRequest $server '*/im/*') | Should -HaveCount 0
    }

    It 'names the host of region <Region>' -ForEach @(
        @{ Region = 'Lark'; Address = 'https://open.larksuite.com/' }
        @{ Region = 'Feishu'; Address = 'https://open.feishu.cn/' }
    ) {
        # A proxy on which nobody listens keeps the call on this machine; the error names where it would have gone.
        $e = Get-RaisedError { Connect-Lark -AppId cli_x -AppSecret $secret -Region $Region -Proxy 'http://127.0.0.1:1' -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeExactly 'ConnectionFailed,LarkResources.Commands.ConnectLarkCommand'
        $e.ErrorDetails.Message | Should -BeLike "*$(([uri]$Address).Host)*"
    }

    It 'sends requests through the proxy it is given' {
        # The server stands in for a proxy: the host that is asked for does not exist.
        Reset-SandboxServer $server
        Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri 'http://tenant.invalid' -AllowUnencryptedAuthentication -Proxy $server.BaseUri -MaximumRetryCount 0
        @(Get-SandboxRequest $server).host | Should -Contain 'tenant.invalid'
    }
}

Describe 'Connect-Lark with bad credentials' {
    BeforeEach {
        Disconnect-Lark
    }

    It 'refuses a plain string as the secret at binding' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret 'plain-text-secret' @base }
        $e.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        $e.Exception.Message | Should -BeLike '*(Read-Host -AsSecureString)*'
        "$e $($e.Exception)" | Should -Not -BeLike '*plain-text-secret*'
    }

    It 'tells of a wrong secret, and keeps it to itself' {
        $wrong = 'wr0ng-s3cret-value'
        $all = & { try { Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-Secret $wrong) @base -Verbose -Debug *>&1 } catch { $_ } }
        $e = @($all)[-1]
        $e.FullyQualifiedErrorId | Should -BeLike '*,LarkResources.Commands.ConnectLarkCommand'
        $e.Exception.Code | Should -Be 10014
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*secret*'
        ($all | Out-String) + ($e | Format-List * -Force | Out-String) + (Get-Error -InputObject $e | Out-String) | Should -Not -BeLike "*$wrong*"
    }

    It 'leaves no connection behind after an empty secret' {
        @(Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret ([securestring]::new()) @base }) | Should -HaveCount 1
        Get-LarkConnection | Should -BeNullOrEmpty
    }

    It 'names the connection that stays in the language of the shell' {
        Connect-Sandbox $server
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-Secret 'wrong') @base }
            $null = Connect-Lark -AccessToken (ConvertTo-Secret 't-sandbox') -SkipCheck @base
            $ofToken = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-Secret 'wrong') @base }
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
        }
        $e.Exception.Message | Should -Match '。当前仍使用连接 cli_sandbox（127\.0\.0\.1，Tenant）。（错误码 \d+，日志 ID \w+）$'
        $ofToken.Exception.Message | Should -Match '。当前仍使用连接 访问凭证（127\.0\.0\.1，Tenant）。（错误码'
    }

    It 'keeps the connection that there was when a new one fails' {
        Connect-Sandbox $server
        $before = Get-LarkConnection
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-Secret 'wrong') @base }
        $e.Exception.Message | Should -Match "The connection cli_sandbox at 127\.0\.0\.1 \(Tenant\) stays in force\. \(code \d+, log id \w+\)$"
        Get-LarkConnection | Should -Be $before
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
    }

    It 'tells of <Name>, and leaves no connection' -ForEach @(
        @{ Name = 'a dead token'; With = @{ AccessToken = 't-dead' }; Id = 'InvalidAccessToken'; Category = 'AuthenticationError' }
        @{ Name = 'a token that the platform does not know'; With = @{ AccessToken = 'something-else' }; Id = 'InvalidAccessToken'; Category = 'AuthenticationError' }
        @{ Name = 'a token that no header may hold'; With = @{ AccessToken = 'something else' }; Id = 'InvalidAccessToken'; Category = 'AuthenticationError' }
        @{ Name = 'a wrong secret'; With = @{ AppId = 'cli_sandbox'; AppSecret = 'wrong' }; Id = 'InvalidCredential'; Category = 'AuthenticationError' }
        @{ Name = 'an unknown app'; With = @{ AppId = 'cli_nobody'; AppSecret = 'sandbox-secret' }; Id = 'InvalidCredential'; Category = 'AuthenticationError' }
    ) {
        $arguments = @{}
        foreach ($key in $With.Keys) { $arguments[$key] = $key -eq 'AppId' ? $With[$key] : (ConvertTo-Secret $With[$key]) }
        $e = Get-RaisedError { Connect-Lark @arguments @base }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeExactly "$Id,LarkResources.Commands.ConnectLarkCommand"
        $e.CategoryInfo.Category | Should -Be $Category
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-LarkConnection | Should -BeNullOrEmpty
    }

    It 'refuses <Name> at binding' -ForEach @(
        @{ Name = 'an empty app id'; With = @{ AppId = '' } }
        @{ Name = 'a negative timeout'; With = @{ TimeoutSec = -1 } }
        @{ Name = 'a timeout of 0'; With = @{ TimeoutSec = 0 } }
        @{ Name = 'a negative number of tries'; With = @{ MaximumRetryCount = -1 } }
        @{ Name = 'a rate of 0'; With = @{ CallsPerSecond = 0 } }
        @{ Name = 'an unknown region'; With = @{ Region = 'Mars' } }
    ) {
        $arguments = @{ AppId = 'cli_sandbox'; AppSecret = $secret } + $base
        foreach ($key in $With.Keys) { $arguments[$key] = $With[$key] }
        $e = Get-RaisedError { Connect-Lark @arguments }
        $e.FullyQualifiedErrorId | Should -BeLike '*,LarkResources.Commands.ConnectLarkCommand'
        $e.Exception | Should -BeOfType ([Management.Automation.ParameterBindingException])
    }
}

Describe 'Connect-Lark -BaseUri' {
    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an address without a scheme'; Address = 'open.larksuite.com' }
        @{ Name = 'a host and port without a scheme'; Address = 'localhost:8080' }
        @{ Name = 'ftp:'; Address = 'ftp://open.larksuite.com/' }
        @{ Name = 'file:'; Address = 'file:///etc/' }
        @{ Name = 'http: to a far host'; Address = 'http://open.larksuite.com/' }
        @{ Name = 'http: to a far address'; Address = 'http://198.51.100.1/' }
        @{ Name = 'http: to a host that only begins like this machine'; Address = 'http://localhost.example.com/' }
        @{ Name = 'http: to a host that only ends like this machine'; Address = 'http://a.localhost:1/' }
        @{ Name = 'http: to localhost with a dot behind it, which a resolver looks up'; Address = 'http://localhost.:1/' }
        @{ Name = 'http: to loopback with a dot behind it'; Address = 'http://loopback.:1/' }
        @{ Name = 'a user name and password'; Address = 'https://somebody:hunter2-hunter2@open.larksuite.com/' }
        @{ Name = 'a user name and password without a scheme'; Address = 'somebody:hunter2-hunter2@open.larksuite.com' }
        @{ Name = 'a password over ftp:'; Address = 'ftp://somebody:hunter2-hunter2@open.larksuite.com/' }
        @{ Name = 'a query'; Address = 'https://open.larksuite.com/?a=b' }
        @{ Name = 'a fragment'; Address = 'https://open.larksuite.com/#a' }
    ) {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $Address }
        $e.FullyQualifiedErrorId | Should -BeExactly 'UnsafeBaseUri,LarkResources.Commands.ConnectLarkCommand'
        $e.CategoryInfo.Category | Should -Be 'SecurityError'
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        ($e | Format-List * -Force | Out-String) + (Get-Error -InputObject $e | Out-String) | Should -Not -BeLike '*hunter2*'
    }

    It 'lets http: pass to this machine as <_>' -ForEach 'http://127.0.0.1:1/', 'http://LocalHost:1/', 'http://[::1]:1/' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $_ -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $e.CategoryInfo.Category | Should -Be 'ConnectionError'
    }

    It 'takes the name loopback for this machine and never looks it up' {
        $connection = Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri "http://LoopBack:$($server.BaseUri.Port)/" -PassThru
        $connection.BaseUri | Should -Be "http://localhost:$($server.BaseUri.Port)/"
    }

    It 'lets http: pass to a far host only when told so' {
        $e = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri 'http://name.invalid' -AllowUnencryptedAuthentication -MaximumRetryCount 0 }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
    }

    It 'keeps a path of the base address' {
        Reset-SandboxServer $server
        $null = Get-RaisedError { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri "$($server.BaseUri)gateway/lark" -MaximumRetryCount 0 }
        (Get-SandboxRequest $server '/gateway/*').pathAndQuery | Should -BeLike '/gateway/lark/open-apis/auth/*'
    }
}

Describe 'Connect-Lark without parameters' {
    BeforeEach {
        Disconnect-Lark
    }

    It 'takes <Name>' -ForEach @(
        @{ Name = 'LARK_APP_ID and LARK_APP_SECRET'; Environment = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'sandbox-secret' }; Expected = 'cli_sandbox|Tenant|1' }
        @{ Name = 'FEISHU_APP_ID and FEISHU_APP_SECRET'; Environment = @{ FEISHU_APP_ID = 'cli_sandbox'; FEISHU_APP_SECRET = 'sandbox-secret' }; Expected = 'cli_sandbox|Tenant|1' }
        @{ Name = 'LARK_ACCESS_TOKEN'; Environment = @{ LARK_ACCESS_TOKEN = 'u-sandbox' }; Expected = '|User|1' }
        @{ Name = 'the LARK_ pair before the FEISHU_ pair'; Environment = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'sandbox-secret'; FEISHU_APP_ID = 'cli_other'; FEISHU_APP_SECRET = 'x' }; Expected = 'cli_sandbox|Tenant|1' }
        @{ Name = 'the app before the token'; Environment = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'sandbox-secret'; LARK_ACCESS_TOKEN = 'u-sandbox' }; Expected = 'cli_sandbox|Tenant|1' }
        @{ Name = 'a value that was pasted with a line end'; Environment = @{ LARK_APP_ID = "cli_sandbox`n"; LARK_APP_SECRET = "sandbox-secret`r`n" }; Expected = 'cli_sandbox|Tenant|1' }
    ) {
        Invoke-WithEnvironment $Environment { Connect-Lark @base }
        $connection = Get-LarkConnection
        "$($connection.AppId)|$($connection.Identity)|$((Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length)" | Should -BeExactly $Expected
    }

    It 'is NotConnected when the environment has <Name>' -ForEach @(
        @{ Name = 'nothing'; Environment = @{} }
        @{ Name = 'an app id alone'; Environment = @{ LARK_APP_ID = 'cli_sandbox' } }
        @{ Name = 'blanks'; Environment = @{ LARK_APP_ID = ' '; LARK_APP_SECRET = ' '; LARK_ACCESS_TOKEN = ' ' } }
    ) {
        $e = Get-RaisedError { Invoke-WithEnvironment $Environment { Connect-Lark @base } }
        $e.FullyQualifiedErrorId | Should -BeExactly 'NotConnected,LarkResources.Commands.ConnectLarkCommand'
    }

    It 'takes the region from the names: <Variable> means <HostName>' -ForEach @(
        @{ Variable = 'LARK_APP_ID'; HostName = 'open.larksuite.com'; Environment = @{ LARK_APP_ID = 'cli_x'; LARK_APP_SECRET = 'y' } }
        @{ Variable = 'FEISHU_APP_ID'; HostName = 'open.feishu.cn'; Environment = @{ FEISHU_APP_ID = 'cli_x'; FEISHU_APP_SECRET = 'y' } }
    ) {
        # A proxy on which nobody listens keeps the call on this machine.
        $e = Get-RaisedError { Invoke-WithEnvironment $Environment { Connect-Lark -Proxy 'http://127.0.0.1:1' -MaximumRetryCount 0 } }
        $e.FullyQualifiedErrorId | Should -BeLike 'ConnectionFailed,*'
        $e.ErrorDetails.Message | Should -BeLike "*$HostName*"
    }
}

Describe 'The rehearsal of the first download' {
    It 'leaves no line, no request, no file and no quota behind' {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri; Folder = $folder } -Environment @{ TMPDIR = $folder; TEMP = $folder; TMP = $folder } -Script {
            Import-Module $ModulePath
            Set-Location $Folder
            $before = @(Get-ChildItem $Folder -Recurse -Force).FullName
            $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
            $lines = & {
                $DebugPreference = $VerbosePreference = $InformationPreference = 'Continue'
                Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $BaseUri
            } *>&1

            # Until it is over: it closes what it opened, and only the client of the connection is left.
            $http = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'LarkResources.Http' }
            $core = [LarkResources.LarkConnection].Assembly.GetType('LarkResources.Connections.Rehearsal')
            $flags = [Reflection.BindingFlags]'Static, Public, NonPublic'
            $isOver = $core.GetProperty('Running', $flags).GetValue($null).Wait(60000)
            $quotas = $http[0].GetType('LarkResources.Http.QuotaRegistry').GetField('All', $flags).GetValue($null)
            ConvertTo-Json -Compress @{
                IsOver = $isOver
                Lines  = @($lines.ForEach{ "$_" })
                Quotas = @($quotas.Keys)
                Files  = @((Get-ChildItem $Folder -Recurse -Force).FullName.Where{ $_ -notin $before })
                Errors = $Error.Count
            }
        }
        $shell.Errors | Should -BeNullOrEmpty
        $seen = $shell.Output | ConvertFrom-Json
        $seen.IsOver | Should -BeTrue
        $seen.Lines | Where-Object { $_ -match 'rehearsal' } | Should -BeNullOrEmpty
        $seen.Quotas | Should -HaveCount 1
        $seen.Quotas[0] | Should -BeLike '* cli_sandbox'
        $seen.Files | Should -BeNullOrEmpty
        $seen.Errors | Should -Be 0
        $requests = @(Get-SandboxRequest $server)
        $requests.pathAndQuery | Should -Contain '/open-apis/auth/v3/tenant_access_token/internal'
        $requests | Where-Object { $_.pathAndQuery -like '*/im/*' -or $_.userAgent -eq 'Rehearsal' } | Should -BeNullOrEmpty
    }
}

Describe 'Secrets' {
    It 'come in as SecureString or PSCredential in every cmdlet' {
        # A path is no secret; its file is read by the module alone.
        $parameters = foreach ($command in Get-Command -Module LarkResources) {
            $command.Parameters.Values | Where-Object { $_.Name -match 'Secret|Token|Ticket|Password|Credential' -and $_.Name -ne 'TokenCachePath' }
        }
        $parameters.Name | Should -Contain 'AppSecret'
        $parameters.Name | Should -Contain 'AccessToken'
        $parameters.ParameterType | Sort-Object -Unique | Should -BeIn ([securestring], [pscredential])
    }

    It 'are in no stream, no error and no object' {
        $token = 'u-sandbox'
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri; Folder = New-TestFolder } -Script {
            Import-Module $ModulePath
            $ErrorActionPreference = 'Continue'
            $DebugPreference = $VerbosePreference = $InformationPreference = 'Continue'
            & {
                $secret = ConvertTo-SecureString 'sandbox-secret' -AsPlainText -Force
                $app = Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $BaseUri -PassThru -Verbose -Debug
                $user = Connect-Lark -AccessToken (ConvertTo-SecureString u-sandbox -AsPlainText -Force) -BaseUri $BaseUri -PassThru -Verbose -Debug
                foreach ($connection in $app, $user) {
                    $connection | Format-List * -Force
                    $connection | Format-Custom -Depth 6
                    $connection | ConvertTo-Json -Depth 6 -WarningAction SilentlyContinue
                    "$connection"
                    Export-Clixml -InputObject $connection -Path (Join-Path $Folder 'connection.xml') -Depth 6
                    Get-Content (Join-Path $Folder 'connection.xml') -Raw
                    [Management.Automation.PSSerializer]::Serialize($connection, 6)
                    Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $connection -Verbose -Debug
                    Get-LarkMessageResource -MessageId om_error_234004 -FileKey file_v3_sandbox_error -Connection $connection -Verbose -Debug -ErrorVariable e
                    $e | Format-List * -Force
                    $e | Get-Error
                    $e[0].Exception.ToString()
                    $e | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue
                }
                "the`u{20}end"
            } *>&1 | Out-String -Width 4096
        }
        $shell.Errors | Should -BeNullOrEmpty
        $shell.Output | Should -BeLike '*the end'
        $shell.Output | Should -Match 'GET /open-apis/im/v1/messages' -Because 'without requests in the text this test proves nothing'
        $shell.Output | Should -Not -BeLike '*sandbox-secret*'
        $shell.Output | Should -Not -BeLike "*$token*"
        $shell.Output | Should -Not -Match '(?i)bearer|\bt-[0-9a-z]{8,}'
    }

    It 'travel to the token endpoint only, and the token only in its header' {
        Reset-SandboxServer $server
        $null = Get-LarkMessageResource -MessageId om_sandbox_one_byte
        $requests = @(Get-SandboxRequest $server)
        $requests.pathAndQuery | Should -Not -BeLike '*secret*'
        $requests.pathAndQuery | Should -Not -BeLike '*token=*'
        $requests.Where{ $_.pathAndQuery -like '*/im/*' }.hasAuthorization | Should -Not -Contain $false
        $requests.Where{ $_.pathAndQuery -like '*/im/*' -and $null -ne $_.contentLength } | Should -BeNullOrEmpty
    }

    It 'are not sent along to another host by a redirect' {
        $two = Start-SandboxServer '--other-host'
        try {
            Connect-Sandbox $two
            Set-SandboxFault $two @{ Action = 'redirect'; Location = [string]$two.OtherBaseUri; PathContains = 'om_sandbox_one_byte/resources' }
            (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1
            $there = @(Get-SandboxRequest $two '*resources*').Where{ $_.onOtherHost }
            $there | Should -HaveCount 1
            $there[0].hasAuthorization | Should -BeFalse
        }
        finally {
            Disconnect-Lark
            Stop-SandboxServer $two
        }
    }
}

Describe 'Connect-Lark -Proxy' {
    It 'refuses <_>, which has no scheme of a proxy, and says how to write it' -ForEach 'localhost:8080', '10.0.0.1:3128', 'ftp://proxy.invalid/' {
        $raised = @(Get-RaisedError { Connect-Lark -AppId cli_x -AppSecret (ConvertTo-Secret 'x') -BaseUri 'http://127.0.0.1:9' -Proxy $_ })[0]
        $raised.FullyQualifiedErrorId | Should -BeLike 'InvalidRequestParameter,*'
        $raised.ErrorDetails.RecommendedAction | Should -BeLike '*http://*'
    }

    It 'does not repeat a password in a proxy address that is not valid' {
        $e = @(Get-RaisedError { Connect-Lark -AppId cli_x -AppSecret (ConvertTo-Secret 'x') -BaseUri 'http://127.0.0.1:9' -Proxy 'ftp://user:proxy-secret@proxy.invalid/' })[0]
        $e.Exception.Message | Should -BeLike "*'proxy.invalid/' is not a valid proxy address.*"
        $e | Format-List * -Force | Out-String | Should -Not -BeLike '*proxy-secret*'
    }
}
