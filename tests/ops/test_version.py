"""One version everywhere: package, phone app, changelog and `herobreak --version`."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

from support.served_processes import HEROBREAK_COMMAND

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_command_prints_its_version() -> None:
    done = subprocess.run(
        [HEROBREAK_COMMAND, "--version"], check=True, capture_output=True, text=True
    )
    assert done.stdout == f"herobreak {VERSION}\n"


def test_the_phone_app_has_the_same_version() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text())
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())
    assert package["version"] == VERSION
    assert lock["version"] == lock["packages"][""]["version"] == VERSION


def test_the_newest_release_of_the_changelog_has_the_same_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## \[(\d.*?)\] - \d{4}-\d\d-\d\d$", changelog, re.M)
    assert headings[0] == VERSION


def test_the_security_policy_supports_the_version() -> None:
    supported = VERSION.rpartition(".")[0]
    assert f"| {supported} | yes |" in (ROOT / "SECURITY.md").read_text()
