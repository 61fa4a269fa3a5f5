"""Who a session token belongs to, in one statement: every request of a signed-in device begins here."""

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from learning.rules.problems import Unauthenticated
from learning.tables.database import connection

COLUMNS = """p.id, p.login, p.name, p.alias, p.role, p.team, t.name, t.path, t.zone, COALESCE(p.work_days, t.work_days),
       p.minutes, p.language, p.on_boards, p.created_at, (SELECT COALESCE(max(id), 0) FROM publication),
       (SELECT COALESCE(max(id), 0) FROM adoption)"""
WIDTH = 16
"""How many columns those are."""
PEOPLE = f"SELECT {COLUMNS} FROM person p JOIN team t ON t.id = p.team"
KEPT = 10_000
"""People of whom a process remembers who they were when they last asked."""
BY_TOKEN = f"{PEOPLE} JOIN session s ON s.person = p.id WHERE s.token = $1 AND s.expires_at > $2"
BY_LOGIN = f"{PEOPLE} WHERE p.login = $1"


class Who(NamedTuple):
    """The person who asks, with the team and its calendar: a tuple, since every request makes one.

    `path` holds team ids from the root to the person's team; `work_days` are ISO weekdays, the person's own
    where set; `edition` is the newest publication of all, `adoption` the newest adoption of weights, 0 before the first.
    """

    id: int
    login: str
    name: str
    alias: str | None
    role: str
    team: int
    team_name: str
    path: tuple[int, ...]
    zone: str
    work_days: tuple[int, ...]
    minutes: int
    language: str
    on_boards: bool
    joined_at: datetime
    edition: int
    adoption: int = 0


_lately: dict[str, Who] = {}


def lately(token: str) -> Who | None:
    """Remember who a token belonged to when it was last used here: a guess, for a statement that finds out what is true."""
    return _lately.get(token)


def remember(token: str, who: Who) -> None:
    """Remember who a token belongs to; the one remembered longest makes room."""
    if token not in _lately and len(_lately) >= KEPT:
        del _lately[next(iter(_lately))]
    _lately[token] = who


def nobody() -> Unauthenticated:
    """Say that nobody is signed in."""
    return Unauthenticated("Nobody is signed in on this device. Sign in and try again.")


async def who(token: str, now: datetime) -> Who | None:
    """Find the person behind a token; None when there is no such session or its time is over."""
    async with connection() as conn:
        row = await conn.fetchrow(BY_TOKEN, digest_of(token), now)
    return as_who(row) if row else None


async def who_is(login: str) -> Who | None:
    """Find somebody by login, for a door that needs no session: the operator's."""
    async with connection() as conn:
        row = await conn.fetchrow(BY_LOGIN, login)
    return as_who(row) if row else None


def digest_of(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256, useless to whoever reads the table."""
    return sha256(token.encode()).digest()


def as_who(row: Any) -> Who:
    """Make the value of a row of `COLUMNS`."""
    path, zone, work_days, *rest = row[7:]
    return Who(*row[:7], tuple(path), zone, tuple(work_days), *rest)  # type: ignore[call-arg] # counts two unknown lengths
