"""Find and insert members of a team."""

from datetime import datetime
from itertools import count

from asyncpg import Connection

from learning.rules.people.text_input import make_login_stem, make_name_key
from learning.rules.refusals import NotFound

INSERT_PERSON = """
INSERT INTO person (login, name, role, team, secret, language, minutes, on_boards, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 5, true, $7) ON CONFLICT (login) DO NOTHING RETURNING id
"""


async def find_member(conn: Connection, team: int, name: str, *, lock: bool = False) -> int | None:
    """Find somebody of a name in a team, however it is spelt; with `lock`, nobody else joins meanwhile.

    Raises:
        Unknown: there is no such team.
    """
    if (
        lock
        and await conn.fetchval("SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE", team) is None
    ):
        raise NotFound("There is no such team.")
    members = await conn.fetch("SELECT id, name FROM person WHERE team = $1", team)
    wanted_name = make_name_key(name)
    return next(
        (member["id"] for member in members if make_name_key(member["name"]) == wanted_name), None
    )


async def insert_person(
    conn: Connection,
    team: int,
    name: str,
    role: str,
    secret_hash: str,
    language: str,
    now: datetime,
) -> tuple[int, str]:
    """Insert a person under the first free login of the name, with an empty progress. Gives id and login."""
    stem = make_login_stem(name)
    taken = {
        row["login"]
        for row in await conn.fetch("SELECT login FROM person WHERE starts_with(login, $1)", stem)
    }
    for number in count(1):
        login = stem if number == 1 else f"{stem}{number}"
        if login in taken:
            continue
        person = await conn.fetchval(
            INSERT_PERSON, login, name, role, team, secret_hash, language, now
        )
        if person is not None:
            break
    await conn.execute("INSERT INTO progress (person) VALUES ($1)", person)
    return person, login
