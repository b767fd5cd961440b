#Requires -Version 7.4
# What stands on the verbose stream. Warnings, progress and errors are tested with what they are about.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $overSocket = Connect-Sandbox $server @{ MaximumRetryCount = 0; PassThru = $true }
    $inModule = Connect-Lark -Sandbox -PassThru
}

AfterAll {
    Disconnect-Lark -Connection $overSocket
    Disconnect-Lark
}

Describe 'The verbose stream' {
    It 'has one line for every request, before the result that it led to: <Way>' -ForEach @{ Way = 'over a socket' }, @{ Way = 'in the sandbox of the module' } {
        $connection = $Way -eq 'over a socket' ? $overSocket : $inModule
        $all = @(Get-LarkMessageResource om_sandbox_image -Connection $connection -Verbose 4>&1)
        $all.ForEach{ $_.GetType().Name } | Should -Be 'VerboseRecord', 'VerboseRecord', 'LarkResourceContent'
        $all[0].Message | Should -MatchExactly '^GET /?open-apis/im/v1/messages/om_sandbox_image\S* -> 200 in \d+ ms(, \d+ bytes)?, log id \w+$'
        $all[1].Message | Should -MatchExactly '^GET /?open-apis/im/v1/messages/om_sandbox_image/resources/img_v3_sandbox_chart\S* -> 200 in \d+ ms, \d+ bytes, log id \w+$'
    }

    It 'has a line for every range' {
        $null = Invoke-Control $server reset Post
        $lines = @(Get-LarkMessageResource om_sandbox_20mib file_v3_sandbox_20mib -AsByteStream -Raw -Connection $overSocket -Verbose 4>&1).Where{ $_ -is [Management.Automation.VerboseRecord] }.Message
        # The reset has made the token invalid: one line more says that the call is repeated.
        @($lines -notlike 'Try *') | Should -HaveCount @(Get-SandboxRequest $server '*/resources/*').Count
        $lines -match '\[bytes=0-8388607\] -> 206' | Should -HaveCount 1
    }

    It 'is written whichever way it is asked for: <Way>' -ForEach @(
        @{ Way = 'a preference'; Script = { $VerbosePreference = $DebugPreference = 'Continue'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] } }
        @{ Way = 'a preference of the global scope'; Script = { $global:VerbosePreference = $global:DebugPreference = 'Continue'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] } }
        @{ Way = 'default values of parameters'; Script = { $PSDefaultParameterValues = @{ '*-Lark*:Verbose' = $true; '*-Lark*:Debug' = $true }; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] } }
        @{ Way = 'switches'; Script = { Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] -Verbose -Debug } }
    ) {
        $before = $global:VerbosePreference, $global:DebugPreference
        $all = try { & $Script $overSocket 4>&1 5>&1 } finally { $global:VerbosePreference, $global:DebugPreference = $before }
        $all.Where{ $_ -is [Management.Automation.VerboseRecord] }.Message -like 'GET *' | Should -HaveCount 2
        $headers = $all.Where{ $_ -is [Management.Automation.DebugRecord] }.Message -like 'GET *'
        $headers | Should -HaveCount 2
        $headers | Should -BeLike '*Request headers: *User-Agent: *| Response headers: *'
    }

    It 'is not written for -Debug alone: the engine would ask at each line whether to go on' {
        $all = Get-LarkMessageResource om_sandbox_one_byte -Connection $overSocket -Debug 4>&1 5>&1
        $all.Where{ $_ -is [Management.Automation.DebugRecord] }.Message -like 'GET *' | Should -HaveCount 2
        $all.Where{ $_ -is [Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
    }

    It 'asks nothing for -Debug, and stops no unattended run: <Call>' -ForEach @(
        @{ Call = 'Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeThread -Gallery -Debug'; Verbose = 0; Warnings = 0 }
        @{ Call = '$VerbosePreference = "Continue"; Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Debug'; Verbose = 30; Warnings = 0 }
        @{ Call = 'Get-LarkMessage om_sandbox_sticker -Debug | Get-LarkMessageResource -Debug'; Verbose = 0; Warnings = 1 }
        @{ Call = 'Get-LarkMessageResource om_sandbox_sticker -Debug -Verbose'; Verbose = 1; Warnings = 1 }
        @{ Call = '$WarningPreference = "SilentlyContinue"; Get-LarkMessageResource om_sandbox_sticker -Debug -WarningVariable kept; $kept'; Verbose = 0; Warnings = 2 }
        @{ Call = 'Get-LarkMessageResource om_sandbox_sticker -Debug -WarningAction SilentlyContinue -WarningVariable kept; $kept'; Verbose = 0; Warnings = 1 }
        @{ Call = 'Get-LarkMessageResource om_sandbox_one_byte -OutFile $folder -Debug; Get-LarkMessageResource om_sandbox_one_byte -OutFile $folder -SkipExisting -Debug'; Verbose = 0; Warnings = 0 }
    ) {
        $script = Join-Path (New-TestFolder) 'run.ps1'
        Set-Content $script @"
Import-Module '$(Get-ModulePath)'
`$folder = '$(New-TestFolder)'
Connect-Lark -Sandbox
`$all = @(& { $Call } *>&1)
"VERBOSE `$(`$all.Where{ `$_ -is [Management.Automation.VerboseRecord] }.Count)"
"ERRORS `$(`$Error.Count)"
"WARNINGS `$(`$all.Where{ `$_ -is [Management.Automation.WarningRecord] }.Count)"
"@
        $pwsh = & (Join-Path $PSScriptRoot Get-ShellCommand.ps1)
        $said = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File $script 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        "$said" | Should -MatchExactly "^VERBOSE (\d+) ERRORS 0 WARNINGS $Warnings$"
        $count = [int]($said[0] -replace '\D')
        $Verbose -gt 0 ? ($count -ge $Verbose) : ($count -eq 0) | Should -BeTrue -Because "$said"
    }

    It 'is not written where it is declined: <Way>' -ForEach @(
        @{ Way = 'a switch against a preference'; Script = { $VerbosePreference = $DebugPreference = 'Continue'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] -Verbose:$false -Debug:$false } }
        @{ Way = 'a preference'; Script = { $VerbosePreference = $DebugPreference = 'Ignore'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] } }
        @{ Way = '-Debug against -Verbose:$false'; Script = { Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] -Debug -Verbose:$false 5>$null } }
    ) {
        $all = & $Script $overSocket 4>&1 5>&1
        @($all) | Should -HaveCount 1
        $all | Should -BeOfType LarkResources.LarkResourceContent
    }

    It 'is Chinese in a Chinese shell: a request, a retry, a wait for the quota and headers' {
        $patient = Connect-Sandbox $server @{ MaximumRetryCount = 3; PassThru = $true }
        Set-SandboxFault $server @{ Action = 'rateLimited429'; PathContains = 'om_sandbox_one_byte/resources'; ResetSeconds = 1 }
        $before = [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentUICulture = 'zh-CN'
            $all = @(
                Get-LarkMessageResource om_transient_234019 file_v3_sandbox_error -Connection $patient -Verbose -Debug 4>&1 5>&1
                Get-LarkMessageResource om_sandbox_one_byte file_v3_sandbox_one_byte -Connection $patient -Verbose 4>&1
            )
        }
        finally {
            [cultureinfo]::CurrentUICulture = $before
            Disconnect-Lark -Connection $patient
        }
        $verbose = $all.Where{ $_ -is [Management.Automation.VerboseRecord] }.Message
        $verbose -match '^GET \S+ \[bytes=0-8388607\] -> 206，\d+ 毫秒，\d+ 字节，日志 ID \w+$' | Should -Not -BeNullOrEmpty
        $verbose -match '^GET \S+ \[bytes=0-8388607\] -> 400，错误码 234019，\d+ 毫秒' | Should -HaveCount 1
        $verbose -match '^\d+\.\d 秒后进行第 1 次重试（最多 3 次）。原因：错误码 234019（/open-apis/\S+）$' | Should -HaveCount 1
        $verbose -match '^等待 \d+\.\d 秒，因为平台要求等待（\S+）。$' | Should -Not -BeNullOrEmpty
        $all.Where{ $_ -is [Management.Automation.DebugRecord] }.Message -match '毫秒。请求头：.*Authorization: （已隐去）.* \| 响应头：' | Should -Not -BeNullOrEmpty
    }

    It 'has a line for a refusal, with its code' {
        $all = @(Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -Connection $overSocket -Verbose -ErrorAction SilentlyContinue 4>&1)
        $all | Should -HaveCount 1
        $all[0].Message | Should -BeLike '*-> 400, code 234004*'
    }
}
