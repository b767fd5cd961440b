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

# PlatyPS 1.0 leaves the Markdown fence around the code of an example.
function Complete-Example([Xml.XmlElement] $Command) {
    foreach ($example in $Command.examples.example) {
        $first, $rest = @($example.introduction.para).Where{ $_ -ne "`u{80}" }
        $example['dev:code'].InnerText = $first -replace '\A```\w*\r?\n' -replace '\r?\n```\s*\z'
        $example['maml:introduction'].InnerText = ''
        foreach ($paragraph in $rest) {
            Add-Element $example['dev:remarks'] maml:para $paragraph
        }

        # The view leaves no line between one example and the next.
        Add-Element $example['dev:remarks'] maml:para ''
    }
}

# It writes no default values, and the full names of types.
function Complete-Parameter([Xml.XmlElement] $Command, $Page) {
    $kept = @{}
    foreach ($parameter in $Page.Parameters) {
        $kept[$parameter.Name] = if ($parameter.DefaultValue) { $parameter.DefaultValue } else { 'None' }
    }

    foreach ($parameter in @($Command.parameters.parameter).Where{ $_ }) {
        Add-Element $parameter dev:defaultValue $kept[$parameter.name]
        $value = $parameter['command:parameterValue']
        if ($value) {
            $value.InnerText = $value.InnerText -replace '^System\.Nullable`1\[(.+)\]$', '$1' -replace '^.+\.'
        }
    }
}

# Links to pages beside a page mean nothing in a shell, and the first one is there already as the online version.
function Clear-PageLink([Xml.XmlElement] $Command) {
    $seen = @()
    foreach ($link in @($Command.relatedLinks.navigationLink)) {
        if ($link.uri -in $seen) {
            [void] $link.ParentNode.RemoveChild($link)
        }
        elseif ($link.uri -like '*.md') {
            $link['maml:uri'].InnerText = ''
        }

        $seen += $link.uri
    }
}

function Add-Element([Xml.XmlElement] $Parent, [string] $Name, [string] $Text) {
    $element = $Parent.OwnerDocument.CreateElement($Name, $Parent.GetNamespaceOfPrefix($Name.Split(':')[0]))
    $element.InnerText = $Text
    [void] $Parent.AppendChild($element)
}

$name = 'LarkResources.PS.dll-Help.xml'
$work = [IO.Directory]::CreateTempSubdirectory('lark-help-').FullName
try {
    $pages = Get-ChildItem $PSScriptRoot -Filter *.md | Sort-Object Name | Import-MarkdownCommandHelp
    foreach ($page in $pages) {
        # What cannot be read is left out without an error; only the diagnostics tell.
        if ($page.Diagnostics.HadErrors) {
            throw "$($page.Title).md is not read whole: " + ($page.Diagnostics.Messages | Where-Object Severity -NE 'Information' | Out-String)
        }
    }

    Export-MamlCommandHelp -CommandHelp $pages -OutputFolder $work -Force | Out-Null
    $maml = [xml]::new()
    $maml.PreserveWhitespace = $true
    $maml.Load((Get-ChildItem $work -Recurse -Filter $name).FullName)
    foreach ($page in $pages) {
        $command = $maml.helpItems.command | Where-Object { $_.details.name -eq $page.Title }
        Complete-Example $command
        Complete-Parameter $command $page
        Clear-PageLink $command
    }

    # One form on every system, so that the file changes only when a page does.
    $text = $maml.OuterXml.ReplaceLineEndings("`n").Trim() + "`n"
    $folders = if ($Destination) { , $Destination } else { , (Join-Path $PSScriptRoot 'en-US'); if ($Module) { Join-Path $Module 'en-US' } }
    foreach ($folder in $folders) {
        New-Item $folder -ItemType Directory -Force | Out-Null
        Set-Content (Join-Path $folder $name) $text -NoNewline -Encoding utf8NoBOM
    }
}
finally {
    Remove-Item $work -Recurse -Force
}
