"""`herobreak serve` starts all processes, restarts dead ones, and leaves nothing running."""

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import asyncpg
import psutil
import pytest
from support.served_processes import (
    HEROBREAK_COMMAND,
    READY_LINE,
    ServedProcess,
    make_operator_environment,
    run_herobreak,
    run_refused_start,
)

from ops.embedded import ports
from ops.supervisor.heartbeats import has_fresh_heartbeat
from ops.supervisor.process_group import RESTARTS_BEFORE_LOG


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one data folder for all tests of this file. The first test fills it."""
    return tmp_path_factory.mktemp("served") / "data"


def list_alive(processes: list[psutil.Process], seconds: float = 15) -> list[psutil.Process]:
    """Wait until the processes have ended, and list those that have not. A zombie has ended."""
    until = time.monotonic() + seconds
    while left := [process for process in processes if is_alive(process)]:
        if time.monotonic() > until:
            return left
        time.sleep(0.05)
    return []


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def find_member(running: ServedProcess, text: str) -> psutil.Process | None:
    """Find the child of the supervisor whose command line contains `text`."""
    own = psutil.Process(running.process.pid).children()
    return next(
        (process for process in own if is_alive(process) and text in " ".join(process.cmdline())),
        None,
    )


def is_serving(running: ServedProcess, parent: psutil.Process) -> bool:
    """Say whether every process of the API serves."""
    folder = running.data / "run" / "heartbeats"
    return has_fresh_heartbeat(folder, parent.pid) and running.get_status("/api/health/live") == 200


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


async def query_database(running: ServedProcess, statement: str) -> str:
    connection = await open_connection(running)
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()


async def open_connection(running: ServedProcess) -> asyncpg.Connection:
    """Connect as the administrator."""
    servers = json.loads((running.data / "run" / "servers.json").read_text())
    return await asyncpg.connect(servers["admin_url"])


async def test_serve_starts_everything_and_leaves_nothing_after_ctrl_c(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        assert running.get_status("/api/health/live") == 200
        await query_database(running, "CREATE TABLE kept AS SELECT 42 AS answer")
        family = running.list_processes()
        assert len(family) >= 8
        assert running.press_ctrl_c() == 0
        assert list_alive(family) == []
    assert "Herobreak is open at  http://localhost:" in running.read_output()
    assert "killed" not in running.read_output()
    assert not (data / "run" / "servers.json").exists()


async def test_the_second_start_finds_the_data(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output", wait_until_ready=False) as running:
        running.wait_for("is open at")
        assert running.get_status("/api/health/live") == 200
        assert await query_database(running, "SELECT answer FROM kept") == "42"


LIST_ROLES_OF_CLIENTS = """
SELECT string_agg(DISTINCT usename, ', ') FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
MAKE_AS_BEFORE = """
REASSIGN OWNED BY herobreak_owner TO herobreak;
DROP OWNED BY herobreak_owner; DROP OWNED BY herobreak_app;
DROP ROLE herobreak_owner; DROP ROLE herobreak_app
"""
"""A cluster of release 0.2: one role, a superuser, owns all tables."""


async def test_no_process_signs_in_as_the_administrator_or_has_the_password(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        assert await query_database(running, LIST_ROLES_OF_CLIENTS) == "herobreak_app"
        password = (data / "postgres" / "herobreak-password").read_text().strip()
        texts = [str(read_environment(process)) for process in running.list_processes()]
        assert any("herobreak_app:" in text for text in texts)
        assert not any(password in text for text in texts)


def read_environment(process: psutil.Process) -> dict[str, str]:
    """Read the environment of a process. That of PostgreSQL may belong to another account."""
    try:
        return dict(process.environ())
    except psutil.AccessDenied:
        return {}


async def test_a_data_folder_of_an_earlier_version_is_upgraded(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        await query_database(running, "CREATE TABLE of_before AS SELECT 42 AS answer")
        people = await query_database(running, "SELECT count(*) FROM person")
        connection = await open_connection(running)
        await connection.execute(MAKE_AS_BEFORE)
        await connection.close()
        assert running.press_ctrl_c() == 0
    (data / "postgres" / "herobreak-app-password").unlink()
    with run_herobreak(data, tmp_path / "again") as running:
        assert running.get_status("/api/health/live") == 200
        assert await query_database(running, LIST_ROLES_OF_CLIENTS) == "herobreak_app"
        assert await query_database(running, "SELECT count(*) FROM person") == people
        owner = "SELECT tableowner FROM pg_tables WHERE tablename = '{}'"
        assert await query_database(running, owner.format("person")) == "herobreak_owner"
        assert await query_database(running, owner.format("of_before")) == "herobreak"


def test_a_killed_supervisor_leaves_no_process(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        family = running.list_processes()
        running.process.kill()
        assert list_alive(family) == []
    with run_herobreak(data, tmp_path / "again") as running:
        assert running.get_status("/api/health/live") == 200


def test_the_next_start_stops_what_a_killed_guard_could_not(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        family = running.list_processes()
        guard = find_member(running, "ops.supervisor.guard")
        assert guard is not None
        guard.kill()
        running.process.kill()
        running.process.wait()
    with run_herobreak(data, tmp_path / "again") as running:
        assert "left over from a run that was killed" in running.read_output()
        assert list_alive(family) == []


def is_replaced(running: ServedProcess, text: str, old: psutil.Process) -> bool:
    return find_member(running, text) not in {None, old}


COMMAND_PARTS = {
    "worker": "celery -A worker.app worker --queues celery",
    "clock": "celery -A worker.app worker --queues clock",
    "API": "granian",
    "Valkey": "valkey-server",
}


def test_a_dead_process_is_started_again(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        killed = {
            part: process
            for part, text in COMMAND_PARTS.items()
            if (process := find_member(running, text))
        }
        grandchildren = [
            child for victim in killed.values() for child in victim.children(recursive=True)
        ]
        for victim in killed.values():
            victim.kill()
        for part, text in COMMAND_PARTS.items():
            running.wait_for(f"{part} ended (SIGKILL): starting it again")
            wait_until(partial(is_replaced, running, text, killed[part]))
        assert list_alive(grandchildren) == []
        wait_until(lambda: running.get_status("/api/health/ready") == 200)


def test_a_process_that_always_dies_ends_no_other_and_its_log_is_shown(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(
        data, tmp_path / "output", wait_until_ready=False, WORKER_PROCESSES="none"
    ) as running:
        running.wait_for("Invalid value for '-c' / '--concurrency'", 120)
        assert running.read_output().count("worker ended (code 2)") == RESTARTS_BEFORE_LOG
        assert running.process.poll() is None
        assert running.get_status("/api/health/live") == 200


def test_the_api_goes_on_while_its_dead_parent_is_replaced(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        parent = find_member(running, "granian")
        assert parent is not None
        old_workers = parent.children()
        parent.kill()
        failures = 0
        until = time.monotonic() + 60
        while list_alive(old_workers, 0) and time.monotonic() < until:
            failures += running.get_status("/api/health/live") != 200
        assert list_alive(old_workers, 0) == []
        assert failures <= len(old_workers), "a worker that stops may drop the request it holds"
        assert running.get_status("/api/health/live") == 200
        assert find_member(running, "granian") is not None


def test_a_process_of_the_api_that_hangs_is_replaced_within_ten_seconds(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        parent = find_member(running, "granian")
        assert parent is not None
        hung = next(child for child in parent.children() if not child.children())
        hung.suspend()
        began = time.monotonic()
        wait_until(lambda: not is_alive(hung), 15)
        assert time.monotonic() - began < 10
        running.wait_for(f"process {hung.pid} hung and was killed", 10)
        wait_until(lambda: is_serving(running, parent))


def test_data_of_valkey_that_cannot_be_loaded_is_set_aside(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        valkey = find_member(running, "valkey-server")
        assert valkey is not None
        valkey.suspend()
        manifest = data / "valkey" / "appendonlydir" / "appendonly.aof.manifest"
        manifest.write_bytes(b"\x8d" * 64)
        valkey.kill()
        running.wait_for("Valkey could not load its data", 30)
        assert (data / "valkey" / "unreadable-1" / manifest.name).read_bytes() == b"\x8d" * 64
        wait_until(lambda: running.get_status("/api/health/ready") == 200)


def test_a_second_herobreak_on_the_same_folder_or_port_is_refused(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        assert (
            f"another Herobreak (process {running.process.pid}) is running on {data}"
            in run_refused_start(data)
        )
        output = run_refused_start(tmp_path / "other", PORT=str(running.port))
        assert f"port {running.port} on 127.0.0.1 is taken by" in output
        assert f"PORT={running.port + 1}" in output
        assert running.get_status("/api/health/live") == 200


def test_a_pid_file_that_names_another_program_is_stale(data: Path, tmp_path: Path) -> None:
    (data / "postgres" / "postmaster.pid").write_text(
        f"{os.getpid()}\n{data / 'postgres'}\n1\n5432\n\n\n\n"
    )
    record = {
        "name": "API",
        "pid": os.getpid(),
        "started_at": 1.0,
        "stop_signal": 9,
        "stop_timeout_seconds": 1,
    }
    (data / "run" / "processes.json").write_text(json.dumps([record]))
    with run_herobreak(data, tmp_path / "output") as running:
        assert running.get_status("/api/health/live") == 200


def test_a_stop_during_the_start_leaves_no_process(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output", wait_until_ready=False) as running:
        running.wait_for("Valkey: starting")
        family = running.list_processes()
        os.kill(running.process.pid, signal.SIGTERM)
        assert running.process.wait(60) == 0
        assert list_alive(family) == []
    assert READY_LINE not in running.read_output()


def test_a_closed_terminal_stops_herobreak(data: Path) -> None:
    our_end, its_end = pty.openpty()
    variables = make_operator_environment(data, ports.find_free_port())
    with subprocess.Popen(
        [HEROBREAK_COMMAND, "serve"], env=variables, stdin=its_end, stdout=its_end, stderr=its_end
    ) as process:
        os.close(its_end)
        output = b""
        while READY_LINE.encode() not in output:
            output += os.read(our_end, 4096)
        family = [
            psutil.Process(process.pid),
            *psutil.Process(process.pid).children(recursive=True),
        ]
        os.close(our_end)  # It does not lead its session, so it gets no signal.
        assert process.wait(60) == 0
    assert list_alive(family) == []
