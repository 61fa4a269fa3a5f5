"""Change or cancel a challenge: fair to those who are on their way, told to everybody, written down."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import (
    ChallengeEdit,
    calculate_challenge_span,
    find_edit_problems,
)
from learning.rules.notices.notices import NoticeBody, NoticeKind
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.write_challenge_jobs import write_challenge_jobs
from learning.steps.notices.post_notices import post_notices
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

SELECT_CHALLENGE_TEAM_ZONES = "SELECT ct.id, ct.team, t.zone FROM challenge_team ct JOIN team t ON t.id = ct.team WHERE challenge = $1 ORDER BY ct.team"
UPDATE_CHALLENGE = """
UPDATE challenge SET title = $2, vision = $3, message = $4, reward = $5, target = $6, last_day = $7, ends_at = $8, version = version + 1
WHERE id = $1 RETURNING version
"""
UPDATE_TEAM_END = "UPDATE challenge_team SET ends_at = $2 WHERE id = $1"
SCALE_STAGE_TARGETS = "UPDATE challenge_stage SET target = target * $2::float8 WHERE challenge = $1"
UPDATE_CANCELLED_CHALLENGE = "UPDATE challenge SET status = 'cancelled', settled_at = $2, version = version + 1 WHERE id = $1"
MAX_CHALLENGE_TEXT_LENGTHS = {"title": 80, "vision": 2000, "message": 2000, "reward": 200}


async def edit_challenge(
    leader: CurrentUser, challenge: int, edit: ChallengeEdit, now: datetime
) -> None:
    """Change what is named. A running one may become easier or longer, never harder or shorter; its stages move with its target.

    Raises:
        Unknown: there is no such challenge within reach. Forbidden: it is not the leader's to change.
        Conflict: it is over. Invalid: a change that would be unfair or impossible.
    """
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        changed = _merge_challenge_edit(row, edit)
        running = row["status"] == "running"
        if found := find_edit_problems(
            edit,
            row["target"],
            row["first_day"],
            row["last_day"],
            to_local_day(now, leader.zone),
            running=running,
        ):
            raise Invalid("That would not be fair to those who are on their way.", found)
        teams = await conn.fetch(SELECT_CHALLENGE_TEAM_ZONES, challenge)
        ends_at = await _move_team_ends(conn, row, changed, teams)
        version = await conn.fetchval(
            UPDATE_CHALLENGE,
            challenge,
            *(changed[name] for name in (*MAX_CHALLENGE_TEXT_LENGTHS, "target", "last_day")),
            ends_at,
        )
        if changed["target"] != row["target"]:
            await conn.execute(SCALE_STAGE_TARGETS, challenge, changed["target"] / row["target"])
        await write_challenge_jobs(
            conn,
            challenge,
            version,
            changed["first_day"],
            changed["last_day"],
            [(one["team"], one["zone"]) for one in teams],
            ends_at,
        )
        kind: NoticeKind = "extended" if changed["last_day"] > row["last_day"] else "edited"
        body = NoticeBody(
            changed["title"],
            target=changed["target"],
            last_day=changed["last_day"].isoformat(),
        )
        await post_notices(
            conn, kind, [(one["team"], challenge, str(version), body) for one in teams], now
        )
        await write_audit_entry(
            now, leader.id, "edit_challenge", str(challenge), _describe_challenge_edit(edit)
        )


async def cancel_challenge(leader: CurrentUser, challenge: int, reason: str, now: datetime) -> None:
    """Cancel a challenge, with a reason that everybody gets to read. What was earned on the way stays.

    Raises: as `edit_challenge`.
    """
    reason = normalise_text(reason, "reason", 400)
    if not reason:
        raise Invalid(
            "Say why.",
            [InputProblem("reason", "People have worked for this: tell them why it ends.")],
        )
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        await conn.execute(UPDATE_CANCELLED_CHALLENGE, challenge, now)
        body = NoticeBody(row["title"], reason=reason)
        await post_notices(
            conn,
            "cancelled",
            [
                (one["team"], challenge, "", body)
                for one in await conn.fetch(SELECT_CHALLENGE_TEAM_ZONES, challenge)
            ],
            now,
        )
        await write_audit_entry(
            now, leader.id, "cancel_challenge", str(challenge), {"reason": reason}
        )


def _merge_challenge_edit(row: Record, edit: ChallengeEdit) -> dict[str, Any]:
    merged = {
        **dict(row),
        **{name: value for name, value in asdict(edit).items() if value is not None},
    }
    texts = {
        name: normalise_text(merged[name], name, most)
        for name, most in MAX_CHALLENGE_TEXT_LENGTHS.items()
    }
    for needed in ("title", "vision"):
        if not texts[needed]:
            raise Invalid(
                f"The {needed} cannot be empty.",
                [InputProblem(needed, "Write something, or leave it as it is.")],
            )
    return merged | texts


async def _move_team_ends(
    conn: Connection, row: Record, changed: dict[str, Any], teams: Sequence[Record]
) -> datetime:
    """Move each team's own end where the last day has moved; return the latest."""
    if changed["last_day"] == row["last_day"]:
        unchanged_end: datetime = row["ends_at"]
        return unchanged_end
    ends = {
        one["id"]: calculate_challenge_span(changed["first_day"], changed["last_day"], one["zone"])[
            1
        ]
        for one in teams
    }
    await conn.executemany(UPDATE_TEAM_END, list(ends.items()))
    return max(ends.values())


def _describe_challenge_edit(edit: ChallengeEdit) -> dict[str, object]:
    changed_fields = {name: value for name, value in asdict(edit).items() if value is not None}
    return {**changed_fields, **({"last_day": edit.last_day.isoformat()} if edit.last_day else {})}
