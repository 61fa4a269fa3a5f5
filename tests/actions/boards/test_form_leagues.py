"""Leagues week after week, when jobs are repeated, late or killed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from asyncpg import Record
from support.company import COMPANY_TIME, Company, open_company

from learning.actions.boards import form_leagues as form_leagues_module
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
MONDAY_START = datetime.fromisoformat("2026-03-02T04:00:00+00:00")
ONE_WEEK = timedelta(days=7)


@pytest.fixture
async def company(database: str, clean_redis: str) -> AsyncIterator[Company]:
    """A company on one server, with the job of its load_leagues written last Sunday."""
    async with open_company(clean_redis) as made:
        async with transaction() as conn:
            await write_first_league_job(
                conn, made.root.id, "UTC", MONDAY_START - timedelta(days=1)
            )
        yield made


async def add_people(
    company: Company, people: int, *, points: int = 1, day: date = MONDAY, name: str = "crowd"
) -> list[int]:
    """Add many people. Number n earned n * `points` in the week before `day`; return their ids."""
    async with connection() as conn:
        fetch_rows = await conn.fetch(
            "INSERT INTO person (login, name, role, team, secret, created_at)"
            " SELECT format('%s-%s', $5::text, n), format('%s %s', $5::text, n), 'learner',"
            " $1, '', $2"
            " FROM generate_series(1, $3::int) AS n RETURNING id, $4::int",
            company.shop.id, COMPANY_TIME, people, points, name,
        )  # fmt: skip
        ids = [row["id"] for row in fetch_rows]
        await conn.execute(
            "INSERT INTO progress (person, week, week_points, last_day, scored_at)"
            " SELECT p, $2::date - 7, n * $3, $2::date - 3, $2::date - 3"
            " FROM unnest($1::bigint[]) WITH ORDINALITY AS t (p, n)",
            ids, day, points,
        )  # fmt: skip
    return ids


async def run_due_jobs(now: datetime = MONDAY_START) -> None:
    """Run the jobs that are due, as the worker does."""
    for number in await claim_due_jobs(now):
        job = await find_job(number)
        if job is not None and job.kind == "form_leagues":
            await form_leagues(job, now)


async def load_leagues(week: date = MONDAY) -> dict[int, list[int]]:
    """Return the people of each league of a week."""
    found: dict[int, list[int]] = {}
    async with connection() as conn:
        for row in await conn.fetch(
            "SELECT league, person FROM league_member WHERE week = $1 ORDER BY id", week
        ):
            found.setdefault(row["league"], []).append(row["person"])
    return found


async def load_results(week: date = MONDAY) -> dict[int, tuple[int | None, int | None, int | None]]:
    async with connection() as conn:
        fetch_rows = await conn.fetch(
            "SELECT person, points, place, moved FROM league_member WHERE week = $1", week
        )
    return {row["person"]: (row["points"], row["place"], row["moved"]) for row in fetch_rows}


async def test_a_small_organisation_gets_one_league(company: Company) -> None:
    people = await add_people(company, 12)
    await run_due_jobs()
    assert list((await load_leagues()).values()) == [people[::-1]]


async def test_leagues_hold_people_of_similar_activity_and_everybody_once(company: Company) -> None:
    people = await add_people(company, 100)
    await run_due_jobs()
    found = list((await load_leagues()).values())
    assert sorted(person for league in found for person in league) == people
    assert all(MIN_LEAGUE_SIZE <= len(league) <= MAX_LEAGUE_SIZE for league in found)
    assert [sorted(league, reverse=True) for league in found] == found
    assert [min(above) > max(below) for above, below in pairwise(found)] == [True, True]


async def test_people_not_on_boards_or_long_absent_are_in_no_league(company: Company) -> None:
    people = await add_people(company, 6)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", people[0])
    await company.execute_statement(
        "UPDATE progress SET last_day = $2 WHERE person = $1",
        people[1],
        MONDAY - timedelta(days=29),
    )
    await company.execute_statement(
        "UPDATE person SET team = $2 WHERE id = $1", people[2], company.depot.id
    )
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    await run_due_jobs()
    assert list((await load_leagues()).values()) == [[people[5], people[4], people[3]]]


async def test_newcomers_join_on_other_days(company: Company) -> None:
    people = await add_people(company, 10)
    await run_due_jobs()
    new = await add_people(company, 3, day=MONDAY + ONE_WEEK, name="new")
    tuesday = MONDAY_START + timedelta(days=1)
    await run_due_jobs(tuesday)
    assert [sorted(league) for league in (await load_leagues()).values()] == [sorted(people + new)]
    many = await add_people(company, 90, day=MONDAY + ONE_WEEK, name="many")
    await run_due_jobs(tuesday + timedelta(days=1))
    found = list((await load_leagues()).values())
    assert sorted(person for league in found for person in league) == sorted(people + new + many)
    assert [len(league) for league in found] == [35, 34, 34]


async def earn_points(
    company: Company, person: int, points: int, day: date = MONDAY + timedelta(days=2)
) -> None:
    await company.execute_statement(
        "INSERT INTO ledger_entry (person, cause, points, team, day, earned_at)"
        " VALUES ($1, $2, $3, $4, $5::date, $5::date)",
        person, f"test:{next(company.causes)}", points, company.shop.id, day,
    )  # fmt: skip
    await company.execute_statement(
        "UPDATE progress SET"
        " week_points = CASE WHEN week = $3::date THEN week_points ELSE 0 END + $2,"
        " week = $3::date, last_day = $4::date, scored_at = $4::date WHERE person = $1",
        person, points, day - timedelta(days=day.weekday()), day,
    )  # fmt: skip


async def test_the_best_move_up_the_last_active_move_down_and_the_absent_stay(
    company: Company,
) -> None:
    people = await add_people(company, 30)
    await run_due_jobs()
    await company.execute_statement(
        "UPDATE league_member SET tier = 2 WHERE person = $1", people[3]
    )
    for place, person in enumerate(people[:20]):
        await earn_points(company, person, 10 + place)
    await run_due_jobs(MONDAY_START + ONE_WEEK)
    found = await load_results()
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
        await fetch_rows(
            "SELECT person, tier FROM league_member WHERE week = $1", MONDAY + ONE_WEEK
        )
    )
    assert [tiers[person] for person in people] == [1] * 15 + [2] * 5 + [1] * 10


async def fetch_rows(statement: str, *values: object) -> list[Record]:
    async with connection() as conn:
        found: list[Record] = await conn.fetch(statement, *values)
    return found


async def test_points_of_the_new_week_do_not_count_for_the_old(company: Company) -> None:
    """A person may have points in the new week before the old one is settled."""
    first, second, third = await add_people(company, 3)
    await run_due_jobs()
    for person, points in ((first, 30), (second, 20), (third, 10)):
        await earn_points(company, person, points)
    await earn_points(company, third, 500, MONDAY + ONE_WEEK)
    await run_due_jobs(MONDAY_START + ONE_WEEK)
    assert {person: row[:2] for person, row in (await load_results()).items()} == {
        first: (30, 1),
        second: (20, 2),
        third: (10, 3),
    }


async def test_the_league_ends_in_the_order_of_its_board(company: Company) -> None:
    people = await add_people(company, 9)
    await run_due_jobs()
    for person in people:
        await earn_points(company, person, 10)
    (league,) = await load_leagues()
    await repair_boards(company.boards, COMPANY_TIME)
    me = await company.add_member("Viewer")
    shown = await company.read_board(me, BoardScope("league", league))
    await run_due_jobs(MONDAY_START + ONE_WEEK)
    found = await load_results()
    names = {f"crowd {place}": person for place, person in enumerate(people, start=1)}
    assert [found[names[entry.name]][1] for entry in shown.entries] == [1, 2, 3]
    board = make_board_key("league", league, "week", MONDAY)
    assert len(await company.read_key_points(board)) == 9


async def test_jobs_run_at_once_and_again_form_and_settle_leagues_once(company: Company) -> None:
    people = await add_people(company, 50)
    job = await load_open_job()
    await asyncio.gather(*(form_leagues(job, MONDAY_START) for _ in range(4)))
    assert Counter(
        person for league in (await load_leagues()).values() for person in league
    ) == Counter(people)
    for person in people:
        await earn_points(company, person, person)
    job = await load_open_job(MONDAY_START + ONE_WEEK)
    await asyncio.gather(*(form_leagues(job, MONDAY_START + ONE_WEEK) for _ in range(4)))
    before = await load_results()
    await company.execute_statement("UPDATE due_job SET done_at = NULL")
    await form_leagues(job, MONDAY_START + ONE_WEEK)
    assert await load_results() == before
    assert Counter(
        p for league in (await load_leagues(MONDAY + ONE_WEEK)).values() for p in league
    ) == Counter(people)


async def load_open_job(now: datetime = MONDAY_START) -> Job:
    async with connection() as conn:
        number = await conn.fetchval(
            "SELECT id FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
        )
    job = await find_job(number)
    assert job is not None
    return Job(job.id, job.kind, job.subject, now.date().isoformat(), job.attempts)


async def test_a_killed_job_goes_on_where_it_stopped(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settle_leagues, "LEAGUES_PER_SETTLE_CHUNK", 1)
    people = await add_people(company, 60)
    await run_due_jobs()
    for person in people:
        await earn_points(company, person, person)

    class WorkerKilledError(Exception):
        pass

    calls = 0

    async def fail(job: Job) -> None:
        nonlocal calls
        calls += 1
        raise WorkerKilledError

    monkeypatch.setattr(form_leagues_module, "extend_job_lease", fail)
    with pytest.raises(WorkerKilledError):
        await run_due_jobs(MONDAY_START + ONE_WEEK)
    assert Counter(place is None for _, place, _ in (await load_results()).values()) == {
        True: 30,
        False: 30,
    }
    monkeypatch.undo()
    await run_due_jobs(MONDAY_START + ONE_WEEK + timedelta(minutes=5))
    assert sorted(place or 0 for _, place, _ in (await load_results()).values()) == sorted(
        [*range(1, 31)] * 2
    )
    assert len(await load_leagues(MONDAY + ONE_WEEK)) == 2


async def test_a_day_begins_when_it_has_begun_everywhere(company: Company) -> None:
    await company.execute_statement(
        "UPDATE team SET zone = 'America/Los_Angeles' WHERE id = $1", company.south.id
    )
    await run_due_jobs()
    ((slot, due),) = await fetch_rows(
        "SELECT slot, due_at FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
    )
    assert (slot, due.isoformat()) == ("2026-03-03", "2026-03-03T12:00:00+00:00")


async def test_days_on_which_no_job_ran_are_caught_up(company: Company) -> None:
    people = await add_people(company, 5)
    await run_due_jobs()
    for person in people:
        await earn_points(company, person, 5)
    thursday = MONDAY_START + timedelta(days=17)
    await run_due_jobs(thursday)
    found = await load_results()
    assert [found[person][2] for person in people] == [0, 0, 0, 0, 1]
    assert len(await load_leagues(MONDAY + 2 * ONE_WEEK)) == 1
    ((slot,),) = await fetch_rows(
        "SELECT slot FROM due_job WHERE kind = 'form_leagues' AND done_at IS NULL"
    )
    assert slot == "2026-03-20"


async def test_a_person_sees_their_league_and_how_the_last_one_ended(
    company: Company,
) -> None:
    people = await add_people(company, 9)
    assert (await load_league(people[0], MONDAY)).id is None
    await run_due_jobs()
    (league,) = await load_leagues()
    mine = await load_league(people[0], MONDAY)
    assert (mine.id, mine.view.tier, mine.view.last) == (league, 1, None)
    await company.execute_statement("UPDATE league_member SET tier = 2")
    for person in people:
        await earn_points(company, person, person)
    await run_due_jobs(MONDAY_START + ONE_WEEK)
    views = [
        (await load_league(person, MONDAY + ONE_WEEK)).view
        for person in (people[0], people[4], people[8])
    ]
    assert [
        (one.tier, one.last and (one.last.tier, one.last.place, one.last.up)) for one in views
    ] == [
        (1, (2, None, False)),
        (2, (2, 5, False)),
        (3, (2, 1, True)),
    ]
