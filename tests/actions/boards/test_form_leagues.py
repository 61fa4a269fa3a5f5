"""Leagues week after week, whatever is repeated, late or killed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from asyncpg import Record
from support.company import COMPANY_TIME, Company, open_company

from learning.actions.boards import form_leagues as module
from learning.actions.boards import settle_leagues
from learning.actions.boards.form_leagues import form_leagues
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.leaderboards import make_board_key
from learning.queries.boards.boards import BoardScope
from learning.queries.boards.leagues import load_league
from learning.rules.boards.leagues import MAX_LEAGUE_SIZE, MIN_LEAGUE_SIZE
from learning.steps.boards.write_league_job import write_first_league_job
from learning.steps.jobs.job_rows import Job
from learning.tables.database import connection, transaction

MONDAY = date(2026, 3, 2)
DAWN = datetime.fromisoformat("2026-03-02T04:00:00+00:00")
WEEK = timedelta(days=7)


@pytest.fixture
async def chain(database: str, clean_redis: str) -> AsyncIterator[Company]:
    """A company on one server, with the job of its leagues written last Sunday."""
    async with open_company(clean_redis) as made:
        async with transaction() as conn:
            await write_first_league_job(conn, made.root.id, "UTC", DAWN - timedelta(days=1))
        yield made


async def poured(
    chain: Company, people: int, *, points: int = 1, day: date = MONDAY, name: str = "crowd"
) -> list[int]:
    """Many people at once; the n-th has earned n times so many points in the week before `day`, and practised then."""
    async with connection() as conn:
        rows = await conn.fetch(
            "INSERT INTO person (login, name, role, team, secret, created_at)"
            " SELECT format('%s-%s', $5::text, n), format('%s %s', $5::text, n), 'learner', $1, '', $2"
            " FROM generate_series(1, $3::int) AS n RETURNING id, $4::int",
            chain.shop.id, COMPANY_TIME, people, points, name,
        )  # fmt: skip
        ids = [row["id"] for row in rows]
        await conn.execute(
            "INSERT INTO progress (person, week, week_points, last_day, scored_at)"
            " SELECT p, $2::date - 7, n * $3, $2::date - 3, $2::date - 3"
            " FROM unnest($1::bigint[]) WITH ORDINALITY AS t (p, n)",
            ids, day, points,
        )  # fmt: skip
    return ids


async def run(now: datetime = DAWN) -> None:
    """Do what is due, as the worker does."""
    for number in await claim_due_jobs(now):
        job = await find_job(number)
        if job is not None and job.kind == "form_leagues":
            await form_leagues(job, now)


async def leagues(week: date = MONDAY) -> dict[int, list[int]]:
    """Who is in which league."""
    found: dict[int, list[int]] = {}
    async with connection() as conn:
        for row in await conn.fetch(
            "SELECT league, person FROM league_member WHERE week = $1 ORDER BY id", week
        ):
            found.setdefault(row["league"], []).append(row["person"])
    return found


async def results(week: date = MONDAY) -> dict[int, tuple[int | None, int | None, int | None]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT person, points, place, moved FROM league_member WHERE week = $1", week
        )
    return {row["person"]: (row["points"], row["place"], row["moved"]) for row in rows}


async def test_a_small_organisation_gets_one_league(chain: Company) -> None:
    people = await poured(chain, 12)
    await run()
    assert list((await leagues()).values()) == [people[::-1]]


async def test_leagues_hold_neighbours_in_activity_and_everybody_once(chain: Company) -> None:
    people = await poured(chain, 100)
    await run()
    found = list((await leagues()).values())
    assert sorted(person for league in found for person in league) == people
    assert all(MIN_LEAGUE_SIZE <= len(league) <= MAX_LEAGUE_SIZE for league in found)
    assert [sorted(league, reverse=True) for league in found] == found
    assert [min(above) > max(below) for above, below in pairwise(found)] == [True, True]


async def test_who_is_not_shown_or_long_absent_is_in_no_league(chain: Company) -> None:
    people = await poured(chain, 6)
    await chain.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", people[0])
    await chain.execute_statement(
        "UPDATE progress SET last_day = $2 WHERE person = $1",
        people[1],
        MONDAY - timedelta(days=29),
    )
    await chain.execute_statement(
        "UPDATE person SET team = $2 WHERE id = $1", people[2], chain.depot.id
    )
    await chain.execute_statement("UPDATE team SET hidden = true WHERE id = $1", chain.depot.id)
    await run()
    assert list((await leagues()).values()) == [[people[5], people[4], people[3]]]


async def test_newcomers_join_on_other_days(chain: Company) -> None:
    people = await poured(chain, 10)
    await run()
    new = await poured(chain, 3, day=MONDAY + WEEK, name="new")
    tuesday = DAWN + timedelta(days=1)
    await run(tuesday)
    assert [sorted(league) for league in (await leagues()).values()] == [sorted(people + new)]
    many = await poured(chain, 90, day=MONDAY + WEEK, name="many")
    await run(tuesday + timedelta(days=1))
    found = list((await leagues()).values())
    assert sorted(person for league in found for person in league) == sorted(people + new + many)
    assert [len(league) for league in found] == [35, 34, 34]


async def earn(
    chain: Company, person: int, points: int, day: date = MONDAY + timedelta(days=2)
) -> None:
    await chain.execute_statement(
        "INSERT INTO ledger_entry (person, cause, points, team, day, earned_at) VALUES ($1, $2, $3, $4, $5::date, $5::date)",
        person, f"test:{next(chain.causes)}", points, chain.shop.id, day,
    )  # fmt: skip
    await chain.execute_statement(
        "UPDATE progress SET week_points = CASE WHEN week = $3::date THEN week_points ELSE 0 END + $2, week = $3::date,"
        " last_day = $4::date, scored_at = $4::date WHERE person = $1",
        person, points, day - timedelta(days=day.weekday()), day,
    )  # fmt: skip


async def test_the_best_rise_the_last_active_fall_the_absent_stay(chain: Company) -> None:
    people = await poured(chain, 30)
    await run()
    await chain.execute_statement("UPDATE league_member SET tier = 2 WHERE person = $1", people[3])
    for place, person in enumerate(people[:20]):
        await earn(chain, person, 10 + place)
    await run(DAWN + WEEK)
    found = await results()
    ranks = [found[person] for person in people]
    assert ranks[:3] == [
        (10, 20, 0),
        (11, 19, 0),
        (12, 18, 0),
    ]  # there is nothing below the first tier
    assert ranks[3] == (13, 17, -1)
    assert ranks[15:20] == [(10 + n, 20 - n, 1) for n in range(15, 20)]
    assert ranks[20:] == [(0, None, 0)] * 10
    tiers = dict(
        await rows("SELECT person, tier FROM league_member WHERE week = $1", MONDAY + WEEK)
    )
    assert [tiers[person] for person in people] == [1] * 15 + [2] * 5 + [1] * 10


async def rows(statement: str, *values: object) -> list[Record]:
    async with connection() as conn:
        found: list[Record] = await conn.fetch(statement, *values)
    return found


async def test_points_of_the_new_week_do_not_count_for_the_old(chain: Company) -> None:
    """Whoever begins the week before its leagues are settled: the ledger knows what belongs where."""
    first, second, third = await poured(chain, 3)
    await run()
    for person, points in ((first, 30), (second, 20), (third, 10)):
        await earn(chain, person, points)
    await earn(chain, third, 500, MONDAY + WEEK)
    await run(DAWN + WEEK)
    assert {person: row[:2] for person, row in (await results()).items()} == {
        first: (30, 1),
        second: (20, 2),
        third: (10, 3),
    }


async def test_the_league_ends_in_the_order_of_its_board(chain: Company) -> None:
    people = await poured(chain, 9)
    await run()
    for person in people:
        await earn(chain, person, 10)
    (league,) = await leagues()
    await repair_boards(chain.boards, COMPANY_TIME)
    me = await chain.add_member("Viewer")
    shown = await chain.read_board(me, BoardScope("league", league))
    await run(DAWN + WEEK)
    found = await results()
    names = {f"crowd {place}": person for place, person in enumerate(people, start=1)}
    assert [found[names[entry.name]][1] for entry in shown.entries] == [1, 2, 3]
    board = make_board_key("league", league, "week", MONDAY)
    assert len(await chain.read_key_points(board)) == 9


async def test_many_at_once_and_again_form_and_settle_once(chain: Company) -> None:
    people = await poured(chain, 50)
    job = await the_job()
    await asyncio.gather(*(form_leagues(job, DAWN) for _ in range(4)))
    assert Counter(person for league in (await leagues()).values() for person in league) == Counter(
        people
    )
    for person in people:
        await earn(chain, person, person)
    job = await the_job(DAWN + WEEK)
    await asyncio.gather(*(form_leagues(job, DAWN + WEEK) for _ in range(4)))
    before = await results()
    await chain.execute_statement("UPDATE due_job SET done_at = NULL")
    await form_leagues(job, DAWN + WEEK)
    assert await results() == before
    assert Counter(
        p for league in (await leagues(MONDAY + WEEK)).values() for p in league
    ) == Counter(people)


async def the_job(now: datetime = DAWN) -> Job:
    async with connection() as conn:
        number = await conn.fetchval(
            "SELECT id FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
        )
    job = await find_job(number)
    assert job is not None
    return Job(job.id, job.kind, job.subject, now.date().isoformat(), job.attempts)


async def test_killed_between_two_steps_it_goes_on_where_it_was(
    chain: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_leagues, "LEAGUES_PER_SETTLE_CHUNK", 1)
    people = await poured(chain, 60)
    await run()
    for person in people:
        await earn(chain, person, person)

    class PowerCutError(Exception):
        pass

    calls = 0

    async def cut(job: Job) -> None:
        nonlocal calls
        calls += 1
        raise PowerCutError

    monkeypatch.setattr(module, "extend_job_lease", cut)
    with pytest.raises(PowerCutError):
        await run(DAWN + WEEK)
    assert Counter(place is None for _, place, _ in (await results()).values()) == {
        True: 30,
        False: 30,
    }
    monkeypatch.undo()
    await run(DAWN + WEEK + timedelta(minutes=5))
    assert sorted(place or 0 for _, place, _ in (await results()).values()) == sorted(
        [*range(1, 31)] * 2
    )
    assert len(await leagues(MONDAY + WEEK)) == 2


async def test_a_day_begins_when_it_has_begun_everywhere(chain: Company) -> None:
    await chain.execute_statement(
        "UPDATE team SET zone = 'America/Los_Angeles' WHERE id = $1", chain.south.id
    )
    await run()
    ((slot, due),) = await rows(
        "SELECT slot, due_at FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
    )
    assert (slot, due.isoformat()) == ("2026-03-03", "2026-03-03T12:00:00+00:00")


async def test_days_on_which_nothing_ran_are_made_up_for(chain: Company) -> None:
    people = await poured(chain, 5)
    await run()
    for person in people:
        await earn(chain, person, 5)
    thursday = DAWN + timedelta(days=17)
    await run(thursday)
    found = await results()
    assert [found[person][2] for person in people] == [0, 0, 0, 0, 1]
    assert len(await leagues(MONDAY + 2 * WEEK)) == 1
    ((slot,),) = await rows(
        "SELECT slot FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
    )
    assert slot == "2026-03-20"


async def test_a_person_learns_of_their_league_and_how_the_last_one_ended_but_never_of_a_fall(
    chain: Company,
) -> None:
    people = await poured(chain, 9)
    assert (await load_league(people[0], MONDAY)).id is None
    await run()
    (league,) = await leagues()
    mine = await load_league(people[0], MONDAY)
    assert (mine.id, mine.view.tier, mine.view.last) == (league, 1, None)
    await chain.execute_statement("UPDATE league_member SET tier = 2")
    for person in people:
        await earn(chain, person, person)
    await run(DAWN + WEEK)
    told = [
        (await load_league(person, MONDAY + WEEK)).view
        for person in (people[0], people[4], people[8])
    ]
    assert [
        (one.tier, one.last and (one.last.tier, one.last.place, one.last.up)) for one in told
    ] == [
        (1, (2, None, False)),
        (2, (2, 5, False)),
        (3, (2, 1, True)),
    ]
