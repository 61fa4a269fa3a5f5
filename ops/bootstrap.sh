#!/bin/sh
# Create the Python environment in .venv, or update it. Does nothing if it is up to date.
#   ops/bootstrap.sh run    installs what serving needs
#   ops/bootstrap.sh all    installs also what tests and tools need
set -eu
cd "$(dirname "$0")/.."
. ops/caches.sh

case "${1:-all}" in
run) lock=requirements/server.lock compile= ;;
# Tests start many processes. With compiled packages none of them has to compile what it imports.
all) lock=requirements/all.lock compile=--compile-bytecode ;;
*) echo "usage: ops/bootstrap.sh run|all" >&2; exit 2 ;;
esac

stamp_of() {
    inputs=$(cat requirements/*.lock requirements/uv.lock.txt pyproject.toml | cksum)
    printf '%s\n' "$1 $(pwd) $inputs"
}
stamp=.venv/herobreak-stamp
have=$(cat "$stamp" 2>/dev/null || true)
if .venv/bin/python -c '' 2>/dev/null; then
    [ "$have" = "$(stamp_of "$1")" ] && exit 0
    [ "$have" = "$(stamp_of all)" ] && exit 0
fi

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
find_python() {
    for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if new_enough "$python"; then command -v "$python"; return; fi
    done
    echo "Herobreak needs Python 3.11 or newer; found: $(python3 --version 2>&1 || true)." \
        "Install one, or name it: make run PYTHON=/path/to/python3" >&2
    exit 1
}

if ! new_enough .venv/bin/python; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "This Python cannot create environments. Install its venv module" \
            "(Debian, Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
    echo "==> Python environment in .venv ($("$python" --version))"
    "$python" -m venv --clear .venv
fi

rm -f "$stamp"
echo "==> Python packages of $lock, each checked by its hash"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/uv.lock.txt
# shellcheck disable=SC2086 # $compile may be empty, and is no argument then
.venv/bin/uv pip sync --quiet $compile --python .venv/bin/python --require-hashes \
    "$lock" requirements/uv.lock.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation \
    --editable .
stamp_of "$1" > "$stamp"
