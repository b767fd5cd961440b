#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    One of several machines that export the chats of one app together: each has its own chats and
    its share of the quota.
.DESCRIPTION
    It exports the chats of this machine with nightly-export.ps1, and ends with its exit code. What
    starts the machines, watches them and runs one again is an engine that exists:
    github-actions-matrix.yml and kubernetes/job.yaml show two. A share may be killed at any time
    and run again as often as needed: it fetches again only what was in flight.

    Which machine has a chat follows from the id of the chat alone. The machines need not know of
    each other, a chat always comes to the same one, and a new chat has its place at once. When Of
    changes, move the folders of the chats along, or keep all of them in one destination; otherwise
    the new machine of a chat fetches it again.

    All machines may write to one destination. The folder of a chat is locked while one of them
    works in it, and each writes a summary of its own, last-run-<number>.json. For the page that
    shows everything, run Export-LarkChatResource -Destination <folder> -Gallery once, when all of
    them have ended.

    The platform counts the calls of an app, whatever machine they come from: 50 in a second and
    1000 in a minute for each endpoint. So more machines on one app make no more calls. They pay
    where one machine has too little disk, or too slow a line, for large files. What does make more
    calls is another app, or another tenant: each has a quota of its own.

    A machine that was killed and run again knows nothing of the calls that it made before. So a
    share is also spread over the minute: its calls in any second, 60 times, stay within its calls
    in a minute. With the quota of 1000, an Of of 2, 4, 8 or 16 loses least.
.EXAMPLE
    ./several-machines.ps1 -Machine 2 -Of 3 -Destination /mnt/lark

    The second of three.
.EXAMPLE
    ./several-machines.ps1 -Index $env:JOB_COMPLETION_INDEX -Of 4 -Destination /export -IncludeMessage

    As a Kubernetes Indexed Job numbers them: 0, 1, 2 and 3.
#>
[CmdletBinding(DefaultParameterSetName = 'Machine')]
param(
    # The number of this machine, from 1 to Of.
    [Parameter(Mandatory, ParameterSetName = 'Machine')]
    [ValidateRange(1, 50)]
    [int] $Machine,

    # The same for engines that count from 0: from 0 to Of - 1.
    [Parameter(Mandatory, ParameterSetName = 'Index')]
    [ValidateRange(0, 49)]
    [int] $Index,

    # How many there are. Each needs at least one call in a second: at most 16, with the quota of 1000 in a minute.
    [Parameter(Mandatory)]
    [ValidateRange(1, 50)]
    [int] $Of,

    [Parameter(Mandatory)]
    [string] $Destination,

    # The quota of the app, where it differs.
    [int] $CallsPerMinute = 1000,
    [int] $CallsPerSecond = 50,

    # As for nightly-export.ps1. The same list on all machines; without one, all chats that the connection sees.
    [string] $ChatList,
    [switch] $IncludeThread,
    [switch] $IncludeMessage,
    [switch] $Full,

    # A simulated tenant in place of the platform.
    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'

# A caller's strict mode would apply here too, where what is missing counts as empty.
Set-StrictMode -Off

# A hash that is the same on every machine; GetHashCode is not. Of a link the id in it, so that a chat has one owner however it is written.
function Get-Owner([string] $ChatId) {
    $ChatId = $ChatId -replace '.*?(oc_\w+).*', '$1'
    $hash = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($ChatId))
    [BitConverter]::ToUInt32($hash, 0) % $Of + 1
}

$share = @{ CallsPerMinute = [Math]::Floor($CallsPerMinute / $Of) }
# Rounded down one by one: Min of a whole number and a fraction rounds the fraction, and may round it up.
$share.CallsPerSecond = [Math]::Min([Math]::Floor($CallsPerSecond / $Of), [Math]::Floor($share.CallsPerMinute / 60))
if ($Sandbox) {
    $share.Sandbox = $true
}

try {
    if ($PSCmdlet.ParameterSetName -eq 'Index') {
        $Machine = $Index + 1
    }

    if ($Machine -gt $Of) {
        throw "There is no machine $Machine of $Of."
    }

    if ($share.CallsPerSecond -lt 1) {
        throw "A quota of $CallsPerSecond calls a second and $CallsPerMinute a minute is too small for $Of machines: each needs 1 a second and 60 a minute."
    }

    $chats = if ($ChatList) {
        (Get-Content -LiteralPath $ChatList) -replace '#.*' -split '[,\s]+' -ne ''
    }
    else {
        $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../out/LarkResources/LarkResources.psd1")
        if (-not (Get-Module LarkResources)) {
            Import-Module -Name ((Test-Path -LiteralPath $manifest) ? $manifest : 'LarkResources')
        }
        $connection = Connect-Lark @share -PassThru
        (Get-LarkChat -Connection $connection).ChatId
        Disconnect-Lark -Connection $connection
    }

    if (-not $chats) {
        # A bot that was taken out of every group must not look like a quiet night.
        throw 'There is no chat to export. Is the bot of the app in a group?'
    }
}
catch {
    # As nightly-export.ps1: nothing could be done.
    Write-Error -ErrorRecord $_ -ErrorAction Continue
    exit 2
}

$mine = @($chats | Where-Object { (Get-Owner $_) -eq $Machine })
if (-not $mine) {
    "Machine $Machine of $Of has no chat."
    exit 0
}

$export = @{ IncludeThread = $IncludeThread; IncludeMessage = $IncludeMessage; Full = $Full }
& "$PSScriptRoot/nightly-export.ps1" @share @export -ChatId $mine -Destination $Destination -SummaryPath "$Destination/last-run-$Machine.json"
exit $LASTEXITCODE
