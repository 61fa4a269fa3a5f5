#!/bin/sh
# Run a command unless its output exists and no input has changed since the command last succeeded.
#   ops/run_if_changed.sh OUTPUT INPUT... -- COMMAND...      (INPUT: a file or a folder that exists)
set -eu
output=$1
shift
inputs=
while [ "$1" != "--" ]; do
    if [ ! -e "$1" ]; then
        echo "ops/run_if_changed.sh: the input $1 of $output does not exist" >&2
        exit 2
    fi
    inputs="$inputs $1"
    shift
done
shift
stamp="build/stamps/$(printf '%s' "$output" | tr '/' '-')"
# shellcheck disable=SC2086 # $inputs is a list of words
now=$(find $inputs -type f -exec cksum {} + 2>/dev/null | sort; printf '%s' "$*")
[ -e "$output" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ] && exit 0
mkdir -p build/stamps
rm -f "$stamp"
"$@"
printf '%s\n' "$now" > "$stamp"
