"""A folder of backups keeps the newest ones, and nothing else in it is touched."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from learning.private_files import open_replacement
from ops.backup.rotation import delete_old_backups, is_backup_due, name_backup

NOW = datetime(2026, 12, 1, 8, 30, 15, tzinfo=UTC)


def add_backups(folder: Path, *hours_ago: int) -> list[str]:
    names = [name_backup(NOW - timedelta(hours=hours)) for hours in hours_ago]
    for name in names:
        (folder / name).write_bytes(b"")
    return names


def test_the_newest_stay_and_other_files_too(tmp_path: Path) -> None:
    names = add_backups(tmp_path, 100, 1, 30, 50)
    others = ["erased-people.json", "herobreak-before-christmas.zip", "notes.txt"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    assert delete_old_backups(tmp_path, 2, NOW) == 2
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*others, names[1], names[2]])
    assert delete_old_backups(tmp_path, 2, NOW) == 0


def test_a_file_of_a_killed_backup_goes_after_a_day(tmp_path: Path) -> None:
    killed = tmp_path / f".{name_backup(NOW)}.4711.new"
    killed.write_bytes(b"half")
    for hours, is_there in ((1, True), (25, False)):
        at = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(killed, (at, at))
        delete_old_backups(tmp_path, 7, NOW)
        assert killed.exists() == is_there


@pytest.mark.parametrize(("hours_ago", "is_due"), [((), True), ((23, 50), False), ((24,), True)])
def test_a_backup_is_due_when_the_newest_is_old_enough(
    tmp_path: Path, hours_ago: tuple[int, ...], is_due: bool
) -> None:
    add_backups(tmp_path, *hours_ago)
    assert is_backup_due(tmp_path, 24, NOW) == is_due


def test_a_failed_replacement_leaves_the_old_file_alone(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text("old")
    with pytest.raises(TypeError), open_replacement(file) as opened:
        opened.write("text")  # type: ignore[call-overload]
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
    with open_replacement(file) as opened:
        opened.write(b"new")
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o600
