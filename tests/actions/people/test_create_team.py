"""Creating teams: the tree, the first nightly plan, and refused teams."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from support.pool import open_test_pool

from learning.actions.people.create_team import create_team
from learning.rules.refusals import Conflict, Invalid, NotFound, Refused
from learning.tables.audit import AuditEntryTable
from learning.tables.jobs import DueJobTable
from learning.tables.people import TeamTable

NOW = datetime(2026, 3, 28, 20, tzinfo=UTC)
WEEK = (1, 2, 3, 4, 5)


@pytest.fixture
async def root(database: str) -> AsyncIterator[int]:
    async with open_test_pool():
        yield await create_team("Acme", None, "Europe/Berlin", WEEK, "AAAA-AAAA", NOW)


async def test_a_team_has_the_path_from_the_root(root: int) -> None:
    north = await create_team(" North  East ", root, "Europe/London", {3, 1}, "bbbb bbbb", NOW)
    shop = await create_team("Shop", north, "Asia/Tokyo", WEEK, "CCCCCCCC", NOW)
    teams = await TeamTable.select(
        TeamTable.path, TeamTable.name, TeamTable.work_days, TeamTable.join_code, TeamTable.parent
    ).order_by(TeamTable.id)
    assert [team["path"] for team in teams] == [[root], [root, north], [root, north, shop]]
    assert (teams[1]["name"], teams[1]["work_days"], teams[1]["join_code"]) == (
        "North East",
        [1, 3],
        "BBBBBBBB",
    )
    assert [team["parent"] for team in teams] == [None, root, north]


async def test_the_first_plan_is_due_at_the_teams_next_four_o_clock(root: int) -> None:
    tokyo = await create_team("Tokyo", root, "Asia/Tokyo", WEEK, "BBBBBBBB", NOW)
    jobs = (
        await DueJobTable.select().where(DueJobTable.kind == "plan_team").order_by(DueJobTable.id)
    )
    assert [(job["kind"], job["subject"], job["slot"], job["due_at"]) for job in jobs] == [
        # the clocks go forward that night: four o'clock is at two in UTC
        ("plan_team", str(root), "2026-03-29", datetime(2026, 3, 29, 2, tzinfo=UTC)),
        ("plan_team", str(tokyo), "2026-03-30", datetime(2026, 3, 29, 19, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, Invalid),
        ({"zone": "Mars/Base"}, Invalid),
        ({"zone": "../../etc/passwd"}, Invalid),
        ({"work_days": []}, Invalid),
        ({"work_days": [0, 8]}, Invalid),
        ({"code": "short"}, Invalid),
        ({"code": "aaaaaaaa"}, Conflict),
        ({"parent": None}, Conflict),
        ({"parent": 4711}, NotFound),
    ],
)
async def test_a_refused_team_leaves_no_rows(
    root: int, change: dict[str, object], refusal: type[Refused]
) -> None:
    team = {
        "name": "Shop",
        "parent": root,
        "zone": "Europe/London",
        "work_days": WEEK,
        "code": "BBBBBBBB",
        **change,
    }
    with pytest.raises(refusal):
        await create_team(**team, now=NOW)  # type: ignore[arg-type] # wrong on purpose
    plans = await DueJobTable.count().where(DueJobTable.kind == "plan_team")
    assert (await TeamTable.count(), plans, await AuditEntryTable.count()) == (1, 1, 1)


async def test_first_starts_at_once_create_one_organisation(database: str) -> None:
    async with open_test_pool():
        firsts = (
            create_team("Acme", None, "Europe/London", WEEK, f"AAAAAAA{turn}", NOW)
            for turn in range(4)
        )
        results = await asyncio.gather(*firsts, return_exceptions=True)
        assert sum(isinstance(result, Conflict) for result in results) == 3
        assert await TeamTable.count() == 1
