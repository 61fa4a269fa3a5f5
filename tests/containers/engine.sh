# shellcheck shell=bash
# The Docker Engine as the first process of namespaces of its own. run.sh sources this file.
# Nothing outside of its root, its control groups (`herobreak-try`) and its network is changed.
GROUPS_OF_ENGINE="cpu cpuacct cpuset memory devices freezer blkio pids"
CLEAN_ENVIRONMENT="env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb"
ENGINE=

# Say why the engine cannot run on this machine; nothing where it can.
find_reason_to_skip() {
    [ "$(id -u)" = 0 ] || { echo "it needs root"; return; }
    command -v apt-get > /dev/null || { echo "it needs Debian's packages"; return; }
    [ -n "$PYTHON_313" ] || { echo "it needs a Python 3.13 of pyenv for its stand-in image"; return; }
    local group
    for group in $GROUPS_OF_ENGINE; do
        [ -w "/sys/fs/cgroup/$group/cgroup.procs" ] \
            || { echo "there is no control group of version 1 for $group"; return; }
    done
    unshare --mount --pid --ipc --uts --net --cgroup --fork --mount-proc true 2> /dev/null \
        || echo "the kernel forbids namespaces"
}

join_control_groups() {
    local group file
    for group in $GROUPS_OF_ENGINE; do
        mkdir -p "/sys/fs/cgroup/$group/herobreak-try"
        if [ "$group" = cpuset ]; then
            for file in cpus mems; do
                cat "/sys/fs/cgroup/cpuset/cpuset.$file" \
                    > "/sys/fs/cgroup/cpuset/herobreak-try/cpuset.$file"
            done
        fi
        echo "$BASHPID" > "/sys/fs/cgroup/$group/herobreak-try/cgroup.procs"
    done
}

# Start the engine. With `own` it has a network of its own, so that no rule of this machine's
# firewall changes; with `host` it has this machine's, to reach the package registries.
start_engine() {
    local options="--bridge=none --iptables=false --ip6tables=false --ip-forward=false" network=
    [ "$1" = own ] && { options='' network=--net; }
    rm -f "$ROOTS/engine/ctr/pid"
    mkdir -p "$ROOTS/engine/ctr" "$ROOTS/engine/old"
    # shellcheck disable=SC2016,SC2086 # the script expands its own arguments; $network may be none
    (
        join_control_groups
        exec setsid unshare --mount --pid --ipc --uts --cgroup --fork --kill-child \
            --propagation private $network bash -c '
            set -e
            root=$1
            hostname containers
            mount --rbind "$root" "$root"
            mount -t proc proc "$root/proc"
            mount -t sysfs sysfs "$root/sys"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs -o mode=755 tmpfs "$root/run"
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
            mount --bind "$2" "$root/ctr"
            for group in $3; do
                mkdir "$root/sys/fs/cgroup/$group"
                mount -t cgroup -o "$group" cgroup "$root/sys/fs/cgroup/$group"
            done
            cd "$root"
            pivot_root . old
            cd /
            umount -l /old
            ip link set lo up
            exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
                dockerd --exec-opt native.cgroupdriver=cgroupfs $4
            ' _ "$ROOTS/engine" "$WORK" "$GROUPS_OF_ENGINE" "$options"
    ) > "$LOGS/dockerd-$1" 2>&1 < /dev/null &
    local outer=$!
    for _ in $(seq 120); do
        sleep 0.5
        ENGINE=$(pgrep -P "$outer" | head -n 1) && inside docker version > /dev/null 2>&1 && return
    done
    tail -n 5 "$LOGS/dockerd-$1"
    exit 1
}

# Run a command in the engine's namespaces, in the clone. /ctr is the folder WORK.
# shellcheck disable=SC2086 # words of an environment
inside() { nsenter -t "$ENGINE" -a --wdns=/ctr/clone $CLEAN_ENVIRONMENT COMPOSE_BAKE=false "$@"; }

# Run a command of this machine in the engine's network alone.
in_network() { nsenter -t "$ENGINE" --net "$@"; }

stop_engine() {
    [ -n "$ENGINE" ] || return 0
    kill -TERM "$ENGINE" 2> /dev/null || true
    for _ in $(seq 120); do
        kill -0 "$ENGINE" 2> /dev/null || break
        sleep 0.5
    done
    ENGINE=
}

end_engine() {
    stop_engine
    local group
    for group in $GROUPS_OF_ENGINE; do
        find "/sys/fs/cgroup/$group/herobreak-try" -depth -type d -exec rmdir {} + 2> /dev/null \
            || true
    done
}

# Give a root to the engine as an image, if it has none of that name.
import_image() { # ROOT IMAGE OPTION...
    local root=$1 image=$2
    shift 2
    inside docker image inspect "$image" > /dev/null 2>&1 && return
    # shellcheck disable=SC2016 # the inner shell expands its own arguments
    inside sh -c 'root=$1 image=$2; shift 2
        tar -C "/ctr/roots/$root" --xattrs --xattrs-include=security.capability -c . \
            | docker import "$@" - "$image"' _ "$root" "$image" "$@" > /dev/null
}
