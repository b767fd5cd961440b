#!/usr/bin/env bash
# The exit code of a script that SIGINT stops is 0 under -File, in most runs, and `exit` in its finally is lost where it has [CmdletBinding()].
#
# Version:   PowerShell 7.6.9 on Linux, with coreutils.
# Expected:  not 0, so that what started the script does not take a run that was stopped for one that is complete; or what finally exits with.
# Behaviour: finally runs. Under -Command the exit code is 1, under -File 0 in three of four runs and 1 in the others. `exit 130` in finally ends a
#            plain script with 130, and is lost in one with [CmdletBinding()] or a [Parameter()]. $Host.SetShouldExit(130) counts in both; at a
#            prompt it closes the shell.
# Seen:
#   -Command, plain: 1
#   -File, plain, one of several runs: 0
#   -File, plain, exit 130 in finally: 130
#   -File, advanced, exit 130 in finally, one of several runs: 0
#   -File, advanced, SetShouldExit(130) in finally: 130
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }

# Starts a shell as $3 says on a script with the head $1 whose finally does $2, sends it SIGINT, and prints the exit code.
stop() {
    local code=0
    printf '%s\nparam()\ntry { Set-Content started x; Start-Sleep 60 } finally { Set-Content ended x; %s }\n' "$1" "$2" > wait.ps1
    rm -f started ended

    # env gives the signal back where the caller ignores it. The tool's launcher is one more process: the signal goes to the shell itself.
    env --default-signal=INT dotnet "$shell" -NoProfile -NonInteractive "$3" ./wait.ps1 > /dev/null &
    local process=$!
    for _ in {1..600}; do [[ ! -e started ]] || break; sleep 0.1; done
    sleep 0.5
    kill -s INT "$process"
    wait "$process" || code=$?
    [[ -e ended ]] && echo "$code" || echo 'finally did not run'
}

# The same until the code is 0, twenty times at most.
stop_until_0() {
    local code
    for _ in {1..20}; do
        code=$(stop "$@")
        [[ $code != 0 ]] || break
    done
    echo "$code"
}

shell=$(find tool -name pwsh.dll -path '*unix*' | head -1)
seen="-Command, plain: $(stop '' '' -Command)
-File, plain, one of several runs: $(stop_until_0 '' '' -File)
-File, plain, exit 130 in finally: $(stop '' 'exit 130' -File)
-File, advanced, exit 130 in finally, one of several runs: $(stop_until_0 '[CmdletBinding()]' 'exit 130' -File)
-File, advanced, SetShouldExit(130) in finally: $(stop '[CmdletBinding()]' '$Host.SetShouldExit(130)' -File)"
echo "$seen"
[[ $seen == '-Command, plain: 1
-File, plain, one of several runs: 0
-File, plain, exit 130 in finally: 130
-File, advanced, exit 130 in finally, one of several runs: 0
-File, advanced, SetShouldExit(130) in finally: 130' ]] || { echo 'The behaviour has changed.'; exit 1; }
