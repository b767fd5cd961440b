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

    It 'is not written where it is declined: <Way>' -ForEach @(
        @{ Way = 'a switch against a preference'; Script = { $VerbosePreference = $DebugPreference = 'Continue'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] -Verbose:$false -Debug:$false } }
        @{ Way = 'a preference'; Script = { $VerbosePreference = $DebugPreference = 'Ignore'; Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] } }
        @{ Way = '-Debug against -Verbose:$false'; Script = { Get-LarkMessageResource om_sandbox_one_byte -Connection $args[0] -Debug -Verbose:$false 5>$null } }
    ) {
        $all = & $Script $overSocket 4>&1 5>&1
        @($all) | Should -HaveCount 1
        $all | Should -BeOfType LarkResources.LarkResourceContent
    }

    It 'has a line for a refusal, with its code' {
        $all = @(Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -Connection $overSocket -Verbose -ErrorAction SilentlyContinue 4>&1)
        $all | Should -HaveCount 1
        $all[0].Message | Should -BeLike '*-> 400, code 234004*'
    }
}
