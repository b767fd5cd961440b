#Requires -Version 7.4
<#
    No secret comes out, whatever is done and however it is looked at. A shell of its own does everything with secrets that are
    known, and everything it shows, logs, keeps in $Error or writes to disk is searched for them.
#>

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    $server = Get-SandboxServer
    $folder = New-TestFolder
    $cache = Join-Path (New-TestFolder) 'refresh'

    # Each of them is typed in somewhere below, or is what the server hands out for it.
    $known = [ordered]@{
        'the app secret'                = 'sandbox-secret'
        'a wrong app secret'            = 'wrong-secret-4711'
        'a ready tenant token'          = 't-sandbox'
        'a ready user token'            = 'u-sandbox'
        'a wrong token'                 = 't-wrong-token-4711'
        'a token with a line break'     = 't-broken-4711'
        'the ticket of a store app'     = 'sandbox-ticket'
        'a dead ticket'                 = 'dead-ticket-4711'
        'the password of the proxy'     = 'proxy-password-4711'
        'a password in an address'      = 'address-password-4711'
    }

    $work = {
        $ErrorActionPreference = 'Continue'
        $DebugPreference = $VerbosePreference = $InformationPreference = $WarningPreference = 'Continue'
        $null = Start-Transcript -Path (Join-Path $Folder 'transcript.txt')
        Import-Module $ModulePath -Verbose:$false -Debug:$false
        function Secret([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
        $number = 0
        function Show($Thing) {
            $Thing | Format-List * -Force | Out-String
            $Thing | Format-Table -Force | Out-String
            if ($Thing -is [Management.Automation.ErrorRecord]) {
                Get-Error -InputObject $Thing | Out-String
                $Thing.Exception.ToString()
                $Thing.ErrorDetails | Format-List * -Force | Out-String
                $Thing | Get-LarkErrorInfo | Format-List * -Force | Out-String
            }

            # An error leads to the whole of the engine: at depth 10 its JSON would have no end.
            $isError = $Thing -is [Management.Automation.ErrorRecord]
            ($isError ? $Thing.Exception.Message, $Thing.TargetObject, $Thing.CategoryInfo, $Thing.ErrorDetails : $Thing) | ConvertTo-Json -Depth 10 -WarningAction SilentlyContinue
            if ($isError) { $Thing | ConvertTo-Json -Depth 2 -WarningAction SilentlyContinue }
            $script:number++
            Export-Clixml -InputObject $Thing -LiteralPath (Join-Path $Folder "object$number.xml")
        }
        function Run([scriptblock] $Command) {
            "# $Command"
            try {
                & $Command 2>&1 | ForEach-Object { Show $_ }
            }
            catch {
                Show $_
            }
        }

        $base = @{ BaseUri = $BaseUri; MaximumRetryCount = 0 }
        $app = @{ AppId = 'cli_sandbox'; AppSecret = Secret 'sandbox-secret' }
        Run { Connect-Lark @app @base -PassThru }
        Run { Connect-Lark -Credential ([pscredential]::new('cli_sandbox', $app.AppSecret)) @base -PassThru }
        Run { Connect-Lark @app @base -AppTicket (Secret 'sandbox-ticket') -TenantKey tenant_sandbox -PassThru }
        Run { Connect-Lark @app @base -AppTicket (Secret 'dead-ticket-4711') -TenantKey tenant_sandbox }
        Run { Connect-Lark -AppId cli_sandbox -AppSecret (Secret 'wrong-secret-4711') @base }
        Run { Connect-Lark -AppId cli_other -AppSecret (Secret 'wrong-secret-4711') @base }
        Run { Connect-Lark -AccessToken (Secret 't-wrong-token-4711') @base }
        $broken = Secret "t-broken-4711`nx"
        Run { Connect-Lark -AccessToken $broken @base }
        Run { Connect-Lark @app -BaseUri 'https://someone:address-password-4711@tenant.invalid' }
        Run { Connect-Lark @app -BaseUri 'http://tenant.invalid' }
        Run { Connect-Lark @app -BaseUri 'http://127.0.0.1:1' -MaximumRetryCount 0 }
        Run { Connect-Lark @app -BaseUri 'https://tenant.invalid' -Proxy 'http://someone:address-password-4711@127.0.0.1:1' -MaximumRetryCount 0 }
        $proxy = [pscredential]::new('someone', (Secret 'proxy-password-4711'))
        Run { Connect-Lark @app -BaseUri 'https://tenant.invalid' -Proxy $BaseUri -ProxyCredential $proxy -MaximumRetryCount 0 }
        Run { Connect-Lark @app -BaseUri 'http://tenant.invalid' -AllowUnencryptedAuthentication -Proxy $BaseUri -ProxyCredential $proxy -MaximumRetryCount 0 -PassThru }
        Run { Connect-Lark @app @base -DeviceCode -Scope 'sandbox:denied' }
        Run { Connect-Lark @app @base -DeviceCode -TokenCachePath $Cache -PassThru }
        Run { Connect-Lark @app @base -DeviceCode -TokenCachePath $Cache -PassThru }

        foreach ($connection in (Connect-Lark @app @base -PassThru), (Connect-Lark -AccessToken (Secret 't-sandbox') @base -PassThru), (Connect-Lark -AccessToken (Secret 'u-sandbox') @base -PassThru)) {
            Run { Get-LarkConnection -Connection $connection }
            Run { "$connection" }
            Run { $connection | Format-Custom -Depth 6 | Out-String }
            Run { Test-LarkConnection -Connection $connection -ChatId oc_sandbox_finance_team }
            Run { Get-LarkChat -Connection $connection }
            Run { Get-LarkMessage -ChatId oc_sandbox_finance_team -First 2 -Connection $connection }
            Run { Get-LarkMessage -MessageId om_get_error_230110 -Connection $connection }
            Run { Get-LarkMessageResource -MessageId om_sandbox_one_byte -Connection $connection }
            Run { Get-LarkMessageResource -MessageId om_sandbox_one_byte -OutFile (Join-Path $Folder out/) -Force -Connection $connection }
            foreach ($code in 234004, 99991663, 99991672, 99991400, 45678, 503) {
                Run { Get-LarkMessageResource -MessageId "om_error_$code" -FileKey file_v3_sandbox_error -Connection $connection }
            }
        }

        # A part that never comes: what is left for the next run is a part and its journal.
        Run { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile (Join-Path $Folder cut.bin) -Connection $connection }
        Run { Disconnect-Lark -Connection $connection }
        Run { Get-LarkChat -Connection $connection }
        '# $Error'
        $Error | Format-List * -Force | Out-String
        $Error | ForEach-Object { $_.Exception.ToString(); "$($_.ErrorDetails)" }
        $null = Stop-Transcript
    }
    Set-SandboxFault $server @{ Action = 'status'; Status = 503; PathContains = '20mib/resources'; Times = 0; RangeStartFrom = 1 }
    $variables = @{ BaseUri = $server.BaseUri; Folder = $folder; Cache = $cache }
    $shell = Invoke-FreshShell ([scriptblock]::Create("& { $work } *>&1 | Out-String -Width 4096 -Stream")) -Variables $variables
    # The first line says whose file it is.
    $refresh = Get-Content -LiteralPath $cache | Select-Object -Last 1
    $files = Get-ChildItem $folder -Recurse -File -Force | Where-Object Extension -In '.txt', '.xml', '.json'

    # The commands themselves hold what was typed in: only what came out counts.
    $typed = '(?m)^(# .*|.*(Secret ''|''https?://someone:).*)$'
    $said = [ordered]@{ 'the streams' = $shell.Output }
    foreach ($file in $files) { $said[$file.Name] = Get-Content -LiteralPath $file.FullName -Raw }

    function Find-Secret([string] $Text) {
        $text = $Text -replace $typed
        foreach ($name in $known.Keys) { if ($text.Contains($known[$name])) { $name } }
        if ($refresh -and $text.Contains($refresh.Trim())) { 'the refresh token' }
        if ($text -match '(?i)\bBearer [\w-]') { 'a header with a token' }
        if ($text -match '\b(?:t|u|a|ur)-[0-9a-f]{16,}') { "a token that the server gave: $($Matches[0])" }
        if ($text.Contains([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('cli_sandbox:sandbox-secret')))) { 'the secret in Base64' }
    }
}

Describe 'Secrets' {
    It 'were at work: the run went to its end and met every kind of failure' {
        $shell.Errors | Should -BeNullOrEmpty
        foreach ($id in 'InvalidCredential', 'LarkApi10012', 'UnsafeBaseUri', 'ConnectionFailed', 'InvalidAccessToken', 'AppNotInChat', 'ScopeMissing', 'RateLimited', 'MessageDeleted', 'NotConnected', 'Unauthorized', 'UnexpectedResponse') {
            $shell.Output | Should -Match "\b$id\b"
        }
        $shell.Output | Should -Match 'GET /open-apis/im/v1/messages' -Because 'the verbose stream must be part of it'
        $shell.Output | Should -Match 'Authorization: \(redacted\)' -Because 'the debug stream must be part of it'
        $refresh | Should -Match '^ur-'
        @($files).Name | Should -Contain 'transcript.txt'
        @($files).Name | Should -Contain 'cut.bin.part.json'
    }

    It 'are found by the search when there is one' {
        Find-Secret 'x sandbox-secret x' | Should -Be 'the app secret'
        Find-Secret "token t-0123456789abcdef0123" | Should -Not -BeNullOrEmpty
    }

    It 'are in no stream, no error and no object' {
        Find-Secret $said['the streams'] | Should -BeNullOrEmpty
    }

    It 'are in nothing that was written to disk' {
        foreach ($name in @($said.Keys) -ne 'the streams') {
            Find-Secret $said[$name] | Should -BeNullOrEmpty -Because $name
        }
    }
}
