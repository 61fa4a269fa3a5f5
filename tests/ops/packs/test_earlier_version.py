"""`herobreak pack check --against` compares a pack with an earlier version."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.packs import Files, zip_files
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


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "older.zip"
    path.write_bytes(zip_files(read_strict_pack()))
    return path


def check_against(model: Path, older: Path, *changes: tuple[str, str]) -> Result:
    for old, new in (("version: 1", "version: 2"), *changes):
        path = next(
            path for path in (model / LESSON_PATH, model / "pack.yaml") if old in path.read_text()
        )
        path.write_text(path.read_text().replace(old, new))
    return run_pack("check", model, "--against", older)


def test_the_same_pack_has_stable_ids(model: Path, older: Path) -> None:
    assert "model" in run_pack("check", model, "--against", older).output
    result = check_against(
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
    result = check_against(model, older, (old, new))
    assert f"({rule})" in result.output
    assert "why: " in result.output


def test_a_change_needs_a_new_version(model: Path, older: Path) -> None:
    path = model / "pack.yaml"
    path.write_text(path.read_text().replace("A name to be proud of", "Another name"))
    result = run_pack("check", model, "--against", older)
    assert result.exit_code == 1
    assert (
        f"{path}:4: error version 1 of 'model' is taken by other content — raise version to 2"
        in result.output
    )


def test_packs_that_cannot_be_compared_are_refused(
    model: Path, tmp_path: Path, older: Path
) -> None:
    other = write_folder(tmp_path / "other", read_strict_pack())
    (other / "pack.yaml").write_text(
        (other / "pack.yaml").read_text().replace("id: model", "id: other")
    )
    assert (
        "is the pack 'other', not an older 'model'"
        in run_pack("check", model, "--against", other).output
    )
    (other / "pack.yaml").unlink()
    assert "it has errors of its own" in run_pack("check", model, "--against", other).output
    assert run_pack("check", model, model, "--against", older).exit_code == 2
