"""The login that a person means, from how it is typed."""

from learning.rules.people.logins import normalise_login, squeeze_login
from learning.tables.database import connection

SQUEEZED_LOGIN_SQL = "replace(login, '-', '')"
"""The index `person_login_squeezed` is on this expression."""
SELECT_LOGINS_LIKE = f"SELECT login FROM person WHERE {SQUEEZED_LOGIN_SQL} = $1 LIMIT 10"


async def find_typed_login(typed: str) -> str:
    """Return the login of the one person who can be meant.

    It is the login itself, or else the only one that differs by its dashes, as names do that are
    typed with another space, hyphen or apostrophe. It is what was typed where nobody is meant.
    """
    login = normalise_login(typed)
    async with connection() as conn:
        rows = await conn.fetch(SELECT_LOGINS_LIKE, squeeze_login(login))
    alike = [row["login"] for row in rows]
    return alike[0] if len(alike) == 1 else login
