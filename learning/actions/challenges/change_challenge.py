"""Change a challenge. Every change is fair to the people who take part, who get a notice.

The audit log gets an entry.
"""

from collections.abc import Sequence
from datetime import date, datetime

from asyncpg import Connection, Record

from learning.queries.challenges.challenge_measures import calculate_row_value, read_scoring
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenge_scores import is_challenge_measured
from learning.rules.challenges.challenges import (
    ChallengeEdit,
    calculate_challenge_span,
    find_edit_problems,
    make_target_limits,
)
from learning.rules.challenges.target_edits import (
    CurrentStage,
    RunningState,
    find_stage_problems,
    find_target_problems,
)
from learning.rules.notices.notices import NoticeBody, NoticeKind
from learning.rules.refusals import Invalid
from learning.rules.rota.days import to_local_day
from learning.steps.challenges.change_co_leaders import replace_co_leaders
from learning.steps.challenges.change_stages import (
    load_stages,
    move_stages_with_target,
    replace_stages,
)
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.merge_challenge_edit import (
    EditedChallenge,
    describe_challenge_edit,
    is_edit_without_effect,
    merge_challenge_edit,
    tidy_challenge_edit,
)
from learning.steps.challenges.update_challenge_values import (
    load_challenge_sides,
    update_challenge_values,
)
from learning.steps.challenges.write_challenge_jobs import write_challenge_jobs, write_settle_job
from learning.steps.notices.post_notices import post_notices
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

SELECT_CHALLENGE_TEAM_ZONES = """
SELECT ct.id, ct.team, t.zone FROM challenge_team ct JOIN team t ON t.id = ct.team
WHERE challenge = $1 ORDER BY ct.team
"""
UPDATE_CHALLENGE = """
UPDATE challenge SET title = $2, vision = $3, message = $4, reward = $5, target = $6, last_day = $7,
  ends_at = $8, leaders = $9, version = version + 1
WHERE id = $1 RETURNING version
"""
UPDATE_TEAM_END = "UPDATE challenge_team SET ends_at = $2 WHERE id = $1"
END_TEAMS_NOW = """
UPDATE challenge_team SET ends_at = LEAST(ends_at, $2) WHERE challenge = $1 RETURNING ends_at
"""


async def edit_challenge(
    leader: CurrentUser, challenge: int, edit: ChallengeEdit, now: datetime
) -> None:
    """Change a challenge. The targets of its stages move with its target.

    An edit that changes nothing is accepted, and nobody gets a notice of it.

    A running challenge may become easier or longer, never harder or shorter. If its target is
    lowered to what is reached, it ends at once, provided that the edit confirms this.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
        Invalid: the change is unfair or impossible, a text is empty or too long, or the leader
            cannot name all co-leaders.
    """
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        edit, today = tidy_challenge_edit(row, edit), to_local_day(now, leader.zone)
        edited, stages = merge_challenge_edit(row, edit, today), await load_stages(conn, challenge)
        state = await _load_running_state(conn, row, stages, now)
        _require_fair_edit(row, edit, edited.target, state, today)
        if is_edit_without_effect(row, edit, edited, stages):
            return
        teams = await conn.fetch(SELECT_CHALLENGE_TEAM_ZONES, challenge)
        if edit.settle:
            ends_at = max(one["ends_at"] for one in await conn.fetch(END_TEAMS_NOW, challenge, now))
        else:
            ends_at = await _move_team_ends(conn, row, edited.last_day, teams)
        version, leaders = await _store_edit(conn, leader, row, edit, edited, ends_at)
        if edit.stages is not None:
            await replace_stages(conn, challenge, stages, edit.stages)
        elif edited.target != row["target"]:
            await move_stages_with_target(conn, row, stages, edited.target, state.limits)
        if edit.settle:
            await write_settle_job(conn, challenge, version, now)
        else:
            team_zones = [(team["team"], team["zone"]) for team in teams]
            await write_challenge_jobs(
                conn, challenge, version, row["first_day"], edited.last_day, team_zones, ends_at
            )
            await _insert_edit_notices(conn, row, edited, teams, version, now)
        detail = describe_challenge_edit(edit, edited, leaders)
        await write_audit_entry(now, leader.id, "edit_challenge", str(challenge), detail)


async def _store_edit(
    conn: Connection,
    leader: CurrentUser,
    row: Record,
    edit: ChallengeEdit,
    edited: EditedChallenge,
    ends_at: datetime,
) -> tuple[int, Sequence[int]]:
    """Store the row of a challenge; return its new version and the ids of its co-leaders."""
    leaders = row["leaders"]
    if edit.leaders is not None:
        leaders = await replace_co_leaders(conn, leader, leaders, row["owner"], edit.leaders)
    version: int = await conn.fetchval(
        UPDATE_CHALLENGE,
        row["id"],
        edited.title,
        edited.vision,
        edited.message,
        edited.reward,
        edited.target,
        edited.last_day,
        ends_at,
        leaders,
    )
    return version, leaders


async def _load_running_state(
    conn: Connection, row: Record, stages: Sequence[Record], now: datetime
) -> RunningState:
    """Count a running challenge now, and say how far it has come."""
    is_running, value = row["status"] == "running", None
    if is_running:
        await update_challenge_values(conn, [row], now, thorough=False)
        sides = (await load_challenge_sides(conn, [row["id"]]))[row["id"]]
        value = calculate_row_value(row, sides) if is_challenge_measured(sides) else None
    return RunningState(
        row["form"],
        is_running,
        read_scoring(row).is_rate,
        value,
        row["target"],
        [
            CurrentStage(stage["number"], stage["target"], stage["reached_at"] is not None)
            for stage in stages
        ],
        make_target_limits(
            row["unit_type"], row["score_max"], lower_is_better=row["lower_is_better"]
        ),
    )


def _require_fair_edit(
    row: Record, edit: ChallengeEdit, target: float, state: RunningState, today: date
) -> None:
    problems = find_edit_problems(
        edit,
        row["target"],
        row["first_day"],
        row["last_day"],
        today,
        running=state.is_running,
        limits=state.limits,
    )
    problems += find_target_problems(edit, state)
    if edit.stages is not None:
        problems += find_stage_problems(edit.stages, target, state)
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
