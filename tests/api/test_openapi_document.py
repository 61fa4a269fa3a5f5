"""The contract in the repository is that of the API, and the phone app's types are made from it."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.cli import main

ROOT = Path(__file__).parents[2]
CONTRACT = "frontend/openapi.json"
TYPES = "frontend/src/lib/api/schema.d.ts"


def test_the_contract_is_that_of_the_api() -> None:
    printed = CliRunner().invoke(main, ["openapi"])
    assert printed.exit_code == 0, printed.output
    if printed.stdout != (ROOT / CONTRACT).read_text():
        pytest.fail(
            "the API has changed: write the contract with"
            f" `.venv/bin/herobreak openapi > {CONTRACT}`"
        )


def test_the_types_of_the_phone_app_are_made_from_it(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    command = [
        "ops/npm.sh",
        "frontend",
        "exec",
        "--no",
        "--",
        "openapi-typescript",
        "openapi.json",
        "-o",
        str(made),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    if made.read_text() != (ROOT / TYPES).read_text():
        pytest.fail(f"the contract has changed: write {TYPES} with `ops/npm.sh frontend run types`")
