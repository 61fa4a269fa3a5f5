"""Days off in the answers of the API: today shows them, and no streak breaks because of them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.people import add_person, add_team
from support.pool import open_test_pool
from support.practice import issue_breaks, record_lesson_reads, set_streak

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, to_local_day
from learning.tables.people import PersonTable, RotaDayTable
from learning.tables.progress import ProgressTable

NOW = datetime.now(UTC)


@pytest.fixture
async def amira(database: str, clean_redis: str) -> AsyncIterator[PersonTable]:
    """A person who works on every day of the week."""
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


def find_day_ago(ago: int) -> date:
    return to_local_day(datetime.now(UTC), "UTC") - timedelta(days=ago)


async def add_days_off(person: PersonTable, *ago: int) -> None:
    await RotaDayTable.insert(
        *(RotaDayTable(person=person.id, day=find_day_ago(days)) for days in ago)
    )


async def read_today(phone: AsyncClient) -> tuple[bool, int]:
    """Give whether today is a day off, and the streak. All pages must show the same."""
    today, me = (await phone.get("/api/today")).json(), (await phone.get("/api/me")).json()
    assert (me["streak"], me["working_today"]) == (today["streak"], not today["day_off"])
    return today["day_off"], today["streak"]


async def post_attempt(phone: AsyncClient, question: str, ago: int = 0) -> int:
    """Answer a question some days ago, and give the streak after it."""
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
    await set_streak(amira.id, 2, 2, find_day_ago(2))
    assert await read_today(phone) == (False, 0)
    assert await post_attempt(phone, "pack.q0-0") == 1


async def test_a_day_off_without_practice_does_not_break_a_streak(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, find_day_ago(2))
    await add_days_off(amira, 1)
    assert await read_today(phone) == (False, 2)
    assert await post_attempt(phone, "pack.q0-0") == 3


async def test_today_shows_a_day_off_and_practice_on_it_counts(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, find_day_ago(1))
    await add_days_off(amira, 0)
    assert await read_today(phone) == (True, 2)
    assert await post_attempt(phone, "pack.q0-0") == 3
    assert await read_today(phone) == (True, 3)


async def test_months_of_leave_do_not_break_a_streak(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, find_day_ago(121))
    await add_days_off(amira, *range(1, 121))
    assert await read_today(phone) == (False, 2)
    assert await post_attempt(phone, "pack.q0-0") == 3


async def test_late_attempts_after_leave_count_for_the_streak(
    phone: AsyncClient, amira: PersonTable
) -> None:
    await set_streak(amira.id, 2, 2, find_day_ago(99))
    await record_lesson_reads(amira.id, find_day_ago(100), find_day_ago(99))
    await add_days_off(amira, *range(3, 99))
    await issue_breaks(amira.id, find_day_ago(3), find_day_ago(3))
    assert await post_attempt(phone, "pack.q0-0", ago=1) == 1, "the day before was missed"
    assert await post_attempt(phone, "pack.q1-0", ago=2) == 4, "or so it seemed"
