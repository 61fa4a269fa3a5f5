"""See how far the running challenges have come: a few statements for all of them, once a minute."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.actions.notices.send_notices import insert_notices
from learning.queries.challenges.challenge_measures import calculate_row_value, count_duty_days, measure_challenge_teams
from learning.rules.challenges.challenges import ParticipatingTeam, count_reached_stages
from learning.tables.database import transaction

CHALLENGES_PER_MEASURE_CHUNK = 500
THOROUGH_MEASURE_INTERVAL_MINUTES = 15
"""Minutes between looks at what takes long to count: memories and rotas."""

START_DUE_CHALLENGES = """
UPDATE challenge SET status = 'running' WHERE id IN (
  SELECT id FROM challenge WHERE status = 'scheduled' AND starts_at <= $1 AND ($2::bigint[] IS NULL OR id = ANY($2))
  ORDER BY id FOR UPDATE SKIP LOCKED
) RETURNING id, measure
"""
LOCK_RUNNING_CHALLENGES = """
SELECT id, form, measure, unit, target, per_person, title FROM challenge
WHERE status = 'running' AND id > $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""
LOCK_SELECTED_CHALLENGES = """
SELECT id, form, measure, unit, target, per_person, title FROM challenge
WHERE status = 'running' AND id = ANY($1) ORDER BY id FOR NO KEY UPDATE
"""
"""Waited for: what a sweep has counted a moment ago may lack what these are counted for."""
UPDATE_TEAM_VALUES = """
UPDATE challenge_team ct SET value = CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
FROM unnest($1::bigint[], $2::float8[]) AS new (id, value)
WHERE ct.id = new.id AND ct.value IS DISTINCT FROM CASE WHEN $3 THEN new.value ELSE GREATEST(ct.value, new.value - ct.baseline) END
RETURNING ct.challenge
"""
UPDATE_TEAM_BASELINES = "UPDATE challenge_team ct SET baseline = new.value FROM unnest($1::bigint[], $2::float8[]) AS new (id, value) WHERE ct.id = new.id"
UPDATE_TEAM_DUTIES = "UPDATE challenge_team ct SET duty = new.duty FROM unnest($1::bigint[], $2::int[]) AS new (id, duty) WHERE ct.id = new.id"
SELECT_TEAM_VALUES = """
SELECT ct.challenge, ct.team, t.name, ct.duty, ct.value FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE ct.challenge = ANY($1) ORDER BY ct.challenge, ct.team
"""
SELECT_UNREACHED_STAGES = "SELECT id, challenge, number, title, target FROM challenge_stage WHERE challenge = ANY($1) AND reached_at IS NULL ORDER BY number"
MARK_STAGES_REACHED = "UPDATE challenge_stage SET reached_at = $2 WHERE id = ANY($1) AND reached_at IS NULL"


async def measure_challenges(now: datetime, only: Collection[int] | None = None) -> list[int]:
    """Begin what is due, count what is running, mark the stages reached and tell the teams. Returns what has moved.

    Two at once share the work: what one has locked, the other leaves alone. `only` counts these alone, without what takes long.
    """
    async with transaction() as conn:
        await _start_due_challenges(conn, now, only)
        if only is not None:
            return await _measure_rows(
                conn, await conn.fetch(LOCK_SELECTED_CHALLENGES, list(only)), now, thorough=False
            )
    moved_challenges: list[int] = []
    last: int | None = 0
    while last is not None:
        last, changed = await _measure_chunk(last, now)
        moved_challenges += changed
    return moved_challenges


async def _start_due_challenges(conn: Connection, now: datetime, only: Collection[int] | None) -> None:
    """Let those run whose first instant has come: one that is launched for today need not wait for the sweep."""
    wanted = None if only is None else list(only)
    started = [
        row["id"] for row in await conn.fetch(START_DUE_CHALLENGES, now, wanted) if row["measure"] == "remembered"
    ]
    if started:
        baselines = await measure_challenge_teams(conn, started, "remembered", now)
        await conn.execute(UPDATE_TEAM_BASELINES, list(baselines), list(baselines.values()))


async def _measure_chunk(after: int, now: datetime) -> tuple[int | None, list[int]]:
    async with transaction() as conn:
        rows = await conn.fetch(LOCK_RUNNING_CHALLENGES, after, CHALLENGES_PER_MEASURE_CHUNK)
        changed = await _measure_rows(conn, rows, now, thorough=now.minute % THOROUGH_MEASURE_INTERVAL_MINUTES == 0)
    return (rows[-1]["id"] if len(rows) == CHALLENGES_PER_MEASURE_CHUNK else None), changed


async def _measure_rows(conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool) -> list[int]:
    changed = await update_challenge_values(conn, rows, now, thorough=thorough)
    await _mark_reached_stages(conn, [row for row in rows if row["id"] in changed], now)
    return sorted(changed)


async def update_challenge_values(
    conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool
) -> set[int]:
    """Count anew; return the challenges whose value has changed. `thorough` counts memories and rotas as well."""
    by_measure: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_measure[row["measure"]].append(row["id"])
    if thorough and rows:
        duty = await count_duty_days(conn, [row["id"] for row in rows])
        await conn.execute(UPDATE_TEAM_DUTIES, list(duty), list(duty.values()))
    changed: set[int] = set()
    for measure, ids in by_measure.items():
        if thorough or measure != "remembered":
            values = await measure_challenge_teams(conn, ids, measure, now)
            moved = await conn.fetch(UPDATE_TEAM_VALUES, list(values), list(values.values()), measure == "figure")
            changed |= {row["challenge"] for row in moved}
    return changed


async def load_challenge_sides(conn: Connection, challenges: Sequence[int]) -> dict[int, list[ParticipatingTeam]]:
    """Read the teams that take part and where they stand, by challenge."""
    found: defaultdict[int, list[ParticipatingTeam]] = defaultdict(list)
    for row in await conn.fetch(SELECT_TEAM_VALUES, challenges):
        found[row["challenge"]].append(ParticipatingTeam(row["team"], row["name"], row["duty"], row["value"]))
    return found


async def _mark_reached_stages(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    """Mark the stages that have been reached, and tell all teams of the challenge."""
    ids = [row["id"] for row in rows]
    if not ids:
        return
    sides, stages = await load_challenge_sides(conn, ids), defaultdict(list)
    for stage in await conn.fetch(SELECT_UNREACHED_STAGES, ids):
        stages[stage["challenge"]].append(stage)
    notices, reached_stages = [], []
    for row in rows:
        value, unreached_stages = calculate_row_value(row, sides[row["id"]]), stages[row["id"]]
        for stage in unreached_stages[: count_reached_stages([one["target"] for one in unreached_stages], value)]:
            reached_stages.append(stage["id"])
            body = {"title": row["title"], "stage": stage["title"], "number": stage["number"]}
            notices += [(side.team, row["id"], str(stage["number"]), body) for side in sides[row["id"]]]
    await conn.execute(MARK_STAGES_REACHED, reached_stages, now)
    await insert_notices(conn, "milestone", notices, now)
