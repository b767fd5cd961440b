#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Removes messages from an export: what they say, their files, and what the export knows of them.
.DESCRIPTION
    For a person who asks that a message be deleted. In each chat of the export that has the message,
    the script deletes the files that were saved of it and its lines in manifest.jsonl and
    messages.jsonl, and lowers the numbers in export.json, so that a later run does not look for what
    is missing. While it works in a chat, no export can start there; if one is running, the script
    stops with an error.

    The platform still has the message until it is recalled. An export reads the last 25 hours again,
    with -IncludeThread the last 30 days, and with -Full everything: a message that it meets there
    comes back. Have the message recalled first, or run the script again when the message is older.

    Copies stay: the page of -Gallery until an export writes it again, zips, backups, and what a
    merged forward in another chat holds of the message. A forward has an id of its own.
.EXAMPLE
    ./remove-message.ps1 -Path ./archive -MessageId om_a1b2c3 -WhatIf

    Tells in which chats the message is, without changing anything.
.EXAMPLE
    Get-LarkExportedResource ./archive -SenderName 'Alice Wu' | ./remove-message.ps1 -Path ./archive

    Removes each message with which Alice Wu sent a file.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The folder of an export, or that of one of its chats.
    [Parameter(Mandatory)]
    [string] $Path,

    # The ids of the messages. What is inside a merged forward goes with the forward.
    [Parameter(Mandatory, ValueFromPipelineByPropertyName, ValueFromPipeline)]
    [Alias('message_id')]
    [string[]] $MessageId
)

begin {
    $ErrorActionPreference = 'Stop'
    $wanted = [Collections.Generic.HashSet[string]]::new()

    # The lines of a file: those of the messages as objects, and the others as they are.
    function Split-Line([string] $File) {
        $own, $other = [Collections.Generic.List[object]]::new(), [Collections.Generic.List[string]]::new()
        if (Test-Path -LiteralPath $File) {
            foreach ($line in [IO.File]::ReadLines($File)) {
                if ($wanted.Contains([regex]::Match($line, '"messageId"\s*:\s*"([^"]*)"').Groups[1].Value)) {
                    $own.Add(($line | ConvertFrom-Json))
                }
                else {
                    $other.Add($line)
                }
            }
        }

        [pscustomobject]@{ Own = $own; Other = $other }
    }

    # At every moment there is the old file or the new one.
    function Set-WholeFile([string] $File, [string[]] $Line) {
        $fresh = "$File.$([guid]::NewGuid().ToString('N')).new"
        try {
            [IO.File]::WriteAllText($fresh, (($Line | ForEach-Object { "$_`n" }) -join ''))
            [IO.File]::Move($fresh, $File, $true)
        }
        finally {
            Remove-Item -LiteralPath $fresh -ErrorAction Ignore -WhatIf:$false -Confirm:$false
        }
    }

    function Remove-FromChat([string] $Folder) {
        $manifestPath, $messagePath, $statePath = 'manifest.jsonl', 'messages.jsonl', 'export.json' | ForEach-Object { Join-Path $Folder $_ }

        # Two exports keep out of each other's way by this file; here it keeps them out of the way of the script.
        $lock = [IO.FileStream]::new("$manifestPath.lock", 'OpenOrCreate', 'ReadWrite', 'None', 1, [IO.FileOptions]::DeleteOnClose)
        try {
            $resources, $messages = (Split-Line $manifestPath), (Split-Line $messagePath)
            if ($resources.Own.Count + $messages.Own.Count -eq 0) {
                return
            }

            # The module believes no path that leads out of the folder.
            $files = @((Get-LarkExportedResource -Path $Folder | Where-Object MessageId -In $wanted).FullName | Where-Object { $_ -and (Test-Path -LiteralPath $_) })
            $ids = @($resources.Own.messageId; $messages.Own.messageId) | Select-Object -Unique
            if (-not $PSCmdlet.ShouldProcess($Folder, "Remove $($ids -join ', ') and $($files.Count) file(s)")) {
                return
            }

            # First the numbers, then the files, then the lines: if this is cut short, running the script again finds the rest.
            $state = [Text.Json.Nodes.JsonNode]::Parse([IO.File]::ReadAllText($statePath))
            $counts = @{
                resources = @($resources.Own | ForEach-Object { "$($_.messageId) $($_.fileKey)" } | Select-Object -Unique).Count
                messages  = @($messages.Own.messageId | Select-Object -Unique).Count
            }
            foreach ($name in $counts.Keys) {
                $state[$name] = [Math]::Max(0, [int]"$($state[$name])" - $counts[$name])
            }

            $unread = [Text.Json.Nodes.JsonArray]::new()
            foreach ($id in $state['unread']) {
                if (-not $wanted.Contains("$id")) {
                    $unread.Add($id.DeepClone())
                }
            }

            $state['unread'] = $unread
            Set-WholeFile $statePath $state.ToJsonString([Text.Json.JsonSerializerOptions]@{ WriteIndented = $true })
            $files | Remove-Item -LiteralPath { $_ } -Force -Confirm:$false
            if ($messages.Own.Count -gt 0) {
                Set-WholeFile $messagePath $messages.Other
            }

            if ($resources.Own.Count -gt 0) {
                Set-WholeFile $manifestPath $resources.Other
            }

            [pscustomobject]@{ Chat = Split-Path -Path $Folder -Leaf; MessageId = $ids; Files = $files }
            if (@($resources.Own.sentAt; $messages.Own.sentAt) -ne $null -gt [DateTime]::UtcNow.AddDays(-30)) {
                Write-Warning 'A message is younger than 30 days. An export with -IncludeThread reads it again, unless it is recalled first.'
            }
        }
        finally {
            $lock.Dispose()
        }
    }
}

process {
    $MessageId.ForEach({ $null = $wanted.Add($_) })
}

end {
    # In a clone the module that was built, elsewhere the installed one.
    $module = [IO.Path]::GetFullPath("$PSScriptRoot/../out/LarkResources/LarkResources.psd1")
    Import-Module -Name ((Test-Path -LiteralPath $module) ? $module : 'LarkResources')
    $folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Path)
    $chats = @($folder; Get-ChildItem -LiteralPath $folder -Directory | Select-Object -ExpandProperty FullName) | Where-Object { Test-Path -LiteralPath (Join-Path $_ 'manifest.jsonl') }
    if (-not $chats) {
        throw "There is no export in '$folder'."
    }

    $removed = @($chats | ForEach-Object { Remove-FromChat $_ })
    $removed
    $page = @($folder, (Split-Path -Path $folder -Parent) | ForEach-Object { Join-Path $_ 'index.html' } | Where-Object { Test-Path -LiteralPath $_ })
    if ($removed -and $page) {
        Write-Warning "The page '$($page[0])' still shows what was removed. Export once more with -Gallery to write it again."
    }
}
