# shellcheck shell=sh
# Other scripts source this file. Downloads go into the user's own cache. If there is no writable
# home folder, HOME becomes build/cache.
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    mkdir -p build/cache
    HOME="$(pwd)/build/cache"
    export HOME
fi
