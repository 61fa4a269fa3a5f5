"""The file of a backup: what is damaged or newer is refused before anything is restored."""

import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ops.backup.archive import ARCHIVE_FORMAT, DUMP, MANIFEST, Manifest, open_archive, write_archive
from ops.operator_errors import OperatorError

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
CONTENT = b"rows " * 500_000


def make_archive(file: Path) -> Path:
    with file.open("wb") as opened, write_archive(opened) as archive:
        archive.add_stream(DUMP, io.BytesIO(CONTENT))
        archive.add_manifest(Manifest(1, NOW, "0.3.0", 18, ["a"], archive.members))
    return file


def rewrite(file: Path, name: str, content: bytes) -> None:
    """Replace one member, as somebody with another program would."""
    with zipfile.ZipFile(file) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for one, old in members.items():
            archive.writestr(one, content if one == name else old)


def read_dump(file: Path) -> bytes:
    copied = io.BytesIO()
    with open_archive(file) as archive:
        archive.copy_dump(copied.write)
    return copied.getvalue()


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read_dump(make_archive(tmp_path / "a.zip")) == CONTENT


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    file = make_archive(tmp_path / "a.zip")
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(OperatorError, match="no complete backup"):
        read_dump(file)


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    file = make_archive(tmp_path / "a.zip")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(OperatorError, match="no complete backup"):
        read_dump(file)


def test_a_member_with_another_checksum_is_refused(tmp_path: Path) -> None:
    file = make_archive(tmp_path / "a.zip")
    rewrite(file, DUMP, CONTENT[:-1] + b"X")
    with pytest.raises(OperatorError, match=DUMP):
        read_dump(file)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    file = make_archive(tmp_path / "a.zip")
    rewrite(file, MANIFEST, json.dumps({"format": ARCHIVE_FORMAT + 1}).encode())
    with pytest.raises(OperatorError, match="newer Herobreak"):
        read_dump(file)


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "photos.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.jpg", b"")
    for file, words in ((other, "no complete backup"), (tmp_path / "none.zip", "no file")):
        with pytest.raises(OperatorError, match=words):
            read_dump(file)
