"""A folder is read like its zip, and nothing outside it is."""

import os
import sys

import pytest
from support.packs import good_pack, good_zip

from content import limits, read_pack


@pytest.fixture
def folder(tmp_path):
    for path, text in good_pack().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def rules(folder):
    return {finding.rule for finding in read_pack(folder).errors}


def test_folder_and_zip_are_the_same_pack(folder):
    assert read_pack(folder).digest == read_pack(good_zip()).digest
    assert read_pack(folder).pack == read_pack(good_zip()).pack


def test_digest_sees_every_byte(folder):
    before = read_pack(folder).digest
    with (folder / "pack.yaml").open("a") as file:
        file.write("# a remark\n")
    assert read_pack(folder).digest != before


def test_windows_line_ends_and_a_byte_order_mark(folder):
    for path in ("pack.yaml", "lessons/look-up.md"):
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_pack(folder).findings == ()


def test_hidden_files_are_left_out(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    assert read_pack(folder).digest == read_pack(good_zip()).digest


@pytest.mark.parametrize("target", ["/etc", "/etc/passwd", "nowhere", "."])
def test_links_are_refused_and_not_followed(folder, target):
    (folder / "media" / "x.png").symlink_to(target)
    assert rules(folder) == {"path-link"}


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "media" / "x.png")
    assert rules(folder) == {"path-link"}


def test_too_many_files(folder):
    for i in range(limits.ENTRIES + 1):
        (folder / "media" / f"{i}.png").touch()
    assert "too-many-files" in rules(folder)


def test_an_unreadable_file(folder, monkeypatch):
    path = folder / "lessons" / "look-up.md"
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything: name a file that the system refuses to open instead
        path.unlink()
        (folder / "lessons" / "look-up.md").symlink_to("/proc/self/mem")
        assert "path-link" in rules(folder)
        pytest.skip("run as root: no file is unreadable")
    assert "file-unreadable" in rules(folder)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_name_that_is_not_text(folder):
    (folder / "media" / os.fsdecode(b"\xff.png")).write_bytes(b"x")
    assert rules(folder) == {"path-name"}
    assert all(finding.file.encode() for finding in read_pack(folder).findings)


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_pack(tmp_path / "nowhere")
