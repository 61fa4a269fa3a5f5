"""One run, from the lock of the data folder to the last process stopped."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from learning.settings import Settings
from ops import server_addresses
from ops.data_folder import DataFolder, lock_data_folder
from ops.embedded import SERVER_START_TIMEOUT_SECONDS, ServerAddresses, ports, postgres, valkey
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.supervisor import probe, program_launches
from ops.supervisor.guard import run_guard
from ops.supervisor.log_rotation import rotate_logs
from ops.supervisor.process_group import ProcessGroup, StopRequested
from ops.supervisor.process_records import stop_leftover_processes
from ops.supervisor.welcome import make_welcome_text

WATCH_INTERVAL_SECONDS = 0.2
LOG_ROTATION_INTERVAL_SECONDS = 10.0


def print_line(line: str) -> None:
    """One line for the operator, where there still is one to read it."""
    with suppress(OSError):
        print(f"  {line}", flush=True)


def run_supervisor(settings: Settings) -> None:
    """Run Herobreak until Ctrl-C, SIGTERM or a closed terminal.

    Raises:
        Problem: something outside the program is wrong; everything that was started is stopped again.
    """
    folder = DataFolder(settings.data)
    folder.prepare_folder()
    records_file = folder.run_folder / "processes.json"
    with (
        translate_storage_errors(folder.root),
        lock_data_folder(folder) as lock,
        run_guard(records_file, folder.get_log_file("guard"), lock),
        _watch_stop_signals() as stop_signal,
    ):
        stop_leftover_processes(records_file, print_line)
        process_group = ProcessGroup(records_file, print_line, stop_signal)
        try:
            _SupervisorRun(_resolve_address(settings), folder, process_group).run_until_stopped()
        except StopRequested:
            print_line("stopping")
        finally:
            process_group.stop_all()
            server_addresses.delete_server_addresses(folder)
        print_line("stopped")


def _resolve_address(settings: Settings) -> Settings:
    """The settings with a port that is free and an address that people can open."""
    port = probe.check_port_free(settings.host, settings.port)
    if os.environ.get("HEROBREAK_URL"):
        return replace(settings, port=port)
    host = {
        ports.LOOPBACK_ADDRESS: "localhost",
        "0.0.0.0": probe.find_lan_address(),  # noqa: S104 - it is read, not bound
        "::": probe.find_lan_address(),
    }
    return replace(
        settings, port=port, url=f"http://{host.get(settings.host, settings.host)}:{port}"
    )


@contextmanager
def _watch_stop_signals() -> Iterator["_StopSignal"]:
    stop_signal = _StopSignal()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` asked to outlive the terminal
        numbers.append(signal.SIGHUP)
    previous_handlers = [signal.signal(number, stop_signal.set_requested) for number in numbers]
    try:
        yield stop_signal
    finally:
        for number, handler in zip(numbers, previous_handlers, strict=True):
            signal.signal(number, handler)


class _StopSignal:
    """Whether somebody asked us to stop: by a signal, or by closing the terminal (which may tell `make` alone)."""

    def __init__(self) -> None:
        self._requested = False
        self._on_a_terminal = os.isatty(1)

    def set_requested(self, *_: object) -> None:
        self._requested = True

    def __call__(self) -> bool:
        return self._requested or (self._on_a_terminal and not os.isatty(1))


class _SupervisorRun:
    """The steps of starting, then watching."""

    def __init__(self, settings: Settings, folder: DataFolder, process_group: ProcessGroup) -> None:
        self._settings = settings
        self._folder = folder
        self._process_group = process_group

    def run_until_stopped(self) -> None:
        started_at = time.monotonic()
        servers = ServerAddresses(self._start_postgres(), self._start_valkey())
        server_addresses.write_server_addresses(self._folder, servers)
        variables = program_launches.make_child_environment(self._settings, servers)
        self._run_preparation(variables)
        self._start_api(variables)
        print(make_welcome_text(self._settings), flush=True)
        if self._start_background(variables):
            print_line(f"everything up after {time.monotonic() - started_at:.1f} s")
        self._watch_processes()

    def _start_postgres(self) -> str:
        if self._settings.database_url:
            print_line("PostgreSQL: yours, by DATABASE_URL")
            return self._settings.database_url
        new = not self._folder.postgres_folder.exists()
        print_line(
            "PostgreSQL: making a new database in the data folder"
            if new
            else "PostgreSQL: starting"
        )
        port = ports.find_free_port()
        launch = postgres.prepare_postgres(
            self._folder.postgres_folder, self._folder.get_log_file("postgres"), port
        )
        self._process_group.start_child(launch)
        self._process_group.wait_for_child(launch.name, SERVER_START_TIMEOUT_SECONDS)
        return postgres.read_postgres_url(self._folder.postgres_folder, port)

    def _start_valkey(self) -> str:
        if self._settings.redis_url:
            if not valkey.is_valkey_ready(self._settings.redis_url):
                raise OperatorError(
                    "no Redis answers at REDIS_URL: check the address, the password, and that it runs."
                )
            print_line("Redis: yours, by REDIS_URL")
            return self._settings.redis_url
        print_line("Valkey: starting")
        port = ports.find_free_port()
        launch = valkey.prepare_valkey(
            self._folder.valkey_folder, self._folder.get_log_file("valkey"), port
        )
        self._process_group.start_child(launch)
        self._process_group.wait_for_child(launch.name, SERVER_START_TIMEOUT_SECONDS)
        return valkey.read_valkey_url(self._folder.valkey_folder, port)

    def _run_preparation(self, variables: dict[str, str]) -> None:
        print_line("database: bringing the schema and the shipped lessons up to date")
        if (
            self._process_group.run_to_end(
                program_launches.make_preparation_launch(self._folder, variables)
            )
            != 0
        ):
            sys.exit(1)  # it has told why; leaving this way stops the rest in order

    def _start_api(self, variables: dict[str, str]) -> None:
        """People can have their break from here on: the API does by itself what the worker has not prepared."""
        print_line("API: starting")
        self._process_group.start_child(
            program_launches.make_api_launch(self._settings, self._folder, variables)
        )
        self._process_group.wait_for_child(
            program_launches.API_PROCESS, SERVER_START_TIMEOUT_SECONDS
        )

    def _start_background(self, variables: dict[str, str]) -> bool:
        """Start what works in the background; whether all of it came up in time. What did not is started again."""
        self._process_group.start_child(
            program_launches.make_worker_launch(self._folder, variables)
        )
        self._process_group.start_child(program_launches.make_beat_launch(self._folder, variables))
        deadline, problem = time.monotonic() + SERVER_START_TIMEOUT_SECONDS, ""
        while not self._process_group.is_child_ready(program_launches.WORKER_PROCESS) or (
            problem := self._find_trouble()
        ):
            if time.monotonic() > deadline:
                print_line(
                    f"not everything is ready yet: {problem or f'see {self._folder.get_log_file(program_launches.WORKER_PROCESS)}'}"
                )
                return False
            self._process_group.restart_dead_children()
            self._process_group.pause_or_stop(0.1)
        return True

    def _find_trouble(self) -> str:
        """What /api/health/ready finds wrong; empty where all is well."""
        status, answer = probe.get_api_path(
            self._settings.host, self._settings.port, "/api/health/ready"
        )
        return "" if status == 200 else f"/api/health/ready says {status}: {answer}"

    def _watch_processes(self) -> None:
        rotated = time.monotonic()
        while True:
            self._process_group.restart_dead_children()
            self._process_group.pause_or_stop(WATCH_INTERVAL_SECONDS)
            if time.monotonic() - rotated > LOG_ROTATION_INTERVAL_SECONDS:
                rotated = time.monotonic()
                with suppress(OSError):  # a full disk must not take down what still serves
                    rotate_logs(self._folder.root / "logs")
