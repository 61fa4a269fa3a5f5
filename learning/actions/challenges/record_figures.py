"""Store figures from outside: a leader enters them, pastes them, or a machine sends them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import InputProblem, Invalid, Unauthenticated
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.steps.challenges.require_figures_accepted import require_figures_accepted
from learning.tables.database import transaction

MAX_FIGURES_PER_REQUEST = 400
"""Enough for one figure a day of a year."""
MAX_FIGURE = 1e9
MIN_FIGURE_TOTAL = 1e-9
"""The smallest total ("out of"): a share of nothing cannot be calculated."""
MAX_FIGURE_NOTE_CHARS = 200

LOCK_CHALLENGE_OF_TOKEN = """
SELECT c.id, c.measure, c.status, k.id AS token
FROM challenge_token k JOIN challenge c ON c.id = k.challenge
WHERE k.token = $1 AND c.id = $2 AND k.revoked_at IS NULL FOR UPDATE OF c
"""
SELECT_CHALLENGE_TEAM_DAYS = """
SELECT ct.team, c.first_day, c.last_day
FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge WHERE c.id = $1
"""
INSERT_FIGURES = """
INSERT INTO challenge_figure (challenge, key, team, day, amount, out_of, note, person, at)
SELECT $1, key, team, day, amount, out_of, note, $2, $3
FROM unnest($4::uuid[], $5::bigint[], $6::date[], $7::float8[], $8::float8[], $9::text[])
  AS new (key, team, day, amount, out_of, note)
ON CONFLICT (challenge, key) DO NOTHING RETURNING key
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a team and day: `amount`, and `out_of` where it is a share.

    All figures are stored. The newest one of a team and day counts.
    """

    id: UUID
    team: int
    day: date
    amount: float
    out_of: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FigureScope:
    """The teams and days for which a challenge takes figures."""

    teams: frozenset[int]
    first_day: date
    last_day: date


async def record_figures(
    leader: CurrentUser, challenge: int, figures: Sequence[Figure], now: datetime
) -> int:
    """Store the figures of a leader and return how many are new. A known id changes nothing.

    Raises:
        NotFound: the leader leads no such challenge.
        Forbidden: the person is a learner.
        Conflict: the challenge takes no figures, or is over.
        Invalid: some figures are impossible. None is stored.
    """
    async with transaction() as conn:
        require_figures_accepted(await lock_led_challenge(conn, leader, challenge))
        return await _insert_figures(conn, challenge, leader.id, figures, now)


async def push_figures(token: str, challenge: int, figures: Sequence[Figure], now: datetime) -> int:
    """Store the figures of a machine and return how many are new. A known id changes nothing.

    Raises:
        Unauthenticated: the token is unknown, revoked, or of another challenge.
        Conflict: the challenge takes no figures, or is over.
        Invalid: some figures are impossible. None is stored.
    """
    async with transaction() as conn:
        row = await conn.fetchrow(LOCK_CHALLENGE_OF_TOKEN, hash_token(token), challenge)
        if row is None:
            raise Unauthenticated("figure_token.invalid")
        require_figures_accepted(row)
        return await _insert_figures(conn, challenge, None, figures, now)


async def _insert_figures(
    conn: Connection, challenge: int, person: int | None, figures: Sequence[Figure], now: datetime
) -> int:
    if not 0 < len(figures) <= MAX_FIGURES_PER_REQUEST:
        problem = InputProblem("figures", "figure.count", {"limit": MAX_FIGURES_PER_REQUEST})
        raise Invalid("figure.none_or_too_many", [problem])
    scope = await _load_figure_scope(conn, challenge)
    problems = [
        problem
        for position, figure in enumerate(figures)
        for problem in _find_figure_problems(f"figures[{position}]", figure, scope)
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
            normalise_text(figure.note or "", "note", MAX_FIGURE_NOTE_CHARS) or None,
        )
        for figure in figures
    ]
    columns = map(list, zip(*rows, strict=True))
    return len(await conn.fetch(INSERT_FIGURES, challenge, person, now, *columns))


async def _load_figure_scope(conn: Connection, challenge: int) -> FigureScope:
    rows = await conn.fetch(SELECT_CHALLENGE_TEAM_DAYS, challenge)
    teams = frozenset(row["team"] for row in rows)
    return FigureScope(teams, rows[0]["first_day"], rows[0]["last_day"])


def _find_figure_problems(where: str, figure: Figure, scope: FigureScope) -> Iterable[InputProblem]:
    if figure.team not in scope.teams:
        yield InputProblem(f"{where}.team", "figure.team_not_in_challenge")
    if not scope.first_day <= figure.day <= scope.last_day:
        days = {"first": scope.first_day.isoformat(), "last": scope.last_day.isoformat()}
        yield InputProblem(f"{where}.day", "figure.day_outside_challenge", days)
    if not 0 <= figure.amount < MAX_FIGURE:
        yield InputProblem(f"{where}.amount", "figure.amount_out_of_range")
    if figure.out_of is not None and not (
        max(figure.amount, MIN_FIGURE_TOTAL) <= figure.out_of < MAX_FIGURE
    ):
        yield InputProblem(f"{where}.out_of", "figure.total_too_small")
