"""Compute a person's streak again after a change of days off or of the rota.

An attempt only looks back to the last practised day, so it cannot see such a change.
"""

from asyncpg import Connection

from learning.queries.rota.rota import load_practised_days, load_rota
from learning.rules.recognition.streaks import replay_streak

UPDATE_STREAK = """
UPDATE progress
SET streak = $2, longest_streak = GREATEST(longest_streak, $3), freezes = $4, lost_streak = $5,
  counters = counters || jsonb_build_object('streak', GREATEST(longest_streak, $3))
WHERE person = $1
"""


async def recompute_streak(conn: Connection, person: int) -> None:
    """Replay all practised days by the current rota. The caller has locked the person's progress.

    The row is always written: a batch of attempts that was computed by the old rota finds it
    changed and is computed again. The counter of the badges follows the longest streak. Joins the
    caller's transaction.
    """
    streak = replay_streak(await load_practised_days(conn, person), await load_rota(conn, person))
    await conn.execute(
        UPDATE_STREAK, person, streak.days, streak.longest, streak.freezes, streak.lost
    )
