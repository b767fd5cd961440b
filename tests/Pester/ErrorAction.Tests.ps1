#Requires -Version 7.4
# -ErrorAction Stop, $ErrorActionPreference and try/catch over every cmdlet and both kinds of errors: what runs on, what is caught, and how the process ends.

BeforeDiscovery {
    # Kind: terminating errors end the command itself, the others leave it running.
    $failures = @(
        @{ Line = 'Connect-Lark -Sandbox -Region Lark'; ErrorId = 'InvalidRequestParameter'; Kind = 'terminating' }
        @{ Line = 'Connect-Lark'; ErrorId = 'NotConnected'; Kind = 'terminating' }
        @{ Line = 'Connect-Lark -AppId cli_x -AppSecret $secret -BaseUri $address -AllowUnencryptedAuthentication'; ErrorId = 'InvalidCredential'; Kind = 'terminating' }
        @{ Line = 'Get-LarkChat'; ErrorId = 'NotConnected'; Kind = 'terminating' }
        @{ Line = 'Get-LarkChat "no such name" -Connection $sandbox'; ErrorId = 'ChatNotFound'; Kind = 'other' }
        @{ Line = 'Get-LarkMessage om_nope -Connection $sandbox'; ErrorId = 'MessageNotFound'; Kind = 'other' }
        @{ Line = 'Get-LarkMessage -ChatId oc_x -Since 2026-02-01 -Until 2026-01-01 -Connection $sandbox'; ErrorId = 'InvalidRequestParameter'; Kind = 'terminating' }
        @{ Line = 'Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -Connection $sandbox'; ErrorId = 'AppNotInChat'; Kind = 'other' }
        @{ Line = 'Get-LarkMessageResource om_sandbox_image -OutFile x -Force -SkipExisting -Connection $sandbox'; ErrorId = 'InvalidRequestParameter'; Kind = 'terminating' }
        @{ Line = 'Get-LarkMessageResource om_sandbox_image -OutFile Env:x -Connection $sandbox'; ErrorId = 'NotAFileSystemPath'; Kind = 'other' }
        @{ Line = 'Export-LarkChatResource oc_x -Destination $file -Connection $sandbox'; ErrorId = 'FileExists'; Kind = 'terminating' }
        @{ Line = 'Export-LarkChatResource -Destination $folder -Connection $sandbox'; ErrorId = 'InvalidRequestParameter'; Kind = 'other' }
        @{ Line = 'Test-LarkConnection'; ErrorId = 'NotConnected'; Kind = 'terminating' }
        @{ Line = 'Get-LarkErrorInfo nothing'; ErrorId = 'UnknownError'; Kind = 'other' }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $secret = ConvertTo-Secret 'wrong'
    $address = $server.BaseUri
    $sandbox = Connect-Lark -Sandbox -PassThru
    $folder = New-TestFolder
    $file = Join-Path $folder 'file.csv'
    Set-Content $file 'mine'

    # The error that each way of catching gives, and whether the line after the command ran.
    function Invoke-Line([string] $Line, [string] $Body) {
        & ([scriptblock]::Create($Body.Replace('LINE', $Line)))
    }
}

Describe '<Line>' -ForEach $failures {
    BeforeEach {
        # Where the line names no connection, there is none. It closes with the connection of the process, so each test has its own.
        $sandbox = Connect-Lark -Sandbox -PassThru
        if ($Line -notmatch '\$sandbox') { Disconnect-Lark }
    }

    It 'is caught with -ErrorAction Stop, and nothing after it runs' {
        $result = Invoke-Line $Line 'try { LINE -ErrorAction Stop; "ran on" } catch { $_ }'
        $result | Should -HaveCount 1
        $result.FullyQualifiedErrorId | Should -BeLike "$ErrorId,LarkResources.Commands.*"
    }

    It 'is caught with $ErrorActionPreference = Stop' {
        $result = Invoke-Line $Line '$ErrorActionPreference = "Stop"; try { LINE; "ran on" } catch { $_ }'
        $result | Should -HaveCount 1
        $result.FullyQualifiedErrorId | Should -BeLike "$ErrorId,LarkResources.Commands.*"
    }

    It 'is an error that runs on without either, and is caught only where it ends the command' {
        $result = @(Invoke-Line $Line '$ErrorActionPreference = "Continue"; try { LINE 2>$null; "ran on" } catch { $_.FullyQualifiedErrorId }')
        $result[-1] | Should -BeLike ($Kind -eq 'terminating' ? "$ErrorId,*" : 'ran on')
    }

    It 'stands in $Error once' {
        $null = Invoke-Line $Line '$Error.Clear(); try { LINE -ErrorAction Stop } catch { }'
        @($Error | Where-Object { $_ -is [Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like "$ErrorId,*" }).Count | Should -BeLessOrEqual 1
    }
}

Describe 'The exit code of pwsh -File' {
    BeforeAll {
        # Runs a script as a runbook does, in a process of its own.
        function Invoke-ScriptFile([string] $Text) {
            $script = Join-Path (New-TestFolder) 'run.ps1'
            Set-Content $script ("Import-Module '$(Get-ModulePath)'`n`$PSStyle.OutputRendering = 'PlainText'`n" + $Text + "`n'ran on'`n")
            $pwsh = & (Join-Path $PSScriptRoot Get-ShellCommand.ps1)
            $output = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $script 2>&1 | Out-String
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; RanOn = $output -match '(?m)^ran on' }
        }
    }

    It 'is 1 with -ErrorAction Stop: <_>' -ForEach @(
        'Get-LarkChat -ErrorAction Stop'
        'Connect-Lark -ErrorAction Stop'
        'Connect-Lark -Sandbox; Export-LarkChatResource oc_x -Destination $PSCommandPath -ErrorAction Stop'
        'Connect-Lark -Sandbox; Get-LarkMessage om_nope -ErrorAction Stop'
    ) {
        $run = Invoke-ScriptFile $_
        $run.RanOn | Should -BeFalse
        $run.ExitCode | Should -Be 1
    }

    It 'is 1 with $ErrorActionPreference = Stop, terminating or not' -ForEach 'Get-LarkChat', 'Connect-Lark -Sandbox; Get-LarkMessage om_nope' {
        $run = Invoke-ScriptFile "`$ErrorActionPreference = 'Stop'`n$_"
        $run.RanOn | Should -BeFalse
        $run.ExitCode | Should -Be 1
    }

    It 'is 0 where the script catches the error, or asked for no stop' -ForEach 'try { Get-LarkChat -ErrorAction Stop } catch { "caught" }', 'Get-LarkChat' {
        $run = Invoke-ScriptFile $_
        $run.RanOn | Should -BeTrue
        $run.ExitCode | Should -Be 0
    }
}
