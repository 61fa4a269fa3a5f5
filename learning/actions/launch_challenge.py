"""Launch a challenge: in one transaction the plan, its teams with their own midnights, its stages, and the jobs that end it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from asyncpg import Connection

from learning.actions.due_jobs import write_job
from learning.actions.note_act import note_act
from learning.queries.catalogue import shelf_of
from learning.queries.co_leaders import named_co_leaders
from learning.queries.measures import on_duty
from learning.queries.who import Who
from learning.rules.challenges import GRACE, Plan, Stage, faults, span
from learning.rules.days import local_day, zone_of
from learning.rules.names import tidy_text
from learning.rules.problems import Invalid, Problem
from learning.rules.templates import template
from learning.tables.database import transaction

MORNING = time(9)
"""When people are told something, on their own clocks."""
LONG = 4
"""Days from which on there is a middle worth speaking of."""

TEAMS = """
SELECT id, zone, path FROM team WHERE id = ANY($1) AND ($2::bigint = ANY(path)) AND ($3 OR $4::bigint = ANY(path)) ORDER BY id
"""
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


@dataclass(frozen=True, slots=True)
class _Part:
    """A team that takes part, with its own beginning and end."""

    team: int
    zone: str
    path: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime


async def launch_challenge(leader: Who, plan: Plan, now: datetime) -> int:
    """Launch what a leader has composed and return its id; the same plan sent again is the same challenge.

    Raises:
        Invalid: the plan has faults, each named, or names teams, co-leaders or a trait that are not within the leader's reach.
    """
    plan = _tidy(plan)
    if found := faults(plan, local_day(now, leader.zone)):
        raise Invalid("The challenge cannot be launched like this.", found)
    async with transaction() as at:
        parts = await _parts(at, leader, plan)
        await _see_trait(leader, plan, parts)
        made = await _insert(at, leader, plan, await _co_leaders(at, leader, plan), parts, now)
        if made is None:
            return await _known(at, leader, plan)
        await _fill(at, made, plan, parts)
        teams, ends_at = [(part.team, part.zone) for part in parts], max(part.ends_at for part in parts)
        await write_jobs(at, made, 1, plan.first_day, plan.last_day, teams, ends_at)
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
        template=plan.template if template(plan.template) else "",
        stages=tuple(
            Stage(tidy_text(one.title, "stages", 80), tidy_text(one.story, "stages", 400), one.target)
            for one in plan.stages
        ),
    )


async def _parts(at: Connection, leader: Who, plan: Plan) -> list[_Part]:
    """Find the teams, all within the leading one and within the leader's reach."""
    wanted = sorted(set(plan.teams))
    rows = await at.fetch(TEAMS, wanted, plan.team, leader.role == "admin", leader.team)
    if len(rows) < len(wanted):
        raise Invalid("Some of the teams are not yours.", [Problem("teams", "Choose among the teams that you lead.")])
    return [
        _Part(row["id"], row["zone"], tuple(row["path"]), *span(plan.first_day, plan.last_day, row["zone"]))
        for row in rows
    ]


async def _co_leaders(at: Connection, leader: Who, plan: Plan) -> list[int]:
    found = await named_co_leaders(at, leader, plan.leaders)
    if found is None:
        what = "Choose co-leaders who lead a team of yours, or one above it."
        raise Invalid("Not all of them can lead it with you.", [Problem("leaders", what)])
    return found


async def _see_trait(leader: Who, plan: Plan, parts: Sequence[_Part]) -> None:
    """See that some team learns the trait whose moments are to count: else none could ever be recorded."""
    shelves = [await shelf_of(part.path, leader.edition) for part in parts] if plan.trait else []
    if plan.trait and not any(plan.trait in volume.lessons for shelf in shelves for volume in shelf.volumes):
        raise Invalid("There is no such trait.", [Problem("trait", "Choose one of the traits that are offered.")])


async def _insert(
    at: Connection, leader: Who, plan: Plan, leaders: Sequence[int], parts: Sequence[_Part], now: datetime
) -> int | None:
    made: int | None = await at.fetchval(
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


async def _known(at: Connection, leader: Who, plan: Plan) -> int:
    """Return the challenge that this id made before; somebody else's id is nobody's business."""
    row = await at.fetchrow(KNOWN, plan.id)
    if row["owner"] != leader.id:
        raise Invalid("This id is taken.", [Problem("id", "Send the challenge with a fresh id.")])
    return int(row["id"])


async def _fill(at: Connection, challenge: int, plan: Plan, parts: Sequence[_Part]) -> None:
    columns = zip(*((part.team, part.starts_at, part.ends_at) for part in parts), strict=True)
    await at.execute(SIDES, challenge, *map(list, columns))
    if plan.stages:
        rows = ((number, one.title, one.story, one.target) for number, one in enumerate(plan.stages, start=1))
        await at.execute(STAGES, challenge, *map(list, zip(*rows, strict=True)))
    await at.executemany(DUTY, list((await on_duty(at, [challenge])).items()))


async def write_jobs(
    at: Connection,
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
            await write_job(at, "challenge_notice", f"{challenge}:{team}:{kind}", str(version), due)
    await write_job(at, "challenge_settle", str(challenge), str(version), ends_at + GRACE)
