"""The person who asks, found by session token in one statement.

Every request of a signed-in device begins here.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from learning.rules.people.roles import Role
from learning.rules.refusals import Forbidden, Unauthenticated
from learning.tables.database import connection

CURRENT_USER_COLUMNS = """
p.id, p.login, p.name, p.alias, p.role, p.team, t.name, t.path, t.zone,
COALESCE(p.work_days, t.work_days), p.minutes, p.language, p.on_boards, p.created_at,
(SELECT COALESCE(max(id), 0) FROM publication), (SELECT COALESCE(max(id), 0) FROM adoption),
p.secret_from_other
"""
CURRENT_USER_COLUMN_COUNT = 17
"""The number of columns in `CURRENT_USER_COLUMNS`."""
SELECT_CURRENT_USER = f"SELECT {CURRENT_USER_COLUMNS} FROM person p JOIN team t ON t.id = p.team"
SELECT_USER_BY_TOKEN = f"""
{SELECT_CURRENT_USER} JOIN session s ON s.person = p.id WHERE s.token = $1 AND s.expires_at > $2
"""
SELECT_USER_BY_LOGIN = f"{SELECT_CURRENT_USER} WHERE p.login = $1 AND ($2 OR p.erased_at IS NULL)"
MAX_CACHED_USERS = 10_000
"""People that one process caches by token."""


class CurrentUser(NamedTuple):
    """The person who asks, with role, team and calendar. A tuple, since every request makes one.

    `path` holds the team ids from the root to the person's team. `work_days` are ISO weekdays:
    the person's own where set, else the team's. `catalogue_revision` is the newest publication of
    all, `adoption` the newest adoption of weights; both are 0 before the first.
    With `secret_from_other` the person must choose another secret before anything else.
    """

    id: int
    login: str
    name: str
    alias: str | None
    role: Role
    team: int
    team_name: str
    path: tuple[int, ...]
    zone: str
    work_days: tuple[int, ...]
    minutes: int
    language: str
    on_boards: bool
    joined_at: datetime
    catalogue_revision: int
    adoption: int = 0
    secret_from_other: bool = False


_user_by_token: dict[str, CurrentUser] = {}


def find_cached_user(token: str) -> CurrentUser | None:
    """Give the person to whom a token belonged when it was last used in this process.

    It may be out of date: the statement that uses it must check what is true now.
    """
    return _user_by_token.get(token)


def cache_user(token: str, user: CurrentUser) -> None:
    """Cache the person of a token. A full cache drops its oldest entry."""
    if token not in _user_by_token and len(_user_by_token) >= MAX_CACHED_USERS:
        del _user_by_token[next(iter(_user_by_token))]
    _user_by_token[token] = user


def make_not_signed_in_error() -> Unauthenticated:
    """Make the refusal of a request without a valid session."""
    return Unauthenticated("session.not_signed_in")


def make_choose_own_secret_error() -> Forbidden:
    """Make the refusal of a person whose secret somebody else has set."""
    return Forbidden("secret.choose_own_first")


def check_secret_is_own(user: CurrentUser) -> None:
    """Check that nobody else has set the secret of a person.

    Raises:
        Forbidden: somebody has. The person must choose another secret first.
    """
    if user.secret_from_other:
        raise make_choose_own_secret_error()


async def find_user_by_token(token: str, now: datetime) -> CurrentUser | None:
    """Find the person of a token; None when there is no such session or it has expired."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_USER_BY_TOKEN, hash_token(token), now)
    return make_user_from_row(row) if row else None


async def find_user_by_login(login: str, *, erased: bool = False) -> CurrentUser | None:
    """Find a person by login; with `erased`, also one who was erased. No session is checked."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_USER_BY_LOGIN, login, erased)
    return make_user_from_row(row) if row else None


def hash_token(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256. The token cannot be found from it."""
    return sha256(token.encode()).digest()


def make_user_from_row(row: Any) -> CurrentUser:
    """Make the person from a row of `CURRENT_USER_COLUMNS`."""
    path, zone, work_days, *rest = row[7:]
    values = (*row[:7], tuple(path), zone, tuple(work_days), *rest)
    return CurrentUser._make(values)
