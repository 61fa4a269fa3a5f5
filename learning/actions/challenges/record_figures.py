"""Figures from outside: entered by a leader, pasted from a sheet, or pushed by a machine with a token for one challenge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection

from learning.queries.people.current_user import CurrentUser, hash_token
from learning.rules.people.text_input import normalise_text
from learning.rules.refusals import Conflict, InputProblem, Invalid, Unauthenticated
from learning.steps.challenges.lock_led_challenge import lock_led_challenge
from learning.tables.database import transaction

MAX_FIGURES_PER_REQUEST = 400
"""Figures at once: a year of days, and some."""

LOCK_CHALLENGE_OF_TOKEN = """
SELECT c.id, c.measure, c.status, k.id AS token FROM challenge_token k JOIN challenge c ON c.id = k.challenge
WHERE k.token = $1 AND c.id = $2 AND k.revoked_at IS NULL FOR UPDATE OF c
"""
SELECT_CHALLENGE_TEAM_DAYS = "SELECT ct.team, c.first_day, c.last_day FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge WHERE c.id = $1"
INSERT_FIGURES = """
INSERT INTO challenge_figure (challenge, key, team, day, amount, out_of, note, person, at)
SELECT $1, key, team, day, amount, out_of, note, $2, $3
FROM unnest($4::uuid[], $5::bigint[], $6::date[], $7::float8[], $8::float8[], $9::text[]) AS new (key, team, day, amount, out_of, note)
ON CONFLICT (challenge, key) DO NOTHING RETURNING key
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `amount`, of `out_of` where it is a share. The newest of a team and day counts; all are kept."""

    id: UUID
    team: int
    day: date
    amount: float
    out_of: float | None = None
    note: str | None = None


async def record_figures(
    leader: CurrentUser, challenge: int, figures: Sequence[Figure], now: datetime
) -> int:
    """Add a leader's figures and return how many are new; the same id again is the same figure.

    Raises:
        Unknown, Forbidden, Conflict: as for changing a challenge. Invalid: figures that cannot be, each named.
    """
    async with transaction() as conn:
        row = await lock_led_challenge(conn, leader, challenge)
        _check_accepts_figures(row["measure"], row["status"])
        return await _insert_figures(conn, challenge, leader.id, figures, now)


async def push_figures(token: str, challenge: int, figures: Sequence[Figure], now: datetime) -> int:
    """Add a machine's figures to the one challenge that its token is for.

    Raises:
        Unauthenticated: the token is none, was revoked, or is for another challenge.
    """
    async with transaction() as conn:
        row = await conn.fetchrow(LOCK_CHALLENGE_OF_TOKEN, hash_token(token), challenge)
        if row is None:
            raise Unauthenticated(
                "This token does not open this challenge. Ask the leader for a new one."
            )
        _check_accepts_figures(row["measure"], row["status"])
        return await _insert_figures(conn, challenge, None, figures, now)


def _check_accepts_figures(measure: str, status: str) -> None:
    if measure != "figure":
        raise Conflict("This challenge counts by itself: it takes no figures from outside.")
    if status not in ("scheduled", "running"):
        raise Conflict("This challenge is over.")


async def _insert_figures(
    conn: Connection, challenge: int, person: int | None, figures: Sequence[Figure], now: datetime
) -> int:
    if not 0 < len(figures) <= MAX_FIGURES_PER_REQUEST:
        raise Invalid(
            "Send some figures.",
            [InputProblem("figures", f"Send 1 to {MAX_FIGURES_PER_REQUEST} at once.")],
        )
    sides = await conn.fetch(SELECT_CHALLENGE_TEAM_DAYS, challenge)
    teams, first, last = (
        {side["team"] for side in sides},
        sides[0]["first_day"],
        sides[0]["last_day"],
    )
    found = [
        fault
        for place, one in enumerate(figures)
        for fault in _find_figure_faults(place, one, teams, first, last)
    ]
    if found:
        raise Invalid("Some of the figures cannot be; none was taken.", found)
    rows = (
        (
            one.id,
            one.team,
            one.day,
            one.amount,
            one.out_of,
            normalise_text(one.note or "", "note", 200) or None,
        )
        for one in figures
    )
    return len(
        await conn.fetch(
            INSERT_FIGURES, challenge, person, now, *map(list, zip(*rows, strict=True))
        )
    )


def _find_figure_faults(
    position: int, figure: Figure, teams: set[int], first: date, last: date
) -> list[InputProblem]:
    where = f"figures[{position}]"
    checks = (
        (f"{where}.team", "This team does not take part.", figure.team not in teams),
        (f"{where}.day", f"Choose a day from {first} to {last}.", not first <= figure.day <= last),
        (f"{where}.amount", "Give a figure from 0 on.", not 0 <= figure.amount < 1e9),
        (
            f"{where}.out_of",
            "“Out of” has to be at least as large as the figure, and above 0.",
            figure.out_of is not None and not max(figure.amount, 1e-9) <= figure.out_of < 1e9,
        ),
    )
    return [InputProblem(field, what) for field, what, wrong in checks if wrong]
