# Reads help pages, topics and other Markdown by their text alone. That the pages are right is tested without a shell, by the
# suite LarkResources.PS.Tests; here they are compared with what a shell shows, and their examples are run.

$RepositoryRoot = (Resolve-Path "$PSScriptRoot/../..").Path
$HelpFolder = Join-Path $RepositoryRoot 'docs/help'
$ModuleManifest = Join-Path $RepositoryRoot 'out/LarkResources/LarkResources.psd1'

function Get-HelpPage([string] $Culture = 'en-US') {
    $folder = $Culture -eq 'en-US' ? $HelpFolder : (Join-Path $HelpFolder $Culture)
    foreach ($file in Get-ChildItem $folder -Filter *.md | Sort-Object Name) {
        $text = (Get-Content $file -Raw).ReplaceLineEndings("`n")
        [pscustomobject]@{
            Name       = $file.BaseName
            Path       = $file.FullName
            Synopsis   = (Get-Section $text SYNOPSIS).Trim()
            Parameters = @(Get-PageParameter $text)
            Examples   = @(Get-PageExample $text)
        }
    }
}

function Get-Section([string] $Text, [string] $Heading) {
    [regex]::Match($Text, "(?ms)^## $Heading\n(.*?)(?=^## |\z)").Groups[1].Value
}

function Get-PageParameter([string] $Text) {
    foreach ($match in [regex]::Matches((Get-Section $Text PARAMETERS), '(?ms)^### -(\w+)\n(.*?)^```yaml\n')) {
        [pscustomobject]@{ Name = $match.Groups[1].Value; Description = $match.Groups[2].Value.Trim() }
    }
}

function Get-PageExample([string] $Text) {
    foreach ($match in [regex]::Matches((Get-Section $Text EXAMPLES), '(?ms)^### ([^\n]+)\n(.*?)(?=^### |\z)')) {
        [pscustomobject]@{ Title = $match.Groups[1].Value; Code = (Get-CodeBlock $match.Groups[2].Value) -join "`n" }
    }
}

function Get-CodeBlock([string] $Text) {
    [regex]::Matches($Text, '(?ms)^```powershell\n(.*?)\n```').ForEach{ $_.Groups[1].Value }
}

# In a topic, code is set apart by an empty line and eight spaces.
function Get-TopicCode([string] $Text) {
    [regex]::Matches($Text, '(?m)(?<=\n\n)(?: {8}.+\n)+').ForEach{ ($_.Value.TrimEnd() -split "`n" -replace '^ {8}') -join "`n" }
}

# The cmdlets of the module that some code calls, each with the parameters it names.
function Get-CmdletUse([string] $Code) {
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
    if ($errors) { throw "$($errors[0].Message) in: $Code" }
    $ast.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true) |
        Where-Object { $_.GetCommandName() -match '^\w+-Lark' } |
        ForEach-Object {
            [pscustomobject]@{
                Name       = $_.GetCommandName()
                Parameters = @($_.CommandElements.Where{ $_ -is [Management.Automation.Language.CommandParameterAst] }.ParameterName)
            }
        }
}
