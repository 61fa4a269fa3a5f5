"""`herobreak audit` on the database of the tests: search, and export to a file."""

import asyncio
import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.organisation import create_organisation
from support.people import find_audit_entry, find_person
from support.pool import open_test_pool

from learning.steps.people.write_audit_entry import write_audit_entry
from ops.cli import main

NOW = datetime.now(UTC)


@pytest.fixture
def log(database: str) -> None:
    """An organisation, and three acts of this week."""
    asyncio.run(write_acts())


async def write_acts() -> None:
    async with open_test_pool():
        await create_organisation()
        lea = await find_person("lea-leader")
        detail = {"points": -5, "reason": "The [till] was down"}
        await write_audit_entry(NOW - timedelta(days=3), lea.id, "set_pin", "anna-lee")
        await write_audit_entry(NOW, lea.id, "correct_points", "anna-lee", detail)
        await write_audit_entry(NOW, None, "erase_person", "left-99")


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, ["audit", *words], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result


async def find_note(verb: str) -> tuple[int | None, str]:
    async with open_test_pool():
        entry = await find_audit_entry(verb)
        return entry.person, entry.detail


def test_the_list_says_who_did_what(log: None) -> None:
    output = run("list", "--group", "corrections").output
    assert "correct_points" in output
    assert "lea-leader" in output
    assert "Anna Lee" in output
    assert "The [till] was down" in output
    assert "set_pin" not in output
    assert asyncio.run(find_note("read_audit")) == (None, '{"fields": ["group"]}')


def test_options_narrow_the_list(log: None) -> None:
    day = f"{NOW - timedelta(days=1):%Y-%m-%d}"
    assert "set_pin" not in run("list", "--since", day, "--by", "lea-leader").output
    assert "set_pin" in run("list", "--until", day, "--about", "anna-lee").output
    assert "correct_points" in run("list", "--text", "till").output
    output = run("list", "--limit", "1").output
    assert "There are older entries" in output
    assert "There is no such entry" in run("list", "--by", "nobody").output


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
def test_an_export_is_a_file_of_all_that_fits(log: None, tmp_path: Path, file_format: str) -> None:
    file = tmp_path / "audit.out"
    run("export", str(file), "--about", "anna-lee", "--format", file_format)
    with file.open(newline="") as opened:
        rows = (
            list(csv.DictReader(opened)) if file_format == "csv" else list(map(json.loads, opened))
        )
    assert [row["verb"] for row in rows] == ["export_audit", "correct_points", "set_pin"]
    assert file.stat().st_mode & 0o077 == 0, "it has names"
    assert asyncio.run(find_note("export_audit")) == (None, '{"fields": ["about"]}')


def test_an_export_to_standard_output_is_nothing_but_the_entries(log: None) -> None:
    lines = run("export", "-", "--about", "anna-lee").output.splitlines()
    verbs = [json.loads(line)["verb"] for line in lines]
    assert verbs == ["export_audit", "correct_points", "set_pin"]
