"""Hostile zips are refused quickly and in bounded memory; all usual zips are read."""

import struct
import tracemalloc
import unicodedata
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from support.bad_packs import many_entries
from support.packs import make_valid_pack, make_valid_zip, zip_files

from content import limits, read_pack

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def find_rules(archive: bytes) -> set[str]:
    return {finding.rule for finding in read_pack(archive).errors}


def test_a_top_folder_is_ignored() -> None:
    inside = zip_files({f"welcome/{path}": text for path, text in make_valid_pack().items()})
    assert read_pack(inside).digest == read_pack(make_valid_zip()).digest
    assert read_pack(inside).findings == ()


def test_files_added_by_macos_are_ignored() -> None:
    files = {f"welcome/{path}": text for path, text in make_valid_pack().items()}
    files |= {"__MACOSX/welcome/._pack.yaml": "x", "welcome/.DS_Store": "x"}
    assert read_pack(zip_files(files)).digest == read_pack(make_valid_zip()).digest


@pytest.mark.parametrize(
    "top", ["kind-hands (1)", "Mary's pack", "Café", "Hill & Co", ".hidden", "a/b", "lessons", "包"]
)
def test_the_name_of_the_top_folder_is_not_judged(top: str) -> None:
    inside = zip_files({f"{top}/{path}": text for path, text in make_valid_pack().items()})
    assert read_pack(inside).digest == read_pack(make_valid_zip()).digest
    assert read_pack(inside).findings == ()


def test_files_added_by_systems_are_ignored_beside_the_top_folder() -> None:
    files = {f"Café/{path}": text for path, text in make_valid_pack().items()}
    added = ["__MACOSX/Café/._pack.yaml", ".DS_Store", "Café/Thumbs.db", "Café/media/Desktop.ini"]
    assert read_pack(zip_files(files | dict.fromkeys(added, "x"))).findings == ()


def test_backslashes_between_folders_are_read() -> None:
    slashed = zip_files({f"kind|{path}": text for path, text in make_valid_pack().items()})
    windows = slashed.replace(b"kind|lessons/", b"kind\\lessons\\").replace(b"kind|", b"kind\\")
    assert read_pack(windows.replace(b"kind\\media/", b"kind\\media\\")).findings == ()


def test_names_of_an_older_macos_are_read() -> None:
    """It writes UTF-8 without the flag that says so, and letters apart from their accents."""
    top = unicodedata.normalize("NFD", "Café")
    archive = zip_files({f"{top}/{path}": text for path, text in make_valid_pack().items()})
    changed = bytearray(archive)
    for mark, offset in ((LOCAL, 6), (CENTRAL, 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset + 1] &= ~8
            at = changed.find(mark, at + 1)
    assert bytes(changed) != archive
    assert read_pack(bytes(changed)).findings == ()


def test_stored_and_deflated_zips_have_one_digest() -> None:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for path, text in reversed(make_valid_pack().items()):
            archive.writestr(path, text)
    assert read_pack(target.getvalue()).digest == read_pack(make_valid_zip()).digest


def make_bomb(size: int, count: int = 1) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for i in range(count):
            archive.writestr(f"media/{i}.png", bytes(size))
    return target.getvalue()


def declare_size(archive: bytes, size: int) -> bytes:
    """The archive with another uncompressed size in all of its headers."""
    changed = bytearray(archive)
    for mark, offset in ((LOCAL, 22), (CENTRAL, 24)):
        at = changed.find(mark)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, size)
            at = changed.find(mark, at + 1)
    return bytes(changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_bomb(200 * 1024 * 1024),
        lambda: declare_size(make_bomb(50 * 1024 * 1024), 10),
        lambda: make_bomb(1_900_000, 100),
    ],
    ids=["one huge file", "a header that lies", "many large files"],
)
def test_a_zip_bomb_is_refused_in_bounded_memory(make: Callable[[], bytes]) -> None:
    archive = make()
    assert len(archive) < limits.MAX_ARCHIVE_BYTES
    tracemalloc.start()
    try:
        assert find_rules(archive) & {"too-big", "zip-unreadable"}
        assert tracemalloc.get_traced_memory()[1] < 2 * limits.MAX_TOTAL_BYTES
    finally:
        tracemalloc.stop()


def make_overlapping_zip(count: int) -> bytes:
    """A zip whose directory has `count` entries, all for the same deflated megabyte."""
    archive = bytearray(make_bomb(1_000_000))
    start = archive.index(CENTRAL)
    one = archive[start : archive.index(END)]
    directory = b"".join(
        one.replace(b"media/0.png", b"media/%c.png" % (97 + i)) for i in range(count)
    )
    end = END + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), start, 0)
    return bytes(archive[:start] + directory + end)


def test_overlapping_entries_are_refused() -> None:
    assert "zip-overlap" in find_rules(make_overlapping_zip(20))


def test_too_many_entries_are_refused() -> None:
    archive = many_entries(1) * 100_000
    assert find_rules(archive) == {"too-many-files"}
    assert find_rules(many_entries(limits.MAX_ENTRIES + 1)) == {"too-many-files"}


def test_a_zip_above_the_size_limit_is_refused() -> None:
    assert find_rules(bytes(limits.MAX_ARCHIVE_BYTES + 1)) == {"too-big"}


@pytest.mark.parametrize(
    "name",
    [
        "../x.png",
        "media/../../x.png",
        "/etc/x.png",
        "C:/x.png",
        "..\\x.png",
        "media/x\x1b[2J.png",
        "x.png\0.yaml",
        "x//y.png",
        "a" * 200 + ".png",
    ],
)
def test_unsafe_paths_are_refused(name: str) -> None:
    honest = name.replace("\\", "|").replace("\0", "|")  # zipfile itself would tidy these up
    named = zip_files({honest: "x"}).replace(honest.encode(), name.encode())
    report = read_pack(named)
    assert {finding.rule for finding in report.errors} & {"path-unsafe", "path-name"}
    assert all(finding.file.isprintable() for finding in report.findings)


def test_a_damaged_entry_is_refused() -> None:
    archive = bytearray(make_valid_zip())
    archive[60] ^= 0xFF
    assert "zip-unreadable" in find_rules(bytes(archive))


def test_findings_about_a_zip_have_its_name(tmp_path: Path) -> None:
    path = tmp_path / "spring.zip"
    path.write_bytes(b"no zip")
    assert read_pack(path).findings[0].file == "spring.zip"
    assert read_pack(b"no zip", name="upload.zip").findings[0].file == "upload.zip"
    assert read_pack(b"no zip", name="up\nload.zip").findings[0].file == "up\\u000aload.zip"
