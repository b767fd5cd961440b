#!/usr/bin/env bash
# PowerShell writes colour codes into a pipe.
#
# Version:   PowerShell 7.6.9, on Linux.
# Expected:  like ls, git or dotnet, no colours where standard output is a pipe; the default of $PSStyle.OutputRendering, Host, is said to
#            remove them from redirected and piped output.
# Behaviour: that is about pipelines and redirections inside PowerShell. Into a pipe or file of the caller the headings of tables and the
#            error stream come with codes, unless TERM is dumb or NO_COLOR is set. A log that is searched for a word, or compared, must
#            set one of them.
# Seen:
#   OutputRendering Host, a table: codes
#   OutputRendering Host, an error: codes
#   NO_COLOR=1, a table: no codes
#   TERM=dumb, a table: no codes
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
unset NO_COLOR
export TERM=xterm

# Runs a command with its output and errors in a pipe, and says whether an escape character came.
codes() {
    local said
    said=$("${@:1:$#-1}" ./tool/pwsh -NoProfile -NonInteractive -Command "${!#}" 2>&1 | cat)
    [[ $said == *$'\e['* ]] && echo 'codes' || echo 'no codes'
}
table='[pscustomobject]@{ Name = 1; Value = 2 }'
seen="OutputRendering Host, a table: $(codes env "$table")
OutputRendering Host, an error: $(codes env 'Write-Error wrong')
NO_COLOR=1, a table: $(codes env NO_COLOR=1 "$table")
TERM=dumb, a table: $(codes env TERM=dumb "$table")"
echo "$seen"
[[ $(echo "$seen" | sed 's/.*: //' | paste -sd ,) == 'codes,codes,no codes,no codes' ]] || { echo 'The behaviour has changed.'; exit 1; }
