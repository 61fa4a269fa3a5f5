"""Count how far the running challenges have come, with few statements for all of them.

The worker does it every minute.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import calculate_row_value
from learning.rules.challenges.challenges import count_reached_stages
from learning.rules.notices.notices import NoticeBody
from learning.steps.challenges.update_challenge_values import (
    load_challenge_sides,
    store_start_values,
    update_challenge_values,
)
from learning.steps.notices.post_notices import post_notices
from learning.tables.database import transaction

CHALLENGES_PER_MEASURE_CHUNK = 500
THOROUGH_MEASURE_INTERVAL_MINUTES = 15
"""How often memories and rotas are counted: they take long."""

START_DUE_CHALLENGES = """
UPDATE challenge SET status = 'running' WHERE id IN (
  SELECT id FROM challenge
  WHERE status = 'scheduled' AND starts_at <= $1 AND ($2::bigint[] IS NULL OR id = ANY($2))
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
"""Without SKIP LOCKED: another count that runs now may have begun before the newest entry."""
SELECT_UNREACHED_STAGES = """
SELECT id, challenge, number, title, target FROM challenge_stage
WHERE challenge = ANY($1) AND reached_at IS NULL ORDER BY number
"""
MARK_STAGES_REACHED = (
    "UPDATE challenge_stage SET reached_at = $2 WHERE id = ANY($1) AND reached_at IS NULL"
)


async def measure_challenges(now: datetime, only: Collection[int] | None = None) -> list[int]:
    """Start due challenges, count running ones, mark reached stages and write notices.

    Returns the challenges whose value has changed. Two calls at once share the work: each skips
    what the other has locked. `only` counts these challenges alone, without what takes long.
    """
    async with transaction() as conn:
        await _start_due_challenges(conn, now, only)
        if only is not None:
            return await _measure_rows(
                conn, await conn.fetch(LOCK_SELECTED_CHALLENGES, list(only)), now, thorough=False
            )
    changed_challenges: list[int] = []
    last: int | None = 0
    while last is not None:
        last, changed = await _measure_chunk(last, now)
        changed_challenges += changed
    return changed_challenges


async def _start_due_challenges(
    conn: Connection, now: datetime, only: Collection[int] | None
) -> None:
    """Start the challenges whose first team has begun its first day."""
    wanted = None if only is None else list(only)
    await store_start_values(conn, await conn.fetch(START_DUE_CHALLENGES, now, wanted), now)


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
    """Mark the stages that are reached now, and write a notice for each team and stage."""
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
