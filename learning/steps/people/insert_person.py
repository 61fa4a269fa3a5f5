"""Find and insert members of a team."""

from datetime import datetime
from itertools import count

from asyncpg import Connection

from learning.rules.people.logins import make_login_stem
from learning.rules.people.look_alikes import find_look_alike
from learning.rules.people.name_keys import make_name_key
from learning.rules.refusals import Conflict, NotFound

LOOK_ALIKE_CODE = "person.looks_like_a_colleague"
LOCK_TEAM_MEMBERS = "SELECT id FROM team WHERE id = $1 FOR NO KEY UPDATE"
SELECT_MEMBER_NAMES = "SELECT id, name FROM person WHERE team = $1"
SELECT_SHOWN_NAMES = "SELECT name, alias FROM person WHERE team = $1 AND id IS DISTINCT FROM $2"
SELECT_LOGINS_WITH_STEM = "SELECT login FROM person WHERE starts_with(login, $1)"
INSERT_PERSON = """
INSERT INTO person
  (login, name, role, team, secret, language, minutes, on_boards, created_at, name_key)
VALUES ($1, $2, $3, $4, $5, $6, 5, true, $7, $8) ON CONFLICT (login) DO NOTHING RETURNING id
"""
INSERT_EMPTY_PROGRESS = "INSERT INTO progress (person) VALUES ($1)"


async def find_member(conn: Connection, team: int, name: str, *, lock: bool = False) -> int | None:
    """Find a person by name in a team, in any spelling of `make_name_key`. Give the id.

    With `lock` nobody else can join the team before the end of the transaction.

    Raises:
        NotFound: with `lock`, there is no such team.
    """
    if lock and await conn.fetchval(LOCK_TEAM_MEMBERS, team) is None:
        raise NotFound("team.unknown")
    wanted_key = make_name_key(name)
    members = await conn.fetch(SELECT_MEMBER_NAMES, team)
    ids = (member["id"] for member in members if make_name_key(member["name"]) == wanted_key)
    return next(ids, None)


async def check_name_is_distinct(
    conn: Connection,
    team: int,
    name: str,
    code: str = LOOK_ALIKE_CODE,
    *,
    own_id: int | None = None,
) -> None:
    """Check that no member of a team has a name or an alias that one could take for this one.

    `own_id` is the person who wants the name, if a member already.

    Raises:
        Conflict: with `code`, somebody has.
    """
    shown = await conn.fetch(SELECT_SHOWN_NAMES, team, own_id)
    if find_look_alike(name, (one for names in shown for one in names if one)) is not None:
        raise Conflict(code)


async def insert_person(
    conn: Connection,
    team: int,
    name: str,
    role: str,
    secret_hash: str,
    language: str,
    now: datetime,
) -> tuple[int, str]:
    """Insert a person with an empty progress. Give the id and the first free login of the name."""
    stem = make_login_stem(name)
    taken = {row["login"] for row in await conn.fetch(SELECT_LOGINS_WITH_STEM, stem)}
    for number in count(1):
        login = stem if number == 1 else f"{stem}{number}"
        if login in taken:
            continue
        person = await conn.fetchval(
            INSERT_PERSON,
            login,
            name,
            role,
            team,
            secret_hash,
            language,
            now,
            make_name_key(name),
        )
        if person is not None:
            break
    await conn.execute(INSERT_EMPTY_PROGRESS, person)
    return person, login
