"""Change or cancel a challenge.

Every change is fair to the people who take part. They get a notice, and the audit log an entry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import (
    ChallengeEdit,
    calculate_challenge_span,
    find_edit_problems,
    make_target_limits,
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

SELECT_CHALLENGE_TEAM_ZONES = """
SELECT ct.id, ct.team, t.zone FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE challenge = $1 ORDER BY ct.team
"""
UPDATE_CHALLENGE = """
UPDATE challenge SET title = $2, vision = $3, message = $4, reward = $5, target = $6, last_day = $7,
  ends_at = $8, version = version + 1
WHERE id = $1 RETURNING version
"""
UPDATE_TEAM_END = "UPDATE challenge_team SET ends_at = $2 WHERE id = $1"
SCALE_STAGE_TARGETS = "UPDATE challenge_stage SET target = target * $2::float8 WHERE challenge = $1"
UPDATE_CANCELLED_CHALLENGE = """
UPDATE challenge SET status = 'cancelled', settled_at = $2, version = version + 1 WHERE id = $1
"""
ChallengeTextField = Literal["title", "vision", "message", "reward"]
MAX_CHALLENGE_TEXT_CHARS: Mapping[ChallengeTextField, int] = {
    "title": 80,
    "vision": 2000,
    "message": 2000,
    "reward": 200,
}
MAX_CANCEL_REASON_CHARS = 400


@dataclass(frozen=True, slots=True)
class EditedChallenge:
    """What a challenge has after an edit, of the fields that can be edited."""

    title: str
    vision: str
    message: str
    reward: str
    target: float
    last_day: date


async def edit_challenge(
    leader: CurrentUser, challenge: int, edit: ChallengeEdit, now: datetime
) -> None:
    """Change a challenge. The targets of its stages are scaled with its target.

    A running challenge may become easier or longer, never harder or shorter.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
        Invalid: the change is unfair or impossible, or a text is empty or too long.
    """
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        edited = _merge_challenge_edit(row, edit)
        _require_fair_edit(row, edit, to_local_day(now, leader.zone))
        teams = await conn.fetch(SELECT_CHALLENGE_TEAM_ZONES, challenge)
        ends_at = await _move_team_ends(conn, row, edited.last_day, teams)
        version = await conn.fetchval(
            UPDATE_CHALLENGE,
            challenge,
            edited.title,
            edited.vision,
            edited.message,
            edited.reward,
            edited.target,
            edited.last_day,
            ends_at,
        )
        if edited.target != row["target"] and row["target"]:
            await conn.execute(SCALE_STAGE_TARGETS, challenge, edited.target / row["target"])
        team_zones = [(team["team"], team["zone"]) for team in teams]
        await write_challenge_jobs(
            conn, challenge, version, row["first_day"], edited.last_day, team_zones, ends_at
        )
        await _insert_edit_notices(conn, row, edited, teams, version, now)
        await write_audit_entry(
            now, leader.id, "edit_challenge", str(challenge), _describe_challenge_edit(edit)
        )


async def cancel_challenge(leader: CurrentUser, challenge: int, reason: str, now: datetime) -> None:
    """Cancel a challenge. Everybody in it gets the reason. Points that were earned stay.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
        Invalid: the reason is empty or too long.
    """
    reason = normalise_text(reason, "reason", MAX_CANCEL_REASON_CHARS)
    if not reason:
        problem = InputProblem("reason", "challenge.give_cancel_reason")
        raise Invalid("challenge.cancel_reason_missing", [problem])
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        await conn.execute(UPDATE_CANCELLED_CHALLENGE, challenge, now)
        body = NoticeBody(row["title"], reason=reason)
        teams = await conn.fetch(SELECT_CHALLENGE_TEAM_ZONES, challenge)
        notices = [(team["team"], challenge, "", body) for team in teams]
        await post_notices(conn, "cancelled", notices, now)
        await write_audit_entry(
            now, leader.id, "cancel_challenge", str(challenge), {"reason": reason}
        )


def _merge_challenge_edit(row: Record, edit: ChallengeEdit) -> EditedChallenge:
    def merge_text(field: ChallengeTextField, edited: str | None) -> str:
        text = row[field] if edited is None else edited
        return normalise_text(text, field, MAX_CHALLENGE_TEXT_CHARS[field])

    edited = EditedChallenge(
        title=merge_text("title", edit.title),
        vision=merge_text("vision", edit.vision),
        message=merge_text("message", edit.message),
        reward=merge_text("reward", edit.reward),
        target=row["target"] if edit.target is None else edit.target,
        last_day=row["last_day"] if edit.last_day is None else edit.last_day,
    )
    if not edited.title:
        raise Invalid(
            "challenge.title_empty", [InputProblem("title", "challenge.write_or_leave_text")]
        )
    if not edited.vision:
        raise Invalid(
            "challenge.vision_empty", [InputProblem("vision", "challenge.write_or_leave_text")]
        )
    return edited


def _require_fair_edit(row: Record, edit: ChallengeEdit, today: date) -> None:
    problems = find_edit_problems(
        edit,
        row["target"],
        row["first_day"],
        row["last_day"],
        today,
        running=row["status"] == "running",
        limits=make_target_limits(
            row["unit_type"], row["score_max"], lower_is_better=row["lower_is_better"]
        ),
    )
    if problems:
        raise Invalid("challenge.edit_unfair", problems)


async def _move_team_ends(
    conn: Connection, row: Record, last_day: date, teams: Sequence[Record]
) -> datetime:
    """Move the end of each team to a new last day; return the latest end."""
    if last_day == row["last_day"]:
        unchanged_end: datetime = row["ends_at"]
        return unchanged_end
    ends = {
        team["id"]: calculate_challenge_span(row["first_day"], last_day, team["zone"])[1]
        for team in teams
    }
    await conn.executemany(UPDATE_TEAM_END, list(ends.items()))
    return max(ends.values())


async def _insert_edit_notices(
    conn: Connection,
    row: Record,
    edited: EditedChallenge,
    teams: Sequence[Record],
    version: int,
    now: datetime,
) -> None:
    kind: NoticeKind = "extended" if edited.last_day > row["last_day"] else "edited"
    body = NoticeBody(edited.title, target=edited.target, last_day=edited.last_day.isoformat())
    notices = [(team["team"], row["id"], str(version), body) for team in teams]
    await post_notices(conn, kind, notices, now)


def _describe_challenge_edit(edit: ChallengeEdit) -> dict[str, object]:
    """Give the changed fields, as the audit log stores them."""
    fields: dict[str, object] = {
        "title": edit.title,
        "vision": edit.vision,
        "message": edit.message,
        "reward": edit.reward,
        "target": edit.target,
        "last_day": edit.last_day.isoformat() if edit.last_day else None,
    }
    return {name: value for name, value in fields.items() if value is not None}
