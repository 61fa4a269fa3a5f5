"""`herobreak pack new` creates a pack that passes the strict check."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from content import QUESTION_FORMS, read_pack
from ops.commands.pack import pack_command


def run_pack(*arguments: object) -> Result:
    return CliRunner().invoke(pack_command, list(map(str, arguments)))


def test_a_new_pack_passes_the_check(tmp_path: Path) -> None:
    result = run_pack("new", "kind-hands", "--in", tmp_path)
    assert result.exit_code == 0, result.output
    report = read_pack(tmp_path / "kind-hands")
    assert report.findings == ()
    assert report.pack is not None
    assert report.pack.id == "kind-hands"
    assert report.pack.original.badge.id == "kind-hands-badge"
    forms = {q.form for lesson in report.pack.original.lessons for q in lesson.questions}
    assert forms == set(QUESTION_FORMS)


@pytest.mark.parametrize("name", ["Kind", "kind--hands", "../kind", "", "k" * 59])
def test_a_wrong_id_is_refused(name: str, tmp_path: Path) -> None:
    result = run_pack("new", name, "--in", tmp_path)
    assert result.exit_code == 1
    assert "cannot be a pack's id" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "kind").mkdir()
    result = run_pack("new", "kind", "--in", tmp_path)
    assert result.exit_code == 1
    assert "is there already" in result.output
