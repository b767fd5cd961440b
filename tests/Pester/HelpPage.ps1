# Reads help pages and other Markdown by their text alone, so that the gate holds on machines without PlatyPS too.

$RepositoryRoot = (Resolve-Path "$PSScriptRoot/../..").Path
$HelpFolder = Join-Path $RepositoryRoot 'docs/help'
$ModuleManifest = Join-Path $RepositoryRoot 'out/LarkResources/LarkResources.psd1'

function Get-HelpPage {
    foreach ($file in Get-ChildItem $HelpFolder -Filter *.md | Sort-Object Name) {
        $text = (Get-Content $file -Raw).ReplaceLineEndings("`n")
        [pscustomobject]@{
            Name       = $file.BaseName
            Path       = $file.FullName
            Text       = $text
            HelpUri    = [regex]::Match($text, '(?m)^HelpUri: (.+)$').Groups[1].Value
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
    $pattern = '(?ms)^### -(\w+)\n(.*?)^```yaml\n(.*?)^```'
    foreach ($match in [regex]::Matches((Get-Section $Text PARAMETERS), $pattern)) {
        $default = [regex]::Match($match.Groups[3].Value, '(?m)^DefaultValue: (.*)$').Groups[1].Value.Trim("'")
        [pscustomobject]@{ Name = $match.Groups[1].Value; Description = $match.Groups[2].Value.Trim(); Default = $default }
    }
}

function Get-PageExample([string] $Text) {
    foreach ($match in [regex]::Matches((Get-Section $Text EXAMPLES), '(?ms)^### (Example \d+: .*?)$(.*?)(?=^### |\z)')) {
        $code = Get-CodeBlock $match.Groups[2].Value
        [pscustomobject]@{ Title = $match.Groups[1].Value; Code = $code -join "`n" }
    }
}

function Get-CodeBlock([string] $Text) {
    [regex]::Matches($Text, '(?ms)^```powershell\n(.*?)\n```').ForEach{ $_.Groups[1].Value }
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
