#!/usr/bin/env bash
# A byte array in a variable goes to a native program one byte at a time; with a comma before it, in one piece.
#
# Version:   PowerShell 7.6.9.
# Expected:  since PowerShell hands bytes to programs as they are, $bytes | program costs about as much as a cmdlet that writes the same array.
# Behaviour: the pipeline takes the array apart first, and each byte is an object and a write of its own: about a hundred times slower. The bytes
#            arrive right, so nothing shows it but the time. A cmdlet that writes the array without enumerating it, or the comma, is fast.
# Seen (the ratio varies):
#   same bytes: True
#   $bytes | program is slower than , $bytes | program by more than 5 times: True
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$bytes = [byte[]]::new(1MB)
[Random]::new(7).NextBytes($bytes)
$null = , $bytes | cksum
$null = $bytes[0..999] | cksum
$slow = Measure-Command { $one = $bytes | cksum }
$fast = Measure-Command { $two = , $bytes | cksum }
"same bytes: $($one -eq $two)"
"`$bytes | program is slower than , `$bytes | program by more than 5 times: $($slow.TotalSeconds -gt 5 * $fast.TotalSeconds)"
PS1

seen=$(NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'bytes: True'*'times: True' ]] || { echo 'The behaviour has changed.'; exit 1; }
