"""One run, from the lock of the data folder to the last process stopped."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from learning.settings import Settings
from ops import connected
from ops.data_folder import DataFolder, locked
from ops.embedded import READY_SECONDS, Servers, ports, postgres, valkey
from ops.problems import Problem, storage_problems
from ops.supervisor import parts, probe
from ops.supervisor.family import Family, Stop
from ops.supervisor.guard import guarded
from ops.supervisor.logs import rotate
from ops.supervisor.records import stop_leftovers
from ops.supervisor.welcome import welcome

LOOK_SECONDS = 0.2
ROTATE_SECONDS = 10.0


def say(line: str) -> None:
    """One line for the operator, where there still is one to read it."""
    with suppress(OSError):
        print(f"  {line}", flush=True)


def serve(settings: Settings) -> None:
    """Run Herobreak until Ctrl-C, SIGTERM or a closed terminal.

    Raises:
        Problem: something outside the program is wrong; everything that was started is stopped again.
    """
    folder = DataFolder(settings.data)
    folder.prepare()
    records = folder.run / "processes.json"
    with (
        storage_problems(folder.root),
        locked(folder) as lock,
        guarded(records, folder.log("guard"), lock),
        _asked_to_stop() as asked,
    ):
        stop_leftovers(records, say)
        family = Family(records, say, asked)
        try:
            _Run(_settled(settings), folder, family).until_stopped()
        except Stop:
            say("stopping")
        finally:
            family.stop_all()
            connected.forget(folder)
        say("stopped")


def _settled(settings: Settings) -> Settings:
    """The settings with a port that is free and an address that people can open."""
    port = probe.free_port(settings.host, settings.port)
    if os.environ.get("HEROBREAK_URL"):
        return replace(settings, port=port)
    host = {ports.LOOPBACK: "localhost", "0.0.0.0": probe.lan_address(), "::": probe.lan_address()}  # noqa: S104 - read
    return replace(settings, port=port, url=f"http://{host.get(settings.host, settings.host)}:{port}")


@contextmanager
def _asked_to_stop() -> Iterator["_Asked"]:
    asked = _Asked()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` asked to outlive the terminal
        numbers.append(signal.SIGHUP)
    before = [signal.signal(number, asked.set) for number in numbers]
    try:
        yield asked
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


class _Asked:
    """Whether somebody asked us to stop: by a signal, or by closing the terminal (which may tell `make` alone)."""

    def __init__(self) -> None:
        self._set = False
        self._on_a_terminal = os.isatty(1)

    def set(self, *_: object) -> None:
        self._set = True

    def __call__(self) -> bool:
        return self._set or (self._on_a_terminal and not os.isatty(1))


class _Run:
    """The steps of starting, then watching."""

    def __init__(self, settings: Settings, folder: DataFolder, family: Family) -> None:
        self._settings = settings
        self._folder = folder
        self._family = family

    def until_stopped(self) -> None:
        began = time.monotonic()
        servers = Servers(self._postgres(), self._valkey())
        connected.remember(self._folder, servers)
        variables = parts.environment(self._settings, servers)
        self._prepare(variables)
        self._open(variables)
        print(welcome(self._settings), flush=True)
        if self._complete(variables):
            say(f"everything up after {time.monotonic() - began:.1f} s")
        self._watch()

    def _postgres(self) -> str:
        if self._settings.database_url:
            say("PostgreSQL: yours, by DATABASE_URL")
            return self._settings.database_url
        new = not self._folder.postgres.exists()
        say("PostgreSQL: making a new database in the data folder" if new else "PostgreSQL: starting")
        port = ports.free()
        launch = postgres.launch(self._folder.postgres, self._folder.log("postgres"), port)
        self._family.start(launch)
        self._family.wait(launch.name, READY_SECONDS)
        return postgres.url(self._folder.postgres, port)

    def _valkey(self) -> str:
        if self._settings.redis_url:
            if not valkey.is_ready(self._settings.redis_url):
                raise Problem("no Redis answers at REDIS_URL: check the address, the password, and that it runs.")
            say("Redis: yours, by REDIS_URL")
            return self._settings.redis_url
        say("Valkey: starting")
        port = ports.free()
        launch = valkey.launch(self._folder.valkey, self._folder.log("valkey"), port)
        self._family.start(launch)
        self._family.wait(launch.name, READY_SECONDS)
        return valkey.url(self._folder.valkey, port)

    def _prepare(self, variables: dict[str, str]) -> None:
        say("database: bringing the schema and the shipped lessons up to date")
        if self._family.run(parts.preparation(self._folder, variables)) != 0:
            sys.exit(1)  # it has told why; leaving this way stops the rest in order

    def _open(self, variables: dict[str, str]) -> None:
        """People can have their break from here on: the API does by itself what the worker has not prepared."""
        say("API: starting")
        self._family.start(parts.api(self._settings, self._folder, variables))
        self._family.wait(parts.API, READY_SECONDS)

    def _complete(self, variables: dict[str, str]) -> bool:
        """Start what works in the background; whether all of it came up in time. What did not is started again."""
        self._family.start(parts.worker(self._folder, variables))
        self._family.start(parts.beat(self._folder, variables))
        until, trouble = time.monotonic() + READY_SECONDS, ""
        while not self._family.ready(parts.WORKER) or (trouble := self._trouble()):
            if time.monotonic() > until:
                say(f"not everything is ready yet: {trouble or f'see {self._folder.log(parts.WORKER)}'}")
                return False
            self._family.look_after()
            self._family.pause(0.1)
        return True

    def _trouble(self) -> str:
        """What /api/health/ready finds wrong; empty where all is well."""
        status, answer = probe.ask(self._settings.host, self._settings.port, "/api/health/ready")
        return "" if status == 200 else f"/api/health/ready says {status}: {answer}"

    def _watch(self) -> None:
        rotated = time.monotonic()
        while True:
            self._family.look_after()
            self._family.pause(LOOK_SECONDS)
            if time.monotonic() - rotated > ROTATE_SECONDS:
                rotated = time.monotonic()
                with suppress(OSError):  # a full disk must not take down what still serves
                    rotate(self._folder.root / "logs")
