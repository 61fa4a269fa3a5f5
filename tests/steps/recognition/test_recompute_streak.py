"""The stored streak equals a replay of the practised days by the current rota.

That holds whatever the order in which attempts, days off and rotas arrive.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.rota.import_rota import RotaImportOptions, import_rota
from learning.actions.rota.record_days_off import record_days_off
from learning.queries.people.current_user import CurrentUser
from learning.queries.recognition.counters import decode_counters
from learning.queries.rota.rota import (
    STREAK_COLUMNS_SQL,
    load_practised_days,
    load_rota,
    make_streak_from_row,
)
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.recognition.streaks import Streak, replay_streak
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection
from learning.tables.people import PersonTable

MAX_DAYS_BACK = 29
"""Attempts that are older are not accepted."""
WEEKDAYS = (1, 2, 3, 4, 5)
SELECT_STREAK = f"SELECT {STREAK_COLUMNS_SQL} FROM progress g WHERE person = $1"  # noqa: S608

answers = st.one_of(
    st.frozensets(st.integers(0, MAX_DAYS_BACK), min_size=1),
    st.builds(
        lambda gaps: frozenset(range(MAX_DAYS_BACK + 1)) - gaps,
        st.frozensets(st.integers(0, MAX_DAYS_BACK), min_size=1, max_size=4),
    ),
)
changes = st.lists(
    st.tuples(
        st.sampled_from(["off", "rota"]),
        st.frozensets(st.integers(-5, MAX_DAYS_BACK), min_size=1, max_size=6),
    ),
    max_size=3,
)


async def add_office_worker(shop: Shop, name: str) -> CurrentUser:
    user = (await shop.add_member(name))._replace(work_days=WEEKDAYS)
    await PersonTable.update({PersonTable.work_days: list(WEEKDAYS)}).where(
        PersonTable.id == user.id
    )
    return user


async def practise(shop: Shop, user: CurrentUser, ago: Sequence[int], number: int) -> None:
    """Send a batch of answers, one for each of these days."""
    times = [SHOP_TIME - timedelta(days=days) for days in ago]
    batch = [
        Attempt(
            UUID(int=1000 * number + index),
            "pack.q0-0",
            Response(("a",)),
            True,
            answered_at,
            to_local_day(answered_at, "UTC"),
            9,
        )
        for index, answered_at in enumerate(times)
    ]
    await answer_questions(user, batch, shop.boards, SHOP_TIME)


async def change_rota(user: CurrentUser, kind: str, ago: frozenset[int]) -> None:
    days = [SHOP_TIME.date() - timedelta(days=one) for one in sorted(ago, reverse=True)]
    if kind == "off":
        await record_days_off(user.login, days, SHOP_TIME)
    else:
        rows = "\n".join(["login,date", *(f"{user.login},{day}" for day in days)])
        await import_rota(None, rows.encode(), RotaImportOptions(), SHOP_TIME)


async def read_and_replay_streak(user: CurrentUser) -> tuple[Streak, Streak]:
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_STREAK, user.id)
        rota = await load_rota(conn, user.id)
        return make_streak_from_row(row), replay_streak(
            await load_practised_days(conn, user.id), rota
        )


async def test_the_stored_streak_equals_a_replay_whatever_the_order(shop: Shop) -> None:
    loop = asyncio.get_running_loop()
    names = iter(range(10_000))

    async def check(
        ago: frozenset[int], changed: list[tuple[str, frozenset[int]]], random: Random
    ) -> None:
        user = await add_office_worker(shop, f"Person {next(names)}")
        days = random.sample(sorted(ago), len(ago))
        cut = random.randrange(len(days) + 1)
        batches = [days[:cut][index : index + 4] for index in range(0, cut, 4)] + [
            [day] for day in days[cut:]
        ]
        steps = [*(("answers", batch) for batch in batches), *changed]
        random.shuffle(steps)
        for number, (kind, content) in enumerate(steps):
            if kind == "answers":
                await practise(shop, user, list(content), number)
            else:
                await change_rota(user, kind, frozenset(content))
        stored, replayed = await read_and_replay_streak(user)
        assert stored.longest >= replayed.longest, "what was once reached stays"
        assert replace(stored, longest=0) == replace(replayed, longest=0)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(answers, changes, st.randoms(use_true_random=False))
    def examples(
        ago: frozenset[int], changed: list[tuple[str, frozenset[int]]], random: Random
    ) -> None:
        asyncio.run_coroutine_threadsafe(check(ago, changed, random), loop).result()

    await asyncio.to_thread(examples)


async def test_badges_count_the_longest_streak_after_a_change_of_the_rota(shop: Shop) -> None:
    user = await add_office_worker(shop, "Sanna")
    await practise(shop, user, [7, 5], 0)  # Monday and Wednesday of last week
    await change_rota(user, "off", frozenset([6]))
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT longest_streak, counters FROM progress WHERE person = $1", user.id
        )
    assert row["longest_streak"] == decode_counters(row["counters"])["streak"] == 2


async def test_concurrent_days_off_and_attempts_leave_the_replayed_streak(shop: Shop) -> None:
    for round_number in range(8):
        user = await add_office_worker(shop, f"Amira {round_number}")
        await practise(shop, user, [7, 6, 5], 0)  # Monday to Wednesday of last week
        await asyncio.gather(
            *(practise(shop, user, [0], 1) for _ in range(2)),
            change_rota(user, "off", frozenset([4, 3])),
        )
        stored, replayed = await read_and_replay_streak(user)
        assert stored == replayed
        assert stored.days == 4
