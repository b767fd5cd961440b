#Requires -Version 7.4

BeforeDiscovery {
    function Find-Tool([string[]] $Name) {
        Get-Command $Name -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    }

    # Windows has neither; macOS calls the first one shasum.
    $hasher = Find-Tool 'sha256sum', 'shasum'
    $head = Find-Tool 'head'
    $cat = Find-Tool 'cat'
    $whyNoHasher = if (-not $hasher) { ' (skipped: neither sha256sum nor shasum is on this machine)' }
    $whyNoHead = if (-not $head) { ' (skipped: head is not on this machine)' }
    $whyNoCat = if (-not ($cat -and $hasher)) { ' (skipped: cat or sha256sum is not on this machine)' }
    $sizes = @(
        @{ Message = 'om_sandbox_empty'; Key = 'file_v3_sandbox_empty'; Size = '0 bytes' }
        @{ Message = 'om_sandbox_one_byte'; Key = 'file_v3_sandbox_one_byte'; Size = '1 byte' }
        @{ Message = 'om_sandbox_image'; Key = 'img_v3_sandbox_chart'; Size = 'a picture' }
        @{ Message = 'om_sandbox_8mib_plus1'; Key = 'file_v3_sandbox_8mib_plus1'; Size = '8 MiB and 1 byte' }
        @{ Message = 'om_sandbox_100mib'; Key = 'file_v3_sandbox_100mib'; Size = '100 MiB' }
    )
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    Connect-Sandbox $server
    $hasher = Get-Command 'sha256sum', 'shasum' -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $hasherArguments = $hasher.Name -like 'shasum*' ? @('-a', '256', '-b') : @('-b')
}

AfterAll {
    Disconnect-Lark
}

Describe 'Get-LarkMessageResource -AsByteStream' {
    It "reaches a native program byte for byte: <Size>$whyNoHasher" -ForEach $sizes -Skip:(-not $hasher) {
        $line = Get-LarkMessageResource -MessageId $Message -FileKey $Key -AsByteStream | & $hasher @hasherArguments
        ($line -split '\s')[0] | Should -BeExactly (Get-SandboxResource $server $Key).sha256
    }

    It "passes through two native programs$whyNoCat" -Skip:([bool]$whyNoCat) {
        $line = Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -AsByteStream | cat | & $hasher @hasherArguments
        ($line -split '\s')[0] | Should -BeExactly (Get-SandboxResource $server file_v3_sandbox_20mib).sha256
    }

    It "fills a file through a native program$whyNoCat" -Skip:([bool]$whyNoCat) {
        $path = Join-Path (New-TestFolder) 'through.bin'
        Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream | cat > $path
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server file_v3_sandbox_1mib).sha256
    }

    It 'fills a file through Set-Content -AsByteStream' {
        $path = Join-Path (New-TestFolder) 'set.bin'
        Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -AsByteStream | Set-Content -LiteralPath $path -AsByteStream
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server img_v3_sandbox_chart).sha256
    }

    It 'emits fresh arrays of 64 to 80 KiB, the last of them shorter: <Size>' -ForEach ($sizes | Where-Object Size -NotLike '100*') {
        $blocks = @(Get-LarkMessageResource -MessageId $Message -FileKey $Key -AsByteStream)
        $expected = Get-SandboxResource $server $Key
        $blocks.Where{ $_ -isnot [byte[]] } | Should -BeNullOrEmpty
        $blocks | Select-Object -SkipLast 1 | ForEach-Object { $_.Length } | Where-Object { $_ -lt 64KB -or $_ -gt 80KB } | Should -BeNullOrEmpty
        [long]($blocks | ForEach-Object { $_.Length } | Measure-Object -Sum).Sum | Should -Be $expected.length
        $hash = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
        # Hashed after all have come: a buffer that is used twice would show.
        foreach ($block in $blocks) { $hash.AppendData([byte[]]$block) }
        [Convert]::ToHexString($hash.GetHashAndReset()) | Should -Be $expected.sha256
    }

    It 'emits nothing for no bytes' {
        Get-LarkMessageResource -MessageId om_sandbox_empty -FileKey file_v3_sandbox_empty -AsByteStream | Should -BeNullOrEmpty
    }

    It 'refuses several resources of a message, which as one stream nobody could take apart' {
        Reset-SandboxServer $server
        { Get-LarkMessageResource -MessageId om_sandbox_video -AsByteStream -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidRequestParameter,*'
        Get-SandboxRequest $server '*/resources/*' | Should -BeNullOrEmpty
        $blocks = @(Get-LarkMessageResource -MessageId om_sandbox_video -AsByteStream -Kind Video)
        ($blocks | ForEach-Object { $_.Length } | Measure-Object -Sum).Sum | Should -Be (Get-SandboxResource $server file_v3_sandbox_video).length
    }

    It 'stops asking when Select-Object has enough' {
        Reset-SandboxServer $server
        $first = @(Get-LarkMessageResource -MessageId om_sandbox_100mib -FileKey file_v3_sandbox_100mib -AsByteStream | Select-Object -First 1)
        $first | Should -HaveCount 1
        $first[0].Length | Should -BeGreaterOrEqual 64KB
        $asked = @(Get-SandboxRequest $server '*100mib/resources*')
        $asked.Count | Should -BeLessThan 8 -Because 'all of it would be thirteen parts'
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length | Should -Be 1 -Because 'the next command works'
    }

    It "names a program that has enough after 10 bytes, and what to write instead$whyNoHead" -Skip:(-not $head) {
        Reset-SandboxServer $server
        $shell = Invoke-FreshShell -Variables @{ BaseUri = $server.BaseUri } -Script {
            $ErrorActionPreference = 'Continue'
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $BaseUri
            try {
                Get-LarkMessageResource -MessageId om_sandbox_100mib -FileKey file_v3_sandbox_100mib -AsByteStream | head -c 10 | Out-Null
            }
            catch {
                "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) $($_.Exception.Recommendation)"
            }
            "next: $((Get-LarkMessageResource -MessageId om_sandbox_one_byte).Length)"
        }
        $shell.Output | Should -BeLike '*PipeClosed,*WriteError*-First*next: 1'
        @(Get-SandboxRequest $server '*100mib/resources*').Count | Should -BeLessThan 13 -Because 'all of it would be thirteen parts'
    }

    It "gives a program that stops early only what it reads, with -First$whyNoHead" -Skip:(-not $head) {
        Reset-SandboxServer $server
        $global:LASTEXITCODE = 77
        $line = Get-LarkMessageResource -MessageId om_sandbox_100mib -FileKey file_v3_sandbox_100mib -AsByteStream -First 32KB | head -c 10 | & $hasher @hasherArguments
        $expected = Get-LarkMessageResource -MessageId om_sandbox_100mib -FileKey file_v3_sandbox_100mib -AsByteStream -First 10 -Raw
        ($line -split '\s')[0] | Should -Be ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]$expected)))
        $LASTEXITCODE | Should -Be 0
    }

    It 'goes on behind a break without sending a byte twice or leaving one out' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 2 }
        Set-SandboxFault $server @{ Action = 'reset'; At = 1000000; PathContains = 'om_sandbox_20mib/resources'; CallNumbers = 2, 3 }
        $hash = [Security.Cryptography.IncrementalHash]::CreateHash('SHA256')
        Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -AsByteStream | ForEach-Object { $hash.AppendData([byte[]]$_) }
        [Convert]::ToHexString($hash.GetHashAndReset()) | Should -Be (Get-SandboxResource $server file_v3_sandbox_20mib).sha256
        (Get-SandboxFault $server).fired | Should -Be 2
    }

    It 'ends in an error, after what came was right, when the server gives up in the middle' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
        Set-SandboxFault $server @{ Action = 'reset'; At = 500000; PathContains = 'om_sandbox_1mib/resources'; Times = 0 }
        $all = @(& { try { Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream -ErrorAction Continue 2>&1 } catch { $_ } })
        $all[-1].FullyQualifiedErrorId | Should -BeLike 'TransferIncomplete,*'
        @($all).Where{ $_ -is [Management.Automation.ErrorRecord] } | Should -HaveCount 1
        ($all.Where{ $_ -is [byte[]] } | ForEach-Object { $_.Length } | Measure-Object -Sum).Sum | Should -BeLessOrEqual 500000
    }

    AfterAll {
        Connect-Sandbox $server
    }
}

Describe 'Get-LarkMessageResource -AsByteStream -First' {
    BeforeEach {
        Reset-SandboxServer $server
    }

    It 'asks the server for <_> bytes and no more' -ForEach 1, 4KB, 64KB, 100000, 8MB, 9MB {
        $whole = Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -AsByteStream -Raw
        Reset-SandboxServer $server
        $bytes = [Collections.Generic.List[byte]]::new()
        Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -AsByteStream -First $_ | ForEach-Object { $bytes.AddRange([byte[]]$_) }
        $bytes.Count | Should -Be $_
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes.ToArray())) |
            Should -Be ([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([IO.MemoryStream]::new($whole, 0, $_))))
        $asked = @((Get-SandboxRequest $server '*20mib/resources*').Range)
        $asked | Should -HaveCount ([Math]::Ceiling($_ / 8MB))
        $asked[-1] | Should -BeLike "bytes=*-$($_ - 1)"
    }

    It 'is one array with -Raw' {
        $bytes = Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream -Raw -First 100000
        , $bytes | Should -BeOfType ([byte[]])
        $bytes.Length | Should -Be 100000
    }

    It 'gives all of a shorter resource, and nothing of an empty one' {
        (Get-LarkMessageResource -MessageId om_sandbox_one_byte -AsByteStream -Raw -First 64KB).Length | Should -Be 1
        Get-LarkMessageResource -MessageId om_sandbox_empty -AsByteStream -First 10 | Should -BeNullOrEmpty
    }

    It 'takes the start of a picture, which the platform sends whole' {
        $start = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart -AsByteStream -Raw -First 8
        [Convert]::ToHexString($start) | Should -Be '89504E470D0A1A0A'
    }

    It 'resumes where the connection broke, and ends where it should' {
        Reset-SandboxServer $server @{ MaximumRetryCount = 2 }
        Set-SandboxFault $server @{ Action = 'reset'; At = 40000; PathContains = 'om_sandbox_1mib/resources'; Times = 1 }
        (Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream -Raw -First 100000).Length | Should -Be 100000
    }

    It 'refuses 0 bytes' {
        { Get-LarkMessageResource -MessageId om_sandbox_1mib -AsByteStream -First 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    AfterAll {
        Connect-Sandbox $server
    }
}

Describe 'Get-LarkMessageResource -AsByteStream -Raw' {
    It 'is one array: <Size>' -ForEach $sizes {
        $bytes = Get-LarkMessageResource -MessageId $Message -FileKey $Key -AsByteStream -Raw
        $expected = Get-SandboxResource $server $Key
        , $bytes | Should -BeOfType ([byte[]])
        $bytes.Length | Should -Be $expected.length
        [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([byte[]]$bytes)) | Should -Be $expected.sha256
    }

    It 'can be given to WriteAllBytes as it is' {
        $path = Join-Path (New-TestFolder) 'raw.bin'
        [IO.File]::WriteAllBytes($path, (Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream -Raw))
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server file_v3_sandbox_1mib).sha256
    }

    It "reaches a native program byte for byte$whyNoHasher" -Skip:(-not $hasher) {
        $line = Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -AsByteStream -Raw | & $hasher @hasherArguments
        ($line -split '\s')[0] | Should -BeExactly (Get-SandboxResource $server file_v3_sandbox_1mib).sha256
    }
}
