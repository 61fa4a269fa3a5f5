"""`herobreak pack check --strict` prints findings and figures."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.packs import Files
from support.strict_pack import LESSON_PATH, read_strict_pack

from ops.commands.pack import pack_command


def run_pack(*arguments: object) -> Result:
    return CliRunner().invoke(pack_command, list(map(str, arguments)))


def write_folder(folder: Path, files: Files) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "model", read_strict_pack())


def test_strict_prints_figures_and_totals(model: Path) -> None:
    result = run_pack("check", "--strict", model, model)
    assert result.exit_code == 0
    assert "2 packs" in result.output
    row = next(
        line.split() for line in result.output.splitlines() if line.strip().startswith("2 packs")
    )
    # lessons, concepts, variants, the eight graded forms, checkpoint, minutes
    assert row[2:15] == ["2", "4", "16", *["2"] * 8, "12", "2.0"]
    assert row[16:] == ["2/2/2", "50%", "(50%)"]


def test_strict_findings_say_where_what_why_and_what_to_do(model: Path) -> None:
    lesson = model / LESSON_PATH
    lesson.write_text(lesson.read_text().replace("![A shop worker", "![Image of a shop worker"))
    line = lesson.read_text()[: lesson.read_text().index("![Image")].count("\n") + 1
    result = run_pack("check", "--strict", model)
    assert result.exit_code == 1
    assert (
        f"{lesson}:{line}: error the alt text says that it is a picture: Image of a shop worker"
        in result.output
    )
    assert "say who does what" in result.output
    assert (
        "why: A screen reader says “image” by itself; what it shows is what is missing."
        " (alt-useless)" in result.output
    )
    assert run_pack("check", model).exit_code == 0
    github = run_pack("check", "--strict", "--format", "github", model).output
    assert f"::error file={lesson},line={line},title=alt-useless::the alt text says" in github
    assert "%0AA screen reader" in github


def test_strict_json_has_the_figures(model: Path) -> None:
    (one,) = json.loads(run_pack("check", "--strict", "--format", "json", model).output)
    assert one["figures"]["variants"] == 8
    assert one["figures"]["places"] == [1, 1, 1]
    assert one["figures"]["grade"] < 4


def test_a_pack_with_errors_has_figures(model: Path) -> None:
    (model / "media" / "scene.svg").unlink()
    result = run_pack("check", "--strict", model)
    assert result.exit_code == 1
    assert "1 error" in result.output
    assert "50% (50%)" in result.output
