#Requires -Version 7.4
<#
.SYNOPSIS
    Makes the help that Get-Help shows out of the pages of this folder.
.DESCRIPTION
    Each page <cmdlet>.md becomes a part of en-US/LarkResources.PS.dll-Help.xml beside the pages. That file is kept in the
    repository, so that the build can stage it on a machine that has only the .NET SDK: commit it together with the page.

    Needs the module Microsoft.PowerShell.PlatyPS 1.0 or later. Without it the exit code is 1, and nothing is changed.
.EXAMPLE
    ./docs/help/Build-Help.ps1 -Module ./out/LarkResources

    Makes the file anew and copies it into the staged module as well.
.EXAMPLE
    ./docs/help/Build-Help.ps1 -Destination ./new

    Makes it elsewhere; the tests compare it with the one that is kept.
#>
[CmdletBinding(DefaultParameterSetName = 'Kept')]
param(
    # The staged module that is to get the new file too.
    [Parameter(ParameterSetName = 'Kept')]
    [string] $Module,

    # The folder to write to instead of this one.
    [Parameter(Mandatory, ParameterSetName = 'Elsewhere')]
    [string] $Destination
)

$ErrorActionPreference = 'Stop'
$platyPS = Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable | Where-Object Version -GE ([version] '1.0')
if (-not $platyPS) {
    [Console]::Error.WriteLine('Microsoft.PowerShell.PlatyPS 1.0 or later is not installed. Run Install-PSResource Microsoft.PowerShell.PlatyPS and try again.')
    exit 1
}

Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
$name = 'LarkResources.PS.dll-Help.xml'
$work = [IO.Directory]::CreateTempSubdirectory('lark-help-').FullName
try {
    $pages = Get-ChildItem $PSScriptRoot -Filter *.md | Sort-Object Name | Import-MarkdownCommandHelp
    foreach ($page in $pages) {
        # What cannot be read is left out without an error; only the diagnostics tell.
        $page.Diagnostics.Messages | Where-Object Severity -EQ 'Error' | ForEach-Object { throw "$($page.Title).md, line $($_.Line): $($_.Message)" }
    }

    Export-MamlCommandHelp -CommandHelp $pages -OutputFolder $work -Force | Out-Null
    $made = Get-ChildItem $work -Recurse -Filter $name

    # One form on every system, so that the file changes only when a page does.
    $text = (Get-Content $made -Raw).ReplaceLineEndings("`n").Trim() + "`n"
    $folders = if ($Destination) { , $Destination } else { , (Join-Path $PSScriptRoot 'en-US'); if ($Module) { Join-Path $Module 'en-US' } }
    foreach ($folder in $folders) {
        New-Item $folder -ItemType Directory -Force | Out-Null
        Set-Content (Join-Path $folder $name) $text -NoNewline -Encoding utf8NoBOM
    }
}
finally {
    Remove-Item $work -Recurse -Force
}
