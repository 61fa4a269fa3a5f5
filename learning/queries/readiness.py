"""How ready a part of the tree is: three statements, however many teams it has."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec
from asyncpg import Record

from learning.queries.capacity import capacities
from learning.queries.catalogue import shelf_of
from learning.queries.weights import eras_of
from learning.queries.who import Who
from learning.rules.capacity import FEWEST, Capacity
from learning.rules.days import local_day
from learning.rules.problems import Unknown
from learning.rules.readiness import Idea, Pulse, Suggestion, confident_wrong, suggestion, together
from learning.rules.shelf import Shelf
from learning.tables.database import connection

LATELY = timedelta(days=28)
"""How old an answer may be that still says what somebody is sure of."""
WEEK = 7
RISING = 3
"""Days from which on the longest streak ever is one worth speaking of."""

TEAMS = "SELECT id, name, path FROM team WHERE $1 OR path @> ARRAY[$2::bigint] ORDER BY path"
STAFF = """
FROM team t JOIN person p ON p.team = t.id AND p.erased_at IS NULL AND p.role <> 'admin'
"""
PULSE = f"""
SELECT count(*), count(*) FILTER (WHERE g.last_day > $2::date - {WEEK}),
  count(*) FILTER (WHERE g.last_day > $2::date - {WEEK} AND g.streak >= {RISING} AND g.streak = g.longest_streak)
{STAFF} JOIN progress g ON g.person = p.id WHERE t.path @> ARRAY[$1::bigint]
"""
IDEAS = f"""
SELECT m.concept, count(*) AS met,
  avg(power(1 + $4::float8 * GREATEST(0, $2::date - m.last_day) / m.stability, $5::float8)) AS known,
  count(newest.wrong) AS answered, count(*) FILTER (WHERE newest.wrong) AS wrong
{STAFF} JOIN memory m ON m.person = p.id
LEFT JOIN LATERAL (
  SELECT a.sure AND NOT a.correct AS wrong FROM attempt a
  WHERE m.last_at > $3 AND a.person = m.person AND a.concept = m.concept AND a.answered_at = m.last_at LIMIT 1
) AS newest ON true
WHERE t.path @> ARRAY[$1::bigint] GROUP BY m.concept HAVING count(*) >= {FEWEST}
"""
"""What is known is the forgetting curve of `weights.recall`; `last_at` of a memory is the instant of its newest answer."""


class TeamChoice(msgspec.Struct, frozen=True):
    """A team that can be looked at."""

    id: str
    name: str


class Readiness(msgspec.Struct, frozen=True):
    """A team, with all below it, as its leader may see it. `few`: too small to be broken down, so there are no rows."""

    teams: list[TeamChoice]
    team: str
    people: int
    few: bool
    concepts: list[Idea]
    confident_wrong: list[Idea]
    capacity: Capacity | None
    suggestion: Suggestion | None


async def readiness(leader: Who, team: int | None, now: datetime) -> Readiness:
    """Look at a team that somebody leads, their own where none is named.

    Raises:
        Unknown: it is not within reach.
    """
    async with connection() as conn:
        rows = await conn.fetch(TEAMS, leader.role == "admin", leader.team)
    wanted = team or leader.team
    paths: dict[int, tuple[int, ...]] = {row["id"]: tuple(row["path"]) for row in rows}
    if wanted not in paths:
        raise Unknown("There is no such team among those that you lead.")
    shelf = await shelf_of(paths[wanted], leader.edition)
    pulse, known = await _known(leader, wanted, now)
    ideas = _ideas(shelf, known, leader.language)
    below = [one for one, path in paths.items() if wanted in path]
    return Readiness(
        teams=[TeamChoice(str(row["id"]), row["name"]) for row in rows],
        team=str(wanted),
        people=pulse.people,
        few=pulse.few,
        concepts=ideas,
        confident_wrong=confident_wrong(ideas),
        capacity=together((await capacities(leader, below, now)).values()),
        suggestion=suggestion(ideas, pulse, sum(path[-2:-1] == (wanted,) for path in paths.values())),
    )


async def _known(leader: Who, team: int, now: datetime) -> tuple[Pulse, Mapping[str, Record]]:
    """Read how a team is going and, where it is not too small, what it knows, by concept."""
    today: date = local_day(now, leader.zone)
    weights = (await eras_of(leader.path[0], leader.adoption)).at(now)
    async with connection() as conn:
        pulse = Pulse(*await conn.fetchrow(PULSE, team, today))
        rows: Sequence[Record] = [] if pulse.few else await conn.fetch(IDEAS, team, today, now - LATELY, *weights.curve)
    return pulse, {row["concept"]: row for row in rows}


def _ideas(shelf: Shelf, known: Mapping[str, Record], language: str) -> list[Idea]:
    """Put what is known beside what is taught, in the order of the shelf; what is not taught any more is left out."""
    return [
        Idea(
            concept.id,
            concept.statement,
            concept.lesson,
            lessons[concept.lesson],
            pack.title,
            concept.critical,
            row["met"],
            round(row["known"], 3),
            round(row["wrong"] / row["answered"], 3) if row["answered"] >= FEWEST else None,
        )
        for pack in (volume.pack(language) for volume in shelf.volumes)
        for lessons in [{lesson.id: lesson.title for lesson in pack.lessons}]
        for concept in pack.concepts
        if (row := known.get(concept.id))
    ]
