"""Correct or delete an entered figure. The challenge is counted again, until it is settled."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from asyncpg import Connection, Record

from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.figure_entries import FigureAmount, find_amount_problems
from learning.rules.refusals import Invalid, NotFound
from learning.steps.challenges.figure_scope import load_figure_scope
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.require_figures_accepted import require_figures_accepted
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import transaction

SELECT_COUNTED_FIGURE = """
SELECT f.id, f.team, f.day, f.amount, f.out_of, f.base FROM challenge_figure f
WHERE f.challenge = $1 AND f.id = $2 AND f.deleted_at IS NULL AND NOT EXISTS (
  SELECT FROM challenge_figure newer
  WHERE newer.challenge = f.challenge AND newer.team = f.team AND newer.day = f.day
    AND newer.deleted_at IS NULL AND (newer.at, newer.id) > (f.at, f.id)
)
"""
"""A figure that was replaced by a newer one of its team and day counts no more."""
UPDATE_FIGURE = """
UPDATE challenge_figure SET amount = $2, out_of = $3, base = $4 WHERE id = $1
"""
DELETE_FIGURES_OF_DAY = """
UPDATE challenge_figure SET deleted_at = $4
WHERE challenge = $1 AND team = $2 AND day = $3 AND deleted_at IS NULL
"""
"""Also those that it replaced: none of them comes back."""


async def correct_figure(
    leader: CurrentUser,
    challenge: int,
    figure: int,
    changes: Mapping[str, float | None],
    now: datetime,
) -> None:
    """Change the number of a figure. `changes` are fields of `FigureAmount`.

    Raises:
        NotFound: the leader leads no such challenge, or it has no such figure.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
        Invalid: the figure is impossible.
    """
    async with transaction() as conn:
        row = await _lock_counted_figure(conn, leader, challenge, figure)
        before = _read_amount(row)
        after = FigureAmount(**{**asdict(before), **changes})
        scope = await load_figure_scope(conn, challenge, now)
        if problems := list(find_amount_problems("", after, scope)):
            raise Invalid("figure.none_stored", problems)
        await conn.execute(UPDATE_FIGURE, figure, after.amount, after.out_of, after.base)
        detail = {**_describe_figure(row), "before": asdict(before), "after": asdict(after)}
        await write_audit_entry(now, leader.id, "correct_figure", str(challenge), detail)


async def delete_figure(leader: CurrentUser, challenge: int, figure: int, now: datetime) -> None:
    """Delete a figure. Its team and day have none then.

    Raises:
        NotFound: the leader leads no such challenge, or it has no such figure.
        Forbidden: the person is a learner.
        Conflict: the challenge is over.
    """
    async with transaction() as conn:
        row = await _lock_counted_figure(conn, leader, challenge, figure)
        await conn.execute(DELETE_FIGURES_OF_DAY, challenge, row["team"], row["day"], now)
        detail = {**_describe_figure(row), "before": asdict(_read_amount(row))}
        await write_audit_entry(now, leader.id, "delete_figure", str(challenge), detail)


async def _lock_counted_figure(
    conn: Connection, leader: CurrentUser, challenge: int, figure: int
) -> Record:
    require_figures_accepted(await lock_led_challenge(conn, leader, challenge))
    row = await conn.fetchrow(SELECT_COUNTED_FIGURE, challenge, figure)
    if row is None:
        raise NotFound("figure.unknown")
    return row


def _read_amount(row: Record) -> FigureAmount:
    return FigureAmount(row["amount"], row["out_of"], row["base"])


def _describe_figure(row: Record) -> dict[str, object]:
    return {"figure": row["id"], "team": row["team"], "day": row["day"].isoformat()}
