"""Claim thirty days of practice in one minute, and print what it earns.

Run it with `pytest -s tests/audit/test_late_work.py` to see the figures.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.figures import record_figures
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.actions.packs.load_shipped_pack import load_shipped_pack
from learning.queries.packs.team_catalogue import (
    clear_catalogue_cache,
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.rules.packs.pack_contents import Pack
from learning.rules.recognition.points import MAX_PAID_ITEMS_PER_DAY, POINTS_RIGHT_ANSWER
from learning.tables.database import connection
from learning.tables.progress import ProgressTable
from ops.demo.responses import make_response
from ops.shipped_packs import SHIPPED_PACKS_FOLDER

DAYS_CLAIMED = 30
ENTRIES_PER_BATCH = 200


class Gain(NamedTuple):
    """What a person has after the attack."""

    points: int
    longest_streak: int
    badges: int


@pytest.fixture
async def pack(database: str, clean_redis: str) -> AsyncIterator[tuple[AsyncClient, Pack]]:
    """A phone of somebody who joined long ago and never practised, and the pack of their team."""
    joined = datetime.now(UTC) - timedelta(days=90)
    clear_catalogue_cache()
    async with open_test_pool():
        team = await add_team("Chain", joined, zone="UTC")
        await load_shipped_pack(SHIPPED_PACKS_FOLDER / "ten-habits", joined)
        person = await add_person("amira", team, joined)
        await ProgressTable(person=person.id).save()
        catalogue = await load_team_catalogue((team.id,), await load_newest_catalogue_revision())
        async with open_api_client(person) as client:
            yield client, catalogue.pack_versions[0].pack_in_language()


def claim_days(pack: Pack) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the entries of the claimed days, oldest first: new lessons, then all right answers."""
    for ago in reversed(range(DAYS_CLAIMED)):
        at = datetime.now(UTC) - timedelta(days=ago, hours=1)
        first = 3 * (DAYS_CLAIMED - 1 - ago)
        for lesson in pack.lessons[first : first + 3]:
            yield "reads", {"lesson_id": lesson.id, "read_at": at.isoformat(), "seconds": 60}
        for question in pack.questions:
            response = msgspec.to_builtins(make_response(question, True))
            yield (
                "attempts",
                {
                    "question_id": question.id,
                    "response": response,
                    "confidence": "sure",
                    "answered_at": (at + timedelta(minutes=1)).isoformat(),
                    "seconds": 5,
                },
            )


async def send_all(phone: AsyncClient, entries: list[tuple[str, dict[str, Any]]]) -> None:
    for start in range(0, len(entries), ENTRIES_PER_BATCH):
        body: dict[str, list[dict[str, Any]]] = {"attempts": [], "reads": []}
        for kind, entry in entries[start : start + ENTRIES_PER_BATCH]:
            body[kind].append({"id": str(uuid4()), **entry})
        answer = await phone.post("/api/attempts", json=body)
        assert answer.status_code == 200, answer.text


async def read_gain() -> Gain:
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT points, longest_streak, (SELECT count(*) FROM award) FROM progress"
        )
    return Gain(*row)


async def test_thirty_claimed_days_earn_one_day_of_practice(
    pack: tuple[AsyncClient, Pack],
) -> None:
    phone, content = pack
    assert (await phone.get("/api/today")).status_code == 200
    claimed = list(claim_days(content))
    await send_all(phone, [one for one in claimed if one[1].get("question_id") is None])
    await send_all(phone, [one for one in claimed if one[1].get("question_id")])
    gain = await read_gain()
    print(f"\nthirty days claimed in one minute: {gain}")
    record_figures(
        {"points of one evening": gain.points, "streak of one evening": gain.longest_streak}
    )
    assert gain.longest_streak == 1
    assert gain.points <= MAX_PAID_ITEMS_PER_DAY * POINTS_RIGHT_ANSWER
