"""The shell scripts behind `make`."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the scripts and locks into a new folder, in which nothing is installed yet."""
    place = tmp_path / "checkout"
    shutil.copytree(ROOT / "ops", place / "ops", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", place / "requirements")
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def copy_if_changed(place: Path) -> str:
    command = ["ops/run_if_changed.sh", "made", "source", "--"]
    command += ["sh", "-c", "echo making; cp source/a made"]
    return subprocess.run(command, cwd=place, check=True, capture_output=True, text=True).stdout


def test_a_command_runs_again_only_after_a_change(checkout: Path) -> None:
    source = checkout / "source"
    source.mkdir()
    (source / "a").write_text("one")
    assert copy_if_changed(checkout) == "making\n"
    assert copy_if_changed(checkout) == ""
    (source / "a").write_text("two")
    assert copy_if_changed(checkout) == "making\n"
    (source / "new").write_text("")
    assert copy_if_changed(checkout) == "making\n"
    (checkout / "made").unlink()
    assert copy_if_changed(checkout) == "making\n"
    assert copy_if_changed(checkout) == ""


def test_a_failed_command_runs_again(checkout: Path) -> None:
    (checkout / "source").mkdir()
    command = ["ops/run_if_changed.sh", "made", "source", "--", "sh", "-c", "touch made; exit 3"]
    for _ in range(2):
        assert subprocess.run(command, cwd=checkout).returncode == 3


def test_an_input_that_does_not_exist_is_an_error(checkout: Path) -> None:
    command = ["ops/run_if_changed.sh", "made", "missing", "--", "touch", "made"]
    result = subprocess.run(command, cwd=checkout, capture_output=True, text=True)
    assert result.returncode == 2
    assert "the input missing of made does not exist" in result.stderr
    assert not (checkout / "made").exists()


def test_every_input_that_the_makefile_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    runs = re.findall(r"ops/run_if_changed\.sh \S+ (.*?) -- ", makefile)
    folder_of_the_phone, names = re.findall(
        r"PHONE_SOURCES := \$\(addprefix (\S+?),(.*?)\)", makefile
    )[0]
    phone_sources = " ".join(folder_of_the_phone + name for name in names.split())
    inputs = {
        name for run in runs for name in run.replace("$(PHONE_SOURCES)", phone_sources).split()
    }
    assert "frontend/package.json" in inputs
    assert [name for name in sorted(inputs) if not (ROOT / name).exists()] == []


def test_a_python_that_is_too_old_is_reported(checkout: Path, tmp_path: Path) -> None:
    program_folder = tmp_path / "bin"
    program_folder.mkdir()
    for name in ("sh", "cat", "cksum", "dirname", "mkdir"):
        (program_folder / name).symlink_to(shutil.which(name) or "")
    old_python = program_folder / "python3"
    old_python.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
    old_python.chmod(0o755)
    variables = {"PATH": str(program_folder), "HOME": os.environ.get("HOME", "")}
    result = subprocess.run(
        ["ops/bootstrap.sh", "run"], cwd=checkout, env=variables, capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "needs Python 3.11 or newer; found: Python 3.9.2" in result.stderr
    assert "make run PYTHON=" in result.stderr


def test_make_lists_its_targets() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for target in ("run", "test", "lint", "format", "lock", "bench", "clean"):
        assert f"make {target} " in listed
