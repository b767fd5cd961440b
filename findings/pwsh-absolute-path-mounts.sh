#!/usr/bin/env bash
# PowerShell on Linux reads the list of all mounts each time it resolves an absolute path, even when a cmdlet only asks for the provider path.
#
# Version:   PowerShell 7.6.9 on .NET 10; counted with strace.
# Expected:  SessionState.Path.GetUnresolvedProviderPathFromPSPath, the way by which a binary cmdlet should take a path, touches no disk: the path is
#            "unresolved", the file need not exist, and the drive "/" has been there since the start.
# Behaviour: an absolute path opens and parses /proc/self/mountinfo each time, as DriveInfo.DriveType does in .NET 10. A relative path does not, nor does a
#            path on a drive of PowerShell. A cmdlet that resolves the same parameter for each record pays for it each time. Resolve it once.
# Seen on Linux, x64: how often the list is opened for 200 paths, beyond what a start opens:
#   relative: 0
#   a drive of PowerShell: 0
#   absolute: 200
#   from home: 200
#   DriveInfo.DriveType: 200
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
command -v strace > /dev/null || { echo 'strace is needed.'; exit 1; }
script=$(realpath "$0")
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
    count=$(opened "$what")
    echo "$what: $((count - start))"
done > seen
cat seen
diff <(sed -n 's/^#   \([^ ]\)/\1/p' "$script") seen || { echo 'The behaviour has changed.'; exit 1; }
