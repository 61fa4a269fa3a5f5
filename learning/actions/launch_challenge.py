"""Launch a challenge: in one transaction the plan, its teams with their own midnights, its stages, and the jobs that end it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from asyncpg import Connection

from learning.actions.due_jobs import write_job
from learning.actions.note_act import note_act
from learning.actions.see_reach import Part, co_leaders_of, parts_of, see_trait
from learning.queries.measures import on_duty
from learning.queries.who import Who
from learning.rules.challenges import GRACE, Plan, Stage, faults
from learning.rules.days import local_day, zone_of
from learning.rules.names import tidy_text
from learning.rules.problems import Invalid, Problem
from learning.rules.templates import template
from learning.tables.database import transaction

MORNING = time(9)
"""When people are told something, on their own clocks."""
LONG = 4
"""Days from which on there is a middle worth speaking of."""

INSERT = """
INSERT INTO challenge (key, team, owner, leaders, template, form, title, vision, message, reward, measure, trait, unit,
 target, per_person, first_day, last_day, starts_at, ends_at, status, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 'scheduled', $20)
ON CONFLICT (key) DO NOTHING RETURNING id
"""
SIDES = """
INSERT INTO challenge_team (challenge, team, starts_at, ends_at)
SELECT $1, * FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[])
"""
STAGES = """
INSERT INTO challenge_stage (challenge, number, title, story, target)
SELECT $1, * FROM unnest($2::smallint[], $3::text[], $4::text[], $5::float8[])
"""
DUTY = "UPDATE challenge_team SET duty = $2 WHERE id = $1"
KNOWN = "SELECT id, owner FROM challenge WHERE key = $1"


async def launch_challenge(leader: Who, plan: Plan, now: datetime) -> int:
    """Launch what a leader has composed and return its id; the same plan sent again is the same challenge.

    Raises:
        Invalid: the plan has faults, each named, or names teams, co-leaders or a trait that are not within the leader's reach.
    """
    plan = _tidy(plan)
    if found := faults(plan, local_day(now, leader.zone)):
        raise Invalid("The challenge cannot be launched like this.", found)
    async with transaction() as conn:
        parts = await parts_of(conn, leader, plan)
        await see_trait(leader, plan, parts)
        made = await _insert(conn, leader, plan, await co_leaders_of(conn, leader, plan), parts, now)
        if made is None:
            return await _known(conn, leader, plan)
        await _fill(conn, made, plan, parts)
        teams, ends_at = [(part.team, part.zone) for part in parts], max(part.ends_at for part in parts)
        await write_jobs(conn, made, 1, plan.first_day, plan.last_day, teams, ends_at)
        await note_act(now, leader.id, "launch_challenge", str(made), {"title": plan.title, "team": plan.team})
    return made


def _tidy(plan: Plan) -> Plan:
    """Tidy what was typed, and fall back to no template where it is none of ours."""
    return replace(
        plan,
        title=tidy_text(plan.title, "title", 80),
        vision=tidy_text(plan.vision, "vision", 2000),
        message=tidy_text(plan.message, "message", 2000),
        reward=tidy_text(plan.reward, "reward", 200),
        unit=tidy_text(plan.unit, "unit", 40),
        trait=plan.trait or None,
        template=plan.template if template(plan.template) else "",
        stages=tuple(
            Stage(tidy_text(one.title, "stages", 80), tidy_text(one.story, "stages", 400), one.target)
            for one in plan.stages
        ),
    )


async def _insert(
    conn: Connection, leader: Who, plan: Plan, leaders: Sequence[int], parts: Sequence[Part], now: datetime
) -> int | None:
    made: int | None = await conn.fetchval(
        INSERT,
        plan.id,
        plan.team,
        leader.id,
        leaders,
        plan.template,
        plan.form,
        plan.title,
        plan.vision,
        plan.message,
        plan.reward,
        plan.measure,
        plan.trait,
        plan.unit,
        plan.target,
        plan.per_person,
        plan.first_day,
        plan.last_day,
        min(part.starts_at for part in parts),
        max(part.ends_at for part in parts),
        now,
    )
    return made


async def _known(conn: Connection, leader: Who, plan: Plan) -> int:
    """Return the challenge that this id made before; somebody else's id is nobody's business."""
    row = await conn.fetchrow(KNOWN, plan.id)
    if row["owner"] != leader.id:
        raise Invalid("This id is taken.", [Problem("id", "Send the challenge with a fresh id.")])
    return int(row["id"])


async def _fill(conn: Connection, challenge: int, plan: Plan, parts: Sequence[Part]) -> None:
    columns = zip(*((part.team, part.starts_at, part.ends_at) for part in parts), strict=True)
    await conn.execute(SIDES, challenge, *map(list, columns))
    if plan.stages:
        rows = ((number, one.title, one.story, one.target) for number, one in enumerate(plan.stages, start=1))
        await conn.execute(STAGES, challenge, *map(list, zip(*rows, strict=True)))
    await conn.executemany(DUTY, list((await on_duty(conn, [challenge])).items()))


async def write_jobs(
    conn: Connection,
    challenge: int,
    version: int,
    first: date,
    last: date,
    teams: Sequence[tuple[int, str]],
    ends_at: datetime,
) -> None:
    """Write what will have to happen: words for each team (and its zone) in its own mornings, and one end.

    The slot is the version: a change writes new jobs, and the old ones find another version and do nothing.
    """
    days = {"kickoff": first, "last_day": last}
    if (last - first).days >= LONG:
        days["half"] = first + (last - first) // 2
    for team, zone in teams:
        for kind, day in days.items():
            due = datetime.combine(day, MORNING, zone_of(zone))
            await write_job(conn, "challenge_notice", f"{challenge}:{team}:{kind}", str(version), due)
    await write_job(conn, "challenge_settle", str(challenge), str(version), ends_at + GRACE)
