"""A leader sees when a team has more due than minutes; nobody sees what waits for a colleague."""

from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any

import pytest
from support.catalogues import make_catalogue, make_pack, publish_to_team
from support.organisation import Organisation, add_member
from support.statements import collect_statements
from support.visits import Visit

from learning.actions.practice.fold_team_figures import recount_team_figures
from learning.rules.practice.item_time import USUAL_PACE
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

NOW = datetime.now(UTC)
TODAY = to_local_day(NOW, "Europe/London")
IDEAS = "pack.idea-0", "pack.idea-1", "pack.idea-2"


@pytest.fixture
async def team(acme: Organisation) -> Organisation:
    """Six at work in the shop on every day, five minutes each; Anna and Lea among them."""
    await publish_to_team(make_pack(), acme.root, NOW)
    for number in range(4):
        await add_member(acme.shop, f"Colleague {number}")
    await run_statement("UPDATE progress SET last_day = $1, pace = 20", TODAY - timedelta(days=3))
    return acme


@pytest.fixture
def question_seconds() -> float:
    """What a question of the pack takes a person of the usual pace."""
    return make_catalogue(make_pack()).mean_question_seconds


async def run_statement(statement: str, *values: object) -> None:
    async with connection() as conn:
        await conn.execute(statement, *values)


async def insert_memories(team: int, due: date, *concepts: str, seconds: int = 20) -> None:
    """Let everybody of a team know some ideas."""
    await run_statement(
        "INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,"
        " last_grade, reviews, lapses, question)"
        " SELECT id, concept, 5, 5, $2, $2::date - 9, now(), 3, 1, 0, ''"
        " FROM person, unnest($3::text[]) AS t (concept) WHERE team = $1",
        team,
        due,
        list(concepts),
    )
    await run_statement("UPDATE progress SET pace = $1", float(seconds))


async def week_of(visit: Visit, login: str = "lea-leader", team: str = "Shop") -> Any:
    await recount_team_figures(datetime.now(UTC))
    teams = (await (await visit(login)).get("/api/team")).json()["teams"]
    return next(one["capacity"] for one in teams if one["name"] == team)


async def test_what_falls_due_within_a_week_stands_beside_the_minutes_of_its_working_days(
    visit: Visit, team: Organisation, question_seconds: float
) -> None:
    await insert_memories(team.shop, TODAY - timedelta(days=30), IDEAS[0])
    usual = 6 * 2 * ceil(question_seconds) / 60
    assert 1 < usual < 3
    await insert_memories(team.shop, TODAY + timedelta(days=6), IDEAS[1])
    await insert_memories(team.shop, TODAY + timedelta(days=7), IDEAS[2])
    assert await week_of(visit) == {
        "due_minutes": round(usual),
        "available_minutes": 210,
        "over": False,
    }
    await run_statement(
        "UPDATE person SET work_days = '{1}', minutes = 2 WHERE team = $1", team.shop
    )
    await run_statement("UPDATE progress SET pace = $1", 61 * USUAL_PACE / question_seconds)
    assert await week_of(visit) == {"due_minutes": 12, "available_minutes": 12, "over": True}


async def test_days_off_and_shifts_count(visit: Visit, team: Organisation) -> None:
    await run_statement("UPDATE person SET work_days = '{}' WHERE team = $1", team.shop)
    await run_statement(
        "INSERT INTO rota_day (person, day, works) SELECT id, $1::date, true FROM person"
        " UNION ALL SELECT id, $2::date, true FROM person",
        TODAY,
        TODAY + timedelta(days=7),
    )
    assert (await week_of(visit))["available_minutes"] == 30


async def test_what_is_not_taught_any_more_and_who_is_away_do_not_count(
    visit: Visit, team: Organisation
) -> None:
    await insert_memories(team.shop, TODAY, "old-pack.idea-0", seconds=6000)
    assert not (await week_of(visit))["over"]
    await insert_memories(team.shop, TODAY, IDEAS[0], seconds=6000)
    assert (await week_of(visit))["over"]
    await run_statement("UPDATE progress SET last_day = $1", TODAY - timedelta(days=29))
    assert await week_of(visit) is None


async def test_of_fewer_than_five_a_leader_hears_only_whether_time_suffices(
    visit: Visit, team: Organisation
) -> None:
    away = "UPDATE progress SET last_day = NULL FROM person p WHERE p.id = person AND p.name = $1"
    await run_statement(away, "Colleague 0")
    await run_statement(away, "Colleague 1")
    await insert_memories(team.shop, TODAY, IDEAS[0], seconds=6000)
    assert await week_of(visit) == {"due_minutes": None, "available_minutes": None, "over": True}
    await run_statement(away, "Colleague 2")
    assert (await week_of(visit))["over"]
    await run_statement(away, "Colleague 3")
    assert await week_of(visit) is None


async def test_a_review_of_today_changes_no_figure(visit: Visit, team: Organisation) -> None:
    await insert_memories(team.shop, TODAY, IDEAS[0])
    before = await week_of(visit)
    await run_statement(
        "UPDATE memory SET due = $1, last_day = $2, reviews = 2"
        " WHERE person = (SELECT id FROM person WHERE login = 'anna-lee')",
        TODAY + timedelta(days=20),
        TODAY,
    )
    assert await week_of(visit) == before


async def test_the_whole_tree_takes_two_statements(visit: Visit, team: Organisation) -> None:
    await recount_team_figures(datetime.now(UTC))
    leader = await visit("nora-leader")
    await leader.get("/api/team")
    async with collect_statements() as statements:
        answer = await leader.get("/api/team")
    assert [one["capacity"] is None for one in answer.json()["teams"]] == [True, False]
    assert len(statements) == 3, "who asks, which teams, and what is shown of them"
