"""Badges that ask for memories and moments are awarded once, by whichever comes last."""

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

TRAIT_COUNTER = "moment.pack.lesson-1"
FIRST_CONCEPT, SECOND_CONCEPT = "pack.idea-2", "pack.idea-3"  # what lesson 1 teaches


@pytest.fixture
async def amira(shop: Shop) -> CurrentUser:
    """A person whose pack has a hero badge for lesson 1."""
    await publish_to_team(
        replace(make_pack(version=2), badges=(make_hero_badge(),)), shop.root, SHOP_TIME
    )
    return await shop.reload_member(await shop.add_member("Amira"))


async def insert_memory(user: CurrentUser, concept: str, stability: float = 30.0) -> None:
    """Insert the memory of a concept that was practised yesterday and is due today."""
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
            " last_grade, reviews, lapses, question, right_days)"
            " VALUES ($1, $2, $3, 5, $4, $5, $6, 3, 4, 0, 'pack.q0-0', 2)",
            user.id,
            concept,
            stability,
            SHOP_TIME.date(),
            SHOP_TIME.date() - timedelta(days=1),
            SHOP_TIME - timedelta(days=1),
        )


async def set_moment_counter(user: CurrentUser, name: str = TRAIT_COUNTER) -> None:
    counters = msgspec.json.encode({"lessons.pack": 3, name: 1}).decode()
    async with connection() as conn:
        await conn.execute("UPDATE progress SET counters = $2 WHERE person = $1", user.id, counters)


async def answer_concept(
    shop: Shop, user: CurrentUser, concept: int, number: int = 1
) -> RecordedBatch:
    """Answer a question of a concept rightly."""
    attempt = Attempt(
        UUID(int=number),
        f"pack.q{concept}-0",
        Response(("a",)),
        True,
        SHOP_TIME,
        to_local_day(SHOP_TIME, "UTC"),
        12,
    )
    return await answer_questions(user, [attempt], shop.boards, SHOP_TIME)


async def post_moment(user: CurrentUser, number: int = 1) -> PostingResult:
    async with transaction() as conn:
        return await post_ledger_entries(
            conn,
            user.id,
            [PointsEntry(f"moment:{number}", 20, SHOP_TIME.date(), SHOP_TIME)],
            {TRAIT_COUNTER: 1, "moments": 1},
            SHOP_TIME,
        )


async def list_awards(user: CurrentUser) -> list[str]:
    async with connection() as conn:
        return [
            row[0] for row in await conn.fetch("SELECT badge FROM award WHERE person = $1", user.id)
        ]


async def test_a_hero_badge_is_awarded_when_the_moment_comes_last(amira: CurrentUser) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    await insert_memory(amira, SECOND_CONCEPT)
    assert [badge.id for badge in (await post_moment(amira)).awards] == ["pack.hero-1"]
    assert (await post_moment(amira, 2)).awards == ()
    assert await list_awards(amira) == ["pack.hero-1"]


async def test_a_hero_badge_is_awarded_when_the_memory_comes_last(
    shop: Shop, amira: CurrentUser
) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    await insert_memory(amira, SECOND_CONCEPT, stability=6.9)
    assert (await post_moment(amira)).awards == ()
    assert [badge.id for badge in (await answer_concept(shop, amira, 3)).awards] == ["pack.hero-1"]
    assert (await answer_concept(shop, amira, 2, 2)).awards == ()
    assert await list_awards(amira) == ["pack.hero-1"]


async def test_half_of_the_remembered_concepts_are_not_enough(
    shop: Shop, amira: CurrentUser
) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    await set_moment_counter(amira)
    assert (await answer_concept(shop, amira, 2)).awards == ()
    assert (await answer_concept(shop, amira, 3, 2)).awards == (), (
        "once right is not remembered yet"
    )


async def test_a_moment_of_another_trait_does_not_count(shop: Shop, amira: CurrentUser) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    await insert_memory(amira, SECOND_CONCEPT)
    await set_moment_counter(amira, "moment.pack.lesson-0")
    assert (await answer_concept(shop, amira, 2)).awards == ()


async def test_concurrent_attempts_and_moments_award_a_badge_once(
    shop: Shop, amira: CurrentUser
) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    await insert_memory(amira, SECOND_CONCEPT)

    async def answered(concept: int) -> list[str]:
        return [badge.id for badge in (await answer_concept(shop, amira, concept, concept)).awards]

    async def seen(number: int) -> list[str]:
        return [badge.id for badge in (await post_moment(amira, number)).awards]

    awarded = await asyncio.gather(answered(2), answered(3), *map(seen, range(4)))
    assert [badge for badges in awarded for badge in badges].count("pack.hero-1") == 1
    assert (await list_awards(amira)).count("pack.hero-1") == 1


@pytest.mark.parametrize(
    ("concept", "counter", "statements"),
    [(2, "", 2), (0, TRAIT_COUNTER, 2), (2, TRAIT_COUNTER, 3)],
)
async def test_memories_are_read_only_where_they_decide(
    shop: Shop, amira: CurrentUser, concept: int, counter: str, statements: int
) -> None:
    await insert_memory(amira, FIRST_CONCEPT)
    if counter:
        await set_moment_counter(amira, counter)
    await answer_concept(shop, amira, 5)
    async with collect_statements() as sent:
        await answer_concept(shop, amira, concept, 2)
        await asyncio.sleep(0)  # asyncpg logs a statement one turn of the loop after it
    assert len(sent) == statements, sent
