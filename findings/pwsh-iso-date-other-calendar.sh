#!/usr/bin/env bash
# A parameter of a compiled cmdlet reads the date 2026-11-17 by the calendar of the shell's culture: in Thailand it is a day of 1483.
#
# Version:   PowerShell 7.6.9.
# Expected:  an ISO date means the same in every shell, as it does in a cast and for the parameter of a function.
# Behaviour: text for a compiled cmdlet is converted by the current culture, and for everything else by the invariant one. Under th-TH 2026 is a year of the
#            Buddhist calendar, under fa-IR one of the Persian. No error comes: a time window just lies elsewhere, and what it selects is empty. A
#            transformation attribute that only checks the text, with LanguagePrimitives and so by the invariant culture, sees nothing wrong.
# Seen:
#   en-US: cast 2026, function 2026, cmdlet 2026
#   th-TH: cast 2026, function 2026, cmdlet 1483
#   fa-IR: cast 2026, function 2026, cmdlet 2648
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
function Get-Moment([DateTimeOffset] $When) { $When }
foreach ($name in 'en-US', 'th-TH', 'fa-IR') {
    [cultureinfo]::CurrentCulture = $name
    $years = [datetime]'2026-11-17', (Get-Moment -When 2026-11-17), (Get-Date -Date 2026-11-17) | ForEach-Object { $_.Year }
    "${name}: cast $($years[0]), function $($years[1]), cmdlet $($years[2])"
}
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == $'en-US: cast 2026, function 2026, cmdlet 2026\nth-TH: cast 2026, function 2026, cmdlet 1483\nfa-IR: cast 2026, function 2026, cmdlet 2648' ]] || { echo 'The behaviour has changed.'; exit 1; }
