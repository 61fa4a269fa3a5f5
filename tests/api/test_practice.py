"""Practice beyond the plan over HTTP: what the phone gets, and that its answers earn nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.organisation import ORGANISATION_CREATED_AT, Organisation
from support.people import find_person

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.practice.extra_practice import MAX_EXTRA_QUESTIONS
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

ZONE = "Europe/London"


@pytest.fixture
async def phone(acme: Organisation, clean_redis: str) -> AsyncIterator[AsyncClient]:
    """The phone of Anna, whose team learns one pack."""
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, ORGANISATION_CREATED_AT)
    async with open_api_client(await find_person("anna-lee")) as client:
        yield client


async def insert_known_concept(
    number: int, *, due: int, ago: int = 4, stability: float = 20.0
) -> None:
    """Anna learnt an idea so many days ago; it is due in so many."""
    now, person = datetime.now(UTC), await find_person("anna-lee")
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
            " last_grade, reviews, lapses, question)"
            " VALUES ($1, $2, $3, 5, $4, $5, $6, 3, 1, 0, $7)",
            person.id,
            f"pack.idea-{number}",
            stability,
            to_local_day(now + timedelta(days=due), ZONE),
            to_local_day(now - timedelta(days=ago), ZONE),
            now - timedelta(days=ago),
            f"pack.q{number}-0",
        )


async def get_practice(phone: AsyncClient) -> dict[str, Any]:
    answer = await phone.get("/api/practice")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answer_all(phone: AsyncClient, items: list[dict[str, Any]], pick: str) -> dict[str, Any]:
    attempts = [
        {
            "id": str(uuid4()),
            "question_id": item["question_id"],
            "response": {"choices": [pick]},
            "confidence": "sure",
            "answered_at": datetime.now(UTC).isoformat(),
        }
        for item in items
    ]
    answer = await phone.post("/api/attempts", json={"attempts": attempts})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_questions_come_in_the_shape_of_today_what_fades_first_first(
    phone: AsyncClient,
) -> None:
    for number in range(6):
        await insert_known_concept(number, due=9, stability=40.0 - number)
    found = await get_practice(phone)
    assert found["day"] == to_local_day(datetime.now(UTC), ZONE).isoformat()
    assert [item["concept_id"] for item in found["items"]] == [
        f"pack.idea-{number}" for number in (5, 4, 3, 2, 1)
    ]
    assert {item["kind"] for item in found["items"]} == {"question"}
    assert found["items"][0].keys() >= {
        "question_id",
        "form",
        "stem",
        "choices",
        "key",
        "feedback",
        "seconds",
        "why",
    }
    assert found["items"][0]["why"] == {"code": "practice", "days": 4}
    assert found["seconds"] == sum(item["seconds"] for item in found["items"])


async def test_what_is_due_or_was_asked_today_or_is_no_longer_learnt_does_not_come(
    phone: AsyncClient,
) -> None:
    await insert_known_concept(0, due=0)
    await insert_known_concept(1, due=-3)
    await insert_known_concept(2, due=9, ago=0)
    await insert_known_concept(3, due=9)
    await insert_known_concept(99, due=9)
    assert [item["concept_id"] for item in (await get_practice(phone))["items"]] == ["pack.idea-3"]


@pytest.mark.parametrize("pick", ["a", "b"])
async def test_its_answers_are_recorded_and_earn_no_points(phone: AsyncClient, pick: str) -> None:
    for number in range(6):
        await insert_known_concept(number, due=9)
    items = (await get_practice(phone))["items"]
    assert len(items) == MAX_EXTRA_QUESTIONS
    receipt = await answer_all(phone, items, pick)
    assert [(one["status"], one["correct"], one["points"]) for one in receipt["outcomes"]] == [
        ("recorded", pick == "a", 0)
    ] * MAX_EXTRA_QUESTIONS
    assert (receipt["points"], receipt["awards"]) == (0, [])
    left = (await get_practice(phone))["items"]
    assert {item["concept_id"] for item in left}.isdisjoint(item["concept_id"] for item in items)
    async with connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM ledger_entry") == 0


async def test_somebody_new_gets_none(phone: AsyncClient) -> None:
    assert await get_practice(phone) == {
        "day": to_local_day(datetime.now(UTC), ZONE).isoformat(),
        "seconds": 0,
        "items": [],
    }


async def test_nobody_gets_practice_without_signing_in(
    acme: Organisation, clean_redis: str
) -> None:
    async with open_api_client() as stranger:
        assert (await stranger.get("/api/practice")).status_code == 401
