#!/usr/bin/env bash
# In PowerShell as a .NET tool, the path of the process is dotnet.
#
# Version:   PowerShell 7.6.9, as the .NET tool of that name.
# Expected:  (Get-Process -Id $PID).Path or [Environment]::ProcessPath is pwsh, as in an installed shell: the usual way to start another
#            shell like this one.
# Behaviour: the tool is a DLL. The process is dotnet, and dotnet takes -NoProfile for a command of its own that does not exist. The first
#            of [Environment]::GetCommandLineArgs() is the DLL: `dotnet <that> -NoProfile …` starts another shell like this one.
# Seen:
#   path of the process: dotnet
#   started by that path alone: exit code 1
#   started by that path and pwsh.dll: 7.6.9
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
$path = (Get-Process -Id $PID).Path
"path of the process: $(Split-Path -Leaf $path)"
$null = & $path -NoProfile -NonInteractive -Command '"$($PSVersionTable.PSVersion)"' 2>&1
"started by that path alone: exit code $LASTEXITCODE"
"started by that path and pwsh.dll: $(& $path ([Environment]::GetCommandLineArgs()[0]) -NoProfile -NonInteractive -Command '"$($PSVersionTable.PSVersion)"')"
PS1

seen=$(NO_COLOR=1 ./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == *'process: dotnet'*'exit code 1'*'pwsh.dll: 7.6.9' ]] || { echo 'The behaviour has changed.'; exit 1; }
