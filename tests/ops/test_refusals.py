"""Everything that can be wrong outside the program gets one sentence that says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.served_processes import make_operator_environment, run_refused_start


def on_a_disk_of(options: str, place: Path) -> tuple[str, ...]:
    """Words that run the command after them with a small disk of its own mounted at `place`."""
    place.mkdir(parents=True, exist_ok=True)
    alone = ("unshare", "--user", "--map-root-user", "--mount")
    script = f'mount -t tmpfs -o {options} none "{place}" && exec "$@"'
    try:
        subprocess.run([*alone, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(
            "this machine lets nobody mount a disk of their own, so there is no small disk to fill"
        )
    return (*alone, "sh", "-c", script, "sh")


def test_a_full_disk(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    told = run_refused_start(place / "data", prefix=on_a_disk_of("size=20m", place))
    assert "is full" in told
    assert "HEROBREAK_DATA=" in told


def test_a_disk_too_small_for_a_new_database(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    told = run_refused_start(place / "data", prefix=on_a_disk_of("size=120m", place))
    assert "has less than 300 MB free" in told


def test_a_disk_that_fills_up_while_the_database_is_made(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    script = (
        "import sys; from pathlib import Path; from ops.embedded import postgres; from ops.operator_errors import OperatorError\n"
        "postgres.MIN_FREE_BYTES_NEW_CLUSTER = 0; place = Path(sys.argv[1])\n"
        "try: postgres.prepare_postgres(place / 'postgres', place / 'log', 1)\n"
        "except OperatorError as error: error.show()\n"
        "print(sorted(path.name for path in place.iterdir()))"
    )
    command = [*on_a_disk_of("size=30m", place), sys.executable, "-c", script, str(place)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=make_operator_environment(place, 1)
    )
    assert "is full" in done.stderr, done.stderr
    assert done.stdout.strip() == "[]"


def test_a_read_only_disk(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    told = run_refused_start(place / "data", prefix=on_a_disk_of("ro", place))
    assert "is on a read-only disk" in told


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    assert "something that is not a folder" in run_refused_start(tmp_path / "data")


def test_a_data_folder_that_belongs_to_another(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    told = run_refused_start(
        place / "data", prefix=(*on_a_disk_of("mode=0555", place), "setpriv", "--bounding-set=-all")
    )
    assert "can't be written" in told


def test_a_half_made_database(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    told = run_refused_start(tmp_path)
    assert "is only half there" in told
    assert f"mv {tmp_path / 'postgres'}" in told


def test_a_database_of_another_version(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("14\n")
    assert "was made by PostgreSQL 14, this is 18" in run_refused_start(tmp_path)


@pytest.mark.parametrize("port", ["eighty", "-1", "70000"])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    assert "give a whole number from 0 to 65535" in run_refused_start(tmp_path, PORT=port)


def test_an_address_that_is_not_this_machines(tmp_path: Path) -> None:
    assert "198.51.100.7 is no address of this machine" in run_refused_start(
        tmp_path, HOST="198.51.100.7"
    )


def test_a_database_of_ones_own_that_is_not_there(tmp_path: Path, redis_url: str) -> None:
    told = run_refused_start(
        tmp_path, DATABASE_URL="postgresql://me:a-secret@127.0.0.1:1/mine", REDIS_URL=redis_url
    )
    assert "the database at 127.0.0.1:1/mine can't be reached" in told
    assert "a-secret" not in told


def test_a_redis_of_ones_own_that_is_not_there(tmp_path: Path, empty_database: str) -> None:
    told = run_refused_start(
        tmp_path, DATABASE_URL=empty_database, REDIS_URL="redis://:a-secret@127.0.0.1:1/0"
    )
    assert "no Redis answers at REDIS_URL" in told
