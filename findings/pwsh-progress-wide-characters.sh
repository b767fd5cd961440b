#!/usr/bin/env bash
# A progress bar with Chinese text is wider than the window: it wraps, and its second row stays on the screen when the bar is gone.
#
# Version:   PowerShell 7.6.9, $PSStyle.Progress.View Minimal, which is the default; a terminal of 80 columns with python3 behind it.
# Expected:  a bar as wide as with English text. The engine measures cells where it lays out tables, and has LengthInBufferCells for it.
# Behaviour: the bar is filled up by characters, and each Chinese one takes two columns: one column too many for each. The bar is then cleared with one
#            row of blanks, so that what has wrapped stays.
# Seen:
#   English: 78 of 80 columns, cleared with 80 blanks
#   Chinese: 94 of 80 columns, cleared with 80 blanks
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dotnet tool install PowerShell --version 7.6.9 --tool-path tool > log 2>&1 || { cat log; exit 1; }
cat > show.py <<'PY'
import fcntl, os, pty, re, struct, subprocess, termios, unicodedata


def screen(activity, status):
    """What the shell writes on a terminal of 24 rows and 80 columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
    script = f"Write-Progress -Activity '{activity}' -Status '{status}' -PercentComplete 40"
    shell = subprocess.Popen(
        ['tool/pwsh', '-NoProfile', '-NonInteractive', '-Command', script], stdin=its, stdout=its, stderr=its, start_new_session=True,
        env={**os.environ, 'TERM': 'xterm-256color', 'LANG': 'C.UTF-8'})
    os.close(its)
    written = b''
    try:
        while piece := os.read(ours, 65536):
            written += piece
            if b'\x1b[6n' in piece:
                os.write(ours, b'\x1b[1;1R')
    except OSError:
        pass
    shell.wait()
    return re.sub(r'\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[=>])', '', written.decode())


for language, activity, status in ('English', 'Exporting chat resources', 'Reading messages'), ('Chinese', '导出会话中的资源文件', '正在读取消息'):
    bar, blanks = re.search(re.escape(activity) + r' \[[^\]]*\]|$', text := screen(activity, status)).group(), re.search(r'\] *( {80})(?! )|$', text).group(1)
    columns = sum(2 if unicodedata.east_asian_width(character) in 'WF' else 1 for character in bar)
    print(f'{language}: {columns} of 80 columns, cleared with {len(blanks or "")} blanks')
PY

seen=$(python3 show.py)
echo "$seen"
[[ $seen == *'English: 78 of 80 columns, cleared with 80 blanks'*'Chinese: 94 of 80 columns, cleared with 80 blanks' ]] || { echo 'The behaviour has changed.'; exit 1; }
