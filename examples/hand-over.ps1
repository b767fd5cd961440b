#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Packs everything that a person can see in Lark or Feishu into one zip: files and messages of all
    chats, single chats included.
.DESCRIPTION
    For the hand-over of a person who leaves, and for an audit. It signs in as that person, who
    confirms a code in a browser, exports all chats with their threads and messages, writes a page
    that shows them without a network, and makes the zip.

    A run that was interrupted continues: keep the working folder until the zip is there. What could
    not be fetched is listed at the end, and the exit code is then 1; run the script again to try it
    once more. The exit code is also 1 where the platform does not list the person's single chats.
    What was recalled, and what the platform refuses or does not serve, is only counted as Skipped.

    All of the working folder is packed, so it is for one person. The file
    <WorkingFolder>.selection.json beside it says what it was made for; keep the two together. The
    script refuses a folder that was made for another -ChatName, -Since or -Until, one that was begun
    as the app and is now continued as a person, or the reverse, and one in which anything lies beside
    the chats that are selected now.

    The zip holds what people wrote to each other. Agree with the person, and with those who are
    responsible for data protection, on who may open it, where it is kept and when it is deleted.
    remove-message.ps1 removes single messages from the working folder; run this script once more to
    pack the rest. It exports before it packs: a message of the last 30 days comes back.
.EXAMPLE
    ./hand-over.ps1 -AppId cli_a1b2c3d4e5f6 -AppSecret (Read-Host -AsSecureString) -Path ./hand-over.zip

    Signs in by device code and packs all chats.
.EXAMPLE
    ./hand-over.ps1 -Path ./hand-over.zip -Since 2026-01-01

    With the token of the person in the environment variable LARK_ACCESS_TOKEN, and only what was
    sent this year.
.EXAMPLE
    ./hand-over.ps1 -Sandbox -Path ./hand-over.zip

    Without an account, to see what it does.
#>
[CmdletBinding()]
param(
    # The zip. An existing one is replaced when the new one is complete.
    [Parameter(Mandatory)]
    [string] $Path,

    # The app through which the person signs in. Without it, the environment connects.
    [string] $AppId,

    # The secret of that app.
    [securestring] $AppSecret,

    # Where that app is.
    [ValidateSet('Lark', 'Feishu')]
    [string] $Region = 'Lark',

    # Names or ids of chats, with wildcards; by default all.
    [string[]] $ChatName = '*',

    # What was sent before is left out.
    [Nullable[DateTimeOffset]] $Since,

    # What was sent after is left out.
    [Nullable[DateTimeOffset]] $Until,

    # Requests once more what the platform refused in an earlier run.
    [switch] $RetrySkipped,

    # Where the export grows. It stays, so that a later run with the same -ChatName, -Since and -Until continues.
    [string] $WorkingFolder = "$Path.export",

    # A simulated tenant in place of the platform.
    [switch] $Sandbox
)

$ErrorActionPreference = 'Stop'

# A caller's strict mode would apply here too, where what is missing counts as empty.
Set-StrictMode -Off

# All of the working folder is packed, so it must not hold what an earlier run was asked for and this one is not.
function Assert-Selected([string] $Folder, [string] $Identity, [string[]] $ChatId) {
    # Beside the folder, or it would be packed too. What an interrupted run has fetched is in no other record.
    $note = "$Folder.selection.json"
    $asked = [ordered]@{
        Identity = "$Identity"
        ChatName = $ChatName
        Since    = $Since ? $Since.ToUniversalTime().ToString('o') : $null
        Until    = $Until ? $Until.ToUniversalTime().ToString('o') : $null
    } | ConvertTo-Json -Compress

    $null = [IO.Directory]::CreateDirectory($Folder)
    $items = @(Get-ChildItem -LiteralPath $Folder -Force)
    if (-not $items) {
        [IO.File]::WriteAllText($note, $asked)
        return
    }

    $before = try { [IO.File]::ReadAllText($note) } catch { '' }
    $isSame = $asked.Equals($before)
    if (-not $isSame -and $before -match '^\{.*\}$') {
        throw "'$Folder' was made for another selection: $before. Connect as the same identity and give the same -ChatName, -Since and -Until again, give another -WorkingFolder, or delete this one."
    }

    # The page and its data are written again in each run, which removes what a kill has left of them. File managers leave files of their own.
    $allowed = '^(gallery-data|index\.html(\.lock|\.[0-9a-f]{32}\.new)?|\.DS_Store|Thumbs\.db|desktop\.ini)$'

    # Compared by their bytes, which -cin does not do.
    $selected = [Collections.Generic.HashSet[string]]::new($ChatId)
    $more = $items | Where-Object Name -CNotMatch $allowed | Where-Object {
        $isEmpty = $_.PSIsContainer -and -not (Get-ChildItem -LiteralPath $_.FullName -Recurse -File -Force)
        -not $isEmpty -and -not $selected.Contains((Get-ChatId $_.FullName))
    } | Select-Object -First 1
    if (-not $isSame -and -not $more) {
        $more = $items[0]
    }

    if ($more) {
        throw "'$Folder' may hold more than was selected, such as '$($more.Name)', and all of it would be packed. Give another -WorkingFolder, or delete this one."
    }
}

# The chat that a folder says it is of; empty where nothing says so.
function Get-ChatId([string] $Folder) {
    try {
        "$(([IO.File]::ReadAllText((Join-Path $Folder 'export.json')) | ConvertFrom-Json -AsHashtable).chatId)"
    }
    catch {
        ''
    }
}

# The module that is loaded, or in a clone the one that was built, or the installed one.
$manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../out/LarkResources/LarkResources.psd1")
if (-not (Get-Module LarkResources)) {
    Import-Module -Name ((Test-Path -LiteralPath $manifest) ? $manifest : 'LarkResources')
}

$connect = if ($Sandbox) { @{ Sandbox = $true } } elseif ($AppId) { @{ AppId = $AppId; AppSecret = $AppSecret; Region = $Region; DeviceCode = $true } } else { @{} }
$connection = Connect-Lark @connect -PassThru
try {
    if ($connection.Identity -eq 'Tenant') {
        Write-Warning 'This is the connection of an app: it sees the groups that its bot is in, and no single chats. Sign in as the person to pack those too.'
    }

    $folder = [IO.Path]::TrimEndingDirectorySeparator($PSCmdlet.GetUnresolvedProviderPathFromPSPath($WorkingFolder))
    $export = @{ Destination = $folder; IncludeThread = $true; IncludeMessage = $true; RetrySkipped = $RetrySkipped; Gallery = $true; Connection = $connection }
    if ($Since) { $export.Since = $Since }
    if ($Until) { $export.Until = $Until }

    $chats = @(Get-LarkChat -Name $ChatName -Connection $connection -WarningVariable missing)
    if (-not $chats) {
        throw 'No chats were found to pack.'
    }

    Assert-Selected $folder $connection.Identity $chats.ChatId

    # One failure must not end the rest: failures are collected and listed below.
    $summary = $chats | Export-LarkChatResource @export -ErrorAction SilentlyContinue -ErrorVariable failures
    if (-not $summary) {
        throw 'No chats were found to pack.'
    }

    # What a link leads to was not exported. Get-ChildItem shows links and does not follow them; the zip would.
    $link = Get-ChildItem -LiteralPath $folder -Recurse -Force | Where-Object { $null -ne $_.LinkTarget } | Select-Object -First 1
    if ($link) {
        throw "'$link' is a link, and the zip would hold what it leads to. Delete it and run again."
    }

    # Compress-Archive cannot take files above 2 GB.
    $full = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    $fresh = "$full.$([guid]::NewGuid().ToString('N')).new"
    try {
        [IO.Compression.ZipFile]::CreateFromDirectory($folder, $fresh)
        [IO.File]::Move($fresh, $full, $true)
    }
    finally {
        Remove-Item -LiteralPath $fresh -ErrorAction Ignore
    }

    # Without its single chats it is not all that the person can see.
    foreach ($warning in $missing) {
        Write-Error -Message "$warning" -ErrorId 'ChatsNotListed' -ErrorAction Continue
    }

    foreach ($failure in $failures) {
        Write-Error -Message $failure.Exception.Message -ErrorId $failure.FullyQualifiedErrorId.Split(',')[0] -TargetObject $failure.TargetObject -ErrorAction Continue
    }

    [pscustomobject]@{
        Path     = $full
        Chats    = $summary.Chats
        Messages = $summary.Messages
        Files    = $summary.Saved + $summary.AlreadyThere
        Skipped  = $summary.Skipped + $summary.SkippedBefore
        Failed   = $failures.Count + $missing.Count
        Size     = (Get-Item -LiteralPath $full).Length
    }
}
finally {
    Disconnect-Lark -Connection $connection
}

exit ($failures -or $missing ? 1 : 0)
