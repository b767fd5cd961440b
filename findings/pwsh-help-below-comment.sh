#!/usr/bin/env bash
# Get-Help does not find the help of a script when a #! or #Requires line stands directly above it; one blank line between mends that.
#
# Version:   PowerShell 7.6.9.
# Expected:  about_Comment_Based_Help says that comments and blank lines may stand before the help of a script.
# Behaviour: comments that follow each other without a blank line are one block, and a block whose first line is no keyword of help is no help.
#            Get-Help then shows the syntax as if there were no comment, and says nothing.
# Seen:
#   #! above: show.ps1 [[-Name] <Object>]
#   #Requires above: show.ps1 [[-Name] <Object>]
#   #Requires and a blank line above: Says hello.
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
show() {
    printf '%s\n<#\n.SYNOPSIS\n    Says hello.\n#>\nparam($Name)\n' "$2" > show.ps1
    echo "$1: $(./tool/pwsh -NoProfile -NonInteractive -Command '(Get-Help ./show.ps1).Synopsis.Trim()')"
}

seen=$(
    show '#! above' '#!/usr/bin/env pwsh'
    show '#Requires above' '#Requires -Version 7.4'
    show '#Requires and a blank line above' $'#Requires -Version 7.4\n'
)
echo "$seen"
[[ $seen == '#! above: show.ps1 [[-Name] <Object>]
#Requires above: show.ps1 [[-Name] <Object>]
#Requires and a blank line above: Says hello.' ]] || { echo 'The behaviour has changed.'; exit 1; }
