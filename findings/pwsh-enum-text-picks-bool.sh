#!/usr/bin/env bash
# Where a method has one overload with bool and one with an enum, PowerShell takes the text of an enum's value for true.
#
# Version:   PowerShell 7.6.9.
# Expected:  [IO.FileStream]::new($path, 'OpenOrCreate', 'ReadWrite', 'None', 1, 'DeleteOnClose') takes the overload with FileOptions, as the texts before it
#            become FileMode, FileAccess and FileShare.
# Behaviour: the last argument picks the overload with bool useAsync, since any text that is not empty converts to $true. Nothing is reported: the file, such as
#            the lock of a script, is opened without the option and stays when it is closed. Only a value of the enum's type picks the other overload.
# Seen:
#   'DeleteOnClose': asynchronous True, the file is there afterwards: True
#   [IO.FileOptions]::DeleteOnClose: asynchronous False, the file is there afterwards: False
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.ps1 <<'PS1'
function Show([string] $What, $Option) {
    $file = [IO.FileStream]::new("$PWD/lock", 'OpenOrCreate', 'ReadWrite', 'None', 1, $Option)
    $isAsync = $file.IsAsync
    $file.Dispose()
    "${What}: asynchronous $isAsync, the file is there afterwards: $([IO.File]::Exists("$PWD/lock"))"
}
Show "'DeleteOnClose'" 'DeleteOnClose'
Show '[IO.FileOptions]::DeleteOnClose' ([IO.FileOptions]::DeleteOnClose)
PS1

seen=$(./tool/pwsh -NoProfile -NonInteractive -File show.ps1)
echo "$seen"
[[ $seen == $'\'DeleteOnClose\': asynchronous True, the file is there afterwards: True\n[IO.FileOptions]::DeleteOnClose: asynchronous False, the file is there afterwards: False' ]] || { echo 'The behaviour has changed.'; exit 1; }
