#!/usr/bin/env bash
# ConvertTo-Json writes an enum by its name when the enum is based on long, and as a number otherwise.
#
# Version:   PowerShell 7.6.9.
# Expected:  the type behind an enum makes no difference; names come with -EnumsAsStrings, or for all enums alike.
# Behaviour: an enum of the default type int becomes a number. One of the type long becomes its name, since JavaScript has no integers of
#            64 bits. A module whose results should read well as JSON can declare its enums as long; its users need no switch.
# Seen:
#   {"OfInt":1,"OfLong":"File"}
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
Add-Type 'public enum OfInt { Image, File } public enum OfLong : long { Image, File } public class Thing { public OfInt OfInt => OfInt.File; public OfLong OfLong => OfLong.File; }'
[Thing]::new() | ConvertTo-Json -Compress
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == '{"OfInt":1,"OfLong":"File"}' ]] || { echo 'The behaviour has changed.'; exit 1; }
