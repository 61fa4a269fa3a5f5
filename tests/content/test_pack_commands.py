"""`herobreak pack check --strict`, `--against` and `pack new`, as authors meet them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.packs import Files, zipped
from support.taught import LESSON, taught_pack

from content import read_pack
from ops.commands.pack import pack


def run(*arguments: object) -> Result:
    return CliRunner().invoke(pack, list(map(str, arguments)))


def write(folder: Path, files: Files) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write(tmp_path / "model", taught_pack())


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "older.zip"
    path.write_bytes(zipped(taught_pack()))
    return path


def test_strict_prints_figures_and_totals(model: Path) -> None:
    result = run("check", "--strict", model, model)
    assert result.exit_code == 0
    assert "2 packs" in result.output
    row = next(
        line.split() for line in result.output.splitlines() if line.strip().startswith("2 packs")
    )
    # lessons, concepts, variants, the eight graded forms, checkpoint, minutes
    assert row[2:15] == ["2", "4", "16", *["2"] * 8, "12", "2.0"]
    assert row[16:] == ["2/2/2", "50%", "(50%)"]


def test_strict_findings_say_where_what_why_and_what_to_do(model: Path) -> None:
    lesson = model / LESSON
    lesson.write_text(lesson.read_text().replace("![A shop worker", "![Image of a shop worker"))
    line = lesson.read_text()[: lesson.read_text().index("![Image")].count("\n") + 1
    result = run("check", "--strict", model)
    assert result.exit_code == 1
    assert (
        f"{lesson}:{line}: error the alt text says that it is a picture: Image of a shop worker"
        in result.output
    )
    assert "say who does what" in result.output
    assert (
        "why: A screen reader says “image” by itself; what it shows is what is missing. (alt-useless)"
        in result.output
    )
    assert run("check", model).exit_code == 0
    github = run("check", "--strict", "--format", "github", model).output
    assert f"::error file={lesson},line={line},title=alt-useless::the alt text says" in github
    assert "%0AA screen reader" in github


def test_strict_json_has_the_figures(model: Path) -> None:
    (one,) = json.loads(run("check", "--strict", "--format", "json", model).output)
    assert one["figures"]["variants"] == 8
    assert one["figures"]["places"] == [1, 1, 1]
    assert one["figures"]["grade"] < 4


def test_figures_are_there_for_a_pack_with_errors(model: Path) -> None:
    (model / "media" / "scene.svg").unlink()
    result = run("check", "--strict", model)
    assert result.exit_code == 1
    assert "1 error" in result.output
    assert "50% (50%)" in result.output


def against(model: Path, older: Path, *changes: tuple[str, str]) -> Result:
    for old, new in (("version: 1", "version: 2"), *changes):
        path = next(
            path for path in (model / LESSON, model / "pack.yaml") if old in path.read_text()
        )
        path.write_text(path.read_text().replace(old, new))
    return run("check", model, "--against", older)


def test_the_same_pack_has_stable_ids(model: Path, older: Path) -> None:
    assert "model" in run("check", model, "--against", older).output
    result = against(
        model, older, ("Someone who has been seen can wait.", "Who has been seen can wait.")
    )
    assert result.exit_code == 0
    assert "version-" not in result.output


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("say-when\n", "say-how-long\n", "version-concept-gone"),
        ("id: be-seen-think\n", "id: be-seen-thought\n", "version-question-gone"),
        (
            "id: be-seen-4\n    concept: be-seen\n",
            "id: be-seen-4\n    concept: say-when\n",
            "version-question-moved",
        ),
    ],
)
def test_ids_that_change_are_found(old: str, new: str, rule: str, model: Path, older: Path) -> None:
    result = against(model, older, (old, new))
    assert f"({rule})" in result.output
    assert "why: " in result.output


def test_a_change_needs_a_new_version(model: Path, older: Path) -> None:
    path = model / "pack.yaml"
    path.write_text(path.read_text().replace("A name to be proud of", "Another name"))
    result = run("check", model, "--against", older)
    assert result.exit_code == 1
    assert (
        f"{path}:4: error version 1 of 'model' is taken by other content — raise version to 2"
        in result.output
    )


def test_what_cannot_be_compared(model: Path, tmp_path: Path, older: Path) -> None:
    other = write(tmp_path / "other", taught_pack())
    (other / "pack.yaml").write_text(
        (other / "pack.yaml").read_text().replace("id: model", "id: other")
    )
    assert (
        "is the pack 'other', not an older 'model'"
        in run("check", model, "--against", other).output
    )
    (other / "pack.yaml").unlink()
    assert "it has errors of its own" in run("check", model, "--against", other).output
    assert run("check", model, model, "--against", older).exit_code == 2


def test_new_makes_a_pack_that_passes(tmp_path: Path) -> None:
    result = run("new", "kind-hands", "--in", tmp_path)
    assert result.exit_code == 0, result.output
    report = read_pack(tmp_path / "kind-hands")
    assert report.findings == ()
    assert report.pack is not None
    assert report.pack.id == "kind-hands"
    assert report.pack.original.badge.id == "kind-hands-badge"
    assert {q.form for lesson in report.pack.original.lessons for q in lesson.questions} >= {
        "scenario",
        "reflection",
    }


@pytest.mark.parametrize("name", ["Kind", "kind--hands", "../kind", "", "k" * 59])
def test_new_wants_an_id(name: str, tmp_path: Path) -> None:
    result = run("new", name, "--in", tmp_path)
    assert result.exit_code == 1
    assert "cannot be a pack's id" in result.output
    assert list(tmp_path.iterdir()) == []


def test_new_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "kind").mkdir()
    result = run("new", "kind", "--in", tmp_path)
    assert result.exit_code == 1
    assert "is there already" in result.output
