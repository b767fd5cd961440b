#Requires -Version 7.4

<#
.SYNOPSIS
    Makes the help that Get-Help shows out of the pages of this folder.
.DESCRIPTION
    The English pages <cmdlet>.md of this folder become en-US/LarkResources.PS.dll-Help.xml, and the pages in a folder with
    the name of a language become a file of the same name beside them. These files are kept in the repository, so that the
    build can stage them on a machine that has only the .NET SDK: commit them together with the pages.

    Needs the module Microsoft.PowerShell.PlatyPS 1.0 or later. Without it the exit code is 1, and nothing is changed.
.EXAMPLE
    ./docs/help/Build-Help.ps1 -Module ./out/LarkResources

    Makes the files anew and copies them into the staged module as well.
.EXAMPLE
    ./docs/help/Build-Help.ps1 -Destination ./new

    Makes them elsewhere; the tests compare them with those that are kept.
#>
[CmdletBinding(DefaultParameterSetName = 'Kept')]
param(
    # The staged module that is to get the new files too.
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
        elseif ($link.uri -match '\.(md|txt)$') {
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

# Makes the text of one language; one form on every system, so that the file changes only when a page does.
function Get-Maml([string] $PageFolder) {
    $work = [IO.Directory]::CreateTempSubdirectory('lark-help-').FullName
    try {
        $pages = Get-ChildItem $PageFolder -Filter *.md | Sort-Object Name | Import-MarkdownCommandHelp
        foreach ($page in $pages) {
            # What cannot be read is left out without an error; only the diagnostics tell.
            if ($page.Diagnostics.HadErrors) {
                throw "$($page.Title).md in $PageFolder is not read whole: " + ($page.Diagnostics.Messages | Where-Object Severity -NE 'Information' | Out-String)
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

        $maml.OuterXml.ReplaceLineEndings("`n").Trim() + "`n"
    }
    finally {
        Remove-Item $work -Recurse -Force
    }
}

$name = 'LarkResources.PS.dll-Help.xml'
foreach ($culture in 'en-US', 'zh-CN') {
    $text = Get-Maml ($culture -eq 'en-US' ? $PSScriptRoot : (Join-Path $PSScriptRoot $culture))
    $folder = New-Item (Join-Path ($Destination ? $Destination : $PSScriptRoot) $culture) -ItemType Directory -Force
    Set-Content (Join-Path $folder $name) $text -NoNewline -Encoding utf8NoBOM

    # As the build does: any other Chinese finds its help under the name of the language alone.
    $staged = if ($Module) { Join-Path $Module $culture; if ($culture -eq 'zh-CN') { Join-Path $Module zh } }
    foreach ($target in $staged) {
        New-Item $target -ItemType Directory -Force | Out-Null
        Copy-Item $folder/$name, $folder/*.help.txt $target
    }
}
