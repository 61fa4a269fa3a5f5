"""What a phone sends late, over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.people import add_person, add_team
from support.pool import open_test_pool
from support.practice import issue_breaks
from support.statements import collect_statements

from learning.actions.people.erase_person import erase_person
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection
from learning.tables.people import PersonTable, TeamTable
from learning.tables.progress import ProgressTable

NOW = datetime.now(UTC)


@pytest.fixture
async def amira(database: str, clean_redis: str) -> AsyncIterator[PersonTable]:
    clear_catalogue_cache()
    async with open_test_pool():
        team = await add_team("Shop", NOW, zone="UTC")
        await publish_to_team(make_pack(), team.id, NOW - timedelta(days=40))
        person = await add_person("amira", team, NOW - timedelta(days=90))
        await ProgressTable(person=person.id).save()
        yield person


@pytest.fixture
async def phone(amira: PersonTable) -> AsyncIterator[AsyncClient]:
    async with open_api_client(amira) as client:
        yield client


def make_attempt(question: str, ago: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "question_id": question,
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": (datetime.now(UTC) - timedelta(days=ago)).isoformat(),
    }


def find_day_ago(ago: int) -> date:
    return to_local_day(datetime.now(UTC), "UTC") - timedelta(days=ago)


async def send_week(phone: AsyncClient) -> dict[str, Any]:
    attempts = [make_attempt(f"pack.q{ago % 2}-{ago % 3}", ago) for ago in range(4, -1, -1)]
    answer = await phone.post("/api/attempts", json={"attempts": attempts})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def read_issued_days(person: int) -> list[date]:
    async with connection() as conn:
        rows = await conn.fetch("SELECT day FROM issued_break WHERE person = $1", person)
    return [row["day"] for row in rows]


async def test_days_without_a_break_from_the_server_count_as_the_day_of_receipt(
    phone: AsyncClient,
) -> None:
    await phone.get("/api/today")
    receipt = await send_week(phone)
    assert {outcome["day"] for outcome in receipt["outcomes"]} == {receipt["day"]}
    assert receipt["streak"] == 1


async def test_a_week_without_a_network_counts_day_by_day(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await issue_breaks(amira.id, find_day_ago(4), find_day_ago(4))
    receipt = await send_week(phone)
    assert receipt["streak"] == 5
    assert len({outcome["day"] for outcome in receipt["outcomes"]}) == 5


async def test_a_plan_that_nobody_fetched_is_no_break(
    phone: AsyncClient, amira: PersonTable
) -> None:
    async with connection() as conn:
        await conn.execute(
            """INSERT INTO plan (person, day, catalogue_revision, items, made_at)
            VALUES ($1, $2, 1, '[]', now())""",
            amira.id,
            find_day_ago(4),
        )
    assert (await send_week(phone))["streak"] == 1


async def test_a_fetch_is_noted_once_a_day_and_erased_with_the_person(
    phone: AsyncClient, amira: PersonTable
) -> None:
    assert (await phone.get("/api/today")).status_code == 200
    async with collect_statements() as statements:
        assert (await phone.get("/api/today")).status_code == 200
        await asyncio.sleep(0)
    assert len(statements) == 1, statements
    assert await read_issued_days(amira.id) == [find_day_ago(0)]
    await erase_person("amira", datetime.now(UTC))
    assert await read_issued_days(amira.id) == []


async def test_knowing_which_breaks_were_issued_takes_no_statement(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await issue_breaks(amira.id, find_day_ago(4), find_day_ago(4))
    for place, ago in enumerate((3, 2)):
        async with collect_statements() as statements:
            body = {"attempts": [make_attempt(f"pack.q0-{place}", ago)]}
            assert (await phone.post("/api/attempts", json=body)).status_code == 200
            await asyncio.sleep(0)
    loading = [statement for statement in statements if "issued_break" in statement]
    assert len(loading) == 1
    assert "AS memories" in loading[0], "the statement that loads the batch"


async def test_leaders_see_how_much_of_earlier_days_came_at_once(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await issue_breaks(amira.id, find_day_ago(4), find_day_ago(4))
    await send_week(phone)
    team = await TeamTable.objects().first()
    assert team is not None
    leader = await add_person("lea", team, NOW, "leader")
    await ProgressTable(person=leader.id).save()
    async with open_api_client(leader) as client:
        members = (await client.get("/api/team/members")).json()["members"]
    shown = {member["login"]: (member["late_day"], member["late_items"]) for member in members}
    assert shown == {"amira": (find_day_ago(0).isoformat(), 4), "lea": (None, 0)}
