"""Count how far the running challenges have come, with few statements for all of them.

The worker does it every minute.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import make_row_progress, read_scoring
from learning.queries.challenges.figure_values import load_rate_windows
from learning.rules.challenges.measures import MEASURE_RULES
from learning.rules.challenges.stage_progress import is_stage_reached
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
SELECT id, form, measure, unit, unit_type, lower_is_better, target, per_person, title, first_day,
  last_day
FROM challenge
WHERE status = 'running' AND id > $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
"""
LOCK_SELECTED_CHALLENGES = """
SELECT id, form, measure, unit, unit_type, lower_is_better, target, per_person, title, first_day,
  last_day
FROM challenge
WHERE status = 'running' AND id = ANY($1) ORDER BY id FOR NO KEY UPDATE
"""
"""Without SKIP LOCKED: another count that runs now may have begun before the newest entry."""
SELECT_STAGES = """
SELECT id, challenge, number, title, target, reached_at FROM challenge_stage
WHERE challenge = ANY($1) ORDER BY number
"""
MARK_STAGES_REACHED = (
    "UPDATE challenge_stage SET reached_at = $2 WHERE id = ANY($1) AND reached_at IS NULL"
)
REOPEN_STAGES = "UPDATE challenge_stage SET reached_at = NULL WHERE id = ANY($1)"


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
    """Count, and mark stages: also where only the target has changed, and not the value."""
    changed = await update_challenge_values(conn, rows, now, thorough=thorough)
    await _mark_reached_stages(conn, rows, now)
    return sorted(changed)


def _takes_figures(row: Record) -> bool:
    return MEASURE_RULES[row["measure"]].accepts_figures


async def _mark_reached_stages(conn: Connection, rows: Sequence[Record], now: datetime) -> None:
    """Mark the stages that are reached now, and write a notice for each team and stage.

    Figures can be corrected: a stage that was reached by a wrong one is open again.
    """
    ids = [row["id"] for row in rows]
    if not ids:
        return
    sides, stages = await load_challenge_sides(conn, ids), defaultdict(list)
    windows = await load_rate_windows(conn, rows)
    for stage in await conn.fetch(SELECT_STAGES, ids):
        stages[stage["challenge"]].append(stage)
    notices, reached_stages, reopened_stages = [], [], []
    for row in rows:
        progress = make_row_progress(row, sides[row["id"]], windows.get(row["id"], ()))
        for stage in stages[row["id"]]:
            is_reached = is_stage_reached(stage["target"], progress, read_scoring(row))
            if is_reached and stage["reached_at"] is None:
                reached_stages.append(stage["id"])
                body = NoticeBody(row["title"], stage=stage["title"], number=stage["number"])
                notices += [
                    (side.team, row["id"], str(stage["number"]), body) for side in sides[row["id"]]
                ]
            elif not is_reached and stage["reached_at"] is not None and _takes_figures(row):
                reopened_stages.append(stage["id"])
    await conn.execute(MARK_STAGES_REACHED, reached_stages, now)
    await conn.execute(REOPEN_STAGES, reopened_stages)
    await post_notices(conn, "milestone", notices, now)
