"""A badge for knowing and doing comes with whichever comes last, once, and costs a statement only when it is near."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from support.catalogues import make_hero_badge, make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.practice.answer_questions import RecordedBatch, answer_questions
from learning.queries.people.current_user import CurrentUser
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.recognition.points import PointsEntry
from learning.rules.rota.days import to_local_day
from learning.steps.recognition.post_ledger_entries import PostingResult, post_ledger_entries
from learning.tables.database import connection, transaction

TRAIT = "moment.pack.lesson-1"
FIRST, SECOND = "pack.idea-2", "pack.idea-3"  # what lesson 1 teaches


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    """Somebody whose pack has a badge for lesson 1."""
    await publish_to_team(
        replace(make_pack(version=2), badges=(make_hero_badge(),)), shop.root, SHOP_TIME
    )
    return await shop.reload_member(await shop.add_member("Amira"))


async def remember(who: CurrentUser, concept: str, stability: float = 30.0) -> None:
    """As if it had been practised, last yesterday, and is due today."""
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at, last_grade, reviews,"
            " lapses, question) VALUES ($1, $2, $3, 5, $4, $5, $6, 3, 4, 0, 'pack.q0-0')",
            who.id,
            concept,
            stability,
            SHOP_TIME.date(),
            SHOP_TIME.date() - timedelta(days=1),
            SHOP_TIME - timedelta(days=1),
        )


async def was_seen(who: CurrentUser, name: str = TRAIT) -> None:
    counters = msgspec.json.encode({"lessons.pack": 3, name: 1}).decode()
    async with connection() as conn:
        await conn.execute("UPDATE progress SET counters = $2 WHERE person = $1", who.id, counters)


async def answer(shop: Shop, who: CurrentUser, concept: int, number: int = 1) -> RecordedBatch:
    """Answer a question on an idea rightly."""
    at = Attempt(
        UUID(int=number),
        f"pack.q{concept}-0",
        Response(("a",)),
        True,
        SHOP_TIME,
        to_local_day(SHOP_TIME, "UTC"),
        12,
    )
    return await answer_questions(who, [at], shop.boards, SHOP_TIME)


async def moment(who: CurrentUser, number: int = 1) -> PostingResult:
    async with transaction() as conn:
        return await post_ledger_entries(
            conn,
            who.id,
            [PointsEntry(f"moment:{number}", 20, SHOP_TIME.date(), SHOP_TIME)],
            {TRAIT: 1, "moments": 1},
            SHOP_TIME,
        )


async def held(who: CurrentUser) -> list[str]:
    async with connection() as conn:
        return [
            row[0] for row in await conn.fetch("SELECT badge FROM award WHERE person = $1", who.id)
        ]


async def test_the_moment_comes_last(amira: CurrentUser) -> None:
    await remember(amira, FIRST)
    await remember(amira, SECOND)
    assert [badge.id for badge in (await moment(amira)).awards] == ["pack.hero-1"]
    assert (await moment(amira, 2)).awards == ()
    assert await held(amira) == ["pack.hero-1"]


async def test_the_knowledge_comes_last(shop: Shop, amira: CurrentUser) -> None:
    await remember(amira, FIRST)
    await remember(amira, SECOND, stability=6.9)
    assert (await moment(amira)).awards == ()
    assert [badge.id for badge in (await answer(shop, amira, 3)).awards] == ["pack.hero-1"]
    assert (await answer(shop, amira, 2, 2)).awards == ()
    assert await held(amira) == ["pack.hero-1"]


async def test_half_of_the_knowledge_is_not_enough(shop: Shop, amira: CurrentUser) -> None:
    await remember(amira, FIRST)
    await was_seen(amira)
    assert (await answer(shop, amira, 2)).awards == ()
    assert (await answer(shop, amira, 3, 2)).awards == (), "once right is not remembered yet"


async def test_who_was_seen_at_something_else_has_to_wait(shop: Shop, amira: CurrentUser) -> None:
    await remember(amira, FIRST)
    await remember(amira, SECOND)
    await was_seen(amira, "moment.pack.lesson-0")
    assert (await answer(shop, amira, 2)).awards == ()


async def test_however_they_race_it_is_awarded_once(shop: Shop, amira: CurrentUser) -> None:
    await remember(amira, FIRST)
    await remember(amira, SECOND)

    async def answered(concept: int) -> list[str]:
        return [badge.id for badge in (await answer(shop, amira, concept, concept)).awards]

    async def seen(number: int) -> list[str]:
        return [badge.id for badge in (await moment(amira, number)).awards]

    told = await asyncio.gather(answered(2), answered(3), *map(seen, range(4)))
    assert [badge for badges in told for badge in badges].count("pack.hero-1") == 1
    assert (await held(amira)).count("pack.hero-1") == 1


@pytest.mark.parametrize(
    ("concept", "seen", "statements"), [(2, "", 2), (0, TRAIT, 2), (2, TRAIT, 3)]
)
async def test_memories_are_looked_up_only_where_they_decide(
    shop: Shop, amira: CurrentUser, concept: int, seen: str, statements: int
) -> None:
    await remember(amira, FIRST)
    if seen:
        await was_seen(amira, seen)
    await answer(shop, amira, 5)
    async with collect_statements() as sent:
        await answer(shop, amira, concept, 2)
        await asyncio.sleep(0)  # the driver notes a statement a turn after it
    assert len(sent) == statements, sent
