"""The file of a backup: a zip of the dump and small files, with a manifest of checksums.

Nothing in it is compressed again. The dump is PostgreSQL's custom format, so that
`unzip -p FILE database.dump | pg_restore` reads it without Herobreak.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from ops.operator_errors import OperatorError

ARCHIVE_FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
CHUNK_BYTES = 1 << 20


class Member(msgspec.Struct, frozen=True):
    """The size and the SHA-256 of one file of the archive."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup is: its instant, the versions that made it, and the migrations that had run.

    `postgres` is the major version of the server.
    """

    format: int
    made_at: datetime
    herobreak: str
    postgres: int
    migrations: list[str]
    members: dict[str, Member]


class ArchiveWriter:
    """Writes the members of one archive, and the manifest as the last one."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, Member] = {}

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        """Copy a stream to its end into a new member."""
        with self._archive.open(name, "w", force_zip64=True) as member:
            self.members[name] = _copy_stream(stream, member.write)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Write a small member."""
        self._archive.writestr(name, content)
        self.members[name] = Member(len(content), hashlib.sha256(content).hexdigest())

    def add_manifest(self, manifest: Manifest) -> None:
        """Write the manifest. Without it a file is no backup."""
        self._archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


@contextmanager
def write_archive(opened: IO[bytes]) -> Iterator[ArchiveWriter]:
    """Write an archive to an open file, which may be a pipe."""
    with zipfile.ZipFile(opened, "w", zipfile.ZIP_STORED) as archive:
        yield ArchiveWriter(archive)


class ArchiveReader:
    """A backup whose checksums are right."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def read_bytes(self, name: str) -> bytes | None:
        """Read a small member; None if there is none."""
        return self._archive.read(name) if name in self.manifest.members else None

    def copy_dump(self, write: Callable[[bytes], object]) -> None:
        """Give the dump of the database to `write`, in chunks."""
        with self._archive.open(DUMP) as member:
            _copy_stream(member, write)


@contextmanager
def open_archive(file: Path) -> Iterator[ArchiveReader]:
    """Open a backup and compare all checksums.

    Raises:
        OperatorError: the file can't be read, is no backup, is damaged, or has a newer format.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _read_manifest(archive, file)
            for name, expected in manifest.members.items():
                with archive.open(name) as member:
                    if _copy_stream(member, len) != expected:
                        raise OperatorError("operator.backup_damaged", file=file, member=name)
            yield ArchiveReader(archive, manifest)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise OperatorError("operator.backup_damaged", file=file, member=str(error)) from error
    except FileNotFoundError as error:
        raise OperatorError("operator.backup_missing", file=file) from error


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    content = archive.read(MANIFEST)
    if msgspec.json.decode(content)["format"] != ARCHIVE_FORMAT:
        raise OperatorError("operator.backup_newer_format", file=file)
    return msgspec.json.decode(content, type=Manifest)


def _copy_stream(stream: IO[bytes], write: Callable[[bytes], object]) -> Member:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    return Member(size, digest.hexdigest())
