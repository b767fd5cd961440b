#!/bin/sh
# Runs nightly-export.ps1 from cron. The line of `crontab -e`, for a script that is executable (chmod +x nightly-cron.sh):
#
#   17 2 * * * /opt/lark/nightly-cron.sh /srv/lark
#
# The secret is in a file that only its owner can read (chmod 600), outside of the destination:
#
#   LARK_APP_ID=cli_a1b2c3d4e5f6
#   LARK_APP_SECRET=...
#
# No flock is needed: the folder of each chat is locked while an export works in it. A second run ends with exit code 3.
set -u

destination=${1:?'usage: nightly-cron.sh <destination> [parameters of nightly-export.ps1]'}
shift
secrets=${LARK_SECRETS:-$HOME/.config/lark/app.env}
here=$(cd "$(dirname "$0")" && pwd)
log=${LARK_LOG:-$destination/nightly.log}

# cron knows few folders; a path of your own may come before these.
PATH=$PATH:/usr/local/bin:/usr/bin:/snap/bin
export PATH

if [ -r "$secrets" ]; then
    set -a
    # shellcheck disable=SC1090
    . "$secrets"
    set +a
fi

# A log is searched and mailed: no colours in it.
NO_COLOR=1
export NO_COLOR

if ! mkdir -p "$destination" || ! true >> "$log"; then
    echo "Lark export: nothing could be exported, because $log cannot be written."
    exit 2
fi
pwsh -NoProfile -NonInteractive -File "$here/nightly-export.ps1" -Destination "$destination" "$@" >> "$log" 2>&1
code=$?

# cron mails what is written to the output: here only what needs attention.
case $code in
    0) ;;
    1) echo "Lark export: some files could not be downloaded; the next run tries again. See $log." ;;
    130) echo "Lark export: stopped; the next run continues. See $log." ;;
    3) echo "Lark export: another export was at work in $destination. See $log." ;;
    *) echo "Lark export: nothing could be exported (exit code $code). See $log." ;;
esac
exit $code
