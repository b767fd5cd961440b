#!/usr/bin/env bash
# PowerShell on Linux reads the list of all mounts each time an absolute path is resolved, also when a binary cmdlet only asks for its spelling in the provider.
#
# Version:   PowerShell 7.6.9 on .NET 10; counted with strace.
# Expected:  SessionState.Path.GetUnresolvedProviderPathFromPSPath, the way by which a binary cmdlet should take a path, touches no disk: it says "unresolved",
#            the file need not exist, and the drive "/" has been there since the start.
# Behaviour: an absolute path makes the engine validate its drive, for which .NET 10 opens and parses /proc/self/mountinfo; so does DriveInfo.DriveType alone.
#            A relative path and a path on a drive of PowerShell's own do not. A cmdlet that resolves the same -OutFile for each record pays for it each time,
#            with 20 mounts some 0.1 ms on a small machine, ten times what a relative path takes. Resolve a parameter once.
# Seen on Linux, x64, files opened for 200 resolved paths over those of a start:
#   relative: 0
#   a drive of PowerShell: 0
#   absolute: 200
#   from home: 200
#   DriveInfo.DriveType: 200
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
command -v strace > /dev/null || { echo 'strace is needed.'; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
pwsh=$(find tool/.store -path '*/any/unix/pwsh.dll')
cat > resolve.ps1 <<'PS1'
param($What)
$path = $ExecutionContext.SessionState.Path
foreach ($number in 1..200) {
    switch ($What) {
        'nothing' { $null = [IO.Path]::GetFullPath("x$number") }
        'relative' { $null = $path.GetUnresolvedProviderPathFromPSPath("x$number") }
        'a drive of PowerShell' { $null = $path.GetUnresolvedProviderPathFromPSPath("Temp:/x$number") }
        'absolute' { $null = $path.GetUnresolvedProviderPathFromPSPath("/tmp/x$number") }
        'from home' { $null = $path.GetUnresolvedProviderPathFromPSPath("~/x$number") }
        'DriveInfo.DriveType' { $null = [IO.DriveInfo]::new('/').DriveType }
    }
}
PS1

opened() {
    strace -f -e trace=openat -o calls dotnet "$pwsh" -NoProfile -File resolve.ps1 "$1" || exit 1
    grep -c '"/proc/self/mountinfo"' calls || true
}

start=$(opened nothing)
for what in relative 'a drive of PowerShell' absolute 'from home' DriveInfo.DriveType; do
    echo "$what: $(($(opened "$what") - start))"
done > seen
cat seen
diff <(cat <<'SEEN'
relative: 0
a drive of PowerShell: 0
absolute: 200
from home: 200
DriveInfo.DriveType: 200
SEEN
) seen
