"""`herobreak team` and `herobreak person`, with a running Herobreak and in this process."""

import asyncio
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner
from httpx import Client
from support.organisation import SHOP_CODE, Organisation, create_organisation
from support.pool import open_test_pool
from support.served_processes import (
    HEROBREAK_COMMAND,
    ServedProcess,
    make_operator_environment,
    run_herobreak,
)

from learning.actions.people.create_team import create_team
from learning.rules.rota.days import to_local_day
from ops.cli import main

JOIN_CODE_PATTERN = r"join code: (\S+)"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedProcess]:
    """Run a Herobreak that has only its first admin."""
    folder = tmp_path_factory.mktemp("team")
    with run_herobreak(folder / "data", folder / "output") as running:
        yield running


def run_command(running: ServedProcess, *words: str) -> str:
    """Run a command that must succeed, and give its output."""
    variables = make_operator_environment(running.data, running.port) | {"COLUMNS": "100"}
    result = subprocess.run(
        [HEROBREAK_COMMAND, *words], env=variables, capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def find_group(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, f"no {pattern} in:\n{text}"
    return match[1]


@contextmanager
def sign_in_as_printed(running: ServedProcess, printed: str) -> Iterator[Client]:
    """Sign in as the person whose sign-in a command has printed, and choose an own secret."""
    secret = {
        "login": find_group(r"login: (\S+)", printed),
        "secret": find_group(r"(?:PIN|password): (\S+)", printed),
    }
    with Client(base_url=f"http://localhost:{running.port}") as client:
        answer = client.post("/api/session", json=secret)
        assert answer.status_code == 201, answer.text
        new = "48317" if answer.json()["role"] == "learner" else "wobbly teapot mirror"
        own = {"secret": {"old": secret["secret"], "new": new}}
        assert client.get("/api/today").status_code == 403
        assert client.patch("/api/me", json=own).status_code == 200
        yield client


def test_teams_and_people_can_be_added_from_the_command_line(running: ServedProcess) -> None:
    region = run_command(running, "team", "add", "North", "--zone", "Europe/London")
    code = find_group(JOIN_CODE_PATTERN, region)
    shop = run_command(
        running,
        "team",
        "add",
        "Harbour Shop",
        "--zone",
        "Asia/Tokyo",
        "--below",
        code,
        "--work-days",
        "tue-sat",
    )
    shop_code = find_group(JOIN_CODE_PATTERN, shop)
    assert f"http://localhost:{running.port}/join?code={shop_code.replace('-', '')}" in shop

    leader = run_command(
        running, "person", "add", "Lea Leader", "--team", "harbour  shop", "--role", "leader"
    )
    with sign_in_as_printed(running, leader) as client:
        (team,) = client.get("/api/team").json()["teams"]
        assert (team["name"], team["zone"]) == ("Harbour Shop", "Asia/Tokyo")
        with Client(base_url=client.base_url) as phone:
            body = {"code": shop_code, "name": "Jo Joiner", "pin": "840213"}
            assert phone.post("/api/join", json=body).json()["team"]["name"] == "Harbour Shop"
    run_command(running, "person", "add", "Noor", "--team", "North", "--role", "learner")

    listed = [line.split() for line in run_command(running, "team", "list").splitlines()]
    assert ["Harbour", "Shop", "Asia/Tokyo", shop_code, "2"] in listed
    assert ["North", "Europe/London", code, "1"] in listed


def test_recorded_days_off_are_shown_on_the_phone(running: ServedProcess) -> None:
    printed = run_command(
        running, "person", "add", "Amira", "--team", "Our organisation", "--role", "learner"
    )
    today = to_local_day(datetime.now(UTC), "UTC")
    days = f"{today}..{today + timedelta(days=2)}"
    with sign_in_as_printed(running, printed) as client:
        assert client.get("/api/me").json()["role"] == "learner"
        assert "amira: 3 days off noted." in run_command(
            running, "person", "days-off", "amira", days
        )
        assert (
            client.get("/api/today").json()["day_off"],
            client.get("/api/me").json()["working_today"],
        ) == (
            True,
            False,
        )
    again = run_command(
        running, "person", "days-off", "amira", days, str(today + timedelta(days=3))
    )
    assert "amira: 1 day off noted, 3 days off known before." in again


def test_an_added_admin_may_list_packs(running: ServedProcess) -> None:
    printed = run_command(
        running, "person", "add", "Ada", "--team", "Our organisation", "--role", "admin"
    )
    with sign_in_as_printed(running, printed) as client:
        assert client.get("/api/packs").status_code == 200


@pytest.fixture
async def acme(database: str, clean_redis: str) -> Organisation:
    """Create the tests' organisation with two teams of the same name."""
    async with open_test_pool():
        organisation = await create_organisation()
        for above, code in ((organisation.north, "EEEEEEEE"), (organisation.south, "FFFFFFFF")):
            await create_team("Twin", above, "UTC", (1,), code, datetime.now(UTC))
    return organisation


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("team add Shop --zone Mars", "“Mars” is not a time zone"),
        ("team add East", "Missing option '--zone'"),
        (
            "team add East --zone UTC --below Nowhere",
            "no team with the join code or name 'Nowhere'",
        ),
        (
            "team add East --zone UTC --below Twin",
            "2 teams are called Twin. Say which one by its join code: EEEE-EEEE",
        ),
        ("team add north --zone UTC", "There is a north below Acme already."),
        ("team add East --zone UTC --work-days 1-5", "write mon-fri, or mon,wed,sat-sun."),
        ("team add - --zone UTC", "Use at least one letter or digit."),
        (
            "person add Bo --team ZZZZ-ZZZZ --role learner",
            "no team with the join code or name 'ZZZZ-ZZZZ'",
        ),
        ("person add Bo --team Shop --role boss", "'boss' is not one of"),
        ("person add Bo --team Shop", "Missing option '--role'"),
        ("person add ANNA-LEE --team South --role learner", ""),
        (
            f"person add ANNA-LEE --team {SHOP_CODE} --role learner",
            "There is Anna Lee (login anna-lee) in this team already, and ANNA-LEE counts as",
        ),
        ("person days-off nobody 2026-12-24", "There is nobody with the login nobody."),
        ("person days-off anna-lee 24.12.2026", "write 2026-12-24, or 2026-12-24..2026-12-26."),
        ("person days-off anna-lee", "Missing argument"),
    ],
)
def test_invalid_arguments_are_reported_without_a_traceback(
    acme: Organisation, words: str, says: str
) -> None:
    result = CliRunner().invoke(main, words.split())
    assert (result.exit_code != 0) == bool(says), result.output
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_a_second_person_of_the_same_name_in_a_team_is_refused(acme: Organisation) -> None:
    result = CliRunner().invoke(
        main, ["person", "add", "anna LEE", "--team", "c5h6 6s35", "--role", "learner"]
    )
    assert result.exit_code == 1
    assert (
        result.output
        == "herobreak: There is a anna LEE in this team already. Add a surname or an initial.\n"
    )


def test_a_team_of_the_same_name_below_another_team_is_allowed(acme: Organisation) -> None:
    result = CliRunner().invoke(main, ["team", "add", "Shop", "--zone", "UTC", "--below", "South"])
    assert result.exit_code == 0, result.output
    listed = CliRunner().invoke(main, ["team", "list"]).output
    assert re.findall(r"^ ( *)(Acme|North|Shop|South|Twin)", listed, re.MULTILINE) == [
        *[("", "Acme"), ("  ", "North"), ("    ", "Shop"), ("    ", "Twin")],
        *[("  ", "South"), ("    ", "Twin"), ("    ", "Shop")],
    ]


def test_adding_a_team_without_an_organisation_says_how_to_begin(
    database: str, clean_redis: str
) -> None:
    result = CliRunner().invoke(main, ["team", "add", "Shop", "--zone", "UTC"])
    assert (result.exit_code, "start Herobreak once" in result.output) == (1, True)


def test_a_database_without_tables_is_reported(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    variables = make_operator_environment(tmp_path, 8000) | {
        "DATABASE_URL": empty_database,
        "REDIS_URL": clean_redis,
    }
    result = subprocess.run(
        [HEROBREAK_COMMAND, "team", "list"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (result.returncode, "there is no organisation" in result.stderr) == (1, True), (
        result.stderr
    )


async def read_people_and_audit(database: str) -> str:
    """Read all rows of people and of the audit log as text."""
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch(
            "SELECT p::text FROM person p UNION ALL SELECT a::text FROM audit_entry a"
        )
        return "\n".join(row[0] for row in rows)
    finally:
        await connection.close()


def test_the_printed_secret_is_not_stored(acme: Organisation, database: str) -> None:
    result = CliRunner().invoke(
        main, ["person", "add", "Bo", "--team", SHOP_CODE, "--role", "leader"]
    )
    stored = asyncio.run(read_people_and_audit(database))
    assert "bo" in stored
    assert find_group(r"password: (\S+)", result.output) not in stored
