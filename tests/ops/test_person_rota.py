"""Rotas and corrections from the command line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.organisation import Organisation, create_organisation
from support.pool import open_test_pool

from ops.cli import main

DAYS = [(datetime.now(UTC) + timedelta(days=ahead)).date() for ahead in range(1, 5)]


@pytest.fixture
async def acme(database: str, clean_redis: str) -> Organisation:
    async with open_test_pool():
        return await create_organisation()


def told(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_a_rota_is_read_dry_first_and_then_kept(acme: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "rota.csv"
    file.write_text(f"login,date\nanna-lee,{DAYS[0]}\nanna-lee,{DAYS[2]}\n")
    dry = told("person", "rota", str(file), "--dry-run")
    assert dry.output == (
        "anna-lee: 2 shifts, 1 day differs from what was known\n"
        f"The rota from {DAYS[0]} to {DAYS[2]} would be kept for 1 person.\n"
    )
    assert (
        f"from {DAYS[0]} to {DAYS[2]} is kept for 1 person."
        in told("person", "rota", str(file)).output
    )
    assert "anna-lee: 2 shifts, 0 days differ" in told("person", "rota", str(file)).output


def test_bad_lines_are_listed_with_their_numbers(acme: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "rota.csv"
    file.write_text(
        f"name;date\nAnna Lee;{DAYS[0]:%d/%m/%Y}\nAnna Lee;soon\nNobody;{DAYS[1]:%d/%m/%Y}\n"
    )
    refused = told("person", "rota", str(file), "--dates", "dmy")
    assert refused.exit_code == 1
    assert "line 3: “soon” is not a day: write it like 24/12/2026.\n" in refused.output
    assert "Nobody: There is nobody with that name in your teams.\n" in refused.output
    assert "Nothing was changed." in refused.output
    kept = told("person", "rota", str(file), "--dates", "dmy", "--keep-good")
    assert (kept.exit_code, "is kept for 1 person" in kept.output) == (0, True)


def test_a_calendar_asks_whose_it_is(acme: Organisation, tmp_path: Path) -> None:
    file = tmp_path / "anna.ics"
    file.write_text(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:{DAYS[0]:%Y%m%d}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert "login: Say whose shifts these are." in told("person", "rota", str(file)).output
    assert "is kept for 1 person" in told("person", "rota", str(file), "--login", "anna-lee").output


def test_points_are_put_right(acme: Organisation) -> None:
    given = told("points", "correct", "anna-lee", "30", "--reason", "The till was down")
    assert given.output == "anna-lee: +30 points, 30 in all.\n"
    assert told("points", "correct", "anna-lee", "-10", "--reason", "Twice").output == (
        "anna-lee: -10 points, 20 in all.\n"
    )
    assert (
        "20 points: 21 cannot be taken"
        in told("points", "correct", "anna-lee", "-21", "--reason", "No").output
    )
    assert (
        "nobody with the login nobody"
        in told("points", "correct", "nobody", "5", "--reason", "No").output
    )
