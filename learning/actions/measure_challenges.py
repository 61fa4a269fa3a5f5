"""See how far the running challenges have come: a few statements for all of them, once a minute."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.actions.tell_team import tell
from learning.queries.measures import measured, on_duty, value_of
from learning.rules.challenges import Side, reached
from learning.tables.database import transaction

CHUNK = 500
SLOW_EVERY = 15
"""Minutes between looks at what takes long to count: memories and rotas."""

BEGIN = """
UPDATE challenge SET status = 'running' WHERE id IN (
  SELECT id FROM challenge WHERE status = 'scheduled' AND starts_at <= $1 AND ($2::bigint[] IS NULL OR id = ANY($2))
  ORDER BY id FOR UPDATE SKIP LOCKED
) RETURNING id, measure
"""
RUNNING = """
SELECT id, form, measure, unit, target, per_person, title FROM challenge
WHERE status = 'running' AND id > $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""
SOME = """
SELECT id, form, measure, unit, target, per_person, title FROM challenge
WHERE status = 'running' AND id = ANY($1) ORDER BY id FOR NO KEY UPDATE
"""
"""Waited for: what a sweep has counted a moment ago may lack what these are counted for."""
RAISE = """
UPDATE challenge_team ct SET value = CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
FROM unnest($1::bigint[], $2::float8[]) AS new (id, value)
WHERE ct.id = new.id AND ct.value IS DISTINCT FROM CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
RETURNING ct.challenge
"""
BASELINE = "UPDATE challenge_team ct SET baseline = new.value FROM unnest($1::bigint[], $2::float8[]) AS new (id, value) WHERE ct.id = new.id"
DUTY = "UPDATE challenge_team ct SET duty = new.duty FROM unnest($1::bigint[], $2::int[]) AS new (id, duty) WHERE ct.id = new.id"
SIDES = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.challenge, ct.team
"""
STAGES = "SELECT id, challenge, number, title, target FROM challenge_stage WHERE challenge = ANY($1) AND reached_at IS NULL ORDER BY number"
REACH = "UPDATE challenge_stage SET reached_at = $2 WHERE id = ANY($1) AND reached_at IS NULL"


async def measure_challenges(now: datetime, only: Collection[int] | None = None) -> list[int]:
    """Begin what is due, count what is running, mark the stages reached and tell the teams. Returns what has moved.

    Two at once share the work: what one has locked, the other leaves alone. `only` counts these alone, without what takes long.
    """
    async with transaction() as conn:
        await _begin(conn, now, only)
        if only is not None:
            return await _count(conn, await conn.fetch(SOME, list(only)), now, thorough=False)
    moved: list[int] = []
    last: int | None = 0
    while last is not None:
        last, changed = await _chunk(last, now)
        moved += changed
    return moved


async def _begin(conn: Connection, now: datetime, only: Collection[int] | None) -> None:
    """Let those run whose first instant has come: one that is launched for today need not wait for the sweep."""
    wanted = None if only is None else list(only)
    begun = [row["id"] for row in await conn.fetch(BEGIN, now, wanted) if row["measure"] == "remembered"]
    if begun:
        before = await measured(conn, begun, "remembered", now)
        await conn.execute(BASELINE, list(before), list(before.values()))


async def _chunk(after: int, now: datetime) -> tuple[int | None, list[int]]:
    async with transaction() as conn:
        rows = await conn.fetch(RUNNING, after, CHUNK)
        changed = await _count(conn, rows, now, thorough=now.minute % SLOW_EVERY == 0)
    return (rows[-1]["id"] if len(rows) == CHUNK else None), changed


async def _count(conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool) -> list[int]:
    changed = await refresh(conn, rows, now, thorough=thorough)
    await _mark(conn, [row for row in rows if row["id"] in changed], now)
    return sorted(changed)


async def refresh(conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool) -> set[int]:
    """Count anew; return the challenges whose value has changed. `thorough` counts memories and rotas as well."""
    by_measure: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_measure[row["measure"]].append(row["id"])
    if thorough and rows:
        duty = await on_duty(conn, [row["id"] for row in rows])
        await conn.execute(DUTY, list(duty), list(duty.values()))
    changed: set[int] = set()
    for measure, ids in by_measure.items():
        if thorough or measure != "remembered":
            values = await measured(conn, ids, measure, now)
            moved = await conn.fetch(RAISE, list(values), list(values.values()), measure == "figure")
            changed |= {row["challenge"] for row in moved}
    return changed


async def sides_of(conn: Connection, challenges: Sequence[int]) -> dict[int, list[Side]]:
    """Read the teams that take part and where they stand, by challenge."""
    found: defaultdict[int, list[Side]] = defaultdict(list)
    for row in await conn.fetch(SIDES, challenges):
        found[row["challenge"]].append(Side(row["team"], row["name"], row["duty"], row["value"]))
    return found


async def _mark(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    """Mark the stages that have been reached, and tell all teams of the challenge."""
    ids = [row["id"] for row in rows]
    if not ids:
        return
    sides, stages = await sides_of(conn, ids), defaultdict(list)
    for stage in await conn.fetch(STAGES, ids):
        stages[stage["challenge"]].append(stage)
    told, marked = [], []
    for row in rows:
        value, waiting = value_of(row, sides[row["id"]]), stages[row["id"]]
        for stage in waiting[: reached([one["target"] for one in waiting], value)]:
            marked.append(stage["id"])
            body = {"title": row["title"], "stage": stage["title"], "number": stage["number"]}
            told += [(side.team, row["id"], str(stage["number"]), body) for side in sides[row["id"]]]
    await conn.execute(REACH, marked, now)
    await tell(conn, "milestone", told, now)
