#Requires -Version 7.4
<#
    Pipes, devices and links where a file is expected. A pipe that is opened waits for a writer: each command runs in a shell of its
    own, and a hang is met after twenty seconds and let go of.
#>

BeforeDiscovery {
    $canMakePipe = [bool](Get-Command mkfifo -CommandType Application -ErrorAction Ignore)
    $whyNotPipe = if (-not $canMakePipe) { ' (skipped: mkfifo is missing, as on Windows)' }
    $canDropPower = $IsLinux -and (& id -u) -eq 0 -and [bool](Get-Command setpriv -CommandType Application -ErrorAction Ignore)
    $whyNotPower = if (-not $canDropPower) { ' (skipped: to act for another account takes root and setpriv)' }
    $whyNotLinux = if (-not $IsLinux) { ' (skipped: only tried on Linux)' }
    $whyNotWindows = if (-not $IsWindows) { ' (skipped: only Windows has it)' }
    $canMakeNode = $IsLinux -and (& id -u) -eq 0
    $whyNotNode = if (-not $canMakeNode) { ' (skipped: to make a device node takes root on Linux)' }
    $whyNotUnix = if ($IsWindows) { ' (skipped: no /dev on Windows)' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    Connect-Lark -Sandbox
    $one = @{ MessageId = 'om_sandbox_one_byte'; FileKey = 'file_v3_sandbox_one_byte' }
    $chat = 'oc_sandbox_finance_team'

    function New-Pipe([string] $Path) {
        & mkfifo $Path
        $LASTEXITCODE | Should -Be 0
        $Path
    }

    <# What a command writes and its errors; throws when it hangs, after letting it go. #>
    function Invoke-Patiently([scriptblock] $Command, [hashtable] $Variables, [string] $Pipe) {
        $running = Start-StoppableCommand $Command $Variables
        $hangs = -not $running.Call.AsyncWaitHandle.WaitOne(20000)
        if ($hangs) {
            # Open for both ends it lets every reader and writer pass.
            $stream = [IO.File]::Open($Pipe, 'Open', 'ReadWrite', 'ReadWrite')
            $null = $running.Call.AsyncWaitHandle.WaitOne(5000)
            $stream.Dispose()
            throw "The command hangs on $Pipe."
        }

        $raised = @()
        try { $running.Shell.EndInvoke($running.Call) } catch { $raised += $_.Exception.InnerException.ErrorRecord }
        [pscustomobject]@{
            Output   = @($running.Output)
            Errors   = @($raised) + @($running.Shell.Streams.Error) | Where-Object { $_ }
            Warnings = @($running.Shell.Streams.Warning)
        }
        $running.Shell.Dispose()
    }

    function Assert-Pipe([string] $Path) {
        & sh -c 'test -p "$1"' sh $Path
        $LASTEXITCODE | Should -Be 0 -Because "$Path stays a pipe"
    }

    function Export-Once([string] $Destination) {
        $null = Export-LarkChatResource -ChatId $chat -Destination $Destination -WarningAction SilentlyContinue -ErrorAction Stop
        (Get-ChildItem -LiteralPath $Destination -Directory).FullName
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'A target that is not a regular file' {
    # No -Force with a device of the machine: where this fails, root would have replaced it.
    It "is NotAFileSystemPath whatever its spelling: <_>$whyNotUnix" -Skip:$IsWindows -ForEach '//dev/null', '///dev//null', '/dev//null', '/dev/./null' {
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $_ }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
    }

    It "is NotAFileSystemPath where it would be a new file among devices: <_>$whyNotUnix" -Skip:$IsWindows -ForEach '//dev/lark-new', 'link/lark-new', 'link/lark-folder/' {
        $link = Join-Path (New-TestFolder) 'link'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target /dev
        try {
            $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile ($_ -replace '^link', $link) -Force }
            $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
            Get-ChildItem /dev -Filter lark-* | Should -BeNullOrEmpty
        }
        finally {
            Remove-Item /dev/lark-new, /dev/lark-folder -Recurse -ErrorAction Ignore
        }
    }

    It "is NotAFileSystemPath where the folder becomes a link into /dev while the pipeline runs: <_>$whyNotUnix" -Skip:$IsWindows -ForEach 'out/', 'out/lark-new' {
        $folder = New-TestFolder
        $out = (New-Item -ItemType Directory -Path $folder/out).FullName
        $mine = '/dev/lark-new', "/dev/$((Get-LarkMessageResource @one).Name)"
        try {
            $e = Get-RaisedError {
                & {
                    Remove-Item -LiteralPath $out
                    $null = New-Item -ItemType SymbolicLink -Path $out -Target /dev
                    [pscustomobject] $one
                } | Get-LarkMessageResource -OutFile "$folder/$_"
            }
            $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
            $mine | Where-Object { Test-Path -LiteralPath $_ } | Should -BeNullOrEmpty
        }
        finally {
            Remove-Item -LiteralPath $mine -ErrorAction Ignore
        }
    }

    It "is NotAFileSystemPath through a folder that is a link into /dev: <_>$whyNotUnix" -Skip:$IsWindows -ForEach 'null', 'full' {
        $link = Join-Path (New-TestFolder) 'link'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target /dev
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile "$link/$_" }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
    }

    It "is NotAFileSystemPath when it is a device node, which stays, also with -Force$whyNotNode" -Skip:(-not $canMakeNode) {
        $node = Join-Path (New-TestFolder) 'node'
        & mknod $node c 1 3
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $node -Force }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        & sh -c 'test -c "$1"' sh $node
        $LASTEXITCODE | Should -Be 0 -Because 'it stays a device'
    }

    It "is NotAFileSystemPath through a link to a device, which stays$whyNotUnix" -Skip:$IsWindows {
        $link = Join-Path (New-TestFolder) 'link.bin'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target /dev/null
        $e = Get-RaisedError { Get-LarkMessageResource @one -OutFile $link -Force }
        $e.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        (Get-Item -LiteralPath $link).LinkTarget | Should -BeExactly '/dev/null'
    }

    It "stays when it is a pipe: -OutFile <Spelling> <Options>$whyNotPipe" -Skip:(-not $canMakePipe) -ForEach @(
        foreach ($spelling in 'one-byte.bin', '') {
            foreach ($options in @{}, @{ Force = $true }, @{ SkipExisting = $true }, @{ SkipExisting = $true; ExpectedSha256 = 'a' * 64 }) {
                @{ Spelling = $spelling; Options = $options }
            }
        }
    ) {
        $folder = New-TestFolder
        $pipe = New-Pipe (Join-Path $folder 'one-byte.bin')
        $result = Invoke-Patiently { Get-LarkMessageResource @one -OutFile $path @options } @{ one = $one; path = "$folder/$Spelling"; options = $Options } $pipe
        @($result.Errors) | Should -HaveCount 1
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'NotAFileSystemPath,*'
        $result.Errors.Exception.Message.Contains('one-byte.bin') | Should -BeTrue
        $result.Output | Should -BeNullOrEmpty
        Assert-Pipe $pipe
    }

    It "is refused as the place of a kept sign-in: <_>$whyNotPipe" -Skip:(-not $canMakePipe) -ForEach 'token', 'link', 'token.lock' {
        $folder = New-TestFolder
        $pipe = New-Pipe (Join-Path $folder ($_ -eq 'token.lock' ? 'token.lock' : 'token'))
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $folder link) -Target $pipe
        $path = Join-Path $folder ($_ -replace '\.lock$')
        $result = Invoke-Patiently {
            Connect-Lark -AppId cli_sandbox -AppSecret (ConvertTo-SecureString x -AsPlainText -Force) -DeviceCode -TokenCachePath $path -BaseUri http://127.0.0.1:9 -MaximumRetryCount 0
        } @{ path = $path } $pipe
        @($result.Errors) | Should -HaveCount 1
        $result.Errors.FullyQualifiedErrorId | Should -BeLike ($_ -eq 'token.lock' ? 'WriteFailed,*' : 'NotAFileSystemPath,*')
        Assert-Pipe $pipe
    }
}

Describe 'A pipe that has the name of a file of ours' {
    It "does not hang a download: <_>$whyNotPipe" -Skip:(-not $canMakePipe) -ForEach 'x.bin.part', 'x.bin.part.json', 'x.bin.part.json.new' {
        $folder = New-TestFolder
        $pipe = New-Pipe (Join-Path $folder $_)
        $big = @{ MessageId = 'om_sandbox_20mib'; FileKey = 'file_v3_sandbox_20mib' }
        $result = Invoke-Patiently { Get-LarkMessageResource @big -OutFile $path } @{ big = $big; path = Join-Path $folder 'x.bin' } $pipe
        @($result.Errors) | Should -HaveCount 1
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        $result.Errors.Exception.Message.Contains($pipe) | Should -BeTrue
        Assert-Pipe $pipe
        Join-Path $folder 'x.bin' | Should -Not -Exist
    }

    It "does not hang a download that could be resumed, for its journal is the pipe$whyNotPipe" -Skip:(-not $canMakePipe) {
        $folder = New-TestFolder
        $pipe = New-Pipe (Join-Path $folder 'x.bin.part.json')
        $part = [IO.File]::Create((Join-Path $folder 'x.bin.part'))
        $part.SetLength(20MB)
        $part.Dispose()
        $big = @{ MessageId = 'om_sandbox_20mib'; FileKey = 'file_v3_sandbox_20mib' }
        $result = Invoke-Patiently { Get-LarkMessageResource @big -OutFile $path } @{ big = $big; path = Join-Path $folder 'x.bin' } $pipe
        $result.Errors.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        Assert-Pipe $pipe
    }

    It "does not hang an export, nor one with -WhatIf: <_>$whyNotPipe" -Skip:(-not $canMakePipe) -ForEach 'manifest.jsonl', 'export.json', 'manifest.jsonl.lock' {
        $folder = New-TestFolder
        $own = Export-Once $folder
        Remove-Item -LiteralPath (Join-Path $own $_) -ErrorAction Ignore
        $pipe = New-Pipe (Join-Path $own $_)
        foreach ($options in @{}, @{ WhatIf = $true }) {
            $result = Invoke-Patiently { Export-LarkChatResource -ChatId $chat -Destination $folder @options -Verify } @{ chat = $chat; folder = $folder; options = $options } $pipe
            if ($_ -ne 'manifest.jsonl.lock' -or -not $options.Count) {
                @($result.Errors) | Should -HaveCount 1
                $result.Errors.FullyQualifiedErrorId | Should -Match '^(WriteFailed|UnreadableFile),'
                $result.Errors.Exception.Message.Contains($pipe) | Should -BeTrue
            }
            Assert-Pipe $pipe
        }
    }

    It "does not hang an export that makes a page: <_>$whyNotPipe" -Skip:(-not $canMakePipe) -ForEach 'index.html', 'manifest.jsonl' {
        $folder = New-TestFolder
        $own = Export-Once $folder
        $null = Export-LarkChatResource -ChatId oc_sandbox_finance_share -Destination $folder -ErrorAction Ignore -WarningAction Ignore
        $path = Join-Path ($_ -eq 'index.html' ? $folder : $own) $_
        Remove-Item -LiteralPath $path -ErrorAction Ignore
        $pipe = New-Pipe $path
        $result = Invoke-Patiently { Export-LarkChatResource -Destination $folder -Gallery } @{ folder = $folder } $pipe
        "$($result.Errors.Exception.Message) $($result.Warnings)".Contains($pipe) | Should -BeTrue
        Assert-Pipe $pipe
    }

    It "does not hang an export that verifies its files, nor is it replaced, also not with -Full$whyNotPipe" -Skip:(-not $canMakePipe) {
        $folder = New-TestFolder
        $own = Export-Once $folder
        $file = Get-ChildItem -LiteralPath $own -File -Recurse | Where-Object Name -NotIn manifest.jsonl, export.json | Select-Object -First 1
        Remove-Item -LiteralPath $file.FullName
        $pipe = New-Pipe $file.FullName
        $null = Invoke-Patiently { Export-LarkChatResource -ChatId $chat -Destination $folder -Verify -Full } @{ chat = $chat; folder = $folder } $pipe
        Assert-Pipe $pipe
    }
}

Describe 'A link that has the name of a file or folder of ours' {
    BeforeEach {
        $folder = New-TestFolder
        $own = Export-Once $folder
        $elsewhere = New-TestFolder
    }

    It "is refused: <_>$whyNotUnix" -Skip:$IsWindows -ForEach 'manifest.jsonl', 'manifest.jsonl.lock', 'export.json' {
        $victim = Join-Path $elsewhere 'victim'
        Set-Content -LiteralPath $victim -Value '{"v":1}' -NoNewline
        $time = [datetime]::new(2001, 2, 3, 4, 5, 6, [DateTimeKind]::Utc)
        [IO.File]::SetLastWriteTimeUtc($victim, $time)
        $link = Join-Path $own $_
        Remove-Item -LiteralPath $link -ErrorAction Ignore
        $null = New-Item -ItemType SymbolicLink -Path $link -Target $victim
        $e = Get-RaisedError { Export-LarkChatResource -ChatId $chat -Destination $folder -WarningAction Ignore }
        $e.FullyQualifiedErrorId | Should -Match '^(WriteFailed|UnreadableFile),'
        $e.Exception.Message.Contains($link) | Should -BeTrue
        (Get-Item -LiteralPath $link).LinkTarget | Should -BeExactly $victim
        Get-Content -LiteralPath $victim -Raw | Should -BeExactly '{"v":1}'
        [IO.File]::GetLastWriteTimeUtc($victim) | Should -Be $time
    }

    It "is refused where it leads nowhere, and makes nothing there: <_>$whyNotUnix" -Skip:$IsWindows -ForEach 'manifest.jsonl', 'manifest.jsonl.lock' {
        $link = Join-Path $own $_
        Remove-Item -LiteralPath $link -ErrorAction Ignore
        $null = New-Item -ItemType SymbolicLink -Path $link -Target (Join-Path $elsewhere 'new')
        $e = Get-RaisedError { Export-LarkChatResource -ChatId $chat -Destination $folder -WarningAction Ignore }
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        Get-ChildItem -LiteralPath $elsewhere -Force | Should -BeNullOrEmpty
    }

    It "is refused as the folder of a day, and no file lands behind it$whyNotUnix" -Skip:$IsWindows {
        foreach ($day in Get-ChildItem -LiteralPath $own -Directory) {
            Remove-Item -LiteralPath $day.FullName -Recurse
            $null = New-Item -ItemType SymbolicLink -Path $day.FullName -Target $elsewhere
        }

        $e = Get-RaisedError { Export-LarkChatResource -ChatId $chat -Destination $folder -WarningAction Ignore }
        $e | Should -Not -BeNullOrEmpty
        $e.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'WriteFailed,*'
        Get-ChildItem -LiteralPath $elsewhere -Force | Should -BeNullOrEmpty
    }

    It "is refused as the folder of a chat, and no file lands behind it$whyNotUnix" -Skip:$IsWindows {
        Remove-Item -LiteralPath $own -Recurse
        $null = New-Item -ItemType SymbolicLink -Path $own -Target $elsewhere
        $e = Get-RaisedError { Export-LarkChatResource -ChatId $chat -Destination $folder -WarningAction Ignore }
        $e.FullyQualifiedErrorId | Should -BeLike 'WriteFailed,*'
        $e.Exception.Message.Contains($own) | Should -BeTrue
        Get-ChildItem -LiteralPath $elsewhere -Force | Should -BeNullOrEmpty
    }

    It "is followed as the destination, which the user named$whyNotUnix" -Skip:$IsWindows {
        $link = Join-Path $elsewhere 'link'
        $null = New-Item -ItemType SymbolicLink -Path $link -Target $folder
        (Export-LarkChatResource -ChatId $chat -Destination $link -WarningAction Ignore).ResourceCalls | Should -Be 0
    }
}

Describe 'A chat that the page of an export cannot read' {
    It "is told where its folder is closed, and where all are the old page stays$whyNotPower" -Skip:(-not $canDropPower) {
        $folder = New-TestFolder
        $null = $chat, 'oc_sandbox_finance_share' | Export-LarkChatResource -Destination $folder -WarningAction Ignore -ErrorAction Ignore
        $chats = (Get-ChildItem -LiteralPath $folder -Directory).FullName
        $none = '-dac_override,-dac_read_search'
        $launcher = @('setpriv', "--bounding-set=$none", "--inh-caps=$none")
        $write = {
            Import-Module $ModulePath
            $page = Export-LarkChatResource -Destination $Folder -Gallery -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue -WarningVariable warned
            "$($page.Name)|$($failed.FullyQualifiedErrorId -replace ',.*')|$warned"
        }

        try {
            & chmod 0 $chats[0]
            $shell = Invoke-FreshShell $write -Launcher $launcher -Variables @{ Folder = $folder }
            $shell.Output | Should -BeLike "index.html||*'$(Split-Path -Leaf $chats[0])'*" -Because $shell.Errors
            $page = Get-Content -LiteralPath (Join-Path $folder index.html) -Raw
            $page | Should -Not -Match '"items":\[\]'
            & chmod 0 $chats
            $shell = Invoke-FreshShell $write -Launcher $launcher -Variables @{ Folder = $folder }
            $shell.Output | Should -Be '|UnreadableFile|' -Because $shell.Errors
            Get-Content -LiteralPath (Join-Path $folder index.html) -Raw | Should -BeExactly $page
        }
        finally {
            & chmod 755 $chats
        }
    }
}

Describe 'The lock of an export' {
    It "is taken over when a run of another account left it, in a folder that a group shares: mode <_>$whyNotPower" -Skip:(-not $canDropPower) -ForEach '644', '664' {
        $folder = New-TestFolder
        $own = Export-Once $folder
        $lock = Join-Path $own manifest.jsonl.lock
        [IO.File]::WriteAllText($lock, '')
        & chmod $_ $lock
        & chown 1234 $lock
        # Root without its powers over permissions, owners and times is any other account.
        $none = '-dac_override,-dac_read_search,-fowner,-chown'
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            (Export-LarkChatResource -ChatId oc_sandbox_finance_team -Destination $Folder).AlreadyThere
        } -Launcher @('setpriv', "--bounding-set=$none", "--inh-caps=$none") -Variables @{ Folder = $folder }
        $shell.Output | Should -Be '19' -Because $shell.Errors
        $lock | Should -Not -Exist
    }

    It 'still keeps a second run out' {
        $folder = New-TestFolder
        $own = Export-Once $folder
        $held = [IO.File]::Open((Join-Path $own manifest.jsonl.lock), 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            (Get-RaisedError { Export-LarkChatResource -ChatId $chat -Destination $folder }).FullyQualifiedErrorId | Should -BeLike 'ResourceBusy,*'
        }
        finally {
            $held.Dispose()
        }
    }
}

Describe 'A file system that refuses in another way' {
    It "is WriteFailed when a file would grow beyond the limit of the process$whyNotLinux" -Skip:(-not $IsLinux) {
        $folder = New-TestFolder
        $shell = Invoke-FreshShell {
            Import-Module $ModulePath
            Connect-Lark -Sandbox
            Get-LarkMessageResource -MessageId om_sandbox_20mib -FileKey file_v3_sandbox_20mib -OutFile (Join-Path $Folder x.bin) -ErrorAction SilentlyContinue -ErrorVariable e
            "$(@($e).Count)|$($e[0].FullyQualifiedErrorId)"
        } -Launcher @('sh', '-c', 'trap "" XFSZ; ulimit -f 16384; exec "$@"', 'sh') -Environment @{ DOTNET_EnableWriteXorExecute = '0' } -Variables @{ Folder = $folder }
        $shell.Output | Should -Be '1|WriteFailed,LarkResources.Commands.GetLarkMessageResourceCommand' -Because $shell.Errors
        Get-ChildItem -LiteralPath $folder | Should -BeNullOrEmpty
    }
}

Describe 'A file from a chat' {
    It "has the mark of a file from the internet$whyNotWindows" -Skip:(-not $IsWindows) {
        $folder = New-TestFolder
        $file = Get-LarkMessageResource @one -OutFile "$folder/"
        Get-Content -LiteralPath $file.FullName -Stream Zone.Identifier | Should -Contain 'ZoneId=3'
        $saved = Export-LarkChatResource -ChatId $chat -Destination $folder -PassThru -WarningAction SilentlyContinue
        $saved | ForEach-Object { Get-Content -LiteralPath $_.FullName -Stream Zone.Identifier | Should -Contain 'ZoneId=3' }
        (Export-LarkChatResource -ChatId $chat -Destination $folder -WarningAction SilentlyContinue).ResourceCalls | Should -Be 0
    }
}
