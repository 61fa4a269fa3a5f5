"""Run pg_dump and pg_restore. Their major version is at least that of the server."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote, urlsplit

from ops.embedded.postgres import find_postgres_programs
from ops.operator_errors import OperatorError

MACHINE_PROGRAMS = {
    "/usr/lib/postgresql": "*/bin",
    "/opt/homebrew/opt": "postgresql@*/bin",
    "/usr/local/opt": "postgresql@*/bin",
}
"""Where Debian's packages and Homebrew install the major versions, beside each other."""
MAX_REASON_CHARS = 600


def find_client_programs(major: int) -> Path:
    """Find the folder of pg_dump and pg_restore for a server of this major version.

    Those of the machine come first, because those of the embedded server have no TLS.

    Raises:
        OperatorError: there are none, or they are too old.
    """
    for folder in _list_client_programs():
        if read_major_version(folder / "pg_dump") >= major:
            return folder
    raise OperatorError("operator.no_postgres_programs", version=major)


def _list_client_programs() -> Iterator[Path]:
    yield from list_machine_programs()
    with suppress(OperatorError):
        yield find_postgres_programs()


def list_machine_programs() -> Iterator[Path]:
    """List the folders of PostgreSQL programs that are installed on the machine."""
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).parent
    for folder, pattern in MACHINE_PROGRAMS.items():
        yield from sorted(Path(folder).glob(pattern), reverse=True)


def read_major_version(program: Path) -> int:
    """Ask a PostgreSQL program for its major version; 0 if it can't be run."""
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.search(r"(\d+)", output.stdout)
    return int(found[1]) if found else 0


@contextmanager
def run_dump(programs: Path, database_url: str, *options: str) -> Iterator[IO[bytes]]:
    """Run pg_dump and give its output.

    Raises:
        OperatorError: it did not succeed.
    """
    fixed = ("--format=custom", "--no-owner", "--no-privileges")
    with _run_program(programs / "pg_dump", database_url, *fixed, *options) as process:
        assert process.stdout is not None  # noqa: S101 - for the types
        yield process.stdout


@contextmanager
def run_restore(programs: Path, database_url: str, *options: str) -> Iterator[IO[bytes]]:
    """Run pg_restore in one transaction and give its input.

    Raises:
        OperatorError: it did not succeed, and nothing was restored.
    """
    fixed = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    with _run_program(programs / "pg_restore", database_url, *fixed, *options) as process:
        assert process.stdin is not None  # noqa: S101 - for the types
        with suppress(BrokenPipeError):  # its exit code and message say why
            yield process.stdin
            process.stdin.close()


@contextmanager
def _run_program(
    program: Path, database_url: str, *options: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program on a database. Its password is in the environment, not in the arguments."""
    address, password = _split_password(database_url)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [program, *options, f"--dbname={address}"],
            env={**os.environ, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield process
            if process.wait() != 0:
                errors.seek(0)
                reason = " ".join(errors.read().decode(errors="replace").split())
                raise OperatorError(
                    "operator.postgres_program_failed",
                    program=program.name,
                    reason=reason[-MAX_REASON_CHARS:],
                )
        finally:
            process.kill()
            process.wait()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(BrokenPipeError):
                    stream.close()


def _split_password(database_url: str) -> tuple[str, str]:
    """Take the password out of an address."""
    url = urlsplit(database_url)
    if url.password is None:
        return database_url, ""
    host = url.netloc.rpartition("@")[2]
    account = quote(unquote(url.username or ""), safe="")
    return url._replace(netloc=f"{account}@{host}").geturl(), unquote(url.password)
