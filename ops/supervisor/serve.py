"""One run of Herobreak: lock the data folder, start, watch and stop all processes."""

import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from learning.settings import Settings
from ops import server_addresses
from ops.data_folder import DataFolder, lock_data_folder
from ops.embedded import (
    SERVER_START_TIMEOUT_SECONDS,
    ServerAddresses,
    ports,
    postgres,
    postgres_addresses,
    valkey,
)
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.supervisor import probe, program_launches
from ops.supervisor.guard import run_guard
from ops.supervisor.heartbeats import HeartbeatWatch
from ops.supervisor.log_rotation import rotate_logs
from ops.supervisor.metrics_folder import open_metrics_folder
from ops.supervisor.process_group import ProcessGroup, StopRequested
from ops.supervisor.process_records import stop_leftover_processes
from ops.supervisor.scheduled_backups import ScheduledBackups, run_scheduled_backups
from ops.supervisor.welcome import make_welcome_text
from ops.terminal_messages import render_for_terminal

WATCH_INTERVAL_SECONDS = 0.2
LOG_ROTATION_INTERVAL_SECONDS = 10.0


def print_line(line: str) -> None:
    """Print one line for the operator. A terminal that is already closed is no error."""
    with suppress(OSError):
        print(f"  {line}", flush=True)


def print_progress(code: str, /, **values: object) -> None:
    """Print the text of a message code as one line for the operator."""
    print_line(render_for_terminal(code, **values))


def run_supervisor(settings: Settings) -> None:
    """Run Herobreak until Ctrl-C, SIGTERM or a closed terminal.

    Raises:
        OperatorError: something outside the program is wrong. All started processes are stopped.
    """
    folder = DataFolder(settings.data)
    folder.prepare_folder()
    records_file = folder.run_folder / "processes.json"
    with (
        translate_storage_errors(folder.root),
        lock_data_folder(folder) as lock,
        run_guard(records_file, folder.get_log_file("guard"), lock),
        open_metrics_folder(folder) as metrics_folder,
        _watch_stop_signals() as stop_signal,
    ):
        stop_leftover_processes(records_file, print_line)
        process_group = ProcessGroup(records_file, print_line, stop_signal)
        try:
            _SupervisorRun(
                _resolve_address(settings), folder, process_group, metrics_folder
            ).run_until_stopped()
        except StopRequested:
            print_progress("operator.stopping")
        finally:
            process_group.stop_all()
            server_addresses.delete_server_addresses(folder)
        print_progress("operator.stopped")


def _resolve_address(settings: Settings) -> Settings:
    """Give the settings with a free port, an address that people can open, and a token.

    With the token the supervisor and `herobreak doctor` learn which part is not well.
    """
    settings = replace(
        settings,
        port=probe.check_port_free(settings.host, settings.port),
        metrics_token=settings.metrics_token or secrets.token_urlsafe(24),
    )
    port = settings.port
    if os.environ.get("HEROBREAK_URL"):
        return settings
    host = {
        ports.LOOPBACK_ADDRESS: "localhost",
        "0.0.0.0": probe.find_lan_address(),  # noqa: S104 - it is read, not bound
        "::": probe.find_lan_address(),
    }
    return replace(settings, url=f"http://{host.get(settings.host, settings.host)}:{port}")


@contextmanager
def _watch_stop_signals() -> Iterator["_StopSignal"]:
    stop_signal = _StopSignal()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` ignores SIGHUP on purpose
        numbers.append(signal.SIGHUP)
    previous_handlers = [signal.signal(number, stop_signal.set_requested) for number in numbers]
    try:
        yield stop_signal
    finally:
        for number, handler in zip(numbers, previous_handlers, strict=True):
            signal.signal(number, handler)


class _StopSignal:
    """Whether a stop was requested: by a signal, or by closing the terminal.

    A closed terminal may send its signal to `make` alone, so the terminal itself is checked, too.
    """

    def __init__(self) -> None:
        self._requested = False
        self._on_a_terminal = os.isatty(1)

    def set_requested(self, *_: object) -> None:
        self._requested = True

    def __call__(self) -> bool:
        return self._requested or (self._on_a_terminal and not os.isatty(1))


class _SupervisorRun:
    """One run: it starts the processes in order, then watches them."""

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        process_group: ProcessGroup,
        metrics_folder: Path,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._process_group = process_group
        self._metrics_folder = metrics_folder

    def run_until_stopped(self) -> None:
        started_at = time.monotonic()
        database_url, admin_url = self._start_postgres()
        servers = ServerAddresses(database_url, self._start_valkey(), admin_url)
        server_addresses.write_server_addresses(self._folder, servers, self._settings.metrics_token)
        variables = program_launches.make_child_environment(
            self._settings, servers, self._metrics_folder
        )
        self._run_preparation(variables, servers.admin_url)
        self._start_api(variables)
        print(make_welcome_text(self._settings), flush=True)
        if self._start_background(variables):
            print_progress("operator.starting_done", seconds=time.monotonic() - started_at)
        with run_scheduled_backups(
            self._settings, self._folder, variables, servers, print_progress
        ) as backups:
            self._watch_processes(backups)

    def _start_postgres(self) -> tuple[str, str]:
        """Start PostgreSQL, and give the addresses for the app and for the administrator."""
        if self._settings.database_url:
            print_progress("operator.your_postgres")
            return self._settings.database_url, self._settings.database_admin_url
        folder = self._folder.postgres_folder
        is_new = not folder.exists()
        print_progress("operator.starting_new_postgres" if is_new else "operator.starting_postgres")
        port = ports.find_free_port()
        launch = postgres.prepare_postgres(folder, self._folder.get_log_file("postgres"), port)
        self._process_group.start_child(launch)
        self._process_group.wait_for_child(launch.name, SERVER_START_TIMEOUT_SECONDS)
        return (
            postgres_addresses.read_app_url(folder, port),
            postgres_addresses.read_admin_url(folder, port),
        )

    def _start_valkey(self) -> str:
        if self._settings.redis_url:
            if not valkey.is_valkey_ready(self._settings.redis_url):
                raise OperatorError("operator.no_redis")
            print_progress("operator.your_redis")
            return self._settings.redis_url
        print_progress("operator.starting_valkey")
        port = ports.find_free_port()
        launch = valkey.prepare_valkey(
            self._folder.valkey_folder, self._folder.get_log_file("valkey"), port
        )
        self._process_group.start_child(launch)
        self._process_group.wait_for_child(launch.name, SERVER_START_TIMEOUT_SECONDS)
        return valkey.read_valkey_url(self._folder.valkey_folder, port)

    def _run_preparation(self, variables: dict[str, str], admin_url: str) -> None:
        print_progress("operator.starting_preparation")
        launch = program_launches.make_preparation_launch(self._folder, variables, admin_url)
        if self._process_group.run_to_end(launch) != 0:
            sys.exit(1)  # It has printed the reason. The caller stops the other processes.

    def _start_api(self, variables: dict[str, str]) -> None:
        """Start the API. People can take breaks without the worker: the API then plans them."""
        print_progress("operator.starting_api")
        self._process_group.start_child(
            program_launches.make_api_launch(self._settings, self._folder, variables)
        )
        self._process_group.wait_for_child(
            program_launches.API_PROCESS, SERVER_START_TIMEOUT_SECONDS
        )

    def _start_background(self, variables: dict[str, str]) -> bool:
        """Start the workers and beat. Return whether all was ready in time.

        Children that died meanwhile are started again.
        """
        self._process_group.start_child(
            program_launches.make_worker_launch(self._folder, variables)
        )
        self._process_group.start_child(program_launches.make_clock_launch(self._folder, variables))
        self._process_group.start_child(program_launches.make_beat_launch(self._folder, variables))
        deadline, problem = time.monotonic() + SERVER_START_TIMEOUT_SECONDS, ""
        while not self._process_group.is_child_ready(program_launches.WORKER_PROCESS) or (
            problem := self._find_trouble()
        ):
            if time.monotonic() > deadline:
                log = self._folder.get_log_file(program_launches.WORKER_PROCESS)
                problem = problem or render_for_terminal("operator.see_log", log=log)
                print_progress("operator.not_ready_yet", problem=problem)
                return False
            self._process_group.restart_dead_children()
            self._process_group.pause_or_stop(0.1)
        return True

    def _find_trouble(self) -> str:
        """Give what /api/health/ready reports; empty if the API is ready."""
        status, answer = probe.get_api_path(
            self._settings.host,
            self._settings.port,
            "/api/health/ready",
            self._settings.metrics_token,
        )
        if status == 200:
            return ""
        return render_for_terminal("operator.api_not_ready", status=status, answer=answer)

    def _kill_hung_processes(self, heartbeats: HeartbeatWatch) -> None:
        session = self._process_group.find_session(program_launches.API_PROCESS)
        for pid in heartbeats.kill_hung_processes(session):
            print_progress("operator.process_hung", name=program_launches.API_PROCESS, pid=pid)

    def _watch_processes(self, backups: ScheduledBackups) -> None:
        rotated_at = time.monotonic()
        heartbeats = HeartbeatWatch(self._folder.heartbeat_folder)
        while True:
            self._kill_hung_processes(heartbeats)
            self._process_group.restart_dead_children()
            backups.start_if_due()
            self._process_group.pause_or_stop(WATCH_INTERVAL_SECONDS)
            if time.monotonic() - rotated_at > LOG_ROTATION_INTERVAL_SECONDS:
                rotated_at = time.monotonic()
                with suppress(OSError):  # A full disk must not stop a Herobreak that still serves.
                    rotate_logs(self._folder.root / "logs")
