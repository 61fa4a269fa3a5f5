"""A season is written down once, when its late answers have come."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support.company import COMPANY_TIME, Company

from learning.actions.boards import close_season as module
from learning.actions.boards.close_season import close_season
from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.steps.boards.write_season_job import write_first_season_job
from learning.steps.jobs.job_rows import Job
from learning.tables.database import connection, transaction

SEASON = date(2026, 1, 1)
CLOSING = datetime(2026, 4, 3, 4, tzinfo=UTC)


async def run(now: datetime) -> list[Job]:
    jobs = [await find_job(number) for number in await claim_due_jobs(now)]
    found = [job for job in jobs if job is not None]
    for job in found:
        await close_season(job, now)
    return found


async def begin(company: Company) -> None:
    async with transaction() as conn:
        await write_first_season_job(conn, company.root.id, "UTC", COMPANY_TIME)


async def archived(team: int) -> list[tuple[int, int, int]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT person, points, place FROM season_result WHERE team = $1 AND season = $2 ORDER BY place",
            team,
            SEASON,
        )
    return [tuple(row) for row in rows]


async def test_everybody_who_was_shown_is_archived_on_every_board_of_theirs(
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
    for who, points in ((first, 30), (second, 20), (hidden, 40), (out, 50)):
        await company.earn_points(who, points, COMPANY_TIME - timedelta(days=20))
    await company.earn_points(
        first, 500, COMPANY_TIME + timedelta(days=40)
    )  # in April, which is another season
    await company.execute_statement("UPDATE team SET hidden = true WHERE id = $1", company.depot.id)
    await company.execute_statement("UPDATE person SET on_boards = false WHERE id = $1", out.id)
    await begin(company)
    assert await run(CLOSING - timedelta(seconds=1)) == []
    await run(CLOSING)
    assert await archived(company.root.id) == [(first.id, 30, 1), (second.id, 20, 2)]
    assert await archived(company.north.id) == [(first.id, 30, 1)]
    assert await archived(company.depot.id) == [(hidden.id, 40, 1)]


async def test_what_is_archived_never_changes_and_the_next_season_has_its_job(
    company: Company,
) -> None:
    who, other = await company.add_members(2)
    await begin(company)
    (job,) = await run(CLOSING)
    before = await archived(company.root.id)
    await company.earn_points(who, 100)
    await company.earn_points(await company.add_member("Late"), 100)
    await company.execute_statement("UPDATE due_job SET done_at = NULL WHERE id = $1", job.id)
    await close_season(job, CLOSING)
    assert await archived(company.root.id) == before == [(other.id, 20, 1), (who.id, 10, 2)]
    async with connection() as conn:
        row = await conn.fetchrow("SELECT slot, due_at FROM due_job WHERE done_at IS NULL")
    assert tuple(row) == ("2026-04-01", datetime(2026, 7, 3, 4, tzinfo=UTC))


async def test_killed_in_the_middle_it_archives_the_rest(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    (who,) = await company.add_members(1)
    await begin(company)

    async def cut(job: Job) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(module, "extend_job_lease", cut)
    with pytest.raises(RuntimeError):
        await run(CLOSING)
    assert await archived(company.root.id) == [(who.id, 10, 1)]
    assert await archived(company.shop.id) == []
    monkeypatch.undo()
    await run(CLOSING + timedelta(minutes=5))
    for team in (company.root, company.north, company.shop):
        assert await archived(team.id) == [(who.id, 10, 1)]
