#Requires -Version 7.4
<#
.SYNOPSIS
    One of several machines that export the chats of one app together: each has its own chats and its share of the quota.
.DESCRIPTION
    The platform counts the calls of an app, whatever machine they come from: 50 in a second and 1000 in a minute for each endpoint. The
    module counts those of its own process. So each machine gets its share as CallsPerMinute and CallsPerSecond; together they stay below.

    Which machine has a chat follows from the id of the chat alone: no machine needs to know of the others, a chat always comes to
    the same one, and a new chat has its place at once. When Of changes, move the folders of the chats along, or their new machine
    fetches them again.

    The machines may write to one share: the folder of a chat is locked while one of them works in it.
.EXAMPLE
    ./several-machines.ps1 -Machine 2 -Of 3 -Destination /mnt/lark

    The second of three.
#>
[CmdletBinding()]
param(
    # The number of this machine, from 1.
    [Parameter(Mandatory)]
    [ValidateRange(1, 50)]
    [int] $Machine,

    # How many there are.
    [Parameter(Mandatory)]
    [ValidateRange(1, 50)]
    [int] $Of,

    [Parameter(Mandatory)]
    [string] $Destination,

    # The quota of the app, where it differs.
    [int] $CallsPerMinute = 1000,
    [int] $CallsPerSecond = 50,

    # A simulated tenant in place of the platform.
    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'
if ($Machine -gt $Of) {
    throw "There is no machine $Machine of $Of."
}

$manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../out/LarkResources/LarkResources.psd1")
Import-Module -Name ((Test-Path -LiteralPath $manifest) ? $manifest : 'LarkResources')

# A hash that is the same on every machine; GetHashCode is not.
function Get-Owner([string] $ChatId) {
    $hash = [Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($ChatId))
    [BitConverter]::ToUInt32($hash, 0) % $Of + 1
}

$share = @{
    CallsPerMinute = [Math]::Max(1, [Math]::Floor($CallsPerMinute / $Of))
    CallsPerSecond = [Math]::Max(1, [Math]::Floor($CallsPerSecond / $Of))
}
if ($Sandbox) {
    $share.Sandbox = $true
}

try {
    $connection = Connect-Lark @share -PassThru
    $mine = @((Get-LarkChat -Connection $connection).ChatId | Where-Object { (Get-Owner $_) -eq $Machine })
    Disconnect-Lark -Connection $connection
}
catch {
    # As nightly-export.ps1: nothing could be done.
    Write-Error -ErrorRecord $_ -ErrorAction Continue
    exit 2
}

if (-not $mine) {
    "Machine $Machine of $Of has no chat."
    exit 0
}

& "$PSScriptRoot/nightly-export.ps1" @share -ChatId $mine -Destination $Destination -SummaryPath (Join-Path $Destination "last-run-$Machine.json")
exit $LASTEXITCODE
