"""A folder is read like its zip, and nothing outside it is."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.packs import make_valid_pack, make_valid_zip

from content import limits, read_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in make_valid_pack().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def find_rules(folder: Path) -> set[str]:
    return {finding.rule for finding in read_pack(folder).errors}


def test_folder_and_zip_are_the_same_pack(folder: Path) -> None:
    assert read_pack(folder).digest == read_pack(make_valid_zip()).digest
    assert read_pack(folder).pack == read_pack(make_valid_zip()).pack


def test_the_digest_covers_every_byte(folder: Path) -> None:
    before = read_pack(folder).digest
    with (folder / "pack.yaml").open("a") as file:
        file.write("# a remark\n")
    assert read_pack(folder).digest != before


def test_windows_line_ends_and_byte_order_marks_are_accepted(folder: Path) -> None:
    for path in ("pack.yaml", "lessons/look-up.md"):
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_pack(folder).findings == ()


def test_hidden_files_are_ignored(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    assert read_pack(folder).digest == read_pack(make_valid_zip()).digest


@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "nowhere", "."])
def test_links_are_refused_and_not_followed(folder: Path, target: str) -> None:
    (folder / "media" / "x.png").symlink_to(target)
    assert find_rules(folder) == {"path-link"}


def test_a_pipe_is_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "media" / "x.png")
    assert find_rules(folder) == {"path-link"}


def test_too_many_files_are_refused(folder: Path) -> None:
    for i in range(limits.MAX_ENTRIES + 1):
        (folder / "media" / f"{i}.png").touch()
    assert "too-many-files" in find_rules(folder)


@pytest.fixture
def as_anybody(folder: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder in a place that all may enter, without root's right to read everything."""
    read_pack(folder)
    with tempfile.TemporaryDirectory() as open_to_all:
        shutil.copytree(folder, open_to_all, dirs_exist_ok=True)
        Path(open_to_all).chmod(0o755)
        (Path(open_to_all) / request.param).chmod(0)
        me = os.geteuid()
        if me == 0:
            os.seteuid(65534)
        yield Path(open_to_all)
        os.seteuid(me)
        (Path(open_to_all) / request.param).chmod(0o755)


@pytest.mark.parametrize("as_anybody", ["lessons/look-up.md", "media", "."], indirect=True)
def test_unreadable_files_are_found(as_anybody: Path) -> None:
    assert "file-unreadable" in find_rules(as_anybody)


def test_deeply_nested_folders_have_a_finding(folder: Path) -> None:
    deep = folder
    for _ in range(400):
        deep = deep / "a"
        deep.mkdir()
    assert find_rules(folder) == {"path-name"}


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_file_name_that_is_not_text_is_refused(folder: Path) -> None:
    (folder / "media" / os.fsdecode(b"\xff.png")).write_bytes(b"x")
    assert find_rules(folder) == {"path-name"}
    assert all(finding.file.encode() for finding in read_pack(folder).findings)


def test_a_missing_path_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_pack(tmp_path / "nowhere")
