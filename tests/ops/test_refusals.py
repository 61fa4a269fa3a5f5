"""A start that is impossible ends with a message that says what is wrong and what to do."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.served_processes import make_operator_environment, run_refused_start


def make_disk_command(options: str, folder: Path) -> tuple[str, ...]:
    """Give a command prefix that mounts a small disk at `folder` for the command after it."""
    folder.mkdir(parents=True, exist_ok=True)
    unshare_command = ("unshare", "--user", "--map-root-user", "--mount")
    script = f'mount -t tmpfs -o {options} none "{folder}" && exec "$@"'
    try:
        subprocess.run([*unshare_command, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(
            "this machine lets nobody mount a disk of their own, so there is no small disk to fill"
        )
    return (*unshare_command, "sh", "-c", script, "sh")


def test_a_full_disk_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    output = run_refused_start(folder / "data", prefix=make_disk_command("size=20m", folder))
    assert "is full" in output
    assert "HEROBREAK_DATA=" in output


def test_a_disk_that_is_too_small_for_a_new_database_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    output = run_refused_start(folder / "data", prefix=make_disk_command("size=120m", folder))
    assert "has less than 300 MB free" in output


def test_a_disk_that_fills_up_during_initdb_is_reported_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    script = (
        "import sys; from pathlib import Path; from ops.embedded import postgres\n"
        "from ops.operator_errors import OperatorError\n"
        "postgres.MIN_FREE_BYTES_NEW_CLUSTER = 0; place = Path(sys.argv[1])\n"
        "try: postgres.prepare_postgres(place / 'postgres', place / 'log', 1)\n"
        "except OperatorError as error: error.show()\n"
        "print(sorted(path.name for path in place.iterdir()))"
    )
    command = [*make_disk_command("size=30m", folder), sys.executable, "-c", script, str(folder)]
    result = subprocess.run(
        command, capture_output=True, text=True, env=make_operator_environment(folder, 1)
    )
    assert "is full" in result.stderr, result.stderr
    assert result.stdout.strip() == "[]"


def test_a_read_only_disk_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    output = run_refused_start(folder / "data", prefix=make_disk_command("ro", folder))
    assert "is on a read-only disk" in output


def test_a_file_in_place_of_the_data_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    assert "something that is not a folder" in run_refused_start(tmp_path / "data")


def test_a_data_folder_without_write_permission_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    output = run_refused_start(
        folder / "data",
        prefix=(*make_disk_command("mode=0555", folder), "setpriv", "--bounding-set=-all"),
    )
    assert "can't be written" in output


def test_a_half_made_database_is_reported(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    output = run_refused_start(tmp_path)
    assert "is only half there" in output
    assert f"mv {tmp_path / 'postgres'}" in output


def test_a_database_of_another_version_is_reported(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("14\n")
    assert "was made by PostgreSQL 14, this is 18" in run_refused_start(tmp_path)


@pytest.mark.parametrize("port", ["eighty", "-1", "70000"])
def test_an_invalid_port_is_reported(tmp_path: Path, port: str) -> None:
    assert "give a whole number from 0 to 65535" in run_refused_start(tmp_path, PORT=port)


def test_an_address_of_another_machine_is_reported(tmp_path: Path) -> None:
    assert "198.51.100.7 is no address of this machine" in run_refused_start(
        tmp_path, HOST="198.51.100.7"
    )


def test_an_unreachable_database_url_is_reported_without_its_password(
    tmp_path: Path, redis_url: str
) -> None:
    output = run_refused_start(
        tmp_path, DATABASE_URL="postgresql://me:a-secret@127.0.0.1:1/mine", REDIS_URL=redis_url
    )
    assert "the database at 127.0.0.1:1/mine can't be reached" in output
    assert "a-secret" not in output


def test_an_unreachable_redis_url_is_reported(tmp_path: Path, empty_database: str) -> None:
    output = run_refused_start(
        tmp_path, DATABASE_URL=empty_database, REDIS_URL="redis://:a-secret@127.0.0.1:1/0"
    )
    assert "no Redis answers at REDIS_URL" in output
