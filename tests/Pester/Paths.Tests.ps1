#Requires -Version 7.4

BeforeDiscovery {
    $isRoot = -not $IsWindows -and (& id -u) -eq 0
    $canDropPower = $isRoot -and [bool](Get-Command setpriv -CommandType Application -ErrorAction Ignore)
    $whyNotReadOnly = if ($IsWindows) { ' (skipped: a folder of Windows has no such flag)' } elseif ($isRoot -and -not $canDropPower) { ' (skipped: root may write anywhere, and setpriv is missing)' }

    # A full device is a file system of 256 KiB: only root on Linux can make one.
    $canMount = $false
    if ($IsLinux -and $isRoot) {
        $probe = [IO.Directory]::CreateTempSubdirectory('lark-mount-').FullName
        & mount -t tmpfs -o size=64k tmpfs $probe 2>$null
        $canMount = $LASTEXITCODE -eq 0
        if ($canMount) { & umount $probe }
        [IO.Directory]::Delete($probe)
    }
    $whyNotMount = if (-not $canMount) { ' (skipped: mounting a small file system needs root on Linux)' }
    $whyNotShm = if (-not (Test-Path /dev/shm)) { ' (skipped: there is no /dev/shm)' }
    $whyNotUnix = if ($IsWindows) { ' (skipped: not so on Windows)' }
    $whyNotWindows = if (-not $IsWindows) { ' (skipped: only Windows has them)' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    Connect-Sandbox $server

    # The resource that every test here saves: one byte, 0x2A.
    $one = @{ MessageId = 'om_sandbox_one_byte'; FileKey = 'file_v3_sandbox_one_byte' }
    function Assert-Saved([string] $Path) {
        [IO.File]::Exists($Path) | Should -BeTrue -Because "$Path should be a file"
        [IO.File]::ReadAllBytes($Path) | Should -Be 0x2A
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'A path' {
    It 'that is relative starts at the location of the shell, not of the process' {
        $folder = New-TestFolder
        $elsewhere = New-TestFolder
        $before = [Environment]::CurrentDirectory
        Push-Location -LiteralPath $folder
        try {
            [Environment]::CurrentDirectory = $elsewhere
            $file = Get-LarkMessageResource @one -OutFile 'a.bin'
            $deeper = Get-LarkMessageResource @one -OutFile './sub/../b.bin'
        }
        finally {
            Pop-Location
            [Environment]::CurrentDirectory = $before
        }
        $file.FullName | Should -BeExactly (Join-Path $folder 'a.bin')
        $deeper.FullName | Should -BeExactly (Join-Path $folder 'b.bin')
        Assert-Saved $file.FullName
        Assert-Saved $deeper.FullName
        Get-ChildItem $elsewhere | Should -BeNullOrEmpty
    }

    It 'that is relative starts where the shell was when the command began: <_>' -ForEach './', 'new/' {
        $folder = New-TestFolder
        $elsewhere = New-TestFolder
        Push-Location -LiteralPath $folder
        try {
            $files = 'om_sandbox_one_byte', 'om_sandbox_image' | ForEach-Object { Set-Location -LiteralPath $elsewhere; $_ } | Get-LarkMessageResource -OutFile $_
        }
        finally {
            Pop-Location
        }
        $files | Should -HaveCount 2
        $files.FullName | Split-Path | Select-Object -Unique | Should -BeExactly ([IO.Path]::TrimEndingDirectorySeparator([IO.Path]::GetFullPath($_, $folder)))
        Get-ChildItem $elsewhere | Should -BeNullOrEmpty
    }

    It 'is a folder also when it was made after the command began' {
        $folder = New-TestFolder
        $out = Join-Path $folder 'out'
        $files = 'om_sandbox_one_byte', 'om_sandbox_image' | ForEach-Object { $null = [IO.Directory]::CreateDirectory($out); $_ } | Get-LarkMessageResource -OutFile $out
        $files.FullName | Split-Path | Select-Object -Unique | Should -BeExactly $out
        $files | Should -HaveCount 2
    }

    It 'on a drive of the shell lands where the drive is: <_>' -ForEach 'larkdata:/c.bin', 'larkdata:c.bin', 'larkdata:\c.bin' {
        $folder = New-TestFolder
        $null = New-PSDrive -Name larkdata -PSProvider FileSystem -Root $folder -Scope Global
        try {
            (Get-LarkMessageResource @one -OutFile $_).FullName | Should -BeExactly (Join-Path $folder 'c.bin')
        }
        finally {
            Remove-PSDrive larkdata -Scope Global
        }
        Assert-Saved (Join-Path $folder 'c.bin')
    }

    It 'with ~ starts at home' {
        $folder = New-TestFolder
        $provider = Get-PSProvider FileSystem
        $home1 = $provider.Home
        try {
            $provider.Home = $folder
            (Get-LarkMessageResource @one -OutFile '~/d.bin').FullName | Should -BeExactly (Join-Path $folder 'd.bin')
        }
        finally {
            $provider.Home = $home1
        }
        Assert-Saved (Join-Path $folder 'd.bin')
    }

    It 'with a provider in front is taken' {
        $folder = New-TestFolder
        (Get-LarkMessageResource @one -OutFile "FileSystem::$(Join-Path $folder 'e.bin')").FullName | Should -BeExactly (Join-Path $folder 'e.bin')
        Assert-Saved (Join-Path $folder 'e.bin')
    }

    It 'is literal: <_>' -ForEach '[1].bin', 'a[b-d].bin', '$HOME.bin', "it's.bin", '`t.bin', 'päth 文件 😀.bin', '-OutFile.bin' {
        $path = Join-Path (New-TestFolder) $_
        (Get-LarkMessageResource @one -OutFile $path).FullName | Should -BeExactly $path
        Assert-Saved $path
        (Get-ChildItem -LiteralPath (Split-Path $path)).Name | Should -BeExactly $_
    }

    It 'that is an existing folder means "name it yourself"' {
        $folder = New-TestFolder
        (Get-LarkMessageResource @one -OutFile $folder).FullName | Should -BeExactly (Join-Path $folder 'one-byte.bin')
        Assert-Saved (Join-Path $folder 'one-byte.bin')
    }

    It 'that is an existing folder with wildcards in its name is that folder' {
        $folder = New-TestFolder ('[x] ' + [guid]::NewGuid().ToString('n'))
        (Get-LarkMessageResource @one -OutFile $folder).FullName | Should -BeExactly (Join-Path $folder 'one-byte.bin')
    }

    It 'that ends in a separator is a folder, made when it is absent: <_>' -ForEach '/', ([string][IO.Path]::DirectorySeparatorChar) {
        $folder = Join-Path (New-TestFolder) 'new' 'deep'
        (Get-LarkMessageResource @one -OutFile "$folder$_").FullName | Should -BeExactly (Join-Path $folder 'one-byte.bin')
        Assert-Saved (Join-Path $folder 'one-byte.bin')
    }

    It 'that is the location of the shell or the root of a drive is a folder: <_>' -ForEach '.', 'larkdata:', 'larkdata:/', 'larkdata:/new/' {
        $folder = New-TestFolder
        $null = New-PSDrive -Name larkdata -PSProvider FileSystem -Root $folder -Scope Global
        Push-Location -LiteralPath $folder
        try {
            $expected = Join-Path $folder ($_ -like '*new*' ? 'new' : '') 'one-byte.bin'
            (Get-LarkMessageResource @one -OutFile $_).FullName | Should -BeExactly $expected
        }
        finally {
            Pop-Location
            Remove-PSDrive larkdata -Scope Global
        }
        Assert-Saved $expected
    }

    It "may be in shared memory, which is below /dev and yet a folder$whyNotShm" -Skip:([bool]$whyNotShm) {
        $folder = [IO.Directory]::CreateDirectory("/dev/shm/lark-$([guid]::NewGuid().ToString('n'))").FullName
        try {
            Assert-Saved (Get-LarkMessageResource @one -OutFile $folder).FullName
        }
        finally {
            Remove-Item -LiteralPath $folder -Recurse
        }
    }

    It 'whose parent is absent gets it' {
        $path = Join-Path (New-TestFolder) 'x' 'y' 'z.bin'
        (Get-LarkMessageResource @one -OutFile $path).FullName | Should -BeExactly $path
        Assert-Saved $path
    }

    It 'may be as long as a name may be' {
        $name = ('n' * 251) + '.bin'
        $path = Join-Path (New-TestFolder) $name
        (Get-LarkMessageResource @one -OutFile $path).Name | Should -BeExactly $name
        Assert-Saved $path
    }
}

Describe 'A path that leads nowhere' {
    It 'is NotAFileSystemPath: <Name>' -ForEach @(
        @{ Name = 'Env:'; Path = 'Env:LARK_TEST_PATH' }
        @{ Name = 'Variable:'; Path = 'Variable:lark_test_path' }
        @{ Name = 'Function:'; Path = 'Function:lark_test_path' }
        @{ Name = 'a provider in front that is not the file system'; Path = 'Environment::LARK_TEST_PATH' }
        @{ Name = 'an unknown drive'; Path = 'nodrive:/x.bin' }
        @{ Name = 'an unknown provider'; Path = 'NoProvider::x.bin' }
        @{ Name = 'a NUL in it'; Path = "a`0b.bin" }
    ) {
        Reset-SandboxServer $server
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $Path }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeExactly 'NotAFileSystemPath,LarkResources.Commands.GetLarkMessageResourceCommand'
        $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $e.ErrorDetails.Message.Contains($Path.Split("`0")[-1]) | Should -BeTrue -Because 'the user''s own spelling is what the user knows'
        $e.TargetObject | Should -BeExactly $Path
        $e.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Test-Path Env:LARK_TEST_PATH | Should -BeFalse
        @(Get-SandboxRequest $server '*/resources/*') | Should -HaveCount 0
    }

    It "is NotAFileSystemPath: the device <_>$whyNotUnix" -ForEach '/dev/null', '/dev/full', '/dev/stdout', '/dev/../dev/null' -Skip:$IsWindows {
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $_ }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        (Get-Item -LiteralPath /dev/null).UnixMode | Should -BeLike 'c*' -Because 'a rename must never take the place of a device'
    }

    It "is NotAFileSystemPath: the device <_>$whyNotWindows" -ForEach 'NUL', 'C:\CON', 'COM1', '\\.\NUL' -Skip:(-not $IsWindows) {
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $_ -Force }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
    }

    It 'starts at the current location where only the provider is named' {
        $folder = New-TestFolder
        Push-Location $folder
        try {
            (Get-LarkMessageResource @one -OutFile 'FileSystem::x.bin').FullName | Should -BeExactly (Join-Path $folder 'x.bin')
            (Get-LarkMessageResource @one -OutFile 'FileSystem::new/').FullName | Should -BeLike (Join-Path $folder 'new' '*')
        }
        finally { Pop-Location }
    }

    It "is NotAFileSystemPath: the UNC path <_>$whyNotUnix" -ForEach '\\server\share\x.bin', '\\server\share\', '\\server\share' -Skip:$IsWindows {
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $_ }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        $e.ErrorDetails.Message | Should -BeLike "*'$_' is not a path on this system*"
        (Get-RaisedError { Export-LarkChatResource oc_sandbox_finance_team -Destination $_ }).FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        (Get-RaisedError { Get-LarkExportedResource $_ }).FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
    }

    It 'is an error with its name in it when a file stands where a folder should' {
        $file = Join-Path (New-TestFolder) 'file.txt'
        Set-Content -LiteralPath $file -Value 'keep'
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile (Join-Path $file 'sub' 'x.bin') }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        $e.CategoryInfo.Category | Should -Be 'WriteError'
        $e.ErrorDetails.Message.Contains($file) | Should -BeTrue
        Get-Content -LiteralPath $file | Should -Be 'keep'
    }

    It 'is an error when a file stands where a folder was spelled' {
        $file = Join-Path (New-TestFolder) 'file.txt'
        Set-Content -LiteralPath $file -Value 'keep'
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile "$file/" }
        @($e) | Should -HaveCount 1
        $e.Exception | Should -BeOfType ([LarkResources.LarkException])
        Get-Content -LiteralPath $file | Should -Be 'keep'
    }

    It 'is an error when the name is longer than the system takes' {
        $path = Join-Path (New-TestFolder) ('n' * 300)
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $path }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
    }

    It "is WriteFailed in a read-only folder, and the rest goes on$whyNotReadOnly" -Skip:([bool]$whyNotReadOnly) -ForEach @{ CanDropPower = $canDropPower } {
        $script = {
            Import-Module $ModulePath
            Connect-Lark -AccessToken (ConvertTo-SecureString t-sandbox -AsPlainText -Force) -BaseUri $BaseUri
            Get-LarkMessageResource -MessageId om_sandbox_one_byte -OutFile (Join-Path $Closed 'x.bin') -ErrorAction SilentlyContinue -ErrorVariable e
            $file = Get-LarkMessageResource -MessageId om_sandbox_one_byte -OutFile (Join-Path $Open 'x.bin')
            "$(@($e).Count)|$($e[0].FullyQualifiedErrorId)|$($e[0].CategoryInfo.Category)|$($file.Length)"
        }
        $closed = New-TestFolder
        & chmod 555 $closed
        try {
            # Root without the power to pass over permissions: another user could not read the shell, which may lie in the home of root.
            $launcher = $CanDropPower ? @('setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search') : @()
            $shell = Invoke-FreshShell $script -Launcher $launcher -Variables @{ BaseUri = $server.BaseUri; Closed = $closed; Open = New-TestFolder }
        }
        finally {
            & chmod 755 $closed
        }
        $shell.Output | Should -Be '1|WriteFailed,LarkResources.Commands.GetLarkMessageResourceCommand|WriteError|1' -Because $shell.Errors
        Get-ChildItem -LiteralPath $closed -Force | Should -BeNullOrEmpty
    }

    It "is WriteFailed on a full device, with nothing under the final name$whyNotMount" -Skip:(-not $canMount) {
        $mount = New-TestFolder
        & mount -t tmpfs -o size=256k tmpfs $mount
        $LASTEXITCODE | Should -Be 0
        try {
            $good = Join-Path $mount 'good.bin'
            Set-Content -LiteralPath $good -Value 'good' -NoNewline
            $e = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_1mib -FileKey file_v3_sandbox_1mib -OutFile (Join-Path $mount 'x.bin') }
            $forced = Get-RaisedError { Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile $good -Force }
            Test-Path -LiteralPath (Join-Path $mount 'x.bin') | Should -BeFalse
            Get-Content -LiteralPath $good -Raw | Should -Be 'good'
            $small = Get-RaisedError { Get-LarkMessageResource @one -OutFile (Join-Path $mount 'small.bin') }
        }
        finally {
            & umount $mount
        }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        $e.CategoryInfo.Category | Should -Be 'WriteError'
        @($forced) | Should -HaveCount 1
        $forced.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        $small | Should -BeNullOrEmpty -Because 'what failed leaves room for what fits'
    }
}

Describe 'An existing file' {
    BeforeEach {
        Reset-SandboxServer $server
        $path = Join-Path (New-TestFolder) 'old.bin'
        Set-Content -LiteralPath $path -Value 'old' -NoNewline
    }

    It 'is FileExists without -Force, and is not touched, and nothing is asked' {
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $path }
        @($e) | Should -HaveCount 1
        $e.FullyQualifiedErrorId | Should -BeExactly 'FileExists,LarkResources.Commands.GetLarkMessageResourceCommand'
        $e.CategoryInfo.Category | Should -Be 'ResourceExists'
        $e.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        $e.ErrorDetails.Message.Contains($path) | Should -BeTrue
        Get-Content -LiteralPath $path -Raw | Should -BeExactly 'old'
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'old.bin'
        @(Get-SandboxRequest $server '*/resources/*') | Should -HaveCount 0
    }

    It 'is replaced with -Force' {
        (Get-LarkMessageResource @one -OutFile $path -Force).FullName | Should -BeExactly $path
        Assert-Saved $path
        (Get-ChildItem (Split-Path $path)).Name | Should -Be 'old.bin'
    }

    It 'is left alone with -Force -WhatIf' {
        # A runspace without a host: the line for the eye is tested elsewhere.
        $running = Start-StoppableCommand { Get-LarkMessageResource @one -OutFile $path -Force -WhatIf } @{ one = $one; path = $path }
        try {
            $running.Shell.EndInvoke($running.Call)
            $running.Shell.HadErrors | Should -BeFalse
            $running.Output | Should -BeNullOrEmpty
        }
        finally {
            $running.Shell.Dispose()
        }
        Get-Content -LiteralPath $path -Raw | Should -BeExactly 'old'
    }

    It 'in a folder that is named is FileExists without -Force too' {
        $folder = Split-Path $path
        Set-Content -LiteralPath (Join-Path $folder 'one-byte.bin') -Value 'old' -NoNewline
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $folder }
        $e.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        Get-Content -LiteralPath (Join-Path $folder 'one-byte.bin') -Raw | Should -BeExactly 'old'
        Get-LarkMessageResource @one -OutFile $folder -Force
        Assert-Saved (Join-Path $folder 'one-byte.bin')
    }

    It 'that is read by somebody else is replaced or left whole with -Force' {
        $reader = [IO.File]::Open($path, 'Open', 'Read', 'Read')
        try {
            $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $path -Force }
        }
        finally {
            $reader.Dispose()
        }
        # Windows does not let an open file be replaced, other systems do.
        if ($e) {
            $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
            Get-Content -LiteralPath $path -Raw | Should -BeExactly 'old'
        }
        else {
            Assert-Saved $path
        }
    }
}

Describe 'One file for several resources' {
    # The first would be lost, and what the command said of it would be a lie.
    It 'is refused for a message before the first download, also with -Force' -ForEach @{ Force = $false }, @{ Force = $true } {
        $path = Join-Path (New-TestFolder) 'video.bin'
        $all = @(Get-LarkMessageResource -MessageId om_sandbox_video -OutFile $path -Force:$Force -ErrorAction SilentlyContinue -ErrorVariable e)
        $all | Should -BeNullOrEmpty
        $path | Should -Not -Exist
        @($e).Where{ $_.FullyQualifiedErrorId -like 'InvalidRequestParameter,*' } | Should -HaveCount 1
    }

    It 'is refused for the second of a pipeline, also with -Force' {
        $path = Join-Path (New-TestFolder) 'picture.bin'
        $records = 'om_sandbox_image', 'om_sandbox_photo' | ForEach-Object { [pscustomobject]@{ message_id = $_ } }
        $all = @($records | Get-LarkMessageResource -OutFile $path -Force -ErrorAction SilentlyContinue -ErrorVariable e)
        $all.MessageId | Should -Be 'om_sandbox_image'
        (Get-FileHash -LiteralPath $path).Hash | Should -Be (Get-SandboxResource $server img_v3_sandbox_chart).sha256
        @($e).Where{ $_.FullyQualifiedErrorId -like 'FileExists,*' } | Should -HaveCount 1
    }
}

Describe 'Names that the server gives' {
    It 'are made harmless: <Key>' -ForEach @(
        foreach ($key in 'path', 'backslash', 'absolute', 'drive', 'device', 'dots', 'trailing', 'long', 'surrogate', 'bidi', 'zerowidth', 'quotes', 'stream', 'wildcard', 'html', 'percent', 'leading', 'blank') {
            @{ Key = $key }
        }
    ) {
        $outer = New-TestFolder
        $folder = [IO.Directory]::CreateDirectory((Join-Path $outer 'a' 'b')).FullName
        # By message alone, so that the name of the message counts, which nothing has cleaned before.
        $file = Get-LarkMessageResource -MessageId "om_sandbox_hostile_$Key" -OutFile $folder
        Split-Path $file.FullName | Should -BeExactly $folder
        @(Get-ChildItem -LiteralPath $outer -Recurse -File -Force).FullName | Should -BeExactly $file.FullName
        [IO.File]::ReadAllText($file.FullName) | Should -BeExactly "hostile name: $Key`n"
        $name = $file.Name
        $name | Should -Not -Match '[\x00-\x1f\x7f<>:"/\\|?*]' -Because 'Windows refuses these'
        $name | Should -Not -Match '[. ]$'
        $name | Should -Not -Match '[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]'
        ($name -split '\.')[0].TrimEnd() | Should -Not -Match '^(CON|PRN|AUX|NUL|COM\d|LPT\d)$'
        [Text.Encoding]::UTF8.GetByteCount($name) | Should -BeLessOrEqual 255
        $name | Should -Not -BeIn '', '.', '..'
    }

    It 'are made harmless when they come in the header alone: <_>' -ForEach 'path', 'device', 'long', 'bidi', 'dots' {
        $folder = New-TestFolder
        $file = Get-LarkMessageResource -MessageId "om_sandbox_hostile_$_" -FileKey "file_v3_sandbox_hostile_$_" -OutFile $folder
        Split-Path $file.FullName | Should -BeExactly $folder
        [Text.Encoding]::UTF8.GetByteCount($file.Name) | Should -BeLessOrEqual 255
        [IO.File]::ReadAllText($file.FullName) | Should -BeExactly "hostile name: $_`n"
    }

    It 'keep their extension when they are cut' {
        $folder = New-TestFolder
        $file = Get-LarkMessageResource -MessageId om_sandbox_hostile_long -OutFile $folder
        $file.Name | Should -Match '^长{20,}.*\.pdf$'
    }

    It 'keep what is only foreign' {
        (Get-LarkMessageResource -MessageId om_sandbox_report -OutFile (New-TestFolder)).Name | Should -BeExactly '报告 2026年第三季度.pdf'
    }

    It 'get the key when two are the same, and the same names in every run' {
        $messages = 1..3 | ForEach-Object { [pscustomobject]@{ message_id = "om_sandbox_same_name_$_" } }
        $runs = foreach ($run in 1, 2) {
            $folder = New-TestFolder
            $files = @($messages | Get-LarkMessageResource -OutFile $folder | Sort-Object FileKey)
            $files | Should -HaveCount 3
            @(Get-ChildItem -LiteralPath $folder -File) | Should -HaveCount 3
            foreach ($file in $files) {
                (Get-FileHash -LiteralPath $file.FullName).Hash | Should -Be (Get-SandboxResource $server $file.FileKey).sha256
            }
            $files.Name.ToLowerInvariant() | Select-Object -Unique | Should -HaveCount 3 -Because 'Windows and macOS take names for the same that differ in case'
            $files.Name -join '|'
        }
        ($messages | Get-LarkMessageResource -OutFile $folder -Force | Sort-Object FileKey).Name -join '|' | Should -BeExactly $runs[1] -Because 'names that are taken by the files of the run before are theirs'
        @(Get-ChildItem -LiteralPath $folder -File) | Should -HaveCount 3
        $runs[0] | Should -BeExactly $runs[1]
        $runs[0] | Should -BeLike 'scan.txt|*file_v3_sandbox_same_name_2*|*file_v3_sandbox_same_name_3*'
    }

    It 'are not passed on from a download that failed to the next one, <Name>' -ForEach @(
        @{ Name = 'with both names known'; Messages = 'om_sandbox_same_name_1', 'om_sandbox_same_name_2' }
        @{ Name = 'behind a picture, which is named by its answer'; Messages = 'om_sandbox_image', 'om_sandbox_same_name_1', 'om_sandbox_same_name_2' }
    ) {
        Reset-SandboxServer $server @{ MaximumRetryCount = 0 }
        Set-SandboxFault $server @{ Action = 'status'; Status = 404; PathContains = 'same_name_1/resources' }, @{ Action = 'stallHeaders'; PathContains = 'image/resources'; DelayMs = 600 }
        $folder = New-TestFolder
        $records = $Messages | ForEach-Object { [pscustomobject]@{ message_id = $_ } }
        $first = $records | Get-LarkMessageResource -OutFile $folder -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        ($first | Where-Object FileKey -EQ file_v3_sandbox_same_name_2).Name | Should -BeExactly 'scan (file_v3_sandbox_same_name_2).txt'
        Join-Path $folder 'scan.txt' | Should -Not -Exist

        $second = $records | Get-LarkMessageResource -OutFile $folder -ErrorAction SilentlyContinue
        $second.Name | Should -BeExactly 'scan.txt'
        (Get-FileHash -LiteralPath $second.FullName).Hash | Should -Be (Get-SandboxResource $server file_v3_sandbox_same_name_1).sha256
    }

    AfterAll {
        Connect-Sandbox $server
    }
}
