"""However answers, leave and rotas arrive, the stored streak is the fold of the practised days and the rota as it is now."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.actions.rota.import_rota import RotaImportOptions, import_rota
from learning.actions.rota.record_days_off import record_days_off
from learning.queries.people.current_user import CurrentUser
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

MONTH = 29
"""Days back for which a phone is believed."""
OFFICE = (1, 2, 3, 4, 5)

answers = st.one_of(
    st.frozensets(st.integers(0, MONTH), min_size=1),
    st.builds(
        lambda gaps: frozenset(range(MONTH + 1)) - gaps,
        st.frozensets(st.integers(0, MONTH), min_size=1, max_size=4),
    ),
)
changes = st.lists(
    st.tuples(
        st.sampled_from(["off", "rota"]),
        st.frozensets(st.integers(-5, MONTH), min_size=1, max_size=6),
    ),
    max_size=3,
)


async def office_worker(shop: Shop, name: str) -> CurrentUser:
    who = (await shop.add_member(name))._replace(work_days=OFFICE)
    await PersonTable.update({PersonTable.work_days: list(OFFICE)}).where(PersonTable.id == who.id)
    return who


async def practise(shop: Shop, who: CurrentUser, ago: Sequence[int], number: int) -> None:
    """Send a batch of answers, one for each of these days."""
    times = [SHOP_TIME - timedelta(days=days) for days in ago]
    batch = [
        Attempt(
            UUID(int=1000 * number + place),
            "pack.q0-0",
            Response(("a",)),
            True,
            at,
            to_local_day(at, "UTC"),
            9,
        )
        for place, at in enumerate(times)
    ]
    await answer_questions(who, batch, shop.boards, SHOP_TIME)


async def change(who: CurrentUser, kind: str, ago: frozenset[int]) -> None:
    days = [SHOP_TIME.date() - timedelta(days=one) for one in sorted(ago, reverse=True)]
    if kind == "off":
        await record_days_off(who.login, days, SHOP_TIME)
    else:
        rows = "\n".join(["login,date", *(f"{who.login},{day}" for day in days)])
        await import_rota(None, rows.encode(), RotaImportOptions(), SHOP_TIME)


async def stored_and_folded(who: CurrentUser) -> tuple[Streak, Streak]:
    async with connection() as conn:
        row = await conn.fetchrow(
            f"SELECT {STREAK_COLUMNS_SQL} FROM progress g WHERE person = $1",  # noqa: S608 - a constant
            who.id,
        )
        rota = await load_rota(conn, who.id)
        return make_streak_from_row(row), replay_streak(
            await load_practised_days(conn, who.id), rota
        )


async def test_it_is_the_fold_of_all_that_came_in_whatever_order(shop: Shop) -> None:
    loop = asyncio.get_running_loop()
    names = iter(range(10_000))

    async def check(
        ago: frozenset[int], changed: list[tuple[str, frozenset[int]]], dice: Random
    ) -> None:
        who = await office_worker(shop, f"Person {next(names)}")
        days = dice.sample(sorted(ago), len(ago))
        cut = dice.randrange(len(days) + 1)
        batches = [days[:cut][place : place + 4] for place in range(0, cut, 4)] + [
            [day] for day in days[cut:]
        ]
        steps = [*(("answers", batch) for batch in batches), *changed]
        dice.shuffle(steps)
        for number, (kind, content) in enumerate(steps):
            if kind == "answers":
                await practise(shop, who, list(content), number)
            else:
                await change(who, kind, frozenset(content))
        stored, folded = await stored_and_folded(who)
        assert stored.longest >= folded.longest, "what was once reached stays"
        assert replace(stored, longest=0) == replace(folded, longest=0)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(answers, changes, st.randoms(use_true_random=False))
    def examples(
        ago: frozenset[int], changed: list[tuple[str, frozenset[int]]], dice: Random
    ) -> None:
        asyncio.run_coroutine_threadsafe(check(ago, changed, dice), loop).result()

    await asyncio.to_thread(examples)


async def test_leave_noted_beside_answers_is_known_to_whoever_comes_second(shop: Shop) -> None:
    for round_number in range(8):
        who = await office_worker(shop, f"Amira {round_number}")
        await practise(shop, who, [7, 6, 5], 0)  # Monday to Wednesday of last week
        await asyncio.gather(
            *(practise(shop, who, [0], 1) for _ in range(2)),
            change(who, "off", frozenset([4, 3])),
        )
        stored, folded = await stored_and_folded(who)
        assert stored == folded
        assert stored.days == 4
