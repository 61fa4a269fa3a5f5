"""Change or cancel a challenge: fair to those who are on their way, told to everybody, written down."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from asyncpg import Connection, Record

from learning.actions.launch_challenge import write_jobs
from learning.actions.note_act import note_act
from learning.actions.tell_team import OPEN, tell
from learning.queries.who import Who
from learning.rules.challenges import Edit, edit_faults, span
from learning.rules.days import local_day
from learning.rules.names import tidy_text
from learning.rules.problems import Conflict, Forbidden, Invalid, Problem, Unknown
from learning.tables.database import transaction

FIND = """
SELECT c.*, $2::bigint = ANY(t.path) AS within, c.owner = $3 OR $3 = ANY(c.leaders) AS leads FROM challenge c
JOIN team t ON t.id = c.team WHERE c.id = $1 FOR UPDATE OF c
"""
TEAMS = "SELECT ct.id, ct.team, t.zone FROM challenge_team ct JOIN team t ON t.id = ct.team WHERE challenge = $1 ORDER BY ct.team"
CHANGE = """
UPDATE challenge SET title = $2, vision = $3, message = $4, reward = $5, target = $6, last_day = $7, ends_at = $8, version = version + 1
WHERE id = $1 RETURNING version
"""
ENDS = "UPDATE challenge_team SET ends_at = $2 WHERE id = $1"
STAGES = "UPDATE challenge_stage SET target = target * $2::float8 WHERE challenge = $1"
CANCEL = "UPDATE challenge SET status = 'cancelled', settled_at = $2, version = version + 1 WHERE id = $1"
LIMITS = {"title": 80, "vision": 2000, "message": 2000, "reward": 200}


async def edit_challenge(leader: Who, challenge: int, edit: Edit, now: datetime) -> None:
    """Change what is named. A running one may become easier or longer, never harder or shorter; its stages move with its target.

    Raises:
        Unknown: there is no such challenge within reach. Forbidden: it is not the leader's to change.
        Conflict: it is over. Invalid: a change that would be unfair or impossible.
    """
    async with transaction() as conn:
        row = await lead(conn, leader, challenge)
        new = _changed(row, edit)
        running = row["status"] == "running"
        if found := edit_faults(
            edit, row["target"], row["first_day"], row["last_day"], local_day(now, leader.zone), running=running
        ):
            raise Invalid("That would not be fair to those who are on their way.", found)
        teams = await conn.fetch(TEAMS, challenge)
        ends_at = await _move_end(conn, row, new, teams)
        version = await conn.fetchval(
            CHANGE, challenge, *(new[name] for name in (*LIMITS, "target", "last_day")), ends_at
        )
        if new["target"] != row["target"]:
            await conn.execute(STAGES, challenge, new["target"] / row["target"])
        await write_jobs(
            conn,
            challenge,
            version,
            new["first_day"],
            new["last_day"],
            [(one["team"], one["zone"]) for one in teams],
            ends_at,
        )
        kind = "extended" if new["last_day"] > row["last_day"] else "edited"
        body = {"title": new["title"], "target": new["target"], "last_day": new["last_day"].isoformat()}
        await tell(conn, kind, [(one["team"], challenge, str(version), body) for one in teams], now)
        await note_act(now, leader.id, "edit_challenge", str(challenge), _said(edit))


async def cancel_challenge(leader: Who, challenge: int, reason: str, now: datetime) -> None:
    """Cancel a challenge, with a reason that everybody gets to read. What was earned on the way stays.

    Raises: as `edit_challenge`.
    """
    reason = tidy_text(reason, "reason", 400)
    if not reason:
        raise Invalid("Say why.", [Problem("reason", "People have worked for this: tell them why it ends.")])
    async with transaction() as conn:
        row = await lead(conn, leader, challenge)
        await conn.execute(CANCEL, challenge, now)
        body = {"title": row["title"], "reason": reason}
        await tell(
            conn, "cancelled", [(one["team"], challenge, "", body) for one in await conn.fetch(TEAMS, challenge)], now
        )
        await note_act(now, leader.id, "cancel_challenge", str(challenge), {"reason": reason})


async def lead(conn: Connection, leader: Who, challenge: int, *, over: bool = False) -> Record:
    """Lock a challenge that somebody leads: its owner, a co-leader, or a leader whose subtree its team is in.

    Raises: as `edit_challenge`; `over` allows one that is over.
    """
    row = await conn.fetchrow(FIND, challenge, leader.team, leader.id)
    if row is None or not (row["within"] or row["leads"] or leader.role == "admin"):
        raise Unknown("There is no such challenge in your teams.")
    if leader.role == "learner":
        raise Forbidden("Only a team leader can do that.")
    if row["status"] not in OPEN and not over:
        raise Conflict("This challenge is over.")
    return row


def _changed(row: Record, edit: Edit) -> dict[str, Any]:
    new = {**dict(row), **{name: value for name, value in asdict(edit).items() if value is not None}}
    texts = {name: tidy_text(new[name], name, most) for name, most in LIMITS.items()}
    for needed in ("title", "vision"):
        if not texts[needed]:
            raise Invalid(f"The {needed} cannot be empty.", [Problem(needed, "Write something, or leave it as it is.")])
    return new | texts


async def _move_end(conn: Connection, row: Record, new: dict[str, Any], teams: Sequence[Record]) -> datetime:
    """Move each team's own end where the last day has moved; return the latest."""
    if new["last_day"] == row["last_day"]:
        stays: datetime = row["ends_at"]
        return stays
    ends = {one["id"]: span(new["first_day"], new["last_day"], one["zone"])[1] for one in teams}
    await conn.executemany(ENDS, list(ends.items()))
    return max(ends.values())


def _said(edit: Edit) -> dict[str, object]:
    said = {name: value for name, value in asdict(edit).items() if value is not None}
    return {**said, **({"last_day": edit.last_day.isoformat()} if edit.last_day else {})}
