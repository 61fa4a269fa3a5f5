"""The supervisor's parts, on real processes and files."""

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


def sleeper(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words or ("sleep", "60"), start_new_session=True)


def session(process: psutil.Process) -> int:
    """The session of a process that runs; a zombie, which waits for its parent to ask, has none."""
    try:
        return os.getsid(process.pid) if process.status() != psutil.STATUS_ZOMBIE else -1
    except (ProcessLookupError, PermissionError, psutil.NoSuchProcess):
        return -1


def recorded(
    process: subprocess.Popen[bytes], *, patience: float = 5, started: float | None = None
) -> ProcessRecord:
    born = psutil.Process(process.pid).create_time() if started is None else started
    return ProcessRecord("sleeper", process.pid, born, 15, patience)


def test_a_process_that_got_an_old_number_is_left_alone(tmp_path: Path) -> None:
    with sleeper() as process:
        process_records.write_records(tmp_path / "processes.json", [recorded(process, started=1.0)])
        process_records.stop_leftover_processes(tmp_path / "processes.json", print)
        assert process.poll() is None
        assert not (tmp_path / "processes.json").exists()
        process.kill()


def test_who_will_not_stop_is_killed_with_all_its_own() -> None:
    script = "trap '' TERM; sleep 60 & echo started; wait; sleep 60"
    with subprocess.Popen(
        ["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert not process_records.stop_recorded_process(recorded(process, patience=0.3))
        assert process.wait(5) == -9
        assert [member for member in psutil.process_iter() if session(member) == process.pid] == []


def test_a_torn_record_is_no_record(tmp_path: Path) -> None:
    (tmp_path / "processes.json").write_text('[{"name": "API", "pi')
    assert process_records.read_records(tmp_path / "processes.json") == []
    (tmp_path / "processes.json").write_text(json.dumps([{"another": "shape"}]))
    assert process_records.read_records(tmp_path / "processes.json") == []


def test_two_in_one_folder(tmp_path: Path) -> None:
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


def test_a_full_log_becomes_the_old_one(tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        rotate_logs(tmp_path, max_bytes=50)
        writer.write(b"after")
        assert log.read_bytes() == b"after"
        assert (tmp_path / "api.log.1").read_bytes() == b"x" * 100
        rotate_logs(tmp_path, max_bytes=50)
        assert log.read_bytes() == b"after"


def test_addresses() -> None:
    assert get_reachable_address("0.0.0.0") == "127.0.0.1"  # noqa: S104 - read, not bound
    assert find_lan_address().count(".") == 3
    assert len(draw_qr_code("http://localhost:8000").splitlines()) > 10
