#!/bin/sh
# Upgrade the containers of docker-compose.yml to the source in this folder, without an outage:
# new API replicas serve before the old ones stop. A migration that fails leaves the old ones up.
#   git pull && ops/upgrade_containers.sh
# Images are built on this machine. PULL=1 asks for newer base images first.
set -eu
cd "$(dirname "$0")/.."

# Equal layers make an equal image then, and a proxy that did not change is not started again.
export BUILDX_NO_DEFAULT_ATTESTATIONS=1
VERSION=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
REVISION=${REVISION:-$(git rev-parse --short HEAD 2> /dev/null || echo unknown)}
export VERSION REVISION

say() { printf '==> %s\n' "$*"; }

before=$(docker image inspect --format '{{.Id}}' herobreak/app 2> /dev/null || true)
say "build $VERSION ($REVISION)"
docker compose build ${PULL:+--pull} prepare proxy

servers=$(docker compose config --services | grep -x -e postgres -e redis || true)
if [ -n "$servers" ]; then
    # shellcheck disable=SC2086 # a list of names
    docker compose up --detach --no-recreate --wait $servers
fi

say "migrate"
if ! docker compose run --rm --no-deps -T prepare; then
    # `docker compose up` would use the image that cannot prepare.
    [ -z "$before" ] || docker tag "$before" herobreak/app
    say "the migration failed: the old replicas serve on"
    exit 1
fi

old=$(docker compose ps --quiet api)
count=$(printf '%s' "$old" | grep -c . || true)
if [ "$count" -gt 0 ]; then
    say "start $count more API replicas"
    docker compose up --detach --no-deps --no-recreate --scale "api=$((count * 2))" --wait api
    say "stop the old ones"
    # They finish what they have begun. The proxy sends new requests to the others.
    # shellcheck disable=SC2086 # a list of ids
    docker stop $old > /dev/null
    # shellcheck disable=SC2086
    docker rm $old > /dev/null
fi

say "workers, clock and proxy"
docker compose up --detach --no-deps --wait worker sweeper beat proxy
docker compose up --detach --remove-orphans
