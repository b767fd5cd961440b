#Requires -Version 7.4
# The recipes of examples/ are copied as they are: the nightly one runs here, with what others start around it, and the rest is read.

BeforeDiscovery {
    . $PSScriptRoot/HelpPage.ps1
    $analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    $python = Get-Command python3 -ErrorAction Ignore | Where-Object { python3 -c 'import yaml' 2>$null; $LASTEXITCODE -eq 0 }
    $sh = Get-Command sh -ErrorAction Ignore
    $scripts = Get-ChildItem $RepositoryRoot/examples -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
    $files = Get-ChildItem $RepositoryRoot/examples -File | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
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
    function Invoke-Recipe([string[]] $Arguments, [string] $Secret = 'sandbox-secret') {
        $kept = @{ LARK_APP_ID = 'cli_sandbox'; LARK_APP_SECRET = $Secret; LARK_BASE_URL = "$($server.BaseUri)" }
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

    It 'does the same without an account, in the sandbox inside the module' {
        $runs = 1, 2 | ForEach-Object { (Invoke-Nightly '-Destination', $folder, '-ChatId', 'oc_sandbox_finance_team', '-Sandbox').Summary }
        $runs.saved | Should -Be 19, 0
        $runs[1].resourceCalls | Should -Be 0
        $runs.exitCode | Should -Be 0, 0
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
    }

    It 'several machines: each chat belongs to exactly one of <_>' -ForEach 1, 2, 3 {
        $of = $_
        $runs = foreach ($machine in 1..$of) {
            Invoke-Recipe ($runFile + "$recipes/several-machines.ps1" + '-Machine' + $machine + '-Of' + $of + '-Destination' + $folder)
        }
        $runs.ExitCode | Select-Object -Unique | Should -Be 0
        ($runs.Summary.saved | Measure-Object -Sum).Sum | Should -Be 107
        ($runs.Summary.alreadyThere | Measure-Object -Sum).Sum | Should -Be 0
    }

    It 'Azure Automation: <Name>' -ForEach @(
        @{ Name = 'on a worker, and a second job finds everything there'; With = '-Destination $Folder'; Saved = 19, 0; Uploaded = 0 }
        @{ Name = 'in the sandbox of Azure, with an upload and a mark of how far it came'; With = '-StorageAccount lark -Container export'; Saved = 19, 0; Uploaded = 19 }
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
            foreach ($job in 1, 2) {
                & ([scriptblock]::Create("./azure-automation.ps1 $With -ChatId oc_sandbox_finance_team"))
            }
        }
        $run.Errors | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        ($run.Output -split '\r?\n' | ConvertFrom-Json).saved | Should -Be $Saved
        @(Get-ChildItem -LiteralPath $uploads -Recurse -File | Where-Object FullName -NotMatch '[\\/]runs[\\/]').Count | Should -Be $Uploaded
    }
}

Describe 'The recipe <Name>' -ForEach $scripts {
    It 'is PowerShell' {
        $problems = $null
        $null = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $problems)
        $problems | Should -BeNullOrEmpty
    }

    It "has nothing that PSScriptAnalyzer finds$($analyzer ? '' : ' (skipped: PSScriptAnalyzer is not installed)')" -Skip:(-not $analyzer) {
        # Scripts for people: short calls with positions, and a file without a mark, which PowerShell 7 reads as UTF-8.
        Invoke-ScriptAnalyzer -Path $Path -ExcludeRule PSUseBOMForUnicodeEncodedFile, PSAvoidUsingPositionalParameters, PSReviewUnusedParameter |
            ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'calls the cmdlets of the module as they are' {
        foreach ($use in Get-CmdletUse (Get-Content $Path -Raw)) {
            $called = Get-Command $use.Name -Module LarkResources -ErrorAction Stop
            $use.Parameters | Where-Object { $_ -notin $called.Parameters.Keys } | Should -BeNullOrEmpty
        }
    }
}

Describe 'The workflow' {
    It 'is YAML (where Python can read it), and runs the nightly export with parameters that there are' -Skip:(-not $python) {
        $workflow = python3 -c 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding="utf-8"))))' "$recipes/github-actions.yml" | ConvertFrom-Json -AsHashtable
        $LASTEXITCODE | Should -Be 0
        $steps = $workflow.jobs.export.steps
        $steps.Count | Should -BeGreaterThan 5
        foreach ($code in $steps.Where{ $_.shell -eq 'pwsh' }.run) {
            $problems = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($code, [ref] $null, [ref] $problems)
            $problems | Should -BeNullOrEmpty
        }

        $export = $steps.Where{ $_.name -eq 'Export' }[0]
        $export.env.LARK_APP_SECRET | Should -Be '${{ secrets.LARK_APP_SECRET }}'
        $export.run | Should -Be './scripts/nightly-export.ps1 -Destination ./export'
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
}

Describe '<Name>' -ForEach $files {
    It 'holds no secret, and is mentioned in the list of recipes' {
        Get-Content $Path -Raw | Should -Not -Match '(?i)(secret|password|token)\s*[:=]\s*[''"]?[A-Za-z0-9]{16,}'
        if ($Name -ne 'README.md') {
            Get-Content $RepositoryRoot/examples/README.md -Raw | Should -Match ([regex]::Escape("]($Name)"))
        }
    }
}
