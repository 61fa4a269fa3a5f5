"""Fold a person's streak anew after days off or a rota: answering looks back no further than the last break."""

from asyncpg import Connection

from learning.queries.rota.rota import load_practised_days, load_rota
from learning.rules.recognition.streaks import replay_streak

UPDATE_STREAK = """
UPDATE progress SET streak = $2, longest_streak = GREATEST(longest_streak, $3), freezes = $4, lost_streak = $5
WHERE person = $1
"""


async def recompute_streak(conn: Connection, person: int) -> None:
    """Replay all practised days by the rota as it is now. The caller has locked the person's progress.

    The row is written in any case: an answer that was decided by the old rota is decided again.
    """
    streak = replay_streak(await load_practised_days(conn, person), await load_rota(conn, person))
    await conn.execute(
        UPDATE_STREAK, person, streak.days, streak.longest, streak.freezes, streak.lost
    )
