"""Challenges as people see them: the way so far, never who did how little."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from asyncpg import Connection, Record

from learning.queries.called import CALLED
from learning.queries.measures import value_of
from learning.queries.who import Who
from learning.rules.challenges import Side, placed
from learning.rules.days import local_day
from learning.rules.problems import Unknown
from learning.tables.database import connection

MOST = 50

REACH = """
($1 OR $2 = ANY(c.leaders) OR c.owner = $2 OR EXISTS (
  SELECT FROM challenge_team ct WHERE ct.challenge = c.id AND ct.team = ANY($3)
) OR ($4 AND EXISTS (SELECT FROM team t WHERE t.id = c.team AND $5::bigint = ANY(t.path))))
"""
COLUMNS = f"""
c.*, {CALLED.format(one="o")} AS owner_name,
ARRAY(SELECT {CALLED.format(one="l")} FROM person l WHERE l.id = ANY(c.leaders) AND l.erased_at IS NULL ORDER BY 1) AS leader_names,
(SELECT count(*) FROM challenge_cheer WHERE challenge = c.id) AS cheers,
EXISTS (SELECT FROM challenge_cheer WHERE challenge = c.id AND person = $2 AND day = $6) AS cheered,
EXISTS (SELECT FROM team t WHERE t.id = c.team AND $5::bigint = ANY(t.path)) AS within
"""
FROM = f"SELECT {COLUMNS} FROM challenge c LEFT JOIN person o ON o.id = c.owner AND o.erased_at IS NULL WHERE {REACH}"
ALL = f"""{FROM} AND (c.status IN ('running', 'scheduled') OR c.settled_at > $7)
ORDER BY array_position(ARRAY['running', 'scheduled', 'settled', 'cancelled']::varchar[], c.status), c.ends_at LIMIT $8
"""
ONE = f"{FROM} AND c.id = $7"
STAGES = "SELECT challenge, number, title, story, target, reached_at FROM challenge_stage WHERE challenge = ANY($1) ORDER BY number"
SIDES = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.team
"""


class Measure(msgspec.Struct, frozen=True):
    """What is counted, and in what."""

    name: str
    trait: str | None
    unit: str
    per_person: bool


class StageView(msgspec.Struct, frozen=True):
    """A milestone, or a stage of a quest."""

    number: int
    title: str
    story: str
    target: float
    reached_at: datetime | None


class TeamView(msgspec.Struct, frozen=True):
    """A team that takes part. `value` is what is compared: per day on duty where the challenge is."""

    id: str
    name: str
    value: float
    share: float
    place: int
    mine: bool


class ChallengeView(msgspec.Struct, frozen=True):
    """A challenge and the way so far. `counting`: its days are over, and the last answers are still coming in."""

    id: str
    title: str
    form: str
    template: str
    status: str
    vision: str
    message: str
    reward: str
    measure: Measure
    target: float
    value: float
    share: float
    first_day: date
    last_day: date
    days_left: int
    stages: list[StageView]
    teams: list[TeamView]
    cheers: int
    cheered_today: bool
    owner: str | None
    co_leaders: list[str]
    can_lead: bool
    counting: bool
    version: int
    result: msgspec.Raw | None


async def challenges_of(who: Who, now: datetime, since: datetime) -> list[ChallengeView]:
    """List what is running or planned within reach, and what was settled since; the running ones first."""
    async with connection() as conn:
        rows = await conn.fetch(ALL, *_reach(who, now), since, MOST)
        return await _viewed(conn, who, rows, now)


async def challenge_of(who: Who, challenge: int, now: datetime) -> ChallengeView:
    """Show one challenge.

    Raises:
        Unknown: there is none within reach.
    """
    async with connection() as conn:
        rows = await conn.fetch(ONE, *_reach(who, now), challenge)
        if not rows:
            raise Unknown("There is no such challenge in your teams.")
        return (await _viewed(conn, who, rows, now))[0]


def _reach(who: Who, now: datetime) -> tuple[Any, ...]:
    """Say who asks: whether as an admin, who, from which teams, whether as a leader, of which team, on what day."""
    return who.role == "admin", who.id, list(who.path), who.role == "leader", who.team, local_day(now, who.zone)


async def _viewed(conn: Connection, who: Who, rows: Sequence[Record], now: datetime) -> list[ChallengeView]:
    ids = [row["id"] for row in rows]
    stages, sides = _grouped(await conn.fetch(STAGES, ids)), _grouped(await conn.fetch(SIDES, ids))
    return [_view(who, row, stages[row["id"]], sides[row["id"]], now) for row in rows]


def _grouped(rows: Iterable[Record]) -> Mapping[int, list[Record]]:
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for row in rows:
        found[row["challenge"]].append(row)
    return found


def _view(who: Who, row: Record, stages: Sequence[Record], rows: Sequence[Record], now: datetime) -> ChallengeView:
    sides = [Side(one["team"], one["name"], one["duty"], one["value"]) for one in rows]
    value, today = value_of(row, sides), local_day(now, who.zone)
    return ChallengeView(
        id=str(row["id"]),
        title=row["title"],
        form=row["form"],
        template=row["template"],
        status=row["status"],
        vision=row["vision"],
        message=row["message"],
        reward=row["reward"],
        measure=Measure(row["measure"], row["trait"], row["unit"], row["per_person"]),
        target=row["target"],
        value=value,
        share=_share(value, row["target"]),
        first_day=row["first_day"],
        last_day=row["last_day"],
        days_left=max(0, (row["last_day"] - max(today, row["first_day"])).days + 1),
        stages=[StageView(*list(stage.values())[1:]) for stage in stages],
        teams=_teams(who, row, sides),
        cheers=row["cheers"],
        cheered_today=row["cheered"],
        owner=row["owner_name"],
        co_leaders=list(row["leader_names"]),
        can_lead=who.role == "admin"
        or (who.role == "leader" and (row["within"] or who.id in (row["owner"], *row["leaders"]))),
        counting=row["status"] == "running" and row["ends_at"] <= now,
        version=row["version"],
        result=msgspec.Raw(row["result"].encode()) if row["result"] else None,
    )


def _teams(who: Who, row: Record, sides: Sequence[Side]) -> list[TeamView]:
    """Show the teams, best first where they compete, else in the order of their names."""
    order = placed(sides, per_person=row["per_person"])
    if row["form"] != "race":
        order.sort(key=lambda one: one.side.name)
    best = max((one.score for one in order), default=0.0)
    goal = best if row["form"] == "race" else row["target"]
    return [
        TeamView(
            str(one.side.team), one.side.name, one.score, _share(one.score, goal), one.place, one.side.team in who.path
        )
        for one in order
    ]


def _share(value: float, of: float) -> float:
    return min(1.0, value / of) if of > 0 else 0.0
