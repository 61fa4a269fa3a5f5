"""Store figures from outside: a leader enters them, pastes them, or a machine sends them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from asyncpg import Connection

from learning.queries.challenges.challenge_tokens import (
    TOKEN_END_SQL,
    TOKEN_HAS_LEADER_SQL,
    TOKEN_SOURCE_SQL,
)
from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.challenges.figure_entries import Figure, find_figure_problems
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid, Unauthenticated
from learning.steps.challenges.figure_scope import load_figure_scope
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.require_figures_accepted import require_figures_accepted
from learning.tables.database import transaction

MAX_FIGURES_PER_REQUEST = 400
"""Enough for one figure a day of a year."""
MAX_FIGURE_NOTE_CHARS = 200

LOCK_CHALLENGE_OF_TOKEN = f"""
SELECT c.id, c.measure, c.status, k.id AS token {TOKEN_SOURCE_SQL}
WHERE k.token = $1 AND c.id = $2 AND k.revoked_at IS NULL
  AND {TOKEN_END_SQL} > $3 AND {TOKEN_HAS_LEADER_SQL}
FOR UPDATE OF c
"""
COUNT_DAYS_WITH_FIGURES = """
SELECT count(DISTINCT (team, day)) FROM challenge_figure
WHERE challenge = $1 AND deleted_at IS NULL
"""
INSERT_FIGURES = """
INSERT INTO challenge_figure (challenge, key, team, day, amount, out_of, base, note, person, at)
SELECT $1, key, team, day, amount, out_of, base, note, $2, $3
FROM unnest($4::uuid[], $5::bigint[], $6::date[], $7::float8[], $8::float8[], $9::float8[],
  $10::text[]) AS new (key, team, day, amount, out_of, base, note)
ON CONFLICT (challenge, key) DO NOTHING RETURNING key
"""


class RecordedFigures(NamedTuple):
    """How many figures are new, and how many of them replaced an older one of their team and day.

    The newest figure of a team and day counts, whoever sent it.
    """

    added: int
    replaced: int


async def record_figures(
    leader: CurrentUser, challenge: int, figures: Sequence[Figure], now: datetime
) -> RecordedFigures:
    """Store the figures of a leader. A known id changes nothing.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge takes no figures, or is over.
        Invalid: some figures are impossible. None is stored.
    """
    async with transaction() as conn:
        require_figures_accepted(await lock_led_challenge(conn, leader, challenge))
        return await _insert_figures(conn, challenge, leader.id, figures, now)


async def push_figures(
    token: str, challenge: int, figures: Sequence[Figure], now: datetime
) -> RecordedFigures:
    """Store the figures of a machine. A known id changes nothing.

    Raises:
        Unauthenticated: the token is unknown, revoked, expired, or of another challenge, or its
            leader does not lead the challenge any more.
        Conflict: the challenge takes no figures, or is over.
        Invalid: some figures are impossible. None is stored.
    """
    async with transaction() as conn:
        row = await conn.fetchrow(LOCK_CHALLENGE_OF_TOKEN, hash_token(token), challenge, now)
        if row is None:
            raise Unauthenticated("figure_token.invalid")
        require_figures_accepted(row)
        return await _insert_figures(conn, challenge, None, figures, now)


async def _insert_figures(
    conn: Connection, challenge: int, person: int | None, figures: Sequence[Figure], now: datetime
) -> RecordedFigures:
    if not 0 < len(figures) <= MAX_FIGURES_PER_REQUEST:
        problem = InputProblem("figures", "figure.count", {"limit": MAX_FIGURES_PER_REQUEST})
        raise Invalid("figure.none_or_too_many", [problem])
    scope = await load_figure_scope(conn, challenge, now)
    problems = [
        problem
        for position, figure in enumerate(figures)
        for problem in find_figure_problems(f"figures[{position}]", figure, scope)
    ]
    if problems:
        raise Invalid("figure.none_stored", problems)
    rows = [
        (
            figure.id,
            figure.team,
            figure.day,
            figure.amount,
            figure.out_of,
            figure.base,
            normalise_figure_note(figure.note),
        )
        for figure in figures
    ]
    days_before = await conn.fetchval(COUNT_DAYS_WITH_FIGURES, challenge)
    columns = map(list, zip(*rows, strict=True))
    added = len(await conn.fetch(INSERT_FIGURES, challenge, person, now, *columns))
    new_days = await conn.fetchval(COUNT_DAYS_WITH_FIGURES, challenge) - days_before
    return RecordedFigures(added, added - new_days)


def normalise_figure_note(note: str | None) -> str | None:
    """Tidy a note; an empty one is None."""
    return normalise_text(note or "", "note", MAX_FIGURE_NOTE_CHARS) or None
