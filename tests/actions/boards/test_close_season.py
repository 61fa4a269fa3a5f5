"""A season is stored once, after its late attempts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support.company import COMPANY_TIME, Company

from learning.actions.boards import close_season as close_season_module
from learning.actions.boards.close_season import close_season
from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.queries.boards.board_scores import (
    ON_BOARD_SQL_BY_KIND,
    PERIOD_POINTS_SQL,
    WHOLE_BOARD_SQL,
)
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.steps.boards.write_season_job import write_first_season_job
from learning.steps.jobs.job_rows import Job
from learning.tables.database import connection, transaction

SEASON = date(2026, 1, 1)
CLOSING = datetime(2026, 4, 3, 4, tzinfo=UTC)


async def run_due_jobs(now: datetime) -> list[Job]:
    jobs = [await find_job(number) for number in await claim_due_jobs(now)]
    found = [job for job in jobs if job is not None]
    for job in found:
        await close_season(job, now)
    return found


async def write_season_job(company: Company) -> None:
    async with transaction() as conn:
        await write_first_season_job(conn, company.root.id, "UTC", COMPANY_TIME)


async def load_season_places(team: int) -> list[tuple[int, int, int]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT person, points, place FROM season_result"
            " WHERE team = $1 AND season = $2 ORDER BY place",
            team,
            SEASON,
        )
    return [tuple(row) for row in rows]


async def test_everybody_on_a_board_is_stored_for_every_team_of_their_path(
    company: Company,
) -> None:
    first, second, hidden, out = [
        await company.add_member(name, team)
        for name, team in (
            ("First", company.shop),
            ("Second", company.south),
            ("Hid", company.depot),
            ("Out", None),
        )
    ]
    for user, points in ((first, 30), (second, 20), (hidden, 40), (out, 50)):
        await company.earn_points(user, points, COMPANY_TIME - timedelta(days=20))
    await company.earn_points(
        first, 500, COMPANY_TIME + timedelta(days=40)
    )  # in April, which is another season
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", out.id)
    await write_season_job(company)
    assert await run_due_jobs(CLOSING - timedelta(seconds=1)) == []
    await run_due_jobs(CLOSING)
    assert await load_season_places(company.root.id) == [(first.id, 30, 1), (second.id, 20, 2)]
    assert await load_season_places(company.north.id) == [(first.id, 30, 1)]
    assert await load_season_places(company.depot.id) == [(hidden.id, 40, 1)]


async def test_stored_places_never_change_and_the_next_season_has_its_job(
    company: Company,
) -> None:
    user, other = await company.add_members(2)
    await write_season_job(company)
    (job,) = await run_due_jobs(CLOSING)
    before = await load_season_places(company.root.id)
    await company.earn_points(user, 100)
    await company.earn_points(await company.add_member("Late"), 100)
    await company.execute_statement("UPDATE due_job SET done_at = NULL WHERE id = $1", job.id)
    await close_season(job, CLOSING)
    assert (
        await load_season_places(company.root.id) == before == [(other.id, 20, 1), (user.id, 10, 2)]
    )
    async with connection() as conn:
        row = await conn.fetchrow("SELECT slot, due_at FROM due_job WHERE done_at IS NULL")
    assert tuple(row) == ("2026-04-01", datetime(2026, 7, 3, 4, tzinfo=UTC))


async def test_after_a_crash_it_stores_the_teams_that_are_missing(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    (user,) = await company.add_members(1)
    await write_season_job(company)

    async def fail(job: Job) -> None:
        raise RuntimeError("the worker crashed")

    monkeypatch.setattr(close_season_module, "TEAMS_PER_SEASON_CHUNK", 1)
    monkeypatch.setattr(close_season_module, "extend_job_lease", fail)
    with pytest.raises(RuntimeError):
        await run_due_jobs(CLOSING)
    assert await load_season_places(company.root.id) == [(user.id, 10, 1)]
    assert await load_season_places(company.shop.id) == []
    monkeypatch.undo()
    await run_due_jobs(CLOSING + timedelta(minutes=5))
    for team in (company.root, company.north, company.shop):
        assert await load_season_places(team.id) == [(user.id, 10, 1)]


async def test_places_equal_those_of_each_board_read_alone(company: Company) -> None:
    points = ((company.shop, 30), (company.shop, 20), (company.south, 30), (company.depot, 40))
    for number, (team, earned) in enumerate(points):
        user = await company.add_member(f"Person {number}", team)
        await company.earn_points(user, earned, COMPANY_TIME - timedelta(days=20 - number))
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    await write_season_job(company)
    await run_due_jobs(CLOSING)
    for team in (company.root, company.north, company.shop, company.south, company.depot):
        async with connection() as conn:
            board = await conn.fetch(
                WHOLE_BOARD_SQL.format(
                    earned=PERIOD_POINTS_SQL.format(period="season"),
                    on_board=ON_BOARD_SQL_BY_KIND["team"],
                ),
                team.id,
                SEASON,
                date(2026, 4, 1),
            )
        expected = [
            (row["member"], row["score"] // BOARD_SCORE_SCALE, row["rank"]) for row in board
        ]
        assert await load_season_places(team.id) == sorted(expected, key=lambda row: row[2])
