from pathlib import Path

import pytest

from ops.data_folder import DataFolder
from ops.supervisor import metrics_folder
from ops.supervisor.metrics_folder import open_metrics_folder


def test_the_folder_is_new_at_every_start_and_that_of_a_killed_run_goes(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare_folder()
    killed = open_metrics_folder(folder)
    left = killed.__enter__()  # never ended: its process was killed
    (left / "counter_1.db").write_bytes(b"old")
    link = tmp_path / "run" / "metrics"
    with open_metrics_folder(folder) as made:
        assert not left.exists()
        assert (list(made.iterdir()), made.stat().st_mode & 0o777) == ([], 0o700)
        assert link.resolve() == made.resolve()
    assert not made.exists()
    assert not link.is_symlink()


def test_a_link_to_somewhere_else_deletes_nothing_there(tmp_path: Path) -> None:
    folder, other = DataFolder(tmp_path / "data"), tmp_path / "other"
    folder.prepare_folder()
    other.mkdir()
    (other / "kept").touch()
    (folder.run_folder / "metrics").symlink_to(other)
    with open_metrics_folder(folder):
        pass
    assert (other / "kept").exists()


def test_without_a_file_system_in_memory_it_is_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics_folder, "MEMORY_FOLDER", tmp_path / "none")
    folder = DataFolder(tmp_path / "data")
    folder.prepare_folder()
    with open_metrics_folder(folder) as made:
        assert made.parent == folder.run_folder
