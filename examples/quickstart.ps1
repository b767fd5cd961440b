#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Shows the main job of LarkResources in a minute: from a message to a picture on disk. No account
    is needed.
.DESCRIPTION
    Everything runs against the sandbox, a simulated tenant inside the module. In a clone, this
    builds the module and runs the script, on a machine with only the .NET SDK too:

        dotnet tool exec powershell -y -- ./build.ps1 -Task Demo

    The files go to a new temporary folder, named at the end. The exit code is 0 when all went as
    described.
#>

# In a script an unexpected error should end the run. The three errors below are expected, and say so themselves.
$ErrorActionPreference = 'Stop'

# In a clone: the module that the build has made. Elsewhere: the installed one, by its name.
$manifest = Join-Path $PSScriptRoot '../out/LarkResources/LarkResources.psd1'
Import-Module -Name ((Test-Path -LiteralPath $manifest) ? $manifest : 'LarkResources')

# With an app of your own: Connect-Lark -AppId cli_… -AppSecret (Read-Host -AsSecureString)
# Out-Host, here and below, shows each result as at a prompt: in one stream the table of the first would become the form of all.
Connect-Lark -Sandbox -PassThru | Out-Host

# A chat, and the messages in it that hold something to download.
$chat = Get-LarkChat -Name 'Finance*'
$messages = Get-LarkMessage -ChatId $chat.ChatId | Where-Object Resources
"$($chat.Name): $($messages.Count) messages with resources. The first of them:"
$messages | Select-Object -First 5 | Out-Host

# The ids come from such a message. Given nothing else, the bytes are in the property Content.
$chart = Get-LarkMessageResource -MessageId om_sandbox_image -FileKey img_v3_sandbox_chart
$chart | Out-Host

# A path that ends in a separator is a folder: the file gets the name it has in the message, made safe for every system.
$folder = [IO.Directory]::CreateTempSubdirectory('lark-quickstart-').FullName
$picture = Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile "$folder/"
$picture | Out-Host

# Without a key: everything that the message holds, here one PDF with a Chinese name.
$report = Get-LarkMessageResource om_sandbox_report -OutFile "$folder/"
"Saved as $($report.Name): $($report.Length) bytes, $($report.ContentType)"

# Messages from the pipeline: here what the first ones of the chat hold, three pictures.
$pictures = Get-LarkMessage -ChatId $chat.ChatId -First 4 | Get-LarkMessageResource -OutFile "$folder/pictures/"
"Saved $($pictures.Count) pictures: $($pictures.Name -join ', ')"

# The hash was computed while the bytes arrived. What is on disk must have the same.
foreach ($file in @($picture; $report; $pictures)) {
    if ((Get-FileHash -LiteralPath $file.FullName).Hash -ne $file.Sha256) { throw "'$($file.FullName)' is not what was downloaded." }
}

# Blocks come while the download runs. A program on the right side gets exactly these bytes: … -AsByteStream | ffmpeg -i -
$blocks = Get-LarkMessageResource om_sandbox_1mib -AsByteStream | Measure-Object -Property Length -Sum
"As a stream: $($blocks.Count) blocks, $($blocks.Sum) bytes"

# One array is handier for a small file.
$bytes = Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -AsByteStream -Raw
"As one array: $($bytes.Length) bytes, a PNG: $([Text.Encoding]::ASCII.GetString($bytes, 1, 3) -eq 'PNG')"
if ($blocks.Sum -ne 1MB -or $bytes.Length -ne $chart.Length) { throw 'Bytes are missing.' }

# Errors say what to do next. As at a prompt: message, code, log id for the support, and a recommendation.
Get-LarkMessageResource om_error_234004 file_v3_sandbox_error -ErrorAction Continue

# Kept in a variable, and explained further: meaning, cause and recommendation, in English and Chinese.
Get-LarkMessageResource om_sandbox_recalled -ErrorAction SilentlyContinue -ErrorVariable problem
$explained = $problem | Get-LarkErrorInfo
"$($explained.ErrorId): $($explained.Meaning) $($explained.Recommendation)"

# Caught by type, as a script does it. The picture is there already, and is never replaced without -Force.
$caught = try {
    Get-LarkMessageResource om_sandbox_image img_v3_sandbox_chart -OutFile $picture.FullName
}
catch [LarkResources.LarkException] {
    $_.Exception
}
"$($caught.ErrorId): $($caught.Recommendation)"
if ($explained.ErrorId -ne 'MessageDeleted' -or $caught.ErrorId -ne 'FileExists') { throw 'The errors are not the expected ones.' }

# Forgets the connection and its secrets.
Disconnect-Lark
"The files are in ${folder}:"
Get-ChildItem -LiteralPath $folder -File -Recurse | ForEach-Object { "  $([IO.Path]::GetRelativePath($folder, $_.FullName))" }
