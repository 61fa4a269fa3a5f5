"""The modules of the supervisor, on real processes and files."""

import json
import os
import subprocess
from pathlib import Path

import psutil
import pytest

from ops.data_folder import DataFolder, lock_data_folder
from ops.operator_errors import OperatorError
from ops.supervisor import process_records
from ops.supervisor.log_rotation import rotate_logs
from ops.supervisor.probe import find_lan_address, get_reachable_address
from ops.supervisor.process_records import ProcessRecord
from ops.supervisor.welcome import draw_qr_code


def start_sleeper(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words or ("sleep", "60"), start_new_session=True)


def get_session_id(process: psutil.Process) -> int:
    """Give the session of a running process. A zombie counts as having none."""
    try:
        return os.getsid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else -1
    except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
        return -1


def make_record(
    process: subprocess.Popen[bytes],
    *,
    stop_timeout_seconds: float = 5,
    started: float | None = None,
) -> ProcessRecord:
    process_started_at = psutil.Process(process.pid).create_time() if started is None else started
    return ProcessRecord("sleeper", process.pid, process_started_at, 15, stop_timeout_seconds)


def test_a_later_process_with_a_recorded_number_is_not_stopped(tmp_path: Path) -> None:
    with start_sleeper() as process:
        process_records.write_records(
            tmp_path / "processes.json", [make_record(process, started=1.0)]
        )
        process_records.stop_leftover_processes(tmp_path / "processes.json", print)
        assert process.poll() is None
        assert not (tmp_path / "processes.json").exists()
        process.kill()


def test_a_process_that_ignores_the_stop_is_killed_with_its_session() -> None:
    script = "trap '' TERM; sleep 60 & echo started; wait; sleep 60"
    with subprocess.Popen(
        ["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert not process_records.stop_recorded_process(
            make_record(process, stop_timeout_seconds=0.3)
        )
        assert process.wait(5) == -9
        assert [
            member for member in psutil.process_iter() if get_session_id(member) == process.pid
        ] == []


def test_a_damaged_record_file_has_no_records(tmp_path: Path) -> None:
    (tmp_path / "processes.json").write_text('[{"name": "API", "pi')
    assert process_records.read_records(tmp_path / "processes.json") == []
    (tmp_path / "processes.json").write_text(json.dumps([{"another": "shape"}]))
    assert process_records.read_records(tmp_path / "processes.json") == []


def test_a_data_folder_can_be_locked_once(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare_folder()
    with (
        lock_data_folder(folder),
        pytest.raises(OperatorError, match="another Herobreak"),
        lock_data_folder(folder),
    ):
        pass
    with lock_data_folder(folder):
        pass


def test_a_full_log_is_copied_and_emptied_in_place(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        rotate_logs(tmp_path, max_bytes=50)
        writer.write(b"after")
        assert log.read_bytes() == b"after"
        assert (tmp_path / "api.log.1").read_bytes() == b"x" * 100
        rotate_logs(tmp_path, max_bytes=50)
        assert log.read_bytes() == b"after"


def test_logs_have_a_bound(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    for number in range(9):
        log.write_bytes(b"%d" % number * 100)
        rotate_logs(tmp_path, max_bytes=50, kept_files=3)
    copies = {file.name: file.read_bytes()[:1] for file in tmp_path.glob("*.log.*")}
    assert copies == {"worker.log.1": b"8", "worker.log.2": b"7", "worker.log.3": b"6"}


def test_reachable_and_local_addresses_are_found() -> None:
    assert get_reachable_address("0.0.0.0") == "127.0.0.1"  # noqa: S104 - read, not bound
    assert find_lan_address().count(".") == 3
    assert len(draw_qr_code("http://localhost:8000").splitlines()) > 10
