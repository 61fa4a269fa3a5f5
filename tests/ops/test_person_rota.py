"""`herobreak person rota` and `herobreak points correct`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.organisation import Organisation, create_organisation
from support.pool import open_test_pool

from ops.cli import main

COMING_DAYS = [(datetime.now(UTC) + timedelta(days=ahead)).date() for ahead in range(1, 5)]


@pytest.fixture
async def organisation(database: str, clean_redis: str) -> Organisation:
    async with open_test_pool():
        return await create_organisation()


def run_command(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_a_dry_run_prints_the_changes_and_keeps_nothing(
    organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "rota.csv"
    file.write_text(f"login,date\nanna-lee,{COMING_DAYS[0]}\nanna-lee,{COMING_DAYS[2]}\n")
    dry_run = run_command("person", "rota", str(file), "--dry-run")
    assert dry_run.output == (
        "anna-lee: 2 shifts, 1 day differs from what was known\n"
        f"The rota from {COMING_DAYS[0]} to {COMING_DAYS[2]} would be kept for 1 person.\n"
    )
    assert (
        f"from {COMING_DAYS[0]} to {COMING_DAYS[2]} is kept for 1 person."
        in run_command("person", "rota", str(file)).output
    )
    assert "anna-lee: 2 shifts, 0 days differ" in run_command("person", "rota", str(file)).output


def test_faulty_lines_are_printed_with_their_numbers(
    organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "rota.csv"
    file.write_text(
        "name;date\n"
        f"Anna Lee;{COMING_DAYS[0]:%d/%m/%Y}\nAnna Lee;soon\nNobody;{COMING_DAYS[1]:%d/%m/%Y}\n"
    )
    refused = run_command("person", "rota", str(file), "--dates", "dmy")
    assert refused.exit_code == 1
    assert "line 3: “soon” is not a day: write it like 24/12/2026.\n" in refused.output
    assert "Nobody: There is nobody with that name in your teams.\n" in refused.output
    assert "Nothing was changed." in refused.output
    applied = run_command("person", "rota", str(file), "--dates", "dmy", "--keep-good")
    assert (applied.exit_code, "is kept for 1 person" in applied.output) == (0, True)


def test_a_calendar_needs_the_login_of_its_person(
    organisation: Organisation, tmp_path: Path
) -> None:
    file = tmp_path / "anna.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"
        f"DTSTART;VALUE=DATE:{COMING_DAYS[0]:%Y%m%d}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert "login: Say whose shifts these are." in run_command("person", "rota", str(file)).output
    assert (
        "is kept for 1 person"
        in run_command("person", "rota", str(file), "--login", "anna-lee").output
    )


def test_points_can_be_given_and_taken_down_to_zero(organisation: Organisation) -> None:
    correction = run_command("points", "correct", "anna-lee", "30", "--reason", "The till was down")
    assert correction.output == "anna-lee: +30 points, 30 in all.\n"
    assert run_command("points", "correct", "anna-lee", "-10", "--reason", "Twice").output == (
        "anna-lee: -10 points, 20 in all.\n"
    )
    assert (
        "20 points. 21 cannot be taken"
        in run_command("points", "correct", "anna-lee", "-21", "--reason", "No").output
    )
    assert (
        "nobody with the login nobody"
        in run_command("points", "correct", "nobody", "5", "--reason", "No").output
    )
