"""Teams and people from the command line: beside a Herobreak that runs, and what is refused."""

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

JOIN_CODE = r"join code: (\S+)"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedProcess]:
    """A Herobreak of nobody but its first admin."""
    folder = tmp_path_factory.mktemp("team")
    with run_herobreak(folder / "data", folder / "output") as running:
        yield running


def told(running: ServedProcess, *words: str) -> str:
    """What a command prints that succeeds."""
    variables = make_operator_environment(running.data, running.port) | {"COLUMNS": "100"}
    done = subprocess.run(
        [HEROBREAK_COMMAND, *words], env=variables, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, f"no {pattern} in:\n{text}"
    return match[1]


@contextmanager
def signed_in(running: ServedProcess, printed: str) -> Iterator[Client]:
    """A new device of the person whom a command has just added."""
    secret = {
        "login": found(r"login: (\S+)", printed),
        "secret": found(r"(?:PIN|password): (\S+)", printed),
    }
    with Client(base_url=f"http://localhost:{running.port}") as client:
        answer = client.post("/api/session", json=secret)
        assert answer.status_code == 201, answer.text
        yield client


def test_a_team_grows_from_the_command_line(running: ServedProcess) -> None:
    region = told(running, "team", "add", "North", "--zone", "Europe/London")
    code = found(JOIN_CODE, region)
    shop = told(
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
    shop_code = found(JOIN_CODE, shop)
    assert f"http://localhost:{running.port}/join?code={shop_code.replace('-', '')}" in shop

    leader = told(
        running, "person", "add", "Lea Leader", "--team", "harbour  shop", "--role", "leader"
    )
    with signed_in(running, leader) as client:
        (team,) = client.get("/api/team").json()["teams"]
        assert (team["name"], team["zone"]) == ("Harbour Shop", "Asia/Tokyo")
        with Client(base_url=client.base_url) as phone:
            body = {"code": shop_code, "name": "Jo Joiner", "pin": "840213"}
            assert phone.post("/api/join", json=body).json()["team"]["name"] == "Harbour Shop"
    told(running, "person", "add", "Noor", "--team", "North", "--role", "learner")

    listed = [line.split() for line in told(running, "team", "list").splitlines()]
    assert ["Harbour", "Shop", "Asia/Tokyo", shop_code, "2"] in listed
    assert ["North", "Europe/London", code, "1"] in listed


def test_days_off_reach_the_phone(running: ServedProcess) -> None:
    hired = told(
        running, "person", "add", "Amira", "--team", "Our organisation", "--role", "learner"
    )
    today = to_local_day(datetime.now(UTC), "UTC")
    days = f"{today}..{today + timedelta(days=2)}"
    with signed_in(running, hired) as client:
        assert client.get("/api/me").json()["role"] == "learner"
        assert "amira: 3 days off noted." in told(running, "person", "days-off", "amira", days)
        assert (
            client.get("/api/today").json()["day_off"],
            client.get("/api/me").json()["working_today"],
        ) == (
            True,
            False,
        )
    again = told(running, "person", "days-off", "amira", days, str(today + timedelta(days=3)))
    assert "amira: 1 day off noted, 3 days off known before." in again


def test_an_admin_by_command_has_the_rights_of_one(running: ServedProcess) -> None:
    hired = told(running, "person", "add", "Ada", "--team", "Our organisation", "--role", "admin")
    with signed_in(running, hired) as ada:
        assert ada.get("/api/packs").status_code == 200


@pytest.fixture
async def acme(database: str, clean_redis: str) -> Organisation:
    """The tests' own organisation, for commands that run in this process."""
    async with open_test_pool():
        made = await create_organisation()
        for above, code in ((made.north, "EEEEEEEE"), (made.south, "FFFFFFFF")):
            await create_team("Twin", above, "UTC", (1,), code, datetime.now(UTC))
    return made


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
        (f"person add ANNA-LEE --team {SHOP_CODE} --role learner", ""),
        ("person days-off nobody 2026-12-24", "There is nobody with the login nobody."),
        ("person days-off anna-lee 24.12.2026", "write 2026-12-24, or 2026-12-24..2026-12-26."),
        ("person days-off anna-lee", "Missing argument"),
    ],
)
def test_what_cannot_be_is_a_sentence(acme: Organisation, words: str, says: str) -> None:
    done = CliRunner().invoke(main, words.split())
    assert (done.exit_code != 0) == bool(says), done.output
    assert says in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_somebody_of_that_name_is_there_already(acme: Organisation) -> None:
    done = CliRunner().invoke(
        main, ["person", "add", "anna LEE", "--team", "c5h6 6s35", "--role", "learner"]
    )
    assert done.exit_code == 1
    assert (
        done.output
        == "herobreak: There is a anna LEE in this team already. Add a surname or an initial.\n"
    )


def test_a_team_of_the_same_name_may_be_elsewhere(acme: Organisation) -> None:
    done = CliRunner().invoke(main, ["team", "add", "Shop", "--zone", "UTC", "--below", "South"])
    assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(main, ["team", "list"]).output
    assert re.findall(r"^ ( *)(Acme|North|Shop|South|Twin)", listed, re.MULTILINE) == [
        *[("", "Acme"), ("  ", "North"), ("    ", "Shop"), ("    ", "Twin")],
        *[("  ", "South"), ("    ", "Twin"), ("    ", "Shop")],
    ]


def test_without_an_organisation_it_says_how_to_begin(database: str, clean_redis: str) -> None:
    done = CliRunner().invoke(main, ["team", "add", "Shop", "--zone", "UTC"])
    assert (done.exit_code, "start Herobreak once" in done.output) == (1, True)


def test_a_database_without_tables_is_a_sentence(
    empty_database: str, clean_redis: str, tmp_path: Path
) -> None:
    variables = make_operator_environment(tmp_path, 8000) | {
        "DATABASE_URL": empty_database,
        "REDIS_URL": clean_redis,
    }
    done = subprocess.run(
        [HEROBREAK_COMMAND, "team", "list"],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, "there is no organisation" in done.stderr) == (1, True), done.stderr


async def everything_kept(database: str) -> str:
    """All that the tables of people and of acts hold."""
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch(
            "SELECT p::text FROM person p UNION ALL SELECT a::text FROM audit_entry a"
        )
        return "\n".join(row[0] for row in rows)
    finally:
        await connection.close()


def test_the_secret_is_nowhere_but_on_the_screen(acme: Organisation, database: str) -> None:
    done = CliRunner().invoke(
        main, ["person", "add", "Bo", "--team", SHOP_CODE, "--role", "leader"]
    )
    kept = asyncio.run(everything_kept(database))
    assert "bo" in kept
    assert found(r"password: (\S+)", done.output) not in kept
