#Requires -Version 7.4

<#
.SYNOPSIS
    Runs commands in this shell against the sandbox and draws what they print as an SVG: the picture of the README.
.EXAMPLE
    pwsh -NoProfile -File docs/images/New-TerminalPicture.ps1 -OutFile docs/images/terminal.svg
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $OutFile,

    [string] $Module = (Join-Path $PSScriptRoot '../../out/LarkResources'),

    [string[]] $Command = @(
        'Connect-Lark -Sandbox'
        'Get-LarkChat'
        'Get-LarkChat Fin* | Get-LarkMessage -First 5'
        'Get-LarkMessageResource om_sandbox_report -OutFile ./downloads/'
        'Export-LarkChatResource oc_sandbox_finance_team -Destination ./export -Gallery'
        'Get-LarkMessageResource om_error_234004 file_v3_sandbox_error'
    ),

    [int] $Columns = 100
)

$ErrorActionPreference = 'Stop'
$cell = @{ Width = 8.4; Height = 19; Left = 18; Top = 56 }
$colours = @{ 30 = '#6e7681'; 31 = '#ff7b72'; 32 = '#7ee787'; 33 = '#e3b341'; 34 = '#79c0ff'; 35 = '#d2a8ff'; 36 = '#76e3ea'; 37 = '#c9d1d9' }

# Chinese letters and emoji take two cells of a terminal.
$wide = '[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]|[\uD83C-\uD83E][\uDC00-\uDFFF]'

# One line of a terminal as pieces of one colour and one width each, with the lines it is wrapped to.
function ConvertTo-Piece([string] $Line, [int] $Columns) {
    $row = $column = 0
    $colour = '#c9d1d9'
    foreach ($part in [regex]::Split($Line, "(\e\[[0-9;]*m|$wide|\s+)")) {
        if ($part -match '^\e\[([0-9;]*)m$') {
            foreach ($code in $Matches[1].Split(';')) {
                $number = $code ? [int] $code : 0
                $number = $number -ge 90 ? $number - 60 : $number
                $colour = $number -eq 0 -or $number -eq 39 ? '#c9d1d9' : ($colours[$number] ?? $colour)
            }
        }
        elseif ($part) {
            $cells = $part -match "^(?:$wide)$" ? 2 : $part.Length
            if ($column + $cells -gt $Columns -and $column -gt 0 -and $part.Trim()) {
                $row++
                $column = 0
            }

            [pscustomobject]@{ Row = $row; Column = $column; Cells = $cells; Text = $part; Colour = $colour }
            $column += $cells
        }
    }
}

Import-Module $Module
$target = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutFile)
$folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('n'))
New-Item -ItemType Directory $folder | Push-Location
try {
    $PSStyle.OutputRendering = 'Ansi'
    $ErrorActionPreference = 'Continue'
    $ProgressPreference = 'SilentlyContinue'
    $lines = foreach ($one in $Command) {
        "`e[32mPS>`e[0m $one"
        $run = [scriptblock]::Create($one)
        # The shell shows an empty line too many where one table follows another.
        (& $run 2>&1 | Out-String -Width $Columns).Replace($folder, '~').TrimEnd().TrimStart("`r", "`n") -split '\r?\n' | ForEach-Object { $_ -replace '\s+((\e\[0m)?)$', '$1' }
        ''
    }
}
finally {
    Pop-Location
    Remove-Item $folder -Recurse -Force -WhatIf:$false
    Disconnect-Lark
}

$before = 'x'
$lines = @(foreach ($line in $lines) { if ($line -or $before) { $line }; $before = $line })
$width = [math]::Ceiling($Columns * $cell.Width + 2 * $cell.Left)
$delay = 0.0
$row = 0
$body = foreach ($line in $lines) {
    # A command is typed, its output comes at once.
    $delay += $line.Contains('PS>') ? 1.2 : 0.02
    $pieces = @(ConvertTo-Piece $line $Columns)
    $texts = foreach ($piece in $pieces | Where-Object { $_.Text.Trim() }) {
        $x = [math]::Round($cell.Left + $piece.Column * $cell.Width, 1)
        $y = $cell.Top + ($row + $piece.Row) * $cell.Height
        $length = [math]::Round($piece.Cells * $cell.Width, 1)
        "<text x=`"$x`" y=`"$y`" fill=`"$($piece.Colour)`" textLength=`"$length`" lengthAdjust=`"spacingAndGlyphs`">$([Security.SecurityElement]::Escape($piece.Text))</text>"
    }

    if ($texts) {
        "<g style=`"animation-delay:$([math]::Round($delay, 2).ToString([cultureinfo]::InvariantCulture))s`">$($texts -join '')</g>"
    }

    $row += 1 + ($pieces ? $pieces[-1].Row : 0)
}

$height = $row * $cell.Height + $cell.Top - 10
$svg = [Text.StringBuilder]::new()
$null = $svg.AppendLine("<svg xmlns=`"http://www.w3.org/2000/svg`" width=`"$width`" height=`"$height`" viewBox=`"0 0 $width $height`" role=`"img`" aria-label=`"LarkResources in a terminal`">")
$null = $svg.AppendLine('<style>text{font:14px ui-monospace,"Cascadia Mono","SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;white-space:pre}g{animation:a .2s both}@keyframes a{from{opacity:0}}@media(prefers-reduced-motion:reduce){g{animation:none}}</style>')
$null = $svg.AppendLine("<rect width=`"$width`" height=`"$height`" rx=`"10`" fill=`"#0d1117`"/><circle cx=`"22`" cy=`"22`" r=`"6`" fill=`"#ff5f57`"/><circle cx=`"42`" cy=`"22`" r=`"6`" fill=`"#febc2e`"/><circle cx=`"62`" cy=`"22`" r=`"6`" fill=`"#28c840`"/>")
$null = $svg.AppendJoin("`n", [string[]] $body).AppendLine()
$null = $svg.Append('</svg>')
if ($PSCmdlet.ShouldProcess($target)) {
    [IO.File]::WriteAllText($target, $svg.ToString() + "`n")
}
