"""A day off over HTTP: today says so, and no streak breaks over it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.people import add_person, add_team
from support.pool import open_test_pool
from support.practice import record_lesson_reads, set_streak

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.people import PersonTable, RotaDayTable
from learning.tables.progress import ProgressTable

NOW = datetime.now(UTC)


@pytest.fixture
async def amira(database: str, clean_redis: str) -> AsyncIterator[PersonTable]:
    """Who works every day of the week."""
    clear_catalogue_cache()
    async with open_test_pool():
        team = await add_team("Shop", NOW, zone="UTC")
        await publish_to_team(make_pack(), team.id, NOW)
        person = await add_person("amira", team, NOW - timedelta(days=400))
        person.work_days = list(ALL_ISO_WEEKDAYS)
        await person.save()
        await ProgressTable(person=person.id).save()
        yield person


@pytest.fixture
async def phone(amira: PersonTable) -> AsyncIterator[AsyncClient]:
    async with open_api_client(amira) as client:
        yield client


def day(ago: int) -> date:
    return to_local_day(datetime.now(UTC), "UTC") - timedelta(days=ago)


async def away(person: PersonTable, *ago: int) -> None:
    await RotaDayTable.insert(*(RotaDayTable(person=person.id, day=day(days)) for days in ago))


async def shown(phone: AsyncClient) -> tuple[bool, int]:
    """Whether today is off, and the streak, of which every page says the same."""
    today, me = (await phone.get("/api/today")).json(), (await phone.get("/api/me")).json()
    assert (me["streak"], me["working_today"]) == (today["streak"], not today["day_off"])
    return today["day_off"], today["streak"]


async def answer(phone: AsyncClient, question: str, ago: int = 0) -> int:
    """Answer a question on a day; the streak after it."""
    attempt = {
        "id": str(uuid4()),
        "question_id": question,
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": (datetime.now(UTC) - timedelta(days=ago)).isoformat(),
    }
    answered = (await phone.post("/api/attempts", json={"attempts": [attempt]})).json()
    assert answered["outcomes"][0]["status"] == "recorded", answered
    return int(answered["streak"])


async def test_a_working_day_without_practice_breaks_a_streak(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, day(2))
    assert await shown(phone) == (False, 0)
    assert await answer(phone, "pack.q0-0") == 1


async def test_a_day_off_does_not(phone: AsyncClient, amira: PersonTable) -> None:
    await set_streak(amira.id, 2, 2, day(2))
    await away(amira, 1)
    assert await shown(phone) == (False, 2)
    assert await answer(phone, "pack.q0-0") == 3


async def test_today_off_is_said_and_practice_on_it_counts(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, day(1))
    await away(amira, 0)
    assert await shown(phone) == (True, 2)
    assert await answer(phone, "pack.q0-0") == 3
    assert await shown(phone) == (True, 3)


async def test_months_of_leave_do_not_break_it(phone: AsyncClient, amira: PersonTable) -> None:
    await set_streak(amira.id, 2, 2, day(121))
    await away(amira, *range(1, 121))
    assert await shown(phone) == (False, 2)
    assert await answer(phone, "pack.q0-0") == 3


async def test_nor_when_an_answer_comes_late_after_it(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, day(99))
    await record_lesson_reads(amira.id, day(100), day(99))
    await away(amira, *range(3, 99))
    assert await answer(phone, "pack.q0-0", ago=1) == 1, "the day before was missed"
    assert await answer(phone, "pack.q1-0", ago=2) == 4, "or so it seemed"
