#!/usr/bin/env bash
# A table that wraps, and a custom view, break lines between words only in the languages of a list; under the invariant culture, in the
# middle of words.
#
# Version:   PowerShell 7.6.9.
# Expected:  English text is wrapped between words wherever the shell runs.
# Behaviour: the engine asks the UI culture. Under en-US words stay whole. Under the invariant culture, which is what a container without a
#            language (LANG=C or C.UTF-8) gives, each line is filled to its last column.
# Seen:
#   en-US: one two three|four
#   invariant: one two three f|our
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$PSStyle.OutputRendering = 'PlainText'
foreach ($name in 'en-US', '') {
    [cultureinfo]::CurrentUICulture = [cultureinfo]::CurrentCulture = $name
    $lines = [pscustomobject]@{ Text = 'one two three four' } | Format-Table @{ Label = 'Text'; Expression = { $_.Text }; Width = 15 } -Wrap -HideTableHeaders | Out-String -Stream
    "$($name ? $name : 'invariant'): $(($lines | Where-Object { $_ }).TrimEnd() -join '|')"
}
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == $'en-US: one two three|four\ninvariant: one two three f|our' ]] || { echo 'The behaviour has changed.'; exit 1; }
