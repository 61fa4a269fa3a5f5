"""Nights of an organisation: what they fit, what is put in force, and going back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from support.people import find_audit_entry
from support.review_logs import (
    FAST_FORGETTING_WEIGHTS,
    answer_at_random,
    insert_review_log,
    make_review_log,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.jobs.job_queue import find_job
from learning.actions.practice import fit_memory as nightly
from learning.actions.practice.adopt_weights import resume_nightly_adoption, roll_back_weights
from learning.actions.practice.answer_questions import answer_questions
from learning.actions.practice.fit_memory import fit_memory
from learning.actions.practice.plan_breaks import plan_break, plan_team_breaks
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.practice.weights import (
    NewestAdoption,
    clear_weights_cache,
    list_last_fits,
    load_newest_adoption,
    load_newest_adoption_id,
    load_weights_history,
)
from learning.rules.practice.attempt_log import AttemptLog
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt
from learning.rules.practice.memory import replay_attempts
from learning.rules.practice.weights import DEFAULT_WEIGHTS
from learning.rules.refusals import Conflict, Invalid, NotFound
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, to_local_day
from learning.steps.jobs.job_rows import Job
from learning.steps.practice.adopt_weights import ADOPTION_DELAY, adopt_weights
from learning.steps.practice.load_review_history import load_reviews_after
from learning.tables.database import connection, transaction
from learning.tables.fits import MemoryFitTable

NIGHT = datetime(2026, 5, 20, 3, tzinfo=UTC)
"""After the last answer of `make_review_log`."""


@pytest.fixture
async def chain(shop: Shop) -> AsyncIterator[Shop]:
    """The organisation, with no weights remembered of another one."""
    clear_weights_cache()
    yield shop
    clear_weights_cache()


async def insert_log(shop: Shop, log: AttemptLog) -> None:
    async with connection() as conn:
        version = await conn.fetchval("SELECT id FROM pack_version")
    await insert_review_log(log, shop.shop, version)


async def next_night() -> Job:
    async with connection() as conn:
        number = await conn.fetchval(
            "SELECT id FROM due_job WHERE kind = 'fit_memory' AND done_at IS NULL"
        )
    job = await find_job(number)
    assert job
    return job


async def save_fit(
    shop: Shop, values: tuple[float, ...] | None = FAST_FORGETTING_WEIGHTS.values
) -> int:
    """A fit of some night."""
    row = MemoryFitTable(
        team=shop.root,
        weights=values and list(values),
        reason="" if values else "no",
        made_at=SHOP_TIME,
    )
    await row.save()
    return int(row.id)


async def adopt_fit(shop: Shop, fit: int | None, now: datetime) -> None:
    async with transaction() as conn:
        await adopt_weights(conn, shop.root, fit, now)


async def weights_at(shop: Shop, instant: datetime) -> tuple[float, ...]:
    return (
        (await load_weights_history(shop.root, await load_newest_adoption_id()))
        .weights_at(instant)
        .values
    )


async def due_by_day() -> list[tuple[date, int]]:
    async with connection() as conn:
        return [
            tuple(row)
            for row in await conn.fetch(
                "SELECT due, count(*) FROM memory GROUP BY due ORDER BY due"
            )
        ]


async def test_people_who_forget_otherwise_get_weights_of_their_own(chain: Shop) -> None:
    await insert_log(chain, make_review_log(FAST_FORGETTING_WEIGHTS))
    before = await due_by_day()
    await fit_memory(await next_night(), NIGHT)
    (night,) = await list_last_fits(chain.root, 10)
    assert (night.reason, night.answers, night.people) == ("", 3000, 20)
    assert night.figures["new"].log_loss < night.figures["current"].log_loss
    assert await load_newest_adoption(chain.root) == NewestAdoption(
        1, night.id, False, NIGHT + ADOPTION_DELAY
    )
    assert (
        await weights_at(chain, NIGHT + ADOPTION_DELAY - timedelta(seconds=1))
        == DEFAULT_WEIGHTS.values
    )
    stored = await MemoryFitTable.select(MemoryFitTable.weights).first()
    assert stored
    assert (
        await weights_at(chain, NIGHT + ADOPTION_DELAY)
        == tuple(stored["weights"])
        != DEFAULT_WEIGHTS.values
    )
    assert (await find_audit_entry("adopt_weights")).subject == str(chain.root)
    assert await due_by_day() == before, "a change of weights brings no flood"


async def test_the_next_night_finds_nothing_better_and_has_its_own_job(chain: Shop) -> None:
    await insert_log(chain, make_review_log(FAST_FORGETTING_WEIGHTS))
    first = await next_night()
    assert (first.slot, first.subject) == (
        str(to_local_day(SHOP_TIME, "UTC") + timedelta(days=1)),
        str(chain.root),
    )
    await fit_memory(first, NIGHT)
    second = await next_night()
    assert second.slot == "2026-05-21"
    async with connection() as conn:
        assert await conn.fetchval(
            "SELECT due_at FROM due_job WHERE id = $1", second.id
        ) == NIGHT + timedelta(days=1)
    await fit_memory(second, NIGHT + timedelta(days=1))
    newest, oldest = await list_last_fits(chain.root, 10)
    assert newest.reason == "current_as_good"
    assert newest.figures["current"] == oldest.figures["new"]
    assert (await load_newest_adoption(chain.root)).fit == oldest.id
    assert (await next_night()).slot == "2026-05-22"


async def test_noise_is_noted_and_declined(chain: Shop) -> None:
    await insert_log(chain, make_review_log(answer=answer_at_random(0.6)))
    await fit_memory(await next_night(), NIGHT)
    (night,) = await list_last_fits(chain.root, 10)
    assert night.reason == "constant_as_good"
    assert await load_newest_adoption(chain.root) == NewestAdoption()
    assert await load_newest_adoption_id() == 0


async def test_too_little_is_noted_and_declined(chain: Shop) -> None:
    await insert_log(chain, make_review_log(people=10, concepts=10))
    await fit_memory(await next_night(), NIGHT)
    (night,) = await list_last_fits(chain.root, 10)
    assert (night.answers, night.people, night.figures) == (600, 10, {})
    assert night.reason == "too_little_data"
    assert (await next_night()).slot == "2026-05-21"


async def test_twice_and_at_once_is_one_version(chain: Shop) -> None:
    await insert_log(chain, make_review_log(FAST_FORGETTING_WEIGHTS))
    job = await next_night()
    await asyncio.gather(*(fit_memory(job, NIGHT) for _ in range(3)))
    await fit_memory(job, NIGHT + timedelta(minutes=1))
    assert len(await list_last_fits(chain.root, 10)) == 1
    assert await load_newest_adoption_id() == 1
    assert (await next_night()).id != job.id


async def test_no_more_than_so_many_answers_of_whole_people(
    chain: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await insert_log(chain, make_review_log(people=30, concepts=20))
    monkeypatch.setattr(nightly, "PEOPLE_PER_FIT_READ", 4)
    monkeypatch.setattr(nightly, "MAX_FITTED_ATTEMPTS", 10 * 20 * 7)
    job = await next_night()
    await fit_memory(job, NIGHT)
    (night,) = await list_last_fits(chain.root, 10)
    assert (night.answers, night.people) == (10 * 20 * 6, 10)


async def test_one_row_goes_back_and_holds_until_the_nights_decide_again(chain: Shop) -> None:
    await insert_log(chain, make_review_log(FAST_FORGETTING_WEIGHTS))
    await fit_memory(await next_night(), NIGHT)
    later = NIGHT + timedelta(hours=9)
    assert await roll_back_weights(chain.root, later) is None
    assert await load_newest_adoption(chain.root) == NewestAdoption(
        2, None, True, later + ADOPTION_DELAY
    )
    assert await weights_at(chain, later) != DEFAULT_WEIGHTS.values
    assert await weights_at(chain, later + ADOPTION_DELAY) == DEFAULT_WEIGHTS.values
    assert (await find_audit_entry("hold_weights")).detail

    await fit_memory(await next_night(), NIGHT + timedelta(days=1))
    assert (await list_last_fits(chain.root, 1))[0].reason == "held"
    assert await load_newest_adoption_id() == 2

    await resume_nightly_adoption(chain.root, NIGHT + timedelta(days=1, hours=9))
    await fit_memory(await next_night(), NIGHT + timedelta(days=2))
    newest = (await list_last_fits(chain.root, 1))[0]
    assert (newest.reason, (await load_newest_adoption(chain.root)).fit) == ("", newest.id)


async def test_going_back_names_what_is_there(chain: Shop) -> None:
    with pytest.raises(Conflict):
        await roll_back_weights(chain.root, SHOP_TIME)
    first, second, empty = await save_fit(chain), await save_fit(chain), await save_fit(chain, None)
    for number, fit in enumerate((first, second)):
        await adopt_fit(chain, fit, SHOP_TIME + timedelta(hours=number))
    with pytest.raises(NotFound):
        await roll_back_weights(chain.root, SHOP_TIME, to=4711)
    with pytest.raises(Invalid):
        await roll_back_weights(chain.root, SHOP_TIME, to=empty)
    assert await load_newest_adoption_id() == 2
    assert await roll_back_weights(chain.root, SHOP_TIME) == first
    assert await roll_back_weights(chain.root, SHOP_TIME, to=second) == second
    assert await roll_back_weights(chain.root, SHOP_TIME, to=0) is None
    assert await weights_at(chain, SHOP_TIME + timedelta(days=1)) == DEFAULT_WEIGHTS.values


async def test_late_answers_after_an_adoption_leave_what_answers_in_time_do(chain: Shop) -> None:
    online, offline = await chain.add_member("Amira"), await chain.add_member("Bo")
    fit, changed = await save_fit(chain), SHOP_TIME - timedelta(days=5)
    log = [
        Attempt(
            UUID(int=number),
            f"pack.q{number % 2}-{number % 3}",
            Response(("a",)),
            True,
            at,
            to_local_day(at, "UTC"),
            9,
        )
        for number, at in enumerate(
            SHOP_TIME - timedelta(days=days) for days in (20, 19, 12, 11, 4, 3, 1)
        )
    ]
    for one in log[:4]:
        await answer_questions(online, [one], chain.boards, one.occurred_at)
    await answer_questions(offline, log[:1], chain.boards, log[0].occurred_at)
    await adopt_fit(chain, fit, changed - ADOPTION_DELAY)
    for one in log[4:]:
        await answer_questions(online, [one], chain.boards, one.occurred_at)
    await answer_questions(offline, log[5:], chain.boards, SHOP_TIME)
    await answer_questions(offline, log[1:5], chain.boards, SHOP_TIME)

    weights_history = await load_weights_history(chain.root, await load_newest_adoption_id())
    assert weights_history.weights_at(log[-1].occurred_at).values == FAST_FORGETTING_WEIGHTS.values
    states = []
    for user in (online, offline):
        async with connection() as at:
            rows = await at.fetch(
                "SELECT concept, stability, difficulty FROM memory WHERE person = $1", user.id
            )
            history = await load_reviews_after(at, user.id, [row["concept"] for row in rows], {})
        for concept, stability, difficulty in rows:
            memory = replay_attempts(
                history[concept],
                user.id,
                concept,
                Rota(ALL_ISO_WEEKDAYS),
                weights_history.weights_at(SHOP_TIME),
            )
            assert memory
            assert (memory.stability, memory.difficulty) == (stability, difficulty)
        states.append(sorted(map(tuple, rows)))
    assert states[0] == states[1]


async def test_breaks_are_composed_by_the_weights_in_force(chain: Shop) -> None:
    await insert_log(chain, make_review_log(people=12, concepts=6))
    await adopt_fit(chain, await save_fit(chain), NIGHT - ADOPTION_DELAY)
    day = NIGHT.date()
    async with connection() as conn:
        await conn.execute("UPDATE person SET minutes = 1")  # so that something must be left out
        job = await conn.fetchval(
            "SELECT id FROM due_job WHERE kind = 'plan_team' AND subject = $1", str(chain.shop)
        )
    found = await find_job(job)
    assert found
    await plan_team_breaks(replace(found, slot=day.isoformat()), NIGHT + timedelta(hours=1))
    together = await read_plans()
    catalogue = await load_team_catalogue((chain.root, chain.shop), 1)
    for weights, same in ((FAST_FORGETTING_WEIGHTS, True), (DEFAULT_WEIGHTS, False)):
        async with connection() as conn:
            await conn.execute("DELETE FROM plan")
        for person in range(1, 13):
            await plan_break(person, catalogue, day, NIGHT, weights)
        assert (await read_plans() == together) is same


async def read_plans() -> list[tuple[int, str]]:
    async with connection() as conn:
        return [
            tuple(row)
            for row in await conn.fetch("SELECT person, items::text FROM plan ORDER BY person")
        ]
