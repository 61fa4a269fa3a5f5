"""The processes of a run, with small real processes: nothing that one of them does ends the run."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.embedded.valkey import set_unreadable_data_aside
from ops.process_launch import ProcessLaunch
from ops.supervisor import child_process, heartbeats, process_group
from ops.supervisor.child_process import calculate_restart_pause
from ops.supervisor.heartbeats import HeartbeatWatch, has_fresh_heartbeat
from ops.supervisor.process_group import ProcessGroup


class GroupOnPaper:
    """A group of processes, and the lines that it printed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lines = folder, list[str]()
        self.group = ProcessGroup(folder / "records", self.lines.append, lambda: False)

    def make_launch(
        self,
        name: str,
        script: str,
        is_ready: Callable[[], bool] = lambda: True,
        mend_data: Callable[[], Path | None] | None = None,
    ) -> ProcessLaunch:
        """Make the launch of a shell script."""
        return ProcessLaunch(
            name,
            ("sh", "-c", script),
            self.folder / f"{name}.log",
            {"PATH": os.environ["PATH"]},
            is_ready,
            mend_data=mend_data,
        )

    def watch(self, done: Callable[[], bool], seconds: float = 20) -> None:
        """Restart what dies until something is done."""
        until = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < until, self.lines
            self.group.restart_dead_children()
            time.sleep(0.01)


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GroupOnPaper]:
    """Give a group whose pauses are short."""
    monkeypatch.setattr(child_process, "FIRST_RESTART_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(child_process, "MAX_RESTART_PAUSE_SECONDS", 0.02)
    watched = GroupOnPaper(tmp_path)
    yield watched
    watched.group.stop_all()


def test_a_process_that_always_ends_is_started_again_without_end(watched: GroupOnPaper) -> None:
    watched.group.start_child(watched.make_launch("stable", "sleep 60"))
    watched.group.start_child(watched.make_launch("broken", "echo no room here; exit 3"))
    watched.watch(lambda: len(watched.lines) > 3 * process_group.RESTARTS_BEFORE_LOG)
    assert sum("no room here" in line for line in watched.lines) == 1
    assert watched.group.is_child_ready("stable")


def test_a_program_that_is_gone_is_tried_again(watched: GroupOnPaper) -> None:
    program = watched.folder / "program"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o700)
    launch = watched.make_launch("gone", "")
    watched.group.start_child(
        ProcessLaunch("gone", (str(program),), launch.log, launch.environment, lambda: True)
    )
    watched.watch(lambda: bool(watched.lines))
    program.unlink()
    watched.watch(lambda: sum("can't be run" in line for line in watched.lines) >= 2)
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o700)
    watched.watch(lambda: watched.group.is_child_ready("gone"))
    assert watched.group.find_session("gone") > 0


def test_pauses_double_up_to_half_a_minute() -> None:
    pauses = [calculate_restart_pause(ends) for ends in (1, 2, 3, 7, 8, 1000)]
    assert pauses == [0.5, 1.0, 2.0, 30.0, 30.0, 30.0]


def test_data_is_mended_once_at_the_first_start(watched: GroupOnPaper) -> None:
    data, aside = watched.folder / "data", watched.folder / "aside"
    data.write_text("damaged")
    watched.group.start_child(
        watched.make_launch(
            "server",
            f"test -e {data} && exit 1; touch {watched.folder}/ready; sleep 60",
            is_ready=(watched.folder / "ready").exists,
            mend_data=lambda: data.rename(aside) if data.exists() else None,
        )
    )
    watched.group.wait_for_child("server", 10)
    assert aside.read_text() == "damaged"
    assert [line for line in watched.lines if str(aside) in line]


@pytest.mark.parametrize(
    ("log", "is_cause"),
    [
        ("Valkey is starting\nServer initialized\nBad file format", True),
        ("Valkey is starting\nServer initialized\nNo space left on device", False),
        ("Valkey is starting\nFailed listening on port 6379", False),
        ("Valkey is starting\nServer initialized\nBad file\nValkey is starting\nFailed", False),
        ("", False),
    ],
)
def test_data_is_set_aside_only_if_it_ended_the_last_start(
    tmp_path: Path, log: str, is_cause: bool
) -> None:
    (tmp_path / "appendonlydir").mkdir()
    (tmp_path / "log").write_text(log)
    place = set_unreadable_data_aside(tmp_path, tmp_path / "log")
    assert (place is not None) == is_cause
    assert (tmp_path / "appendonlydir").exists() != is_cause


def test_only_a_process_of_the_session_without_heartbeats_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeats, "HEARTBEAT_TIMEOUT_SECONDS", 0.2)
    sleeper = (sys.executable, "-c", "import time; time.sleep(60)")
    ours, other = (subprocess.Popen(sleeper, start_new_session=True) for _ in range(2))
    try:
        watch = HeartbeatWatch(tmp_path)
        for process in (ours, other):
            (tmp_path / str(process.pid)).write_text(str(time.monotonic()))
        (tmp_path / "999999999").write_text("1.0")
        assert has_fresh_heartbeat(tmp_path, ours.pid)
        assert watch.kill_hung_processes(ours.pid) == []
        time.sleep(0.3)
        assert not has_fresh_heartbeat(tmp_path, ours.pid)
        assert watch.kill_hung_processes(ours.pid) == [ours.pid]
        assert ours.wait(5) == -9
        assert other.poll() is None
        assert not (tmp_path / "999999999").exists()
    finally:
        for process in (ours, other):
            process.kill()
            process.wait()


def test_nobody_is_late_after_the_machine_stood_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeats, "HEARTBEAT_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(heartbeats, "MAX_WATCH_GAP_SECONDS", 0.1)
    watch = HeartbeatWatch(tmp_path)
    (tmp_path / str(os.getpid())).write_text(str(time.monotonic()))
    time.sleep(0.3)
    assert watch.kill_hung_processes(os.getsid(0)) == []
