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
    count_challenge_values,
    load_challenge_sides,
    store_challenge_values,
    store_start_values,
)
from learning.steps.jobs.bulk_statements import use_bulk_options
from learning.steps.notices.post_notices import post_notices
from learning.tables.database import transaction
from learning.tables.named_locks import try_lock, wait_for_lock

CHALLENGES_PER_MEASURE_CHUNK = 500
THOROUGH_MEASURE_INTERVAL_MINUTES = 15
"""How often memories and rotas are counted: they take long."""
COUNT_REST_FACTOR = 4
"""No process counts a challenge again, because of an answer, for so many times as long as the last
count took. So counting uses at most a fifth of one processor, however many processes serve."""

START_DUE_CHALLENGES = """
UPDATE challenge SET status = 'running' WHERE id IN (
  SELECT id FROM challenge
  WHERE status = 'scheduled' AND starts_at <= $1 AND ($2::bigint[] IS NULL OR id = ANY($2))
  ORDER BY id FOR UPDATE SKIP LOCKED
) RETURNING id, measure
"""
COUNTING_LOCK = "herobreak.count-challenges"
SELECT_RUNNING_CHALLENGES = """
SELECT id, measure, version, clock_timestamp() AS counted_from FROM challenge
WHERE status = 'running' AND id > $1 AND ($2::bigint[] IS NULL OR id = ANY($2))
ORDER BY id LIMIT $3
"""
LOCK_COUNTED_CHALLENGES = """
SELECT id, form, measure, unit, unit_type, lower_is_better, target, per_person, title, first_day,
  last_day
FROM challenge JOIN unnest($1::bigint[], $2::int[]) AS counted (id, version) USING (id, version)
WHERE status = 'running' ORDER BY id FOR NO KEY UPDATE OF challenge SKIP LOCKED
"""
"""A challenge that was changed meanwhile, or that is being changed or settled, is left to the next
count: nobody waits for it with the lock of counting."""
SET_NEXT_COUNT = """
UPDATE challenge
SET next_count_at = clock_timestamp() + $3::int * (clock_timestamp() - $2::timestamptz)
WHERE id = ANY($1)
"""
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

    Returns the challenges whose value has changed. `only` counts these challenges alone, without
    what takes long. One process counts at a time: a second call waits for the first.
    """
    return await _measure_in_chunks(only, now, waits=True) or []


async def measure_challenges_if_free(now: datetime, only: Collection[int]) -> list[int] | None:
    """Measure some challenges unless another process counts now; None if it does."""
    return await _measure_in_chunks(only, now, waits=False)


async def _measure_in_chunks(
    only: Collection[int] | None, now: datetime, *, waits: bool
) -> list[int] | None:
    await _start_due_challenges(now, only)
    changed_challenges: list[int] = []
    last: int | None = 0
    while last is not None:
        async with transaction() as conn:
            if waits:
                await wait_for_lock(conn, COUNTING_LOCK)
            elif not await try_lock(conn, COUNTING_LOCK):
                return None
            last, changed = await _measure_chunk(conn, last, only, now)
        changed_challenges += changed
    return changed_challenges


async def _start_due_challenges(now: datetime, only: Collection[int] | None) -> None:
    """Start the challenges whose first team has begun its first day."""
    async with transaction() as conn:
        wanted = None if only is None else list(only)
        await store_start_values(conn, await conn.fetch(START_DUE_CHALLENGES, now, wanted), now)


async def _measure_chunk(
    conn: Connection, after: int, only: Collection[int] | None, now: datetime
) -> tuple[int | None, list[int]]:
    """Count without locks, then lock and store; return the last challenge if there may be more.

    Stages are marked also where only the target has changed, and not the value.
    """
    await use_bulk_options(conn)
    thorough = only is None and now.minute % THOROUGH_MEASURE_INTERVAL_MINUTES == 0
    wanted = None if only is None else list(only)
    found = await conn.fetch(SELECT_RUNNING_CHALLENGES, after, wanted, CHALLENGES_PER_MEASURE_CHUNK)
    if not found:
        return None, []
    counted = await count_challenge_values(conn, found, now, thorough=thorough)
    rows = await conn.fetch(
        LOCK_COUNTED_CHALLENGES, [row["id"] for row in found], [row["version"] for row in found]
    )
    changed = await store_challenge_values(conn, rows, counted, now)
    await _mark_reached_stages(conn, rows, now)
    await conn.execute(
        SET_NEXT_COUNT, [row["id"] for row in rows], found[0]["counted_from"], COUNT_REST_FACTOR
    )
    last = found[-1]["id"] if len(found) == CHALLENGES_PER_MEASURE_CHUNK else None
    return last, sorted(changed)


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
