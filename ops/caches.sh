# Sourced: where downloads are kept. The user's own cache where there is a home to keep it in, else build/cache.
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    mkdir -p build/cache
    HOME="$(pwd)/build/cache"
    export HOME
fi
