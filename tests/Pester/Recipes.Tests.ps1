#Requires -Version 7.4
# The recipes of examples/ are copied as they are: the nightly one runs here, with what others start around it, and the rest is read.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    $python = Get-Command python3 -ErrorAction Ignore | Where-Object { python3 -c 'import yaml' 2>$null; $LASTEXITCODE -eq 0 }
    $sh = Get-Command sh -ErrorAction Ignore
    $scripts = Get-ChildItem $RepositoryRoot/examples -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
    $files = Get-ChildItem $RepositoryRoot/examples -File -Recurse | ForEach-Object {
        @{ Name = [IO.Path]::GetRelativePath("$RepositoryRoot/examples", $_.FullName).Replace('\', '/'); Path = $_.FullName }
    }
}

BeforeAll {
    . $PSScriptRoot/HelpPage.ps1
    Import-Module (Join-Path $PSScriptRoot 'SandboxServer.psm1') -Force
    Import-Module (Get-ModulePath)
    $server = Get-SandboxServer
    $recipes = Join-Path $RepositoryRoot 'examples'

    $pwsh = & $PSScriptRoot/Get-ShellCommand.ps1
    $runFile = @($pwsh.Program) + $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File'

    # As a task, cron or a CI service does it: pwsh -File, with the secret in the environment.
    function Invoke-Recipe([string[]] $Arguments, [string] $Secret = 'sandbox-secret', [string] $Token) {
        $kept = $Token ? @{ LARK_ACCESS_TOKEN = $Token } : @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = $Secret }
        $kept.LARK_BASE_URL = "$($server.BaseUri)"
        $kept.Keys.Clone() | ForEach-Object { $before = [Environment]::GetEnvironmentVariable($_); [Environment]::SetEnvironmentVariable($_, $kept[$_]); $kept[$_] = $before }
        $encoding = [Console]::OutputEncoding
        [Console]::OutputEncoding = [Text.UTF8Encoding]::new()
        try {
            $all = @(& $Arguments[0] ($Arguments | Select-Object -Skip 1) 2>&1)
            $code = $LASTEXITCODE
        }
        finally {
            [Console]::OutputEncoding = $encoding
            $kept.Keys | ForEach-Object { [Environment]::SetEnvironmentVariable($_, $kept[$_]) }
        }

        $errors, $output = $all.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        [pscustomobject]@{ ExitCode = $code; Errors = "$errors"; Output = $output; Summary = $output.Where({ "$_".StartsWith('{') }, 'Last') | ConvertFrom-Json }
    }

    function Invoke-Nightly([string[]] $Arguments, [string] $Secret = 'sandbox-secret') {
        Invoke-Recipe ($runFile + "$recipes/nightly-export.ps1" + $Arguments) $Secret
    }

    function Get-ResourceCall {
        @(Get-SandboxRequest $server '*/resources/*')
    }

    # Every document of a YAML file, as Python reads it.
    function Read-Yaml([string] $Path) {
        $json = python3 -c 'import json, sys, yaml; print(json.dumps([d for d in yaml.load_all(open(sys.argv[1], encoding="utf-8"), yaml.BaseLoader)]))' $Path
        $LASTEXITCODE | Should -Be 0
        ($json | ConvertFrom-Json -AsHashtable) | ForEach-Object { $_ }
    }

    # The text of a step, with the values of a job of the matrix in it.
    function Expand-Matrix([string] $Text, [hashtable] $Job) {
        $Job.Keys | ForEach-Object { $Text = $Text.Replace("`${{ matrix.$_ }}", $Job.$_) }
        $Text
    }

    # A line that starts a script: its path is there, and each parameter takes what it is given.
    function Assert-Script([string] $Line) {
        Assert-PowerShell $Line
        $words = $Line -split ' '
        $script = Get-Command $words[0]
        $bound = @{}
        for ($i = 1; $i -lt $words.Count; $i += 2) {
            $parameter = $script.Parameters[$words[$i].TrimStart('-')]
            $parameter | Should -Not -BeNullOrEmpty -Because $words[$i]
            $bound[$parameter.Name] = $words[$i + 1] -as $parameter.ParameterType
            $bound[$parameter.Name] | Should -Not -BeNullOrEmpty
        }
        $bound.Keys | Should -Contain 'Destination'
        $number = $bound.ContainsKey('Index') ? $bound.Index + 1 : $bound.Machine
        $number | Should -BeIn (1..$bound.Of)
    }

    function Assert-PowerShell([string] $Code) {
        $problems = $null
        $null = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $problems)
        $problems | Should -BeNullOrEmpty
    }
}

AfterAll {
    Disconnect-Lark
}

Describe 'The nightly export' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = Join-Path (New-TestFolder) 'export'
    }

    It 'brings everything in the first night, and makes no call for a resource in the second' {
        $first = Invoke-Nightly '-Destination', $folder, '-Gallery'
        $first.ExitCode | Should -Be 0 -Because $first.Errors
        $first.Errors | Should -BeNullOrEmpty
        $first.Summary.chats | Should -Be 2
        $first.Summary.saved | Should -Be 107
        $first.Summary.resourceCalls | Should -Be (Get-ResourceCall).Count
        Join-Path $folder 'index.html' | Should -Exist

        Reset-SandboxServer $server
        $second = Invoke-Nightly '-Destination', $folder, '-Gallery'
        $second.ExitCode | Should -Be 0
        $second.Summary.saved, $second.Summary.resourceCalls | Should -Be 0, 0
        $second.Summary.alreadyThere | Should -Be 107
        $second.Summary.skippedBefore | Should -Be 3
        Get-ResourceCall | Should -HaveCount 0
        (Get-Content (Join-Path $folder 'last-run.json') -Raw | ConvertFrom-Json).alreadyThere | Should -Be 107
    }

    It 'says in the summary that single chats are not listed' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 99991679; pathContains = 'types=p2p'; times = 0 }
        $run = Invoke-Recipe ($runFile + "$recipes/nightly-export.ps1" + '-Destination' + $folder) -Token 'u-sandbox'
        $run.ExitCode | Should -Be 0 -Because $run.Errors
        "$($run.Summary.warnings)" | Should -BeLike "*did not list this user's single chats*"
    }

    It 'does the same without an account, in the sandbox inside the module' {
        $runs = 1, 2 | ForEach-Object { (Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team', '-Sandbox').Summary }
        $runs.saved | Should -Be 19, 0
        $runs[1].resourceCalls | Should -Be 0
        $runs.exitCode | Should -Be 0, 0
    }

    It 'writes the summary to the current folder where -SummaryPath is only a name' {
        $here = New-TestFolder
        Push-Location $here
        try {
            $run = Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_quiet', '-SummaryPath', 'night.json'
        }
        finally {
            Pop-Location
        }

        $run.ExitCode | Should -Be 0 -Because $run.Errors
        (Get-Content (Join-Path $here 'night.json') -Raw | ConvertFrom-Json).exitCode | Should -Be 0
        Join-Path $folder 'last-run.json' | Should -Not -Exist
    }

    It 'names the destination so that a reader elsewhere finds it, also where it was given from the current folder' {
        $here = New-TestFolder
        Push-Location $here
        try {
            $run = Invoke-Nightly '-Destination', './n[e]', '-ChatId', 'oc_sandbox_finance_team'
        }
        finally {
            Pop-Location
        }

        $run.ExitCode | Should -Be 0 -Because $run.Errors
        $run.Summary.destination | Should -Be ([IO.Path]::GetFullPath("$here/n[e]"))
        (Get-Content -LiteralPath "$here/n[e]/last-run.json" -Raw | ConvertFrom-Json).destination | Should -Be $run.Summary.destination
    }

    It 'ends with 2 where the drive of the destination is not there: <_>' -ForEach 'nightly-export.ps1', 'several-machines.ps1' {
        $list = New-Item (Join-Path (New-TestFolder) 'chats.txt') -Value 'oc_sandbox_quiet'
        $more = $_ -eq 'several-machines.ps1' ? @('-Machine', '1', '-Of', '1') : @()
        $run = Invoke-Recipe ($runFile + "$recipes/$_" + '-Destination' + 'nowhere:/lark' + '-ChatList' + $list.FullName + $more)
        $run.ExitCode | Should -Be 2
        $run.Summary.failures | Should -HaveCount 1
        $run.Errors | Should -BeLike '*nowhere*'
        $run.Errors | Should -Not -Match 'Exception calling'
    }

    It 'takes chats as pwsh -File hands them over, and from a file with remarks' {
        (Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_quiet,oc_sandbox_finance_team').Summary.chats | Should -Be 2
        $list = New-Item (Join-Path (New-TestFolder) 'chats.txt') -Value "# ours`noc_sandbox_quiet # nothing in it`n`noc_sandbox_finance_team`n"
        (Invoke-Nightly '-Destination', $folder, '-ChatList', $list.FullName).Summary.alreadyThere | Should -Be 19
    }

    It 'ends with 1 when something failed, tells it, and mends it the next night' {
        Set-SandboxFault $server @{ Action = 'apiError'; Code = 234004; PathContains = 'om_sandbox_report/resources' }
        $first = Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team'
        $first.ExitCode | Should -Be 1
        $first.Summary.saved | Should -Be 18
        $first.Summary.failures | Should -HaveCount 1
        $first.Summary.failures[0].errorId, $first.Summary.failures[0].code | Should -Be 'AppNotInChat', 234004
        $first.Summary.failures[0].advice | Should -Not -BeNullOrEmpty
        $first.Summary.failures[0].target | Should -Be 'file_v3_sandbox_report'
        $first.Summary.failures[0].message | Should -BeLike '*om_sandbox_report*'
        $first.Errors | Should -BeLike '*file_v3_sandbox_report*'
        $second = Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team'
        $second.ExitCode, $second.Summary.saved, $second.Summary.resourceCalls | Should -Be 0, 1, 1
    }

    It 'ends with 2 when nothing could be done, and shows no secret' {
        $run = Invoke-Nightly ('-Destination', $folder) 'wrong-secret-4711'
        $run.ExitCode | Should -Be 2
        $run.Summary.failures | Should -HaveCount 1
        "$($run.Errors) $($run.Output)" | Should -Not -Match 'wrong-secret'
        $folder | Should -Not -Exist
    }

    It 'ends with 2, and says why, where the module is not installed' {
        $alone = New-TestFolder
        Copy-Item "$recipes/nightly-export.ps1" $alone
        $run = Invoke-Recipe ($runFile + (Join-Path $alone nightly-export.ps1) + '-Destination' + $folder)
        $run.ExitCode | Should -Be 2
        $run.Summary.failures[0].message | Should -BeLike '*LarkResources*'
        $run.Errors | Should -BeLike '*LarkResources*'
    }

    It 'does the same where its caller is strict: <_>' -ForEach 'sandbox-secret', 'wrong-secret' {
        $line = "Set-StrictMode -Version Latest; & '$recipes/nightly-export.ps1' -Destination '$folder' -ChatId oc_sandbox_finance_team -Gallery; exit `$LASTEXITCODE"
        $run = Invoke-Recipe ($runFile[0..($runFile.Count - 2)] + '-Command' + $line) $_
        $run.ExitCode | Should -Be ($_ -eq 'sandbox-secret' ? 0 : 2) -Because $run.Errors
        $run.Summary.exitCode | Should -Be $run.ExitCode
        $run.Errors | Should -Not -Match 'cannot be found on this object'
    }

    It 'ends with 3 when another export is at work there, and does the rest' {
        Set-SandboxFault $server @{ Action = 'stall'; At = 0; PathContains = 'om_sandbox_report/resources' }
        $running = Start-StoppableCommand { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -Connection $connection } @{ folder = $folder; connection = Get-LarkConnection }
        try {
            Wait-SandboxRequest $server '*om_sandbox_report/resources*'
            $run = Invoke-Nightly '-Destination', $folder
            $run.ExitCode | Should -Be 3
            $run.Summary.failures.errorId | Should -Be 'ResourceBusy'
            $run.Summary.saved | Should -Be 88
        }
        finally {
            $null = Stop-StoppableCommand $running
        }
    }

    It 'looks at everything again with -Full' {
        $null = Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team'
        $report = (Get-ChildItem -LiteralPath $folder -Recurse -Filter '*.pdf')[0].FullName
        $hash = (Get-FileHash -LiteralPath $report).Hash
        # Damage, as of a disk, leaves the time as it was; a person who edits the file does not.
        $time = (Get-Item -LiteralPath $report).LastWriteTimeUtc
        [IO.File]::WriteAllBytes($report, [byte[]]::new((Get-Item -LiteralPath $report).Length))
        [IO.File]::SetLastWriteTimeUtc($report, $time)
        (Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team', '-Full').Summary.saved | Should -Be 1
        (Get-FileHash -LiteralPath $report).Hash | Should -Be $hash
    }
}

Describe 'What starts the nightly export' {
    BeforeAll {
        # A .NET tool that runs is not on the PATH, where the script for cron looks for pwsh.
        $path = $env:PATH
        if (-not (Get-Command pwsh -CommandType Application -ErrorAction Ignore)) {
            $named = New-TestFolder 'bin'
            $words = @($pwsh.Program; $pwsh.Arguments).ForEach{ "'$_'" } -join ' '
            Set-Content (Join-Path $named pwsh) "#!/bin/sh`nexec $words `"`$@`""
            chmod +x (Join-Path $named pwsh)
            $env:PATH = $named + [IO.Path]::PathSeparator + $path
        }
    }

    AfterAll {
        $env:PATH = $path
    }

    BeforeEach {
        Reset-SandboxServer $server
        $folder = Join-Path (New-TestFolder) 'export'
    }

    It "cron: is silent when all went well, and says one sentence when not$($sh ? '' : ' (skipped: there is no sh)')" -Skip:(-not $sh) {
        $cron = @('sh', "$recipes/nightly-cron.sh", $folder, '-ChatId', 'oc_sandbox_finance_team')
        $good = Invoke-Recipe $cron
        $good.ExitCode | Should -Be 0
        "$($good.Output)$($good.Errors)" | Should -BeNullOrEmpty
        (Get-Content (Join-Path $folder 'nightly.log') | ConvertFrom-Json).saved | Should -Be 19
        $bad = Invoke-Recipe $cron 'wrong-secret-4711'
        $bad.ExitCode | Should -Be 2
        "$($bad.Output)" | Should -BeLike 'Lark export: nothing could be exported*'
        Get-Content (Join-Path $folder 'nightly.log') -Raw | Should -Not -Match 'wrong-secret'
        Get-Content (Join-Path $folder 'nightly.log') -Raw | Should -Not -Match '\x1b\[' -Because 'a log is searched'
    }

    It "cron: says where it cannot write$($sh ? '' : ' (skipped: there is no sh)')" -Skip:(-not $sh) {
        $file = New-Item (Join-Path (New-TestFolder) 'file')
        $run = Invoke-Recipe @('sh', "$recipes/nightly-cron.sh", "$($file.FullName)/export")
        $run.ExitCode | Should -Be 2
        "$($run.Output)" | Should -BeLike 'Lark export: nothing could be exported, because */nightly.log cannot be written.'
    }

    It 'Task Scheduler: the task finds a folder and a secret that were given from the current folder' {
        # In the place of Windows: its names, and what registers a task.
        $alone = New-TestFolder
        $text = (Get-Content "$recipes/register-scheduled-task.ps1" -Raw).Replace('-not $IsWindows', '$false').Replace('[Security.Principal.WindowsIdentity]::GetCurrent().Name', "'me'")
        Set-Content "$alone/register.ps1" $text
        function New-ScheduledTaskAction($Execute, $Argument) { $Argument }
        function New-ScheduledTaskTrigger([switch] $Daily, $At) { }
        function New-ScheduledTaskSettingsSet { }
        function Register-ScheduledTask($Action, $Password) { $Action }
        function Get-Credential { [pscredential]::new('cli_sandbox', (ConvertTo-SecureString sandbox-secret -AsPlainText -Force)) }
        Push-Location $alone
        try {
            $argument = & ./register.ps1 -Destination './ex[p]ort' -SecretFile keys/app.xml
        }
        finally {
            Pop-Location
        }

        $command = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(($argument -split ' ')[-1]))
        Assert-PowerShell $command
        $command | Should -Match ([regex]::Escape("-LiteralPath '$([IO.Path]::GetFullPath("$alone/keys/app.xml"))'"))
        $command | Should -Match ([regex]::Escape("-Destination '$([IO.Path]::GetFullPath("$alone/ex[p]ort"))'"))
        "$alone/keys/app.xml" | Should -Exist
    }

    It 'several machines: each chat belongs to exactly one of <_>' -ForEach 1, 2, 3 {
        $of = $_
        $runs = foreach ($machine in 1..$of) {
            Invoke-Recipe ($runFile + "$recipes/several-machines.ps1" + '-Machine' + $machine + '-Of' + $of + '-Destination' + $folder + '-CallsPerMinute' + 60000 + '-CallsPerSecond' + 1000)
        }
        $runs.ExitCode | Select-Object -Unique | Should -Be 0
        ($runs.Summary.saved | Measure-Object -Sum).Sum | Should -Be 107
        ($runs.Summary.alreadyThere | Measure-Object -Sum).Sum | Should -Be 0
    }

    It 'several machines: a list of chats is shared out by number or by index, with what was said' {
        $list = New-Item (Join-Path (New-TestFolder) 'chats.txt') -Value "oc_sandbox_quiet # nothing in it`noc_sandbox_finance_team,oc_mixed_20_3`n"
        $runs = foreach ($index in 0, 1) {
            Invoke-Recipe ($runFile + "$recipes/several-machines.ps1" + '-Index' + $index + '-Of' + 2 + '-Destination' + $folder + '-ChatList' + $list.FullName + '-IncludeMessage')
        }
        $runs.ExitCode | Should -Be 0, 0
        $runs.Summary.chats | Should -Be 1, 2
        Get-ChildItem $folder -Recurse -Filter messages.jsonl | Should -HaveCount 3
        @(Get-SandboxRequest $server '*/im/v1/chats[?]*') | Should -HaveCount 0
        $again = Invoke-Recipe ($runFile + "$recipes/several-machines.ps1" + '-Machine' + 1 + '-Of' + 2 + '-Destination' + $folder + '-ChatList' + $list.FullName + '-IncludeMessage')
        $again.Summary.saved, $again.Summary.resourceCalls, $again.Summary.chats | Should -Be 0, 0, 1
        $again.Summary.alreadyThere | Should -Be $runs[0].Summary.saved
    }

    It 'several machines: ends with 2 when nothing could be done' {
        $empty = New-Item (Join-Path (New-TestFolder) 'chats.txt') -Value '# none'
        foreach ($case in @(
                @{ With = '-Machine', 3, '-Of', 2; Says = '*no machine 3 of 2*' }
                @{ With = '-Index', 2, '-Of', 2; Says = '*no machine 3 of 2*' }
                @{ With = '-Machine', 1, '-Of', 17; Says = '*too small for 17 machines*' }
                @{ With = '-Machine', 1, '-Of', 2, '-ChatList', $empty.FullName; Says = '*no chat to export*' }
                @{ With = '-Machine', 1, '-Of', 2, '-ChatList', "$folder.txt"; Says = '*.txt*' }
            )) {
            $run = Invoke-Recipe ($runFile + "$recipes/several-machines.ps1" + '-Destination' + $folder + $case.With)
            $run.ExitCode | Should -Be 2 -Because "$($case.With)"
            $run.Errors | Should -BeLike $case.Says
        }
        $folder | Should -Not -Exist
    }

    It 'several machines: the shares stay within the quota, also when each of them is killed and run again in the same minute' {
        # The export is somebody else's here: it tells what it was given.
        $alone = New-TestFolder
        Copy-Item "$recipes/several-machines.ps1" $alone
        Set-Content "$alone/nightly-export.ps1" 'param($ChatId, $Destination, $SummaryPath, $CallsPerMinute, $CallsPerSecond, [switch] $IncludeThread, [switch] $IncludeMessage, [switch] $Full)
            @{ minute = $CallsPerMinute; second = $CallsPerSecond } | ConvertTo-Json -Compress
            exit 0'
        $run = Invoke-FreshShell -Variables @{ Alone = $alone } {
            Set-Location $Alone
            Set-Content chats.txt (1..500).ForEach{ "oc_$_" }
            foreach ($of in 1..16) { ./several-machines.ps1 -Machine $of -Of $of -Destination there -ChatList chats.txt }
        }
        $run.Errors | Should -BeNullOrEmpty
        $shares = $run.Output -split '\r?\n' | ConvertFrom-Json
        $shares | Should -HaveCount 16
        foreach ($of in 1..16) {
            $share = $shares[$of - 1]
            $share.second | Should -BeGreaterOrEqual 1
            $share.second * $of | Should -BeLessOrEqual 50
            $share.minute * $of | Should -BeLessOrEqual 1000
            $share.second * 60 | Should -BeLessOrEqual $share.minute
        }
    }

    It 'Azure Automation: <Name>' -ForEach @(
        @{ Name = 'on a worker, and a second job finds everything there'; With = '-Destination $Folder'; Saved = 19, 0; Uploaded = 0; AsSent = 0 }
        @{ Name = 'in the sandbox of Azure, with an upload and a mark of how far it came'; With = '-StorageAccount lark -Container export'; Saved = 19, 0; Uploaded = 20; AsSent = 1 }
    ) {
        # In the place of the service: its assets, its storage, and the runbook beside it in the current folder.
        $uploads = New-TestFolder
        $run = Invoke-FreshShell -Environment @{ TMPDIR = New-TestFolder; TEMP = New-TestFolder } -Variables @{ Folder = $folder; Recipes = $recipes; Address = $server.BaseUri; Uploads = $uploads; With = $With } {
            Set-Location $Recipes
            $assets = @{}
            function Get-AutomationPSCredential { [pscredential]::new('cli_sandbox', (ConvertTo-SecureString sandbox-secret -AsPlainText -Force)) }
            function Get-AutomationVariable($Name) { $assets[$Name] }
            function Set-AutomationVariable($Name, $Value) { $assets[$Name] = $Value }
            function Connect-AzAccount([switch] $Identity) { if (-not $Identity) { throw 'Not as the managed identity.' } }
            function New-AzStorageContext($StorageAccountName, [switch] $UseConnectedAccount) { "$StorageAccountName$UseConnectedAccount" }
            function Set-AzStorageBlobContent($File, $Blob, $Container, $Context, [switch] $Force) {
                $target = New-Item (Join-Path $Uploads $Blob) -Force
                Copy-Item -LiteralPath $File $target.FullName
            }
            $PSDefaultParameterValues['nightly-export.ps1:BaseUri'] = $Address

            # What a download that was cut off has left.
            $null = '.part', '.part.json' | ForEach-Object { New-Item "$([IO.Path]::GetTempPath())/lark-export/left.pdf$_" -Value 'half' -Force }
            foreach ($job in 1, 2) {
                & ([scriptblock]::Create("./azure-automation.ps1 $With -ChatId oc_sandbox_finance_team"))

                # A member may send files of these names.
                $there = "$([IO.Path]::GetTempPath())/lark-export"
                $sent = ((Test-Path $there/*/manifest.jsonl) ? (Get-LarkExportedResource $there -Name *.pdf) : $null) | Where-Object FileKey -EQ file_v3_sandbox_report
                if ($sent) {
                    $manifest = Join-Path (Split-Path $sent.FullName) ../manifest.jsonl
                    (Get-Content -LiteralPath $manifest -Raw).Replace($sent.Name, 'manifest.jsonl') | Set-Content -LiteralPath $manifest -NoNewline
                    Rename-Item -LiteralPath $sent.FullName -NewName manifest.jsonl
                }
            }
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        ($run.Output -split '\r?\n' | ConvertFrom-Json).saved | Should -Be $Saved
        @(Get-ChildItem -LiteralPath $uploads -Recurse -File | Where-Object FullName -NotMatch '[\\/]runs[\\/]').Count | Should -Be $Uploaded
        @(Get-ChildItem -LiteralPath $uploads -Recurse -File -Filter manifest.jsonl | Where-Object { $_.Directory.Name -eq 'file_v3_sandbox_report' }).Count | Should -Be $AsSent
    }
}

Describe 'Ctrl+C, as a job that is cancelled gets it' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    # An exit code of 0 would say that everything is in the folder. env gives the child the signal back where what started the tests ignores it.
    It "ends <Name> with 130$($IsLinux ? '' : ' (skipped: env and kill of Linux)')" -Skip:(-not $IsLinux) -ForEach @(
        @{ Name = 'nightly-export.ps1'; With = '-Destination', 'export', '-ChatId', 'oc_sandbox_finance_team'; Report = 'last-run.json' }
        @{ Name = 'several-machines.ps1'; With = '-Destination', 'export', '-Machine', '1', '-Of', '1'; Report = 'last-run-1.json' }
    ) {
        Set-SandboxFault $server @{ Action = 'stallHeaders'; PathContains = '/resources/'; Times = 0 }

        # Of the night before.
        $null = New-Item "$folder/export/$Report" -Value '{ "exitCode": 0 }' -Force
        $start = @{
            FilePath = 'env'
            ArgumentList = '--default-signal=INT', $runFile, (Join-Path $recipes $Name), $With | ForEach-Object { $_ }
            WorkingDirectory = $folder
            Environment = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = 'sandbox-secret'; LARK_BASE_URL = "$($server.BaseUri)" }
            RedirectStandardOutput = "$folder/output.txt"
            RedirectStandardError = "$folder/errors.txt"
        }
        $process = Start-Process @start -PassThru
        try {
            $patience = [Diagnostics.Stopwatch]::StartNew()
            while (-not (Get-ResourceCall) -and -not $process.HasExited -and $patience.Elapsed.TotalMinutes -lt 2) {
                Start-Sleep -Milliseconds 100
            }

            $process.HasExited | Should -BeFalse -Because (Get-Content "$folder/errors.txt" -Raw)
            kill -s INT $process.Id
            $process.WaitForExit(60000) | Should -BeTrue
            $process.ExitCode | Should -Be 130 -Because (Get-Content "$folder/errors.txt" -Raw)
            (Get-Content "$folder/export/$Report" -Raw | ConvertFrom-Json).exitCode | Should -Be 130
        }
        finally {
            $process.Kill($true)
            $process.Dispose()
        }
    }
}

Describe 'The recipe <Name>' -ForEach $scripts {
    It 'is PowerShell' {
        $problems = $null
        $null = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $problems)
        $problems | Should -BeNullOrEmpty
    }

    It 'has help that Get-Help finds' {
        # It takes the lines of a comment that stands directly above for the help, and finds none in them (findings/pwsh-help-below-comment.sh).
        $help = Get-Help $Path
        $help.Synopsis.Trim() | Should -Not -BeLike "$Name*" -Because 'that is only its syntax'
        @($help.Description.Text) -join '' | Should -Not -BeNullOrEmpty
    }

    It "has nothing that PSScriptAnalyzer finds$($analyzer ? '' : ' (skipped: PSScriptAnalyzer is not installed)')" -Skip:(-not $analyzer) {
        # Scripts for people: short calls with positions, and a file without a mark, which PowerShell 7 reads as UTF-8.
        Invoke-ScriptAnalyzer -Path $Path -ExcludeRule PSUseBOMForUnicodeEncodedFile, PSAvoidUsingPositionalParameters, PSReviewUnusedParameter |
            ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'takes a path with brackets for a path' {
        $calls = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null).FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)
        $calls | Where-Object { $_.GetCommandName() -match '^(Test-Path|(Get|Remove|Copy|Move|Rename)-(Item|ChildItem)|(Get|Set|Add)-Content|(Import|Export)-Clixml)$' } |
            ForEach-Object { $_.Extent.Text } | Where-Object { $_ -notmatch '-LiteralPath|WildcardPattern' } | Should -BeNullOrEmpty
    }

    It 'calls the cmdlets of the module as they are' {
        foreach ($use in Get-CmdletUse (Get-Content $Path -Raw)) {
            $called = Get-Command $use.Name -Module LarkResources -ErrorAction Stop
            $use.Parameters | Where-Object { $_ -notin $called.Parameters.Keys } | Should -BeNullOrEmpty
        }
    }
}

Describe 'What an engine reads' {
    It 'GitHub Actions: one job runs the nightly export with parameters that there are (where Python can read YAML)' -Skip:(-not $python) {
        $steps = (Read-Yaml "$recipes/github-actions.yml").jobs.export.steps
        $steps.Count | Should -BeGreaterThan 5
        $steps.Where{ $_.shell -eq 'pwsh' }.run | ForEach-Object { Assert-PowerShell $_ }
        $export = $steps.Where{ $_.name -eq 'Export' }[0]
        $export.env.LARK_APP_SECRET | Should -Be '${{ secrets.LARK_APP_SECRET }}'
        $export.run | Should -Be './scripts/nightly-export.ps1 -Destination ./export'
    }

    It 'GitHub Actions: a matrix gives every share of every app to one job, and each keeps its own' -Skip:(-not $python) {
        $job = (Read-Yaml "$recipes/github-actions-matrix.yml").jobs.export
        $matrix = $job.strategy.matrix
        $job.strategy['fail-fast'] | Should -Be 'false'
        $matrix.machine | Should -Be (1..[int]$matrix.of[0])
        $matrix.of | Should -HaveCount 1
        $jobs = foreach ($app in $matrix.app) { foreach ($machine in $matrix.machine) { @{ app = $app; machine = $machine; of = $matrix.of[0] } } }
        $job.strategy['max-parallel'] | Should -Be $jobs.Count
        $job.steps.Where{ $_.shell -eq 'pwsh' }.run | ForEach-Object { Assert-PowerShell (Expand-Matrix $_ $jobs[0]) }

        $export = $job.steps.Where{ $_.name -eq 'Export' }[0]
        $export.env.LARK_APP_SECRET | Should -Be '${{ secrets[format(''LARK_APP_SECRET_{0}'', matrix.app)] }}'
        $jobs.ForEach{ Expand-Matrix $job.env.SHARE $_ } | Select-Object -Unique | Should -HaveCount $jobs.Count
        $restored, $kept = 'restore', 'save' | ForEach-Object { $way = $_; $job.steps.Where{ $_.uses -like "actions/cache/$way@*" }[0].with }
        $kept.key, $kept.path | Should -Be $restored.key, $restored.path
        $kept.key | Should -BeLike "$($restored['restore-keys'])*"
        foreach ($line in $jobs.ForEach{ Expand-Matrix $export.run $_ }) {
            Assert-Script ($line -replace '^\./scripts/', "$recipes/")
        }
    }

    It 'GitHub Actions: only failed shares of the matrix are run again, and not for ever' -Skip:(-not $python) {
        $again = Read-Yaml "$recipes/github-actions-rerun.yml"
        $again.on.workflow_run.workflows | Should -Be (Read-Yaml "$recipes/github-actions-matrix.yml").name
        $again.jobs.again.if | Should -Match 'run_attempt < \d+$'
        $again.jobs.again.steps[0].run | Should -BeLike 'gh run rerun * --failed *'
    }

    It 'Kubernetes: an index for each share, of a program, a user and scripts that the image has' -Skip:(-not $python) {
        $claim, $cron = Read-Yaml "$recipes/kubernetes/job.yaml"
        $job = $cron.spec.jobTemplate.spec
        $pod = $job.template.spec
        $container = $pod.containers[0]
        $job.completionMode, $job.parallelism | Should -Be 'Indexed', $job.completions
        $container.args[[array]::IndexOf($container.args, '-Of') + 1] | Should -Be $job.completions
        $container.args[[array]::IndexOf($container.args, '-Index') + 1] | Should -Be '$(JOB_COMPLETION_INDEX)'

        # Without it, a limit for each index and a policy of failures are not taken.
        $pod.restartPolicy | Should -Be 'Never'
        [int]$job.backoffLimitPerIndex | Should -BeGreaterThan 0
        $claim.spec.accessModes | Should -Be 'ReadWriteMany'
        $pod.volumes.Where{ $_.persistentVolumeClaim }.persistentVolumeClaim.claimName | Should -Be $claim.metadata.name
        $container.volumeMounts.name | Sort-Object | Should -Be ($pod.volumes.name | Sort-Object)
        $container.volumeMounts.mountPath | Should -Contain $container.args[[array]::IndexOf($container.args, '-Destination') + 1]

        $image = Get-Content "$recipes/kubernetes/Dockerfile" -Raw
        $image | Should -Match "(?m)^USER $($pod.securityContext.runAsUser)$"
        $copied = [regex]::Match($image, '(?m)^COPY (examples/.+) (\S+/)$')
        $copied.Groups[1].Value -split ' ' | ForEach-Object { Join-Path $RepositoryRoot $_ | Should -Exist }
        $copied.Groups[2].Value + 'several-machines.ps1' | Should -Be $container.args[0]
        $copied.Groups[1].Value | Should -Match 'nightly-export\.ps1'
        foreach ($index in 0..([int]$job.completions - 1)) {
            Assert-Script (("$recipes/several-machines.ps1", ($container.args | Select-Object -Skip 1) | ForEach-Object { $_ }) -join ' ').Replace('$(JOB_COMPLETION_INDEX)', $index)
        }

        # The shell of the repository, and what the image runs to put the module in.
        $tool = (Get-Content "$RepositoryRoot/.config/dotnet-tools.json" -Raw | ConvertFrom-Json).tools.powershell.version
        [regex]::Match($image, '(?m)^ARG POWERSHELL=(.+)$').Groups[1].Value | Should -Be $tool
        $run = [regex]::Match($image, '(?ms)^RUN (\[.+?\])$').Groups[1].Value -replace '\\\r?\n\s*'
        Assert-PowerShell ($run | ConvertFrom-Json)[-1]
    }
}

Describe 'The hand-over' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
    }

    It 'packs what the person sees, single chats and messages included, and continues where it was' {
        $before = $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL
        try {
            $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL = 'u-sandbox', "$($server.BaseUri)"
            $run = @($pwsh.Program) + $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip"
            $first = & $run[0] ($run | Select-Object -Skip 1) 2>&1
            $LASTEXITCODE | Should -Be 0 -Because "$first"
            $zip = [IO.Compression.ZipFile]::OpenRead("$folder/all.zip")
            $names = $zip.Entries.FullName
            $zip.Dispose()
            $names | Should -Contain 'index.html'
            @($names -like '*/messages.jsonl') | Should -HaveCount 4
            @($names -like 'Alice Wu (oc_sandbox_single_alice)/*offer.txt') | Should -HaveCount 1

            Reset-SandboxServer $server
            $null = & $run[0] ($run | Select-Object -Skip 1) 2>&1
            $LASTEXITCODE | Should -Be 0
            Get-ResourceCall | Should -HaveCount 0
        }
        finally {
            $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL = $before
        }
    }

    It 'ends with 1 where it packs no single chats because the platform does not list them' {
        Set-SandboxFault $server @{ action = 'apiError'; code = 99991679; pathContains = 'types=p2p'; times = 0 }
        $before = $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL
        try {
            $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL = 'u-sandbox', "$($server.BaseUri)"
            $arguments = $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip" + '-ChatName' + 'Finance*'
            $output = & $pwsh.Program $arguments 2>&1
            $LASTEXITCODE | Should -Be 1
            "$output" -replace '\s*\n[\s|]*', ' ' | Should -BeLike "*did not list this user's single chats*"
            "$folder/all.zip" | Should -Exist
        }
        finally {
            $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL = $before
        }
    }

    It 'does not pack as the app what it was begun for as a person' {
        $before = $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL
        try {
            $env:LARK_BASE_URL = "$($server.BaseUri)"
            $handOver = @{ Path = "$folder/all.zip"; ChatName = 'Finance*' }
            $env:LARK_ACCESS_TOKEN = 'u-sandbox'
            $null = & "$recipes/hand-over.ps1" @handOver
            $env:LARK_ACCESS_TOKEN = 't-sandbox'
            { & "$recipes/hand-over.ps1" @handOver -WarningAction SilentlyContinue } | Should -Throw '*was made for another selection*Connect as the same identity*'
        }
        finally {
            $env:LARK_ACCESS_TOKEN, $env:LARK_BASE_URL = $before
        }
    }

    It 'leaves a file of a person beside the zip alone, and none of its own' {
        Set-Content "$folder/all.zip.new" 'of a person'
        $arguments = $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip" + '-Sandbox' + '-ChatName' + 'Finance*'
        $output = & $pwsh.Program $arguments 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$output"
        Get-Content "$folder/all.zip.new" | Should -Be 'of a person'
        Get-ChildItem $folder -Name | Sort-Object | Should -Be 'all.zip', 'all.zip.export', 'all.zip.export.selection.json', 'all.zip.new'
    }
}

Describe 'The hand-over of less than before' {
    It 'packs nothing that a link leads to (where links can be made)' -Skip:$IsWindows {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $arguments = $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip" + '-Sandbox'
        $null = & $pwsh.Program $arguments 2>&1
        Remove-Item "$folder/all.zip"
        $private = New-Item "$folder/private.txt" -Value 'private'
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path (Get-Item "$folder/all.zip.export/*/2026-*")[0] innocent.pdf) -Target $private
        $output = & $pwsh.Program $arguments 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1 -Because $output
        $output | Should -Match 'innocent.pdf.* is a link'
        "$folder/all.zip" | Should -Not -Exist
    }

    It 'packs nothing that was not selected: <Selection>' -ForEach @(
        @{ Selection = @('-ChatName', 'Finance*', '-Since', '2026-11-16') }
        @{ Selection = @('-ChatName', '财务*') }
    ) {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $arguments = $pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip" + '-Sandbox'
        $first = & $pwsh.Program ($arguments + '-ChatName' + 'Finance*') 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$first"
        $hash = (Get-FileHash "$folder/all.zip").Hash
        $output = & $pwsh.Program ($arguments + $Selection) 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1 -Because $output
        $output -replace '\s*\n[\s|]*', ' ' | Should -Match 'was made for another selection'
        (Get-FileHash "$folder/all.zip").Hash | Should -Be $hash
        $again = & $pwsh.Program ($arguments + $Selection + '-WorkingFolder' + "$folder/other") 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$again"
    }

    It 'does not pack a chat of which nothing tells what it was exported for: <_>' -ForEach '', '{"chatId":', '[]' {
        $folder = New-TestFolder
        $null = New-Item "$folder/all.zip.export/Finance Team (oc_sandbox_finance_team)/export.json" -Value $_ -Force
        $output = & $pwsh.Program ($pwsh.Arguments + '-NoProfile' + '-NonInteractive' + '-File' + "$recipes/hand-over.ps1" + '-Path' + "$folder/all.zip" + '-Sandbox') 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 1 -Because $output
        $output -replace '\s*\n[\s|]*', ' ' | Should -Match 'may hold more than was selected'
        "$folder/all.zip" | Should -Not -Exist
    }
}

Describe 'The hand-over that continues' {
    BeforeEach {
        $folder = New-TestFolder
        $handOver = @{ Path = "$folder/all.zip"; Sandbox = $true; ChatName = 'Finance*' }
        $null = & "$recipes/hand-over.ps1" @handOver
        $selection = "$folder/all.zip.export.selection.json"
        $chat = "$folder/all.zip.export/Finance Team (oc_sandbox_finance_team)"
        $hash = (Get-FileHash "$folder/all.zip").Hash
    }

    It 'tells what was asked before an interruption: <Name>' -ForEach @(
        @{ Name = 'until then, all'; With = @{}; Narrower = @{ Since = '2026-11-16' } }
        @{ Name = 'a later end'; With = @{ Until = '2026-11-20' }; Narrower = @{ Until = '2026-11-18' } }
        @{ Name = 'a time of another zone'; With = @{ Since = '2026-11-16T08:00:00+08:00' }; Same = @{ Since = '2026-11-16T00:00:00Z' }; Narrower = @{ Since = '2026-11-16T08:00:00Z' } }
    ) {
        $handOver.WorkingFolder = "$folder/interrupted"
        $null = & "$recipes/hand-over.ps1" @handOver @With
        $state = Get-ChildItem "$folder/interrupted" -Recurse -Filter export.json
        $text = (Get-Content -LiteralPath $state -Raw) -replace '(?s)"covered": \[.*?\],(?=\s*"threads": \[)', '"covered": [],'
        $text | Should -Match '"covered": \[\],'
        Set-Content -LiteralPath $state $text
        $hash = (Get-FileHash "$folder/all.zip").Hash

        { & "$recipes/hand-over.ps1" @handOver @Narrower } | Should -Throw "'$([IO.Path]::GetFullPath("$folder/interrupted"))' was made for another selection: *Finance*. Connect as the same identity and give the same -ChatName, -Since and -Until again, *"
        (Get-FileHash "$folder/all.zip").Hash | Should -Be $hash
        $again = $Same ?? $With
        (& "$recipes/hand-over.ps1" @handOver @again).Files | Should -BeGreaterThan 0
        $LASTEXITCODE | Should -Be 0
    }

    It 'needs what was asked: <_>' -ForEach 'missing', 'damaged', 'empty', 'in use' {
        $held = $null
        switch ($_) {
            'missing' { Remove-Item $selection }
            'damaged' { Set-Content $selection '{"ChatName":["Fin' -NoNewline }
            'empty' { Clear-Content $selection }
            'in use' { $held = [IO.FileStream]::new($selection, 'Open', 'ReadWrite', 'None') }
        }

        try {
            { & "$recipes/hand-over.ps1" @handOver } | Should -Throw "*may hold more than was selected, such as '*', and all of it would be packed. Give another*"
        }
        finally {
            ${held}?.Dispose()
        }

        (Get-FileHash "$folder/all.zip").Hash | Should -Be $hash
    }

    It 'packs no folder that is not known to be of a selected chat: <Name>' -ForEach @(
        @{ Name = 'no state'; Inside = 'Other (oc_other)'; File = '2026-11-16/offer.txt'; Text = 'offer' }
        @{ Name = 'a hidden one'; Inside = '.other'; File = 'offer.txt'; Text = 'offer' }
        @{ Name = 'an empty state'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '' }
        @{ Name = 'a damaged state'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '{"chatId":"oc_sandbox_finance_team"' }
        @{ Name = 'a list'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '[{"chatId":"oc_sandbox_finance_team"},{"chatId":"oc_other"}]' }
        @{ Name = 'another chat'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '{"chatId":"oc_other"}' }
        @{ Name = 'another case'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '{"chatId":"oc_sandbox_Finance_team"}' }
        @{ Name = 'what a comparison of words passes over'; Inside = 'Other (oc_other)'; File = 'export.json'; Text = '{"chatId":"oc_sandbox_finance_team\u200d"}' }
    ) {
        $null = New-Item "$folder/all.zip.export/$Inside/$File" -Value $Text -Force
        { & "$recipes/hand-over.ps1" @handOver } | Should -Throw "*may hold more than was selected, such as '$Inside', *"
        (Get-FileHash "$folder/all.zip").Hash | Should -Be $hash
    }

    It 'packs no file that lies beside the chats' {
        $null = New-Item "$folder/all.zip.export/mine.txt" -Value 'mine'
        { & "$recipes/hand-over.ps1" @handOver } | Should -Throw "*may hold more than was selected, such as 'mine.txt', *"
    }

    It 'continues a chat with threads whose ids differ in upper and lower case only' {
        $state = Get-Content -LiteralPath "$chat/export.json" -Raw | ConvertFrom-Json -AsHashtable
        $state.app.threads += 'omt_ab', 'omt_aB'
        $partial = $state.app.covered[0].partialThreads
        $partial['omt_ab'] = $partial['omt_aB'] = $null
        $state | ConvertTo-Json -Depth 9 | Set-Content -LiteralPath "$chat/export.json"
        Remove-Item "$folder/all.zip"
        $null = & "$recipes/hand-over.ps1" @handOver 2>&1
        "$folder/all.zip" | Should -Exist
    }

    It 'continues after a kill in the middle of the page, and where a file manager has left a file' {
        $null = New-Item "$folder/all.zip.export/index.html.$([guid]::NewGuid().ToString('N')).new" -Value '<!doctype html>'
        $null = New-Item "$folder/all.zip.export/.DS_Store", "$folder/all.zip.export/Thumbs.db"
        $null = & "$recipes/hand-over.ps1" @handOver
        $LASTEXITCODE | Should -Be 0
    }

    It 'refuses a chat whose state is gone, and takes an empty folder for what it is' {
        $null = New-Item -ItemType Directory "$folder/all.zip.export/Empty"
        $null = & "$recipes/hand-over.ps1" @handOver
        $LASTEXITCODE | Should -Be 0
        Remove-Item -LiteralPath "$chat/export.json"
        { & "$recipes/hand-over.ps1" @handOver } | Should -Throw "*such as 'Finance Team (oc_sandbox_finance_team)', *"
    }

    It 'begins anew where the working folder was deleted' {
        Remove-Item "$folder/all.zip.export" -Recurse
        $null = & "$recipes/hand-over.ps1" @handOver -Since 2026-11-16
        $null = & "$recipes/hand-over.ps1" @handOver -Since 2026-11-16
        { & "$recipes/hand-over.ps1" @handOver } | Should -Throw '*another selection*'
    }

    It 'packs nothing but the working folder, however it is written: <_>' -ForEach './work/', 'work/.', 'wo[r]k', 'a/b/../work' {
        Push-Location $folder
        try {
            $null = & "$recipes/hand-over.ps1" -Path 'a[l]l.zip' -Sandbox -ChatName 'Finance*' -WorkingFolder $_
            $null = & "$recipes/hand-over.ps1" -Path 'a[l]l.zip' -Sandbox -ChatName 'Finance*' -WorkingFolder $_
            $LASTEXITCODE | Should -Be 0
            { & "$recipes/hand-over.ps1" -Path 'a[l]l.zip' -Sandbox -ChatName 'Finance*' -WorkingFolder $_ -Since 2026-11-16 } | Should -Throw '*another selection*'
        }
        finally {
            Pop-Location
        }

        $zip = [IO.Compression.ZipFile]::OpenRead("$folder/a[l]l.zip")
        $names = $zip.Entries.FullName
        $zip.Dispose()
        $names | Where-Object { $_ -notmatch '^(index\.html$|gallery-data/|Finance Team )' } | Should -BeNullOrEmpty
    }

    It 'names the message, the file or the chat of a failure' {
        $null = & "$recipes/hand-over.ps1" -Path "$folder/today.zip" -Sandbox -ChatName oc_sandbox_today -WarningAction SilentlyContinue 2>&1 | Tee-Object -Variable said
        $LASTEXITCODE | Should -Be 1
        $said.Where{ $_ -is [Management.Automation.ErrorRecord] }.TargetObject | Should -Contain file_v3_sandbox_today_folder_short
    }
}

Describe 'The removal of a message' {
    BeforeEach {
        Reset-SandboxServer $server
        $folder = New-TestFolder
        $chat = "$folder/Finance Team (oc_sandbox_finance_team)"
        $export = { Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -IncludeThread -Gallery }
        $null = & $export
    }

    It 'takes its files and its words, and no later run brings it back' {
        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId 'om_sandbox_report,om_sandbox_forward', om_nowhere -WarningVariable warnings -WarningAction SilentlyContinue
        $removed.MessageId | Should -Be 'om_sandbox_report', 'om_sandbox_forward'
        $removed.Files | Should -HaveCount 4
        $removed.Files | ForEach-Object { $_ | Should -Not -Exist }
        "$warnings" | Should -BeLike '*index.html*has these messages: om_nowhere.'
        $removed.Messages, $removed.Resources | Should -Be 2, 4
        Get-Content "$chat/*.jsonl" | Where-Object { $_ -match '"messageId":"om_sandbox_(report|forward)"' } | Should -BeNullOrEmpty
        Get-ChildItem $chat -Recurse -Include *.new, *.lock | Should -BeNullOrEmpty

        # The messages of the sandbox are younger than the 30 days that threads are looked for in.
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -Gallery -WarningVariable warnings
        $again.Saved, $again.MessagesArchived, $again.AlreadyThere | Should -Be 0, 0, 16
        $warnings | Should -BeNullOrEmpty
        Get-Content "$folder/index.html" -Raw | Should -Not -Match '2026年第三季度'
    }

    It 'takes ids from the pipe, the folder of a chat as path, and a run from the beginning brings all back' {
        $removed = Get-LarkExportedResource $folder -SenderName 'Alice *' | & "$recipes/remove-message.ps1" -Path $chat -WarningAction SilentlyContinue
        $removed.MessageId.Count | Should -BeGreaterThan 3
        Get-LarkExportedResource $folder -SenderName 'Alice *' | Should -BeNullOrEmpty
        (Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -IncludeThread -Full).Saved | Should -Be $removed.Files.Count
    }

    It 'does the same where its caller is strict' {
        $removed = & {
            Set-StrictMode -Version Latest
            & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        }
        $removed.MessageId | Should -Be om_sandbox_report
    }

    It 'changes nothing with -WhatIf, nor for an id that is not there' {
        $before = Get-ChildItem $folder -Recurse -File | Get-FileHash | Select-Object -ExpandProperty Hash
        & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WhatIf | Should -BeNullOrEmpty
        & "$recipes/remove-message.ps1" -Path $folder -MessageId om_nowhere -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ChildItem $folder -Recurse -File | Get-FileHash | Select-Object -ExpandProperty Hash | Should -Be $before
    }

    It 'deletes nothing outside the folder, whatever a line says' {
        $outside = New-Item (Join-Path (New-TestFolder) 'mine.txt') -Value 'mine'
        $line = Get-Content "$chat/manifest.jsonl" | Where-Object { $_ -match 'om_sandbox_report' }
        $forged = $line | ConvertFrom-Json
        $forged.path = [IO.Path]::GetRelativePath($chat, $outside.FullName) -replace '\\', '/'
        $forged | ConvertTo-Json -Compress | Add-Content "$chat/manifest.jsonl"
        $null = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $outside.FullName | Should -Exist
    }

    It 'takes a file that was sent as manifest.jsonl for a file, not for a chat' {
        $sent = New-Item "$chat/2026-11-16/manifest.jsonl" -Value '{"v":1,"messageId":"om_sandbox_report","fileKey":"k","path":"2026-01-01/mine.txt","status":"saved"}' -Force
        $mine = New-Item "$chat/2026-11-16/2026-01-01/mine.txt" -Value 'mine' -Force
        $before = ($sent, $mine | Get-FileHash).Hash
        $removed = & "$recipes/remove-message.ps1" -Path $chat -MessageId om_sandbox_report -WarningAction SilentlyContinue
        $removed.MessageId | Should -Be om_sandbox_report
        ($sent, $mine | Get-FileHash).Hash | Should -Be $before
    }

    It 'follows no link to a chat (where links can be made)' -Skip:$IsWindows {
        $elsewhere = New-TestFolder
        Move-Item $chat "$elsewhere/chat"
        $null = New-Item -ItemType SymbolicLink -Path $chat -Target "$elsewhere/chat"
        { & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report } | Should -Throw '*no export*'
        Get-Content "$elsewhere/chat/manifest.jsonl" | Where-Object { $_ -match 'om_sandbox_report' } | Should -HaveCount 1
    }

    It 'tells ids by upper and lower case, leaves lines of others as they are, and needs no state' {
        $line = Get-Content "$chat/manifest.jsonl" | Where-Object { $_ -match 'om_sandbox_report' }
        Add-Content "$chat/manifest.jsonl" ($line -creplace 'om_sandbox_report', 'om_Sandbox_Report')
        [IO.File]::AppendAllText("$chat/messages.jsonl", '{"v":1,"messageId":"om_sandbox_cut')
        Remove-Item "$chat/export.json"
        if (-not $IsWindows) {
            [IO.File]::SetUnixFileMode("$chat/messages.jsonl", 'UserRead, UserWrite')
        }

        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        $removed.MessageId | Should -Be 'om_sandbox_report'
        Get-Content "$chat/manifest.jsonl" | Where-Object { $_ -cmatch 'om_Sandbox_Report' } | Should -HaveCount 1
        Get-Content "$chat/*.jsonl" | Where-Object { $_ -cmatch 'om_sandbox_report' } | Should -BeNullOrEmpty
        [IO.File]::ReadAllText("$chat/messages.jsonl") | Should -BeLike '*}?{"v":1,"messageId":"om_sandbox_cut'
        if (-not $IsWindows) {
            [IO.File]::GetUnixFileMode("$chat/messages.jsonl") | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite')
        }
    }

    It 'removes a message that an export could not read yet from the list of those' {
        $text = Get-Content "$chat/export.json" -Raw
        $text -match '"unread": \[\]' | Should -BeTrue
        Set-Content "$chat/export.json" ($text -replace '"unread": \[\]', '"unread": ["om_a", "om_b", "om_c"]')
        (& "$recipes/remove-message.ps1" -Path $folder -MessageId om_b -WarningAction SilentlyContinue).MessageId | Should -Be 'om_b'
        (Get-Content "$chat/export.json" -Raw | ConvertFrom-Json).app.unread | Should -Be 'om_a', 'om_c'
    }

    It 'does so for both of app and user' {
        $state = Get-Content "$chat/export.json" -Raw | ConvertFrom-Json
        $state.user = [ordered]@{ covered = @(); threads = @(); unread = @('om_a', 'om_b'); unreadThreads = @() }
        $state | ConvertTo-Json -Depth 9 | Set-Content "$chat/export.json"
        (& "$recipes/remove-message.ps1" -Path $folder -MessageId om_b -WarningAction SilentlyContinue).MessageId | Should -Be 'om_b'
        (Get-Content "$chat/export.json" -Raw | ConvertFrom-Json).user.unread | Should -Be 'om_a'
    }

    It 'finds the copy in the chat that stands for a reply, and no forward that holds such a copy' {
        $line = Get-Content "$chat/messages.jsonl" | Where-Object { $_ -match '"messageId":"om_sandbox_report"' }
        $lines = (Get-Content "$chat/messages.jsonl") -replace [regex]::Escape($line), ($line -replace '"syncedFrom":null', '"syncedFrom":"om_reply"')
        $lines += $line -replace 'om_sandbox_report', 'om_holder' -replace '"forwarded":\[\]', '"forwarded":[{"messageId":"om_in","syncedFrom":"om_reply"}]'
        Set-Content "$chat/messages.jsonl" $lines
        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_reply -WarningVariable warnings -WarningAction SilentlyContinue
        $removed.MessageId | Should -Be om_sandbox_report
        $removed.Files | Should -HaveCount 1
        "$warnings" | Should -Not -BeLike '*has these messages*'
        Get-Content "$chat/messages.jsonl" | Where-Object { $_ -match '"om_in"' } | Should -HaveCount 1
    }

    It 'deletes a file whose last line is of a failure' {
        $line = Get-Content "$chat/manifest.jsonl" | Where-Object { $_ -match 'om_sandbox_report' }
        $failed = $line | ConvertFrom-Json
        $failed.status, $failed.path = 'failed', $null
        $failed | ConvertTo-Json -Compress | Add-Content "$chat/manifest.jsonl"
        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        $removed.Files | Should -HaveCount 1
        $removed.Resources | Should -Be 1 -Because 'it is one resource, with two lines'
        Get-ChildItem $chat -Recurse -Filter '*第三季度*' | Should -BeNullOrEmpty
    }

    It 'removes a line of the message that was cut off, and what a script that was killed left' {
        [IO.File]::AppendAllText("$chat/messages.jsonl", '{"v":1,"messageId":"om_sandbox_report","chatId":"oc_')
        Set-Content "$chat/messages.jsonl.$([guid]::NewGuid().ToString('N')).new" 'half of it'
        $null = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        Get-Content "$chat/messages.jsonl" | Where-Object { $_ -match '"messageId":"om_sandbox_report"' } | Should -BeNullOrEmpty
        [IO.File]::ReadAllText("$chat/messages.jsonl") | Should -BeLike "*}`n"
        Get-ChildItem $chat -Filter *.new | Should -BeNullOrEmpty
    }

    It 'keeps out of the way of an export' {
        $lock = [IO.FileStream]::new("$chat/manifest.jsonl.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report, om_sandbox_today_copy, om_sandbox_today_reply -WarningAction SilentlyContinue 2>&1
            $LASTEXITCODE | Should -Be 1
            $failures = $removed.Where{ $_ -is [Management.Automation.ErrorRecord] }
            "$failures" | Should -BeExactly "Nothing was removed from '$chat', because an export is running there."
            $removed = $removed.Where{ $_ -isnot [Management.Automation.ErrorRecord] }
        }
        finally {
            $lock.Dispose()
        }

        Get-Content "$chat/manifest.jsonl" | Where-Object { $_ -match 'om_sandbox_report' } | Should -HaveCount 1
        $removed.Chat | Should -BeLike '*oc_sandbox_today*' -Because 'the other chats are done all the same'
    }

    It 'shows what it removed and ends with 1 under pwsh -File, with several ids in one text' {
        $lock = [IO.FileStream]::new("$chat/manifest.jsonl.lock", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
            $pwsh = & (Join-Path $PSScriptRoot Get-ShellCommand.ps1)
            $said = & $pwsh.Program $pwsh.Arguments -NoProfile -NonInteractive -File "$recipes/remove-message.ps1" -Path $folder -MessageId 'om_sandbox_report,om_sandbox_today_copy' 2>&1 | Out-String
            $LASTEXITCODE | Should -Be 1
        }
        finally {
            $lock.Dispose()
        }

        $said | Should -Match 'MessageId\W.*om_sandbox_today_copy'
        $said | Should -Match 'an export is running there'
    }

    It 'says why else it cannot work in a chat' {
        $null = New-Item -ItemType Directory "$chat/manifest.jsonl.lock"
        $said = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue 2>&1
        $LASTEXITCODE | Should -Be 1
        "$said" | Should -BeLike "*because '*manifest.jsonl.lock' cannot be opened: *"
    }

    It 'is not kept from a chat by the damaged state of any: <_>' -ForEach '', '{', '[]', '"six"', '{"resources":[]}', '{"resources":"six"}', '{"resources":1,"messages":true,"unread":[]}', '{"resources":1,"resources":2,"messages":1,"unread":[]}', '{"resources":1,"messages":1,"unread":"om_1"}' {
        $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Get-ChildItem $folder -Recurse -Filter export.json | Set-Content -Value $_ -NoNewline
        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report, om_sandbox_today_copy, om_sandbox_today_reply -WarningAction SilentlyContinue
        $removed | Should -HaveCount 2
        Get-Content "$chat/*.jsonl" | Where-Object { $_ -match '"messageId":"om_sandbox_report"' } | Should -BeNullOrEmpty
    }

    It 'removes nothing from a chat of which it cannot read <_>, and the next export finds all there' -ForEach 'export.json', 'manifest.jsonl', 'messages.jsonl' {
        $null = Export-LarkChatResource oc_sandbox_today -Destination $folder -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $before = Get-ChildItem $chat -Recurse -File | Get-FileHash | Select-Object -ExpandProperty Hash
        $held = [IO.FileStream]::new("$chat/$_", 'Open', 'ReadWrite', 'None')
        try {
            $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report, om_sandbox_today_copy, om_sandbox_today_reply -WarningAction SilentlyContinue 2>&1
            $LASTEXITCODE | Should -Be 1
        }
        finally {
            $held.Dispose()
        }

        $failures, $removed = $removed.Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
        "$failures" | Should -BeLike "Nothing was removed from '$chat', because a file there cannot be read: *$_*"
        $removed.Chat | Should -BeLike '*oc_sandbox_today*' -Because 'the other chats are done all the same'
        Get-ChildItem $chat -Recurse -File | Get-FileHash | Select-Object -ExpandProperty Hash | Should -Be $before
        $again = & $export
        $again.Saved, $again.MessagesArchived | Should -Be 0, 0
    }

    It 'lets the next export bring a message back where export.json is <Name>, and says so' -ForEach @(
        @{ Name = 'missing'; Text = $null }
        @{ Name = 'damaged'; Text = '{' }
    ) {
        Remove-Item "$chat/export.json"
        if ($Text) { Set-Content "$chat/export.json" $Text }
        $removed = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        $again = Export-LarkChatResource oc_sandbox_finance_team -Destination $folder -IncludeMessage -WarningAction SilentlyContinue
        $again.Saved, $again.MessagesArchived | Should -Be 1, 1
        $removed.Files | Should -Exist
        (Get-Help "$recipes/remove-message.ps1").Description.Text -join ' ' -replace '\s+', ' ' | Should -Match 'Where export\.json is missing or damaged, .* reads the whole history'
    }

    It 'lowers what a state without one of the numbers counts' {
        $state = Get-Content "$chat/export.json" -Raw | ConvertFrom-Json
        $state.PSObject.Properties.Remove('resources')
        $messages = $state.messages
        $state | ConvertTo-Json -Depth 9 | Set-Content "$chat/export.json"
        $null = & "$recipes/remove-message.ps1" -Path $folder -MessageId om_sandbox_report -WarningAction SilentlyContinue
        (Get-Content "$chat/export.json" -Raw | ConvertFrom-Json).messages | Should -Be ($messages - 1)
    }

    It 'says where there is no export' {
        { & "$recipes/remove-message.ps1" -Path (New-TestFolder) -MessageId om_1 } | Should -Throw '*no export*'
    }
}

Describe '<Name>' -ForEach $files {
    It 'holds no secret, and is mentioned in the list of recipes' {
        Get-Content $Path -Raw | Should -Not -Match '(?i)(secret|password|token)\s*[:=]\s*[''"]?[A-Za-z0-9]{16,}'
        if ($Name -ne 'README.md') {
            Get-Content $RepositoryRoot/examples/README.md -Raw | Should -Match ([regex]::Escape("]($Name)"))
        }
    }
}
