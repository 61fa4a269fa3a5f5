"""What `make run` runs, for real: everything up, everything down, nothing left behind."""

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
from ops.supervisor.process_group import MAX_RESTARTS_IN_A_ROW


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for the tests of this file: only the first makes it."""
    return tmp_path_factory.mktemp("served") / "data"


def alive(processes: list[psutil.Process], seconds: float = 15) -> list[psutil.Process]:
    """Those that still run; the zombie of an orphan waits for the machine's init and runs no more."""
    until = time.monotonic() + seconds
    while left := [process for process in processes if runs(process)]:
        if time.monotonic() > until:
            return left
        time.sleep(0.05)
    return []


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def member(running: ServedProcess, text: str) -> psutil.Process | None:
    """The process of the family whose command line has `text`, the one started by the supervisor itself."""
    own = psutil.Process(running.process.pid).children()
    return next(
        (process for process in own if runs(process) and text in " ".join(process.cmdline())), None
    )


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


async def on_its_database(running: ServedProcess, statement: str) -> str:
    servers = json.loads((running.data / "run" / "servers.json").read_text())
    connection = await asyncpg.connect(servers["database_url"])
    try:
        return str(await connection.fetchval(statement))
    finally:
        await connection.close()


async def test_it_starts_serves_and_leaves_nothing_after_ctrl_c(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        assert running.get_status("/api/health/live") == 200
        await on_its_database(running, "CREATE TABLE kept AS SELECT 42 AS answer")
        family = running.list_processes()
        assert len(family) >= 8
        assert running.press_ctrl_c() == 0
        assert alive(family) == []
    assert "Herobreak is open at  http://localhost:" in running.read_output()
    assert "killed" not in running.read_output()
    assert not (data / "run" / "servers.json").exists()


async def test_the_second_start_is_fast_and_finds_the_data(data: Path, tmp_path: Path) -> None:
    began = time.monotonic()
    with run_herobreak(data, tmp_path / "output", wait_until_ready=False) as running:
        running.wait_for("is open at")
        assert time.monotonic() - began < 10
        assert running.get_status("/api/health/live") == 200
        assert await on_its_database(running, "SELECT answer FROM kept") == "42"


def test_a_killed_supervisor_leaves_nothing(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        family = running.list_processes()
        running.process.kill()
        assert alive(family) == []
    with run_herobreak(data, tmp_path / "again") as running:
        assert running.get_status("/api/health/live") == 200


def test_what_a_killed_guard_could_not_stop_is_stopped_by_the_next_start(
    data: Path, tmp_path: Path
) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        family = running.list_processes()
        guard = member(running, "ops.supervisor.guard")
        assert guard is not None
        guard.kill()
        running.process.kill()
        running.process.wait()
    with run_herobreak(data, tmp_path / "again") as running:
        assert "left over from a run that was killed" in running.read_output()
        assert alive(family) == []


def another(running: ServedProcess, text: str, old: psutil.Process) -> bool:
    return member(running, text) not in {None, old}


PARTS = {"worker": "celery -A worker.app worker", "API": "granian", "Valkey": "valkey-server"}


def test_a_part_that_dies_is_started_again(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        victims = {
            part: process for part, text in PARTS.items() if (process := member(running, text))
        }
        their_own = [
            child for victim in victims.values() for child in victim.children(recursive=True)
        ]
        for victim in victims.values():
            victim.kill()
        for part, text in PARTS.items():
            running.wait_for(f"{part} ended (SIGKILL): starting it again")
            until(partial(another, running, text, victims[part]))
        assert alive(their_own) == []
        until(lambda: running.get_status("/api/health/ready") == 200)


def test_a_part_that_always_dies_ends_the_run_with_its_log(data: Path, tmp_path: Path) -> None:
    with run_herobreak(
        data, tmp_path / "output", wait_until_ready=False, WORKER_PROCESSES="none"
    ) as running:
        assert running.process.wait(120) == 1
    assert running.read_output().count("worker ended (code 2)") == MAX_RESTARTS_IN_A_ROW
    assert "Invalid value for '-c' / '--concurrency'" in running.read_output()


def test_one_herobreak_a_data_folder_and_a_port(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output") as running:
        assert (
            f"another Herobreak (process {running.process.pid}) is running on {data}"
            in run_refused_start(data)
        )
        told = run_refused_start(tmp_path / "other", PORT=str(running.port))
        assert f"port {running.port} on 127.0.0.1 is taken by" in told
        assert f"PORT={running.port + 1}" in told
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


def test_asked_to_stop_while_starting(data: Path, tmp_path: Path) -> None:
    with run_herobreak(data, tmp_path / "output", wait_until_ready=False) as running:
        running.wait_for("Valkey: starting")
        family = running.list_processes()
        os.kill(running.process.pid, signal.SIGTERM)
        assert running.process.wait(60) == 0
        assert alive(family) == []
    assert READY_LINE not in running.read_output()


def test_a_closed_terminal_stops_it(data: Path) -> None:
    ours, its_own = pty.openpty()
    variables = make_operator_environment(data, ports.find_free_port())
    with subprocess.Popen(
        [HEROBREAK_COMMAND, "serve"], env=variables, stdin=its_own, stdout=its_own, stderr=its_own
    ) as process:
        os.close(its_own)
        printed = b""
        while READY_LINE.encode() not in printed:
            printed += os.read(ours, 4096)
        family = [
            psutil.Process(process.pid),
            *psutil.Process(process.pid).children(recursive=True),
        ]
        os.close(ours)  # it is not its session's leader: no signal tells it
        assert process.wait(60) == 0
    assert alive(family) == []
