"""How many statements the hot paths send to PostgreSQL, BEGIN and COMMIT included."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.people import add_person, add_team, find_person
from support.statements import collect_statements

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import close_pool, open_pool
from learning.tables.people import SessionTable
from learning.tables.progress import ProgressTable

MOST_FOR_A_BATCH = 8


@pytest.fixture
async def phone(database: str, clean_redis: str) -> AsyncIterator[AsyncClient]:
    """A learner's phone.

    The server has one connection to the database and has filled its caches.
    """
    clear_catalogue_cache()
    now = datetime.now(UTC)
    await open_pool(os.environ["DATABASE_URL"], 1)
    try:
        team = await add_team("Shop", now, zone="UTC")
        await publish_to_team(make_pack(), team.id, now - timedelta(days=40))
        person = await add_person("amira", team, now)
        await ProgressTable(person=person.id).save()
        async with open_api_client(person) as client:
            await ask_for_today(client)
            await send_attempts(client, [make_attempt(0)])
            yield client
    finally:
        await close_pool()


def make_attempt(place: int, ago: timedelta = timedelta(0), **changes: Any) -> dict[str, Any]:
    """An answer to one of the eighteen practice questions."""
    return {
        "id": str(uuid4()),
        "question_id": f"pack.q{place % 6}-{place % 3}",
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": (datetime.now(UTC) - ago).isoformat(),
    } | changes


async def send_attempts(
    phone: AsyncClient, attempts: list[dict[str, Any]], **more: Any
) -> list[str]:
    answer = await phone.post("/api/attempts", json={"attempts": attempts, **more})
    assert answer.status_code == 200, answer.text
    return [outcome["status"] for outcome in answer.json()["outcomes"]]


async def ask_for_today(phone: AsyncClient) -> list[dict[str, Any]]:
    answer = await phone.get("/api/today")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize("size", [1, 10, 50])
async def test_a_batch_takes_as_many_statements_as_one_answer(
    phone: AsyncClient, size: int
) -> None:
    async with collect_statements() as statements:
        assert (
            await send_attempts(phone, [make_attempt(place) for place in range(size)])
            == ["recorded"] * size
        )
        await asyncio.sleep(0)  # the driver notes a statement a turn after it
    assert len(statements) == 2, statements


async def test_the_first_answer_that_a_process_sees_of_somebody_takes_one_more(
    phone: AsyncClient,
) -> None:
    async with (
        open_api_client(await find_person("amira")) as another,
        collect_statements() as statements,
    ):
        assert await send_attempts(another, [make_attempt(1)]) == ["recorded"]
        await asyncio.sleep(0)
        assert len(statements) == 3, statements


async def test_a_device_that_was_signed_out_records_nothing_more(phone: AsyncClient) -> None:
    """Not even where it was seen a moment ago."""
    await SessionTable.delete(force=True)
    answer = await phone.post("/api/attempts", json={"attempts": [make_attempt(2)]})
    assert answer.status_code == 401, answer.text


async def test_the_worst_batch_of_fifty_stays_within_bounds(phone: AsyncClient) -> None:
    """Late answers to other days, repeated ids, strangers and readings, all at once."""
    late = [make_attempt(place, timedelta(days=1 + place % 20)) for place in range(30)]
    strange = [
        make_attempt(0, question_id="pack.nothing"),
        make_attempt(0, question_id="stranger.q0-0"),
    ]
    fresh = [make_attempt(place) for place in range(15)]
    reads = [
        {
            "id": str(uuid4()),
            "lesson_id": f"pack.lesson-{number}",
            "read_at": datetime.now(UTC).isoformat(),
        }
        for number in range(2)
    ]
    async with collect_statements() as statements:
        outcomes = await send_attempts(phone, [*late, *strange, *fresh, fresh[0]], reads=reads)
        await asyncio.sleep(0)
    assert len(outcomes) == 50
    assert {kind: outcomes.count(kind) for kind in set(outcomes)} == {
        "recorded": 47,
        "refused": 2,
        "repeated": 1,
    }
    assert len(statements) <= MOST_FOR_A_BATCH, statements


async def test_a_prepared_break_opens_in_one_statement(phone: AsyncClient) -> None:
    async with collect_statements() as statements:
        assert await ask_for_today(phone)
        await asyncio.sleep(0)
    assert len(statements) == 1, statements


async def test_practice_beyond_the_break_takes_two_statements(phone: AsyncClient) -> None:
    assert (await phone.get("/api/practice")).status_code == 200
    async with collect_statements() as statements:
        await phone.get("/api/practice")
        await asyncio.sleep(0)
    assert len(statements) == 2, statements
