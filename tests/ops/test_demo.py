"""The demo is made by the real actions, and its rows agree with each other."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner
from httpx import AsyncClient
from support import transport
from support.pool import open_test_pool
from support.postgres_urls import connect_as_admin
from support.sign_ins import is_owner_only, read_sign_in
from support.truncation import TRUNCATE_EVERY_TABLE

from learning.actions.boards.open_boards import open_boards
from learning.actions.boards.repair_boards import repair_boards
from learning.actions.practice.plan_breaks import plan_break, plan_team_breaks
from learning.queries.packs.team_catalogue import clear_catalogue_cache, load_team_catalogue
from learning.queries.people.current_user import find_user_by_login
from learning.queries.people.teams import find_invitation
from learning.queries.practice.todays_break import load_day
from learning.queries.recognition.badges import BadgeView, load_badges
from learning.rules.practice.memory import replay_attempts
from learning.rules.recognition.streaks import replay_streak
from learning.rules.rota.days import Rota, to_local_day
from learning.settings import parse_settings
from learning.steps.jobs.job_rows import Job
from learning.steps.practice.load_review_history import load_reviews_after
from learning.tables.database import connection
from learning.tables.reviews import PlanTable
from ops import first_run
from ops.cli import main

DEMO_TIME = datetime(2026, 3, 12, 12, tzinfo=UTC)
"""A Thursday, so that the boards of the week have entries in every time zone."""
SELECT_WRONG_SUMS = """
SELECT p.login FROM progress g JOIN person p ON p.id = g.person
WHERE g.points <> (SELECT COALESCE(sum(points), 0) FROM ledger_entry WHERE person = p.id)
   OR (
     SELECT COALESCE(sum(points), 0) FROM ledger_entry
     WHERE person = p.id AND cause NOT LIKE 'moment:%'
   ) <> (
     (SELECT COALESCE(sum(points), 0) FROM attempt WHERE person = p.id)
     + (SELECT COALESCE(sum(points), 0) FROM lesson_read WHERE person = p.id)
   )
   OR g.week_points <> (
     SELECT COALESCE(sum(points), 0) FROM ledger_entry WHERE person = p.id AND day >= g.week
   )
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the data folder of the demo."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def demo_file(database_url: str, redis_url: str, data: Path) -> Iterator[Path]:
    """Make the demo in the tests' database once for this file. Give the file of its sign-ins."""
    asyncio.run(empty_database(database_url))
    clear_catalogue_cache()
    prepare_demo(data)
    yield data / "demo.json"
    clear_catalogue_cache()


async def empty_database(database_url: str) -> None:
    async with connect_as_admin(database_url) as connection:
        await connection.execute(TRUNCATE_EVERY_TABLE)


def prepare_demo(data: Path, url: str = "http://hero.test", *, demo: bool = True) -> None:
    """Prepare the organisation at `DEMO_TIME`."""
    settings = parse_settings({**os.environ, "HEROBREAK_DATA": str(data), "HEROBREAK_URL": url})
    asyncio.run(first_run.prepare_organisation(settings, DEMO_TIME, demo=demo))


@pytest.fixture
async def pool(demo_file: Path) -> AsyncIterator[None]:
    async with open_test_pool():
        yield


async def fetch_rows(query: str, *arguments: object) -> list[asyncpg.Record]:
    async with connection() as conn:
        found: list[asyncpg.Record] = await conn.fetch(query, *arguments)
    return found


async def test_the_demo_has_three_teams_in_two_zones_with_twenty_four_people(pool: None) -> None:
    teams = await fetch_rows("SELECT zone, parent FROM team")
    assert len([team for team in teams if team["parent"]]) == 3
    assert len({team["zone"] for team in teams}) == 2
    roles = await fetch_rows("SELECT role, count(*) FROM person GROUP BY role")
    assert dict(map(tuple, roles)) == {"admin": 1, "leader": 3, "learner": 20}
    leads = await fetch_rows("SELECT team FROM person WHERE role = 'leader'")
    assert len({row["team"] for row in leads}) == 3
    assert await fetch_rows("SELECT FROM person WHERE NOT on_boards")
    assert await fetch_rows("SELECT FROM person WHERE alias IS NOT NULL")
    assert await fetch_rows("SELECT FROM rota_day")
    assert not await fetch_rows("SELECT FROM session")


async def test_points_are_the_sum_of_the_ledger(pool: None) -> None:
    assert await fetch_rows("SELECT FROM ledger_entry")
    assert [row["login"] for row in await fetch_rows(SELECT_WRONG_SUMS)] == []


async def test_every_team_has_moments_and_a_running_challenge(pool: None) -> None:
    moments = await fetch_rows("SELECT team, status FROM moment")
    assert len({row["team"] for row in moments}) == 3
    assert {row["status"] for row in moments} == {"confirmed", "waiting"}
    assert len([row for row in moments if row["status"] == "waiting"]) == 3, (
        "one for each leader to confirm"
    )
    challenges = await fetch_rows(
        "SELECT c.status, t.value, c.target FROM challenge c"
        " JOIN challenge_team t ON t.challenge = c.id"
    )
    assert [row["status"] for row in challenges] == ["running"] * 3
    assert all(0 < row["value"] < row["target"] for row in challenges)
    assert await fetch_rows("SELECT FROM challenge_stage WHERE reached_at IS NOT NULL")


async def test_every_memory_follows_from_its_attempts(pool: None) -> None:
    people = await fetch_rows(
        "SELECT p.id, COALESCE(p.work_days, t.work_days) AS week,"
        " ARRAY(SELECT day FROM rota_day WHERE NOT works AND person = p.id) AS off"
        " FROM person p JOIN team t ON t.id = p.team"
    )
    seen = 0
    for person in people:
        stored = await fetch_rows("SELECT * FROM memory WHERE person = $1", person["id"])
        async with connection() as conn:
            history = await load_reviews_after(
                conn, person["id"], [row["concept"] for row in stored], {}
            )
        for row in stored:
            memory = replay_attempts(
                history[row["concept"]],
                person["id"],
                row["concept"],
                Rota(person["week"], person["off"]),
            )
            assert memory is not None
            for name in (
                "due",
                "last_day",
                "last_at",
                "last_grade",
                "reviews",
                "lapses",
                "question",
            ):
                assert row[name] == getattr(memory, name), (row["concept"], name)
            assert row["stability"] == pytest.approx(memory.stability, rel=1e-5)
            assert row["difficulty"] == pytest.approx(memory.difficulty, rel=1e-5)
            seen += 1
    assert seen > 300


async def test_streaks_and_badges_follow_from_the_answers(pool: None) -> None:
    people = await fetch_rows(
        "SELECT g.streak, g.longest_streak, g.freezes, g.lost_streak,"
        " COALESCE(p.work_days, t.work_days) AS week,"
        " ARRAY(SELECT day FROM rota_day WHERE NOT works AND person = p.id) AS off,"
        " ARRAY(SELECT day FROM attempt WHERE person = p.id"
        " UNION SELECT day FROM lesson_read WHERE person = p.id) AS days"
        " FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team"
    )
    for row in people:
        streak = replay_streak(row["days"], Rota(row["week"], row["off"]))
        stored = tuple(row[name] for name in ("streak", "longest_streak", "freezes", "lost_streak"))
        assert stored == (streak.days, streak.longest, streak.freezes, streak.lost)
    badges = await fetch_rows("SELECT badge, count(*) AS holders FROM award GROUP BY badge")
    assert len(badges) >= 6
    assert len({row["holders"] for row in badges}) >= 3


async def load_hero_badges(demo_file: Path, role: str) -> dict[str, BadgeView]:
    """Load the hero badges of the person who signs in with this role, by id."""
    me = await find_user_by_login(read_sign_in(demo_file, role)["login"])
    assert me is not None
    shown = await load_badges(
        me, await load_team_catalogue(me.path, me.catalogue_revision), DEMO_TIME
    )
    return {
        badge.badge_id: badge for badge in shown.badges if badge.kind == "hero" and badge.earned_at
    }


async def test_hero_badges_need_a_confirmed_moment_and_the_leaders_badge_has_lapsed(
    pool: None, demo_file: Path
) -> None:
    heroes = await fetch_rows(
        "SELECT person, badge, earned_at FROM award"
        " WHERE badge LIKE 'ten-habits.%' AND badge <> 'ten-habits.ten-habits-hero'"
    )
    assert len({row["person"] for row in heroes}) >= 4
    assert len({row["badge"] for row in heroes}) >= 3
    for row in heroes:
        seen = (
            "SELECT FROM moment"
            " WHERE receiver = $1 AND trait = $2 AND status = 'confirmed' AND at <= $3"
        )
        assert await fetch_rows(seen, row["person"], row["badge"], row["earned_at"]), row
    learner, leader = (
        await load_hero_badges(demo_file, "learner"),
        await load_hero_badges(demo_file, "leader"),
    )
    assert {badge: one.lapsed for badge, one in learner.items()} == {
        "ten-habits.no-two-alike": False
    }
    assert {badge: one.lapsed for badge, one in leader.items()} == {"ten-habits.find-out": True}


async def test_some_attempts_were_received_hours_later_and_none_in_the_future(pool: None) -> None:
    assert await fetch_rows(
        "SELECT FROM attempt WHERE received_at > answered_at + interval '1 hour'"
    )
    assert not await fetch_rows(
        "SELECT FROM attempt WHERE answered_at > received_at OR received_at > $1", DEMO_TIME
    )


async def test_what_a_demo_phone_did_offline_is_believed(pool: None) -> None:
    async with connection() as conn:
        days = await conn.fetchval(
            """SELECT count(*) FROM progress g WHERE last_day IS NOT NULL AND NOT EXISTS (
            SELECT FROM issued_break i WHERE i.person = g.person AND i.day = g.last_day)"""
        )
    assert days == 0


async def test_the_boards_need_no_repair(pool: None, redis_url: str) -> None:
    boards = open_boards(redis_url)
    try:
        assert await repair_boards(boards, DEMO_TIME) == 0
    finally:
        await boards.close()


async def test_the_learner_has_a_varied_break_and_colleagues_above_and_below_on_the_board(
    pool: None, demo_file: Path
) -> None:
    me = await find_user_by_login(read_sign_in(demo_file, "learner")["login"])
    assert me is not None
    day = to_local_day(DEMO_TIME, me.zone)
    catalogue = await load_team_catalogue(me.path, me.catalogue_revision)
    await plan_break(me.id, catalogue, day, DEMO_TIME)
    opened = await load_day(me, day)
    await PlanTable.delete().where(PlanTable.person == me.id).where(PlanTable.day == day)
    items = json.loads(opened.items or "[]")
    questions = [found[1] for item in items if (found := catalogue.find_question(item["id"]))]
    assert opened.last_day is not None
    assert opened.last_day < day
    assert [item["kind"] for item in items].count("lesson") == 1
    reasons = {item["why"] for item in items}
    assert {"new", "lesson"} <= reasons
    assert len(reasons) >= 4
    assert len({question.form for question in questions}) >= 3
    assert len(await fetch_rows("SELECT FROM award WHERE person = $1", me.id)) >= 3
    week = await fetch_rows(
        "SELECT g.person FROM progress g JOIN person p ON p.id = g.person"
        " WHERE p.team = $1 AND g.week = date_trunc('week', $2::date)::date AND on_boards"
        " ORDER BY week_points DESC",
        me.team,
        day,
    )
    assert 0 < [row["person"] for row in week].index(me.id) < len(week) - 1


async def test_late_planning_jobs_plan_today_and_leave_one_open_job_per_team(pool: None) -> None:
    late_jobs = await fetch_rows(
        "SELECT id, kind, subject, slot, attempts FROM due_job"
        " WHERE kind = 'plan_team' AND done_at IS NULL AND due_at < $1",
        DEMO_TIME,
    )
    assert len(late_jobs) == 4
    for row in late_jobs:
        await plan_team_breaks(Job(**dict(row)), DEMO_TIME)
    open_jobs = await fetch_rows(
        "SELECT subject, due_at FROM due_job WHERE kind = 'plan_team' AND done_at IS NULL"
    )
    assert len({row["subject"] for row in open_jobs}) == len(open_jobs) == 4
    assert all(row["due_at"] > DEMO_TIME for row in open_jobs)
    planned = await fetch_rows(
        "SELECT count(*) AS n, count(DISTINCT person) AS people FROM plan WHERE day = $1",
        DEMO_TIME.date(),
    )
    assert planned[0]["people"] == planned[0]["n"] == 24


def test_a_second_start_changes_only_the_address(demo_file: Path, database_url: str) -> None:
    before, sign_ins = asyncio.run(hash_tables(database_url)), json.loads(demo_file.read_text())
    prepare_demo(demo_file.parent, "http://hero.test:8001")
    prepare_demo(demo_file.parent, demo=False)
    assert asyncio.run(hash_tables(database_url)) == before
    prepare_demo(demo_file.parent, "http://hero.test:8001")
    assert json.loads(demo_file.read_text()) == {**sign_ins, "base_url": "http://hero.test:8001"}
    assert is_owner_only(demo_file)
    assert [file.name for file in demo_file.parent.iterdir()] == ["demo.json"]


async def hash_tables(database_url: str) -> dict[str, str]:
    """Hash the rows of every table."""
    connection = await asyncpg.connect(database_url)
    try:
        tables = await connection.fetch(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        )
        query = "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {} AS t"
        return {name: await connection.fetchval(query.format(name)) for (name,) in tables}
    finally:
        await connection.close()


@pytest.mark.parametrize("role", ["learner", "leader", "admin"])
async def test_each_role_can_sign_in_with_the_written_sign_ins(
    pool: None, demo_file: Path, role: str
) -> None:
    assert is_owner_only(demo_file)
    async with (
        transport.open_app(HEROBREAK_URL="http://hero.test") as app,
        AsyncClient(transport=transport.make_transport(app), base_url="http://hero.test") as client,
    ):
        answer = await client.post("/api/session", json=read_sign_in(demo_file, role))
        assert answer.status_code == 201, answer.text
        assert answer.json()["role"] == role
        assert (await client.get("/api/today")).status_code == 200


async def test_the_join_code_belongs_to_the_leaders_team(pool: None, demo_file: Path) -> None:
    found = await find_invitation(read_join_code(demo_file))
    assert found is not None
    assert found.organisation == "Harbour & Hill"
    team = await fetch_rows(
        "SELECT team FROM person WHERE login = $1", read_sign_in(demo_file, "leader")["login"]
    )
    assert found.id == team[0]["team"]


def read_join_code(file: Path) -> str:
    return str(json.loads(file.read_text())["join_code"])


def test_the_demo_command_prints_the_sign_ins(demo_file: Path) -> None:
    shown = CliRunner().invoke(
        main, ["demo"], env={"HEROBREAK_DATA": str(demo_file.parent), "COLUMNS": "120"}
    )
    assert shown.exit_code == 0, shown.output
    for role in ("learner", "leader", "admin"):
        assert read_sign_in(demo_file, role)["login"] in shown.output
        assert read_sign_in(demo_file, role)["secret"] in shown.output


def test_without_a_demo_the_command_names_the_data_folder(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["demo"], env={"HEROBREAK_DATA": str(tmp_path)})
    assert shown.exit_code == 1
    assert f"there is no demo in {tmp_path}" in shown.output
