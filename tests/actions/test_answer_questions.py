import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.shelves import pack, publish
from support.shop import NOW, Shop

from learning.actions.answer_questions import Entry, answer_questions
from learning.queries.who import Who
from learning.rules.days import EVERY_DAY, local_day, week_of
from learning.rules.grading import Response
from learning.rules.memory import Grade, Memory, Review, Rota, fold
from learning.rules.standing import Answer, Reading
from learning.tables.database import connection

QUESTIONS = [f"pack.q{concept}-{variant}" for concept in range(6) for variant in range(3)] + ["pack.c0-0", "pack.c1-0"]


def answer(
    number: int, question: str = "pack.q0-0", *, right: bool = True, sure: bool = True, ago: float = 0
) -> Answer:
    at = NOW - timedelta(hours=ago)
    return Answer(UUID(int=number), question, Response(("a" if right else "b",)), sure, at, local_day(at, "UTC"), 12)


def read(number: int, lesson: int = 0, ago: float = 0) -> Reading:
    at = NOW - timedelta(hours=ago)
    return Reading(UUID(int=number), f"pack.lesson-{lesson}", at, local_day(at, "UTC"), 60)


async def state_of(who: Who) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that answering may change, but for row numbers, the time of receipt, and due days: their fuzz is personal."""
    queries = {
        "attempts": "SELECT key, question, correct, points, answered_at, day FROM attempt WHERE person = $1 ORDER BY key",
        "reads": "SELECT key, lesson, points, day FROM lesson_read WHERE person = $1 ORDER BY key",
        "memories": "SELECT concept, stability, difficulty, last_day, reviews, lapses FROM memory WHERE person = $1 ORDER BY 1",
        "ledger": "SELECT cause, points, day, earned_at FROM ledger_entry WHERE person = $1 ORDER BY cause",
        "awards": "SELECT badge FROM award WHERE person = $1 ORDER BY badge",
        "progress": "SELECT points, week, week_points, streak, longest_streak, last_day, counters, done FROM progress WHERE person = $1",
    }
    async with connection() as at:
        return {name: [tuple(row) for row in await at.fetch(query, who.id)] for name, query in queries.items()}


async def test_a_batch_is_recorded_whole(shop: Shop) -> None:
    who = await shop.hire("Amira")
    recorded = await answer_questions(who, [read(1), answer(2), answer(3, "pack.q1-0", right=False)], shop.boards, NOW)
    assert [(outcome.status, outcome.correct, outcome.points) for outcome in recorded.outcomes] == [
        ("recorded", None, 15),
        ("recorded", True, 10),
        ("recorded", False, 5),
    ]
    assert [badge.id for badge in recorded.awards] == ["showed-up"]
    assert (recorded.progress.points, recorded.progress.streak) == (30, 1)
    state = await state_of(who)
    assert sum(row[1] for row in state["ledger"]) == 30
    assert len(state["memories"]) == 2


async def test_the_board_shows_the_total(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await answer_questions(who, [answer(1)], shop.boards, NOW)
    await shop.boards.settle()
    week = week_of(local_day(NOW, "UTC"))
    assert await shop.boards.scores(shop.root, week) == await shop.boards.scores(shop.shop, week) == {who.id: 10}


batches = st.lists(
    st.one_of(
        st.builds(
            answer,
            st.just(0),
            st.sampled_from(QUESTIONS),
            right=st.booleans(),
            sure=st.booleans(),
            ago=st.integers(0, 300),
        ),
        st.builds(read, st.just(0), st.integers(0, 2), st.integers(0, 300)),
    ),
    min_size=1,
    max_size=12,
).map(lambda found: [replace(entry, id=UUID(int=number)) for number, entry in enumerate(found, start=1)])


@pytest.mark.parametrize("examples", [25])
async def test_eight_phones_sending_one_batch_five_times_shuffled_have_one_effect(shop: Shop, examples: int) -> None:
    number = iter(range(10_000))
    loop = asyncio.get_running_loop()

    async def check(batch: list[Entry], seed: int) -> None:
        once, often = await shop.hire(f"Once {next(number)}"), await shop.hire(f"Often {next(number)}")
        await answer_questions(once, batch, shop.boards, NOW)

        async def phone(dice: Random) -> None:
            for _ in range(5):
                await answer_questions(often, dice.sample(batch, len(batch)), shop.boards, NOW)

        await asyncio.gather(*(phone(Random(seed + place)) for place in range(8)))
        assert await state_of(once) == await state_of(often)

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(batches, st.integers(0, 2**32))
    def examples_of(batch: list[Entry], seed: int) -> None:
        asyncio.run_coroutine_threadsafe(check(batch, seed), loop).result()

    await asyncio.to_thread(examples_of)


async def test_any_order_of_arrival_gives_the_same_memory_and_streak(shop: Shop) -> None:
    entries = [answer(number, QUESTIONS[number % 6], right=number % 3 > 0, ago=number * 9.0) for number in range(1, 30)]
    first, second = await shop.hire("First"), await shop.hire("Second")
    for entry in entries:
        await answer_questions(first, [entry], shop.boards, NOW)
    for entry in Random(4).sample(entries, len(entries)):
        await answer_questions(second, [entry], shop.boards, NOW)
    one, other = await state_of(first), await state_of(second)
    assert one["memories"] == other["memories"]
    assert [row[3:6] for row in one["progress"]] == [row[3:6] for row in other["progress"]]


async def test_memory_is_a_fold_of_the_log(shop: Shop) -> None:
    who = await shop.hire("Amira")
    for number in range(1, 20):
        await answer_questions(
            who, [answer(number, QUESTIONS[number % 3], right=number % 4 > 0, ago=200 - 7 * number)], shop.boards, NOW
        )
    async with connection() as at:
        log = await at.fetch(
            "SELECT answered_at, key, day, grade, question, guess FROM attempt"
            " WHERE person = $1 AND concept = 'pack.idea-0'",
            who.id,
        )
        row = await at.fetchrow("SELECT * FROM memory WHERE person = $1 AND concept = 'pack.idea-0'", who.id)
    reviews = [Review(one[0], str(one[1]), one[2], Grade(one[3]), one[4], one[5]) for one in log]
    memory = fold(reviews, who.id, "pack.idea-0", Rota(EVERY_DAY))
    assert memory == Memory(**{name: row[name] for name in Memory.__slots__})


async def test_a_clock_ahead_is_clamped_to_receipt(shop: Shop) -> None:
    who = await shop.hire("Amira")
    early = replace(answer(1), at=NOW + timedelta(days=3))
    late = replace(answer(2, "pack.q1-0"), at=datetime(1999, 1, 1, tzinfo=UTC))
    await answer_questions(who, [early, late], shop.boards, NOW)
    assert [row[4] for row in (await state_of(who))["attempts"]] == [NOW, NOW - timedelta(days=30)]


async def test_a_question_of_another_team_is_refused(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await publish(pack("secret"), shop.shop, NOW)
    stranger = await shop.newest(await shop.hire("Root", zone_team=shop.root))
    stranger = replace(stranger, path=(shop.root,))
    outcome = (await answer_questions(stranger, [answer(1, "secret.q0-0")], shop.boards, NOW)).outcomes[0]
    assert outcome.status == "refused"
    assert "no such question" in (outcome.problem or "")
    who = await shop.newest(who)
    assert (await answer_questions(who, [answer(1, "secret.q0-0")], shop.boards, NOW)).outcomes[0].status == "recorded"


async def test_one_persons_ids_say_nothing_of_anothers(shop: Shop) -> None:
    one, other = await shop.hire("One"), await shop.hire("Other")
    await answer_questions(one, [answer(1)], shop.boards, NOW)
    assert (await answer_questions(other, [answer(1, right=False)], shop.boards, NOW)).outcomes[0].correct is False


async def test_an_answer_to_a_version_that_was_replaced_meanwhile_still_counts(shop: Shop) -> None:
    who = await shop.hire("Amira")
    smaller = pack(version=2, lessons=1)
    await publish(smaller, shop.root, NOW)
    who = await shop.newest(who)
    recorded = await answer_questions(who, [answer(1, "pack.q5-0"), read(2, 2)], shop.boards, NOW)
    assert [outcome.status for outcome in recorded.outcomes] == ["recorded", "recorded"]


async def test_a_person_who_left_the_boards_is_not_put_back(shop: Shop) -> None:
    who = replace(await shop.hire("Shy"), on_boards=False)
    await answer_questions(who, [answer(1)], shop.boards, NOW)
    await shop.boards.settle()
    assert await shop.boards.scores(shop.shop, week_of(local_day(NOW, "UTC"))) == {}


async def test_answers_are_recorded_while_redis_is_away(shop: Shop) -> None:
    from learning.leaderboards import Boards

    away = Boards("redis://127.0.0.1:1/0")
    who = await shop.hire("Amira")
    assert (await answer_questions(who, [answer(1)], away, NOW)).outcomes[0].status == "recorded"
    await away.settle()
