#!/bin/sh
# Run a command unless its output is there and none of its inputs changed since it last succeeded.
#   ops/once.sh OUTPUT INPUT... -- COMMAND...      (INPUT: files or folders, missing ones count as empty)
set -eu
output=$1
shift
inputs=
while [ "$1" != "--" ]; do inputs="$inputs $1"; shift; done
shift
stamp="build/stamps/$(printf '%s' "$output" | tr '/' '-')"
# shellcheck disable=SC2086 # the inputs are words
now=$(find $inputs -type f -exec cksum {} + 2>/dev/null | sort; printf '%s' "$*")
[ -e "$output" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$now" ] && exit 0
mkdir -p build/stamps
rm -f "$stamp"
"$@"
printf '%s\n' "$now" > "$stamp"
