#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Exports what was sent in chats to a folder, and reports how it went. Made to run every night,
    unattended.
.DESCRIPTION
    A run fetches what is new, tries again what failed before, and downloads nothing twice; after a
    kill or a power cut the next run continues. The other recipes of this folder start this script:
    as a runbook, a workflow, a task, from cron.

    The last line of the output is a summary as JSON, which is also in the file that SummaryPath
    names, where its folder is there. Each failure is a line on the error stream. The exit code is

        0   everything that can be downloaded is in the folder
        1   something failed; the next run tries it again
        2   nothing could be done: no connection, a wrong secret, a folder that cannot be written
        3   another export is working in a folder of one of the chats; the rest was done
        130 stopped by Ctrl+C or SIGINT, where the shell was started with -NonInteractive; the next run continues

    The secret is never an argument. Without Credential it comes from the environment: LARK_APP_ID
    and LARK_APP_SECRET, or FEISHU_APP_ID and FEISHU_APP_SECRET, or LARK_ACCESS_TOKEN.
.EXAMPLE
    ./nightly-export.ps1 -Destination /srv/lark

    All chats that the app's bot is in.
.EXAMPLE
    ./nightly-export.ps1 -Destination /srv/lark -IncludeThread -IncludeMessage -Gallery

    A nightly archive: files, messages and threads, with a page that shows the conversations.
.EXAMPLE
    ./nightly-export.ps1 -Destination ./lark -Sandbox -Gallery

    The same without an account, to see what it does.
#>
[CmdletBinding()]
param(
    # The folder of the export; each chat has its own in it.
    [Parameter(Mandatory)]
    [string] $Destination,

    # Ids of chats, also in one text with commas, as `pwsh -File` hands them over. Without these and without ChatList: all chats
    # that the connection sees.
    [string[]] $ChatId = @(),

    # A text file with one id of a chat in each line; what follows a # is a remark.
    [string] $ChatList,

    # App id and app secret.
    [pscredential] $Credential,

    # Lark or Feishu, where Credential is given.
    [ValidateSet('Lark', 'Feishu')]
    [string] $Region = 'Lark',

    # The address of a gateway in place of the platform, where Credential is given.
    [uri] $BaseUri,

    # What was sent before is left out. Keep it the same from night to night: then a night that was missed leaves no hole.
    [Nullable[DateTimeOffset]] $Since,

    # The share of the app's quota that this machine may use.
    [int] $CallsPerMinute = 1000,
    [int] $CallsPerSecond = 50,

    # Also what was sent in threads.
    [switch] $IncludeThread,

    # Also what was said, in messages.jsonl: a nightly archive and not only its files. docs/manifest.md says how to remove a message, and when it comes back.
    [switch] $IncludeMessage,

    # Reads the whole history, and hashes every file that is there. Once a month is often enough.
    [switch] $Full,

    # Requests once more what the platform refused, as after a refusal was lifted.
    [switch] $RetrySkipped,

    # Writes a page that shows the export.
    [switch] $Gallery,

    # Where the summary goes.
    [string] $SummaryPath = "$Destination/last-run.json",

    # A simulated tenant in place of the platform.
    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'

# A caller's strict mode would apply here too, where what is missing counts as empty.
Set-StrictMode -Off

# Progress bars do not belong in a log.
$ProgressPreference = 'SilentlyContinue'

# The module that is loaded, or in a clone the one that was built, or the installed one.
$manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../out/LarkResources/LarkResources.psd1")
$startedAt = [DateTimeOffset]::UtcNow
$summary = $null
$failures = @()
$warnings = @()
$isStopped = $true
try {
    # A name without a folder is one in the current folder.
    $SummaryPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($SummaryPath)
    if (-not (Get-Module LarkResources)) {
        Import-Module -Name ((Test-Path -LiteralPath $manifest) ? $manifest : 'LarkResources')
    }
    $connect = @{ CallsPerMinute = $CallsPerMinute; CallsPerSecond = $CallsPerSecond; PassThru = $true }
    if ($Sandbox) {
        $connect.Sandbox = $true
    }
    elseif ($Credential) {
        $connect.Credential = $Credential
        $connect += $BaseUri ? @{ BaseUri = $BaseUri } : @{ Region = $Region }
    }

    $connection = Connect-Lark @connect
    $chats = if ($ChatId -or $ChatList) {
        $lines = if ($ChatList) { (Get-Content -LiteralPath $ChatList) -replace '#.*' }
        @($ChatId; $lines) -split '[,\s]+' -ne ''
    }
    else {
        Get-LarkChat -Connection $connection -WarningVariable warnings
    }

    if (-not $chats) {
        # A bot that was taken out of every group must not look like a quiet night.
        throw 'There is no chat to export. Is the bot of the app in a group?'
    }

    $export = @{ Destination = $Destination; IncludeThread = $IncludeThread; IncludeMessage = $IncludeMessage; Full = $Full; Verify = $Full; RetrySkipped = $RetrySkipped; Gallery = $Gallery }
    if ($Since) {
        $export.Since = $Since
    }

    # One failure must not end the night: failures are collected and reported below.
    $summary = $chats | Export-LarkChatResource @export -Connection $connection -ErrorAction SilentlyContinue -ErrorVariable failures -WarningVariable +warnings
    $isStopped = $false
}
catch {
    # Of a drive that is not there, what says so: the exception around it only names a method.
    $failures = @($_.Exception.InnerException.ErrorRecord ?? $_)
    $isStopped = $false
}
finally {
    if ($isStopped) {
        # The summary of the night before would say that all was well.
        if ([IO.Directory]::Exists([IO.Path]::GetDirectoryName($SummaryPath))) {
            [ordered]@{ exitCode = 130; startedAt = $startedAt.ToString('o'); destination = $Destination } | ConvertTo-Json | Set-Content -LiteralPath $SummaryPath
        }

        # Without this the exit code of `pwsh -File` is 0 in most runs, and `exit` is lost here (findings/pwsh-interrupted-exit-code.sh). At a prompt
        # it would close the shell.
        if ([Environment]::GetCommandLineArgs() -match '^[-/]noni') {
            $Host.SetShouldExit(130)
        }
    }
}

$errorIds = @($failures | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] })
$exitCode = if (-not $summary) { 2 } elseif (-not $failures) { 0 } elseif ($errorIds.Where{ $_ -ne 'ResourceBusy' }) { 1 } else { 3 }

# Not there when the module itself could not be loaded.
$larkException = 'LarkResources.LarkException' -as [type]
$report = [ordered]@{
    exitCode         = $exitCode
    startedAt        = $startedAt.ToString('o')
    seconds          = [Math]::Round(([DateTimeOffset]::UtcNow - $startedAt).TotalSeconds, 1)
    destination      = $summary.Destination ?? $Destination
    chats            = $summary.Chats
    messages         = $summary.Messages
    messagesArchived = [int] $summary.MessagesArchived
    saved            = $summary.Saved
    bytes            = $summary.Bytes
    alreadyThere     = $summary.AlreadyThere
    skippedByCode    = $summary.SkippedByCode
    skippedBefore    = $summary.SkippedBefore
    edited           = $summary.Edited
    incompleteChats  = $summary.IncompleteChats
    failedByCode     = $summary.FailedByCode
    calls            = $summary.Calls
    resourceCalls    = $summary.ResourceCalls
    quotaWaitSeconds = $summary ? [Math]::Round(([timespan]$summary.QuotaWaitTime).TotalSeconds, 1) : $null
    gallery          = $summary.Gallery
    warnings         = @($warnings | ForEach-Object { "$_" })
    failures         = @(
        foreach ($failure in $failures) {
            $lark = $larkException -and $failure.Exception -is $larkException ? $failure.Exception : $null
            [ordered]@{
                errorId = $failure.FullyQualifiedErrorId.Split(',')[0]
                code    = $lark.Code
                logId   = $lark.LogId
                target  = $lark.Target
                message = $failure.Exception.Message
                advice  = $lark.Recommendation
            }
        }
    )
}

# Send a notice, at least when the exit code is not 0. The address of a webhook is a secret, so it is kept where the app's is:
#
#   $text = "Lark export: exit code $exitCode, $($report.saved) saved, $($failures.Count) failed"
#   Lark or Feishu (custom bot): $body = @{ msg_type = 'text'; content = @{ text = $text } }
#   Teams (a workflow):          $body = @{ text = $text }
#   Invoke-RestMethod -Uri $env:NIGHTLY_WEBHOOK -Method Post -ContentType 'application/json' -Body ($body | ConvertTo-Json)
#   Mail: Send-MgUserMail of the module Microsoft.Graph.Users.Actions. Cron and many CI services send mail on their own.

foreach ($failure in $failures) {
    Write-Error -Message $failure.Exception.Message -ErrorId $failure.FullyQualifiedErrorId.Split(',')[0] -TargetObject $failure.TargetObject -ErrorAction Continue
}

# The folder is there, unless nothing could be exported.
if ([IO.Directory]::Exists([IO.Path]::GetDirectoryName($SummaryPath))) {
    $report | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $SummaryPath -ErrorAction Continue
}

$report | ConvertTo-Json -Depth 5 -Compress
if ($connection) {
    Disconnect-Lark -Connection $connection
}

exit $exitCode
