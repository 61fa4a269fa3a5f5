"""Figures from outside: entered by a leader, pasted from a sheet, or pushed by a machine with a token for one challenge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Connection

from learning.actions.change_challenge import lead
from learning.actions.note_act import note_act
from learning.queries.who import Who, digest_of
from learning.rules.names import tidy_name, tidy_text
from learning.rules.problems import Conflict, Invalid, Problem, Unauthenticated, Unknown
from learning.tables.challenges import ChallengeToken
from learning.tables.database import transaction

MOST = 400
"""Figures at once: a year of days, and some."""
MOST_TOKENS = 10

MACHINE = """
SELECT c.id, c.measure, c.status, k.id AS token FROM challenge_token k JOIN challenge c ON c.id = k.challenge
WHERE k.token = $1 AND c.id = $2 AND k.revoked_at IS NULL FOR UPDATE OF c
"""
SIDES = "SELECT ct.team, c.first_day, c.last_day FROM challenge_team ct JOIN challenge c ON c.id = ct.challenge WHERE c.id = $1"
INSERT = """
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


async def tell_figures(leader: Who, challenge: int, figures: Sequence[Figure], now: datetime) -> int:
    """Add a leader's figures and return how many are new; the same id again is the same figure.

    Raises:
        Unknown, Forbidden, Conflict: as for changing a challenge. Invalid: figures that cannot be, each named.
    """
    async with transaction() as conn:
        row = await lead(conn, leader, challenge)
        _may_have_figures(row["measure"], row["status"])
        return await _insert(conn, challenge, leader.id, figures, now)


async def push_figures(token: str, challenge: int, figures: Sequence[Figure], now: datetime) -> int:
    """Add a machine's figures to the one challenge that its token is for.

    Raises:
        Unauthenticated: the token is none, was revoked, or is for another challenge.
    """
    async with transaction() as conn:
        row = await conn.fetchrow(MACHINE, digest_of(token), challenge)
        if row is None:
            raise Unauthenticated("This token does not open this challenge. Ask the leader for a new one.")
        _may_have_figures(row["measure"], row["status"])
        return await _insert(conn, challenge, None, figures, now)


async def make_token(leader: Who, challenge: int, name: str, token: str, now: datetime) -> int:
    """Keep a fresh token for a machine, by its hash; return the id by which it can be revoked.

    Raises: as `tell_figures`; Conflict when there are too many.
    """
    async with transaction() as conn:
        row = await lead(conn, leader, challenge)
        _may_have_figures(row["measure"], row["status"])
        if (
            await conn.fetchval(
                "SELECT count(*) FROM challenge_token WHERE challenge = $1 AND revoked_at IS NULL", challenge
            )
            >= MOST_TOKENS
        ):
            raise Conflict(f"There are {MOST_TOKENS} tokens already. Revoke one that is not used.")
        made = ChallengeToken(
            challenge=challenge, token=digest_of(token), name=tidy_name(name, most=60), person=leader.id, created_at=now
        )
        await made.save()
        await note_act(now, leader.id, "make_token", str(challenge), {"name": made.name})
    return int(made.id)


async def revoke_token(leader: Who, challenge: int, token: int, now: datetime) -> None:
    """End a token at once; one that is ended already stays so. Raises: as `tell_figures`."""
    async with transaction() as conn:
        await lead(conn, leader, challenge, over=True)
        found = await conn.fetchval(
            "UPDATE challenge_token SET revoked_at = COALESCE(revoked_at, $3) WHERE challenge = $1 AND id = $2 RETURNING id",
            challenge,
            token,
            now,
        )
        if found is None:
            raise Unknown("There is no such token.")
        await note_act(now, leader.id, "revoke_token", str(challenge), {"token": token})


def _may_have_figures(measure: str, status: str) -> None:
    if measure != "figure":
        raise Conflict("This challenge counts by itself: it takes no figures from outside.")
    if status not in ("scheduled", "running"):
        raise Conflict("This challenge is over.")


async def _insert(
    conn: Connection, challenge: int, person: int | None, figures: Sequence[Figure], now: datetime
) -> int:
    if not 0 < len(figures) <= MOST:
        raise Invalid("Send some figures.", [Problem("figures", f"Send 1 to {MOST} at once.")])
    sides = await conn.fetch(SIDES, challenge)
    teams, first, last = {side["team"] for side in sides}, sides[0]["first_day"], sides[0]["last_day"]
    found = [fault for place, one in enumerate(figures) for fault in _faults(place, one, teams, first, last)]
    if found:
        raise Invalid("Some of the figures cannot be; none was taken.", found)
    rows = (
        (one.id, one.team, one.day, one.amount, one.out_of, tidy_text(one.note or "", "note", 200) or None)
        for one in figures
    )
    return len(await conn.fetch(INSERT, challenge, person, now, *map(list, zip(*rows, strict=True))))


def _faults(place: int, one: Figure, teams: set[int], first: date, last: date) -> list[Problem]:
    where = f"figures[{place}]"
    checks = (
        (f"{where}.team", "This team does not take part.", one.team not in teams),
        (f"{where}.day", f"Choose a day from {first} to {last}.", not first <= one.day <= last),
        (f"{where}.amount", "Give a figure from 0 on.", not 0 <= one.amount < 1e9),
        (
            f"{where}.out_of",
            "“Out of” has to be at least as large as the figure, and above 0.",
            one.out_of is not None and not max(one.amount, 1e-9) <= one.out_of < 1e9,
        ),
    )
    return [Problem(at, what) for at, what, wrong in checks if wrong]
