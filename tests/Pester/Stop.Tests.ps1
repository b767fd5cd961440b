#Requires -Version 7.4

<#
    Ctrl+C as the engine knows it: a command in a runspace of its own, stopped while the server keeps it waiting. Nothing here
    is timed: the server would wait for ever, or the command's own patience is far longer than the test's.
#>

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    # Not the shared one: the quota of its address stays exhausted for minutes here.
    $server = Start-SandboxServer
}

AfterAll {
    Disconnect-Lark
    Stop-SandboxServer $server
}

Describe 'Ctrl+C' {
    BeforeEach {
        # 3600 s of patience for silence: only the stop can end the command.
        Reset-SandboxServer $server @{ TimeoutSec = 3600; MaximumRetryCount = 100 }
        $folder = New-TestFolder
    }

    It 'ends <Form> during <Name>, and nothing is under the final name' -ForEach @(
        foreach ($stall in @(
                @{ Name = 'stalled headers'; Fault = @{ Action = 'stallHeaders' }; Calls = 1 }
                @{ Name = 'a stalled body'; Fault = @{ Action = 'stall'; At = 300000 }; Calls = 1 }
                @{ Name = 'a wait that the platform asks for'; Fault = @{ Action = 'rateLimited429'; ResetSeconds = 240 }; Calls = 1 }
                @{ Name = 'retries of a server that is down'; Fault = @{ Action = 'status'; Status = 503 }; Calls = 2 }
            )) {
            $stall + @{ Form = '-OutFile'; Command = { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile (Join-Path $folder 'x.bin') -Connection $connection } }
            $stall + @{ Form = '-AsByteStream'; Command = { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -AsByteStream -Connection $connection } }
            $stall + @{ Form = 'an object'; Command = { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -Connection $connection } }
        }
    ) {
        Set-SandboxFault $server (@{ PathContains = '20mib/resources'; Times = 0 } + $Fault)
        # A token has a quota of its own: the wait that the platform asks for would hold all calls of the app, and of the token of another test.
        $app = @{ app_id = 'cli_sandbox'; app_secret = 'sandbox-secret' } | ConvertTo-Json
        $token = (Invoke-RestMethod "$($server.BaseUri)open-apis/auth/v3/tenant_access_token/internal" -Method Post -Body $app -ContentType application/json -NoProxy).tenant_access_token
        $connection = Connect-Lark -AccessToken (ConvertTo-Secret $token) -BaseUri $server.BaseUri -TimeoutSec 3600 -MaximumRetryCount 100 -PassThru
        $running = Start-StoppableCommand $Command @{ folder = $folder; connection = $connection }
        Wait-SandboxRequest $server '*20mib/resources*' $Calls
        $running.Call.IsCompleted | Should -BeFalse -Because 'without a stall this test proves nothing'
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $stopped.Errors | Should -BeNullOrEmpty -Because 'who presses Ctrl+C wants no error'
        Test-Path -LiteralPath (Join-Path $folder 'x.bin') | Should -BeFalse
    }

    It 'ends Connect-Lark, and leaves no connection' {
        Disconnect-Lark
        Set-SandboxFault $server @{ Action = 'stallHeaders'; PathContains = '/auth/'; Times = 0 }
        $running = Start-StoppableCommand { Connect-Lark -AppId cli_sandbox -AppSecret $secret -BaseUri $address -TimeoutSec 3600 } @{ secret = ConvertTo-Secret 'sandbox-secret'; address = $server.BaseUri }
        Wait-SandboxRequest $server '*/auth/*' 2
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        $stopped.Errors | Should -BeNullOrEmpty
        Get-LarkConnection | Should -BeNullOrEmpty
    }

    It 'ends many downloads into a folder at once' {
        Set-SandboxFault $server @{ Action = 'stall'; At = 10; PathContains = '/resources/'; Times = 0 }
        $running = Start-StoppableCommand {
            1..20 | ForEach-Object { [pscustomobject]@{ message_id = 'om_sandbox_receipt_{0:00}' -f $_ } } | Get-LarkMessageResource -OutFile $folder -Connection $connection
        } @{ folder = $folder; connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*/resources/*' 8
        $stopped = Stop-StoppableCommand $running
        $stopped.Returned | Should -BeTrue
        $stopped.Output | Should -BeNullOrEmpty
        (Get-ChildItem $folder -Filter *.png) | Should -BeNullOrEmpty
    }

    It 'leaves a good file as it was, with -Force' {
        $path = Join-Path $folder 'good.bin'
        Set-Content -LiteralPath $path -Value 'good' -NoNewline
        Set-SandboxFault $server @{ Action = 'stall'; At = 300000; PathContains = '/resources/'; Times = 0 }
        $running = Start-StoppableCommand { Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile $path -Force -Connection $connection } @{ path = $path; connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*/resources/*'
        (Stop-StoppableCommand $running).Returned | Should -BeTrue
        Get-Content -LiteralPath $path -Raw | Should -BeExactly 'good'
    }

    It 'lets the same command go on from there' {
        $path = Join-Path $folder 'again.bin'
        Set-SandboxFault $server @{ Action = 'stall'; At = 4000000; PathContains = '20mib/resources'; Times = 0; RangeStartFrom = 1 }
        $running = Start-StoppableCommand { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile $path -Connection $connection } @{ path = $path; connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*20mib/resources*' 2
        (Stop-StoppableCommand $running).Returned | Should -BeTrue
        Test-Path -LiteralPath $path | Should -BeFalse
        Reset-SandboxServer $server
        $file = Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile $path
        $file.Sha256 | Should -Be (Get-SandboxResource $server file_v3_sandbox_20mib).sha256
        (Get-FileHash -LiteralPath $path).Hash | Should -Be $file.Sha256
        (Get-ChildItem $folder).Name | Should -Be 'again.bin'
    }

    It 'leaves the connection good for the next command' {
        Set-SandboxFault $server @{ Action = 'stall'; At = 0; PathContains = 'om_sandbox_image/resources' }
        $running = Start-StoppableCommand { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -Connection $connection } @{ connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*om_sandbox_image/resources*'
        (Stop-StoppableCommand $running).Returned | Should -BeTrue
        (Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart).Length | Should -BeGreaterThan 0
    }

    It 'makes the server see the end of the call' {
        Set-SandboxFault $server @{ Action = 'stallHeaders'; PathContains = 'om_sandbox_image/resources' }
        $running = Start-StoppableCommand { Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -Connection $connection } @{ connection = Get-LarkConnection }
        Wait-SandboxRequest $server '*om_sandbox_image/resources*'
        (Stop-StoppableCommand $running).Returned | Should -BeTrue
        Wait-SandboxIdle $server
    }
}

Describe 'A pipeline that ends early' {
    BeforeEach {
        Reset-SandboxServer $server @{ TimeoutSec = 3600; MaximumRetryCount = 0 }
    }

    It 'ends the downloads in flight' {
        # The first answer takes so long that the second download is in flight when it comes.
        Set-SandboxFault $server @{ Action = 'stallHeaders'; PathContains = 'receipt_01'; DelayMs = 1500; Times = 0 }, @{ Action = 'stallHeaders'; PathContains = 'receipt_02'; Times = 0 }
        $folder = New-TestFolder
        $file = 1, 2 | ForEach-Object { [pscustomobject]@{ MessageId = "om_sandbox_receipt_0$_"; FileKey = "img_v3_sandbox_receipt_0$_" } } |
            Get-LarkMessageResource -OutFile $folder | Select-Object -First 1
        $file.Name | Should -Be 'img_v3_sandbox_receipt_01.png'
        (Get-ChildItem $folder -Force).Name | Should -Be 'img_v3_sandbox_receipt_01.png'
        @(Get-SandboxRequest $server '*receipt_02*') | Should -HaveCount 1 -Because 'without a second download this test proves nothing'
        Wait-SandboxIdle $server
    }

    It 'ends the request of a byte stream' {
        Set-SandboxFault $server @{ Action = 'stall'; At = 1048576; PathContains = '/resources/'; Times = 0 }
        $block = Get-LarkMessageResource -MessageId om_sandbox_8mib -FileKey file_v3_sandbox_8mib -AsByteStream | Select-Object -First 1
        $block.Length | Should -BeGreaterThan 0
        Wait-SandboxIdle $server
    }
}
