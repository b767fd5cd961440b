#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Removes messages from an export: what they say, their files, and what the export knows of them.
.DESCRIPTION
    Use it when a person asks for a message to be deleted. In each chat of the export that has it,
    the script deletes the files that were saved of it and its lines in manifest.jsonl and
    messages.jsonl, and lowers the numbers in export.json, so that a later run does not look for what
    is missing. While the script works in a chat, no export can start there. It skips a chat in which
    an export is running, or whose lock, export.json, manifest.jsonl or messages.jsonl cannot be
    opened: it removes nothing there, reports an error and ends with exit code 1. Run it again later,
    as after an interruption.

    The platform still has the message until it is recalled. An export reads the last 25 hours again,
    with -IncludeThread the last 30 days, and with -Full everything: a message that it meets there
    comes back. Have the message recalled first, or run the script again when the message is older.
    An export also reads everything the first time it runs as a user and not as an app, or the
    reverse, for further kinds, without a filter, or with -IncludeThread or -IncludeMessage where it
    had none. Where export.json is missing or damaged, there are no numbers to lower, and the next
    export reads the whole history once: only a message that was recalled stays removed.

    Of a reply in a thread that was also sent to the chat, the archive keeps one of the two messages.
    Where messages.jsonl has the one in the chat, the id of the reply finds it too. The id of the one
    in the chat does not find the reply: use the id in the archive.

    Copies stay: the page of -Gallery until an export writes it again, the .part file of a download
    that was cut off, zips, backups, and what a merged forward in another chat holds of the message.
    A forward has an id of its own.
.EXAMPLE
    ./remove-message.ps1 -Path ./archive -MessageId om_a1b2c3 -WhatIf

    Shows which chats have the message, and changes nothing.
.EXAMPLE
    Get-LarkExportedResource ./archive -SenderName 'Alice Wu' | ./remove-message.ps1 -Path ./archive

    Removes each message with which Alice Wu sent a file.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder of an export, or that of one of its chats.
    [Parameter(Mandatory)]
    [string] $Path,

    # The ids of the messages. What is inside a merged forward is removed with it.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName, ValueFromPipeline)]
    [Alias('message_id')]
    [string[]] $MessageId
)

begin {
    $ErrorActionPreference = 'Stop'

    # A caller's strict mode would apply here too, where what is missing counts as empty.
    Set-StrictMode -Off

    $wanted = [Collections.Generic.HashSet[string]]::new()
    $found = [Collections.Generic.HashSet[string]]::new()
    $busy = [Collections.Generic.List[string]]::new()

    # The message that a line is about, also when the line was cut off after the id.
    function Get-LineId([string] $Line) {
        [regex]::Match($Line, '"messageId"\s*:\s*"([^"]*)"').Groups[1].Value
    }

    # Adds the copies in the chat of replies that are to be removed: they stand in the archive for the replies.
    function Add-Copy([string] $Archive) {
        if (Test-Path -LiteralPath $Archive) {
            foreach ($line in [IO.File]::ReadLines($Archive)) {
                # The first one is that of the line itself; what is forwarded in it stands behind.
                $reply = [regex]::Match($line, '"syncedFrom"\s*:\s*(?:null|"([^"]*)")').Groups[1].Value
                if ($reply -and $wanted.Contains($reply) -and (Get-LineId $line)) {
                    $null = $wanted.Add((Get-LineId $line))
                    $null = $found.Add($reply)
                }
            }
        }
    }

    # The lines about the messages; one that was cut off has an id, and nothing else that can be read.
    function Get-OwnLine([string] $File) {
        if (Test-Path -LiteralPath $File) {
            foreach ($line in [IO.File]::ReadLines($File)) {
                if ($wanted.Contains((Get-LineId $line))) {
                    try {
                        $line | ConvertFrom-Json
                    }
                    catch {
                        [pscustomobject]@{ messageId = Get-LineId $line; fileKey = $null; path = $null; sentAt = $null }
                    }
                }
            }
        }
    }

    # Puts a new file in the place of an old one: at every moment there is one of the two, and who may read it stays.
    function Update-File([string] $File, [scriptblock] $Write) {
        Remove-Item -Path "$([WildcardPattern]::Escape($File)).????????????????????????????????.new" -WhatIf:$false -Confirm:$false
        $fresh = "$File.$([guid]::NewGuid().ToString('N')).new"
        try {
            [IO.File]::Create($fresh).Dispose()
            if (-not $IsWindows) {
                [IO.File]::SetUnixFileMode($fresh, [IO.File]::GetUnixFileMode($File))
            }

            & $Write $fresh
            [IO.File]::Move($fresh, $File, $true)
        }
        finally {
            Remove-Item -LiteralPath $fresh -ErrorAction Ignore -WhatIf:$false -Confirm:$false
        }
    }

    function Remove-OwnLine([string] $File) {
        Update-File $File {
            param($fresh)
            $reader, $writer = [IO.StreamReader]::new($File), [IO.StreamWriter]::new($fresh)
            try {
                # A last line without an end was cut off, and the next export recognises it by that.
                $null = $reader.BaseStream.Seek(-1, 'End')
                $isCutOff = $reader.BaseStream.ReadByte() -ne 10
                $reader.BaseStream.Position = 0
                while ($null -ne ($line = $reader.ReadLine())) {
                    if (-not $wanted.Contains((Get-LineId $line))) {
                        $writer.Write($line)
                        if (-not ($isCutOff -and $reader.EndOfStream)) {
                            $writer.Write("`n")
                        }
                    }
                }
            }
            finally {
                $writer.Dispose()
                $reader.Dispose()
            }
        }
    }

    # The file of a line: only in the folder of a day, and not through a link, whatever the line says.
    function Get-SavedFile([string] $Folder, [string] $Relative) {
        $parts = $Relative -split '/'
        if ($parts[0] -notmatch '^(\d{4}-\d{2}-\d{2}|undated)$' -or $parts -match '^\.*$' -or $parts -match '[\\:]') {
            return
        }

        $item = $Folder
        foreach ($part in $parts) {
            $item = Join-Path $item $part
            $entry = Get-Item -LiteralPath $item -Force -ErrorAction Ignore
            if (-not $entry -or $null -ne $entry.LinkTarget) {
                return
            }
        }

        if (-not $entry.PSIsContainer) {
            $item
        }
    }

    # Nothing for a state that is not there, or that a loss of power has damaged: an export then reads everything anyway. One that cannot be
    # read this time is an error: its numbers would stay, and the next export would look for what is missing.
    function Get-State([string] $File) {
        if (Test-Path -LiteralPath $File) {
            $text = [IO.File]::ReadAllText($File)
            try {
                $json = [Text.Json.Nodes.JsonNode]::Parse($text)
                if ($json -is [Text.Json.Nodes.JsonObject] -and "$($json['resources'])" -match '^\d{0,9}$' -and "$($json['messages'])" -match '^\d{0,9}$') {
                    Write-Output $json -NoEnumerate
                }
            }
            catch {
                Write-Verbose "'$File' is not the state of an export: $_"
            }
        }
    }

    function Skip-Chat([string] $Folder, [string] $Why) {
        Write-Error -Message "Nothing was removed from '$Folder', because $($Why.TrimEnd('.'))." -ErrorAction Continue
        $busy.Add($Folder)
    }

    function Remove-FromChat([string] $Folder) {
        $manifest, $archive, $state = 'manifest.jsonl', 'messages.jsonl', 'export.json' | ForEach-Object { Join-Path $Folder $_ }

        # Exports exclude each other by this lock. While the script holds it, none can start.
        try {
            $lock = [IO.FileStream]::new("$manifest.lock", 'OpenOrCreate', 'ReadWrite', 'None', 1, [IO.FileOptions]::DeleteOnClose)
        }
        catch [IO.IOException], [UnauthorizedAccessException] {
            # In use: 32 on Windows, EAGAIN on Linux and macOS.
            $fault = $_.Exception.GetBaseException()
            Skip-Chat $Folder ($fault.HResult -in -2147024864, 11, 35 ? 'an export is running there' : "'$manifest.lock' cannot be opened: $($fault.Message)")
            return
        }

        try {
            try {
                Add-Copy $archive
                $resources, $messages = @(Get-OwnLine $manifest), @(Get-OwnLine $archive)
                $json = Get-State $state
            }
            catch [IO.IOException], [UnauthorizedAccessException] {
                Skip-Chat $Folder "a file there cannot be read: $($_.Exception.GetBaseException().Message)"
                return
            }

            # The state also lists messages that could not be read yet, as the app and as a user.
            $app, $user = 'app', 'user' | ForEach-Object { Write-Output (${json}?[$_] -as [Text.Json.Nodes.JsonObject]) -NoEnumerate }
            $unread = @(@(${app}?['unread']; ${user}?['unread']) | ForEach-Object { "$_" } | Where-Object { $_ -and $wanted.Contains($_) } | Select-Object -Unique)
            $ids = @($resources.messageId; $messages.messageId; $unread) | Where-Object { $_ } | Select-Object -Unique
            if (-not $ids) {
                return
            }

            $found.UnionWith([string[]] $ids)

            $files = @($resources.path | Where-Object { $_ } | Select-Object -Unique | ForEach-Object { Get-SavedFile $Folder $_ })
            if (-not $PSCmdlet.ShouldProcess($Folder, "Remove $($ids -join ', ') and $($files.Count) file(s)")) {
                return
            }

            # First the numbers, then the files, then the lines: the other way round, a script that is stopped halfway would let the next export look for
            # what is missing.
            $counts = @{
                resources = @($resources | ForEach-Object { "$($_.messageId) $($_.fileKey)" } | Select-Object -Unique).Count
                messages  = @($messages.messageId | Select-Object -Unique).Count
            }
            if ($json) {
                foreach ($name in $counts.Keys) {
                    $json[$name] = [Math]::Max(0, [int]"$($json[$name])" - $counts[$name])
                }

                foreach ($history in $app, $user | Where-Object { $_ -and $_['unread'] -is [Text.Json.Nodes.JsonArray] }) {
                    foreach ($node in @($history['unread'] | Where-Object { $wanted.Contains("$_") })) {
                        $null = $history['unread'].Remove($node)
                    }
                }

                Update-File $state { param($fresh) [IO.File]::WriteAllText($fresh, $json.ToJsonString([Text.Json.JsonSerializerOptions]@{ WriteIndented = $true })) }
            }

            $files | ForEach-Object { Remove-Item -LiteralPath $_ -Force -Confirm:$false }
            if ($messages) { Remove-OwnLine $archive }
            if ($resources) { Remove-OwnLine $manifest }

            # Five properties are shown at once, as a list. A table would wait, and be lost by `exit`.
            [pscustomobject]@{ Chat = Split-Path -Path $Folder -Leaf; MessageId = $ids; Messages = $counts.messages; Resources = $counts.resources; Files = $files }
            if (@($resources; $messages).sentAt | Where-Object { $_ -gt [DateTime]::UtcNow.AddDays(-30) }) {
                Write-Warning 'A message is younger than 30 days. An export with -IncludeThread reads it again, unless it is recalled first.'
            }
        }
        finally {
            $lock.Dispose()
        }
    }
}

process {
    # `pwsh -File` hands several ids over as one text.
    ($MessageId -split ',').Trim() | Where-Object { $_ } | ForEach-Object { $null = $wanted.Add($_) }
}

end {
    $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)

    # In the folder of a chat, a manifest.jsonl further down is a file that was sent.
    $chats = if (Test-Path -LiteralPath (Join-Path $folder 'manifest.jsonl')) {
        $folder
    }
    else {
        Get-ChildItem -LiteralPath $folder -Directory | Where-Object { $null -eq $_.LinkTarget -and (Test-Path -LiteralPath (Join-Path $_ 'manifest.jsonl')) } | Select-Object -ExpandProperty FullName
    }

    if (-not $chats) {
        throw "There is no export in '$folder'."
    }

    $chats | ForEach-Object { Remove-FromChat $_ } | Tee-Object -Variable removed
    $page = Join-Path ($folder -in $chats ? (Split-Path -Path $folder -Parent) : $folder) 'index.html'
    if ($removed -and (Test-Path -LiteralPath $page)) {
        Write-Warning "The page '$page' still shows what was removed. Export once more with -Gallery to write it again."
    }

    $unknown = @($wanted | Where-Object { -not $found.Contains($_) })
    if ($unknown -and -not $busy) {
        Write-Warning "No chat in '$folder' has these messages: $($unknown -join ', ')."
    }

    if ($busy) {
        exit 1
    }
}
