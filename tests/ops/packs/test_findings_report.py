"""`herobreak pack check` as authors and build servers meet it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.packs import make_valid_zip, zip_files
from support.translations import read_translated_pack

from ops.commands.pack import pack_command


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.zip"
    path.write_bytes(make_valid_zip())
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    files = read_translated_pack()
    files["lessons/look-up.md"] = files["lessons/look-up.md"].replace(
        "form: single", "form: singel"
    )
    path = tmp_path / "bad[1].zip"
    path.write_bytes(zip_files(files))
    return path


def run_check(*arguments: object) -> Result:
    return CliRunner().invoke(pack_command, ["check", *map(str, arguments)])


def test_a_good_pack_is_summarised(good: Path) -> None:
    result = run_check(good)
    assert result.exit_code == 0
    for part in ("good.zip", "2", "3", "9", "1 single", "2.0", "none"):
        assert part in result.output


def test_a_bad_pack_names_file_and_line(bad: Path, good: Path) -> None:
    result = run_check(good, bad)
    assert result.exit_code == 1
    assert (
        f"{bad}/lessons/look-up.md:16: error `form` cannot be singel — did you mean `single`?"
        in result.output
    )
    assert f"{bad}/pack.de.yaml:1: warning lessons/use-names.de.md is not there" in result.output
    assert "1 error, 1" in result.output
    assert "bad[1].zip" in result.output


def test_json_has_all_of_the_report(bad: Path, good: Path) -> None:
    result = run_check(good, bad, "--format", "json")
    first, second = json.loads(result.output)
    assert first["pack"]["id"] == "welcome"
    assert first["pack"]["forms"]["single"] == 1
    assert second["pack"] is None
    assert {"file", "line", "severity", "rule", "code", "values", "what", "why", "fix"} == set(
        second["findings"][0]
    )


def test_github_format_has_a_command_for_each_finding(bad: Path) -> None:
    result = run_check(bad, "--format", "github")
    assert (
        f"::error file={bad}/lessons/look-up.md,line=16,title=value-choice::`form` cannot be singel"
        in result.output
    )


def test_a_finding_about_a_zip_has_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    assert f"{path}:1: error this is not a zip" in run_check(path).output


def test_a_missing_path_exits_with_2(tmp_path: Path) -> None:
    result = run_check(tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.output
