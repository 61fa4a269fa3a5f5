"""See how far the running challenges have come: a few statements for all of them, once a minute."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import (
    calculate_row_value,
    measure_challenge_teams,
)
from learning.rules.challenges.challenges import count_reached_stages
from learning.rules.notices.notices import NoticeBody
from learning.steps.challenges.update_challenge_values import (
    load_challenge_sides,
    update_challenge_values,
)
from learning.steps.notices.post_notices import post_notices
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
UPDATE_TEAM_BASELINES = "UPDATE challenge_team ct SET baseline = new.value FROM unnest($1::bigint[], $2::float8[]) AS new (id, value) WHERE ct.id = new.id"
SELECT_UNREACHED_STAGES = "SELECT id, challenge, number, title, target FROM challenge_stage WHERE challenge = ANY($1) AND reached_at IS NULL ORDER BY number"
MARK_STAGES_REACHED = (
    "UPDATE challenge_stage SET reached_at = $2 WHERE id = ANY($1) AND reached_at IS NULL"
)


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


async def _start_due_challenges(
    conn: Connection, now: datetime, only: Collection[int] | None
) -> None:
    """Let those run whose first instant has come: one that is launched for today need not wait for the sweep."""
    wanted = None if only is None else list(only)
    started = [
        row["id"]
        for row in await conn.fetch(START_DUE_CHALLENGES, now, wanted)
        if row["measure"] == "remembered"
    ]
    if started:
        baselines = await measure_challenge_teams(conn, started, "remembered", now)
        await conn.execute(UPDATE_TEAM_BASELINES, list(baselines), list(baselines.values()))


async def _measure_chunk(after: int, now: datetime) -> tuple[int | None, list[int]]:
    async with transaction() as conn:
        rows = await conn.fetch(LOCK_RUNNING_CHALLENGES, after, CHALLENGES_PER_MEASURE_CHUNK)
        changed = await _measure_rows(
            conn, rows, now, thorough=now.minute % THOROUGH_MEASURE_INTERVAL_MINUTES == 0
        )
    return (rows[-1]["id"] if len(rows) == CHALLENGES_PER_MEASURE_CHUNK else None), changed


async def _measure_rows(
    conn: Connection, rows: Sequence[Record], now: datetime, *, thorough: bool
) -> list[int]:
    changed = await update_challenge_values(conn, rows, now, thorough=thorough)
    await _mark_reached_stages(conn, [row for row in rows if row["id"] in changed], now)
    return sorted(changed)


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
        for stage in unreached_stages[
            : count_reached_stages([one["target"] for one in unreached_stages], value)
        ]:
            reached_stages.append(stage["id"])
            body = NoticeBody(row["title"], stage=stage["title"], number=stage["number"])
            notices += [
                (side.team, row["id"], str(stage["number"]), body) for side in sides[row["id"]]
            ]
    await conn.execute(MARK_STAGES_REACHED, reached_stages, now)
    await post_notices(conn, "milestone", notices, now)
