"""Keep the list of erased people beside the backups, and erase them again after a restore."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from learning.actions.people.erase_person import erase_person
from learning.private_files import replace_private_file
from learning.queries.people.erasures import Erasure, load_erasures
from learning.rules.refusals import Conflict
from learning.tables.database import connection

ERASURES_FILE = "erased-people.json"
SELECT_LOGINS = """
SELECT p.login FROM person p
JOIN unnest($1::bigint[], $2::timestamptz[]) AS e (id, created_at) USING (id, created_at)
WHERE p.erased_at IS NULL ORDER BY p.id
"""


class ErasureList(msgspec.Struct, frozen=True):
    """Everybody who was erased, as known at the instant `known_at`. It only grows."""

    known_at: datetime
    people: list[Erasure]


def update_erasure_list(folder: Path, erased: Iterable[Erasure], now: datetime) -> bytes:
    """Add people to the list in a folder, if there is that folder. Give the content of the list.

    Raises:
        OSError: the folder can't be written.
        ValueError: the file of the list holds something else.
    """
    file = folder / ERASURES_FILE
    known = read_erasures(file)
    by_person = {(each.person, each.created_at): each for each in erased}
    by_person |= {(each.person, each.created_at): each for each in (known.people if known else ())}
    people = sorted(by_person.values(), key=lambda each: (each.person, each.created_at))
    content = msgspec.json.encode(ErasureList(now, people))
    if folder.is_dir():
        replace_private_file(file, content)
    return content


def read_erasures(file: Path) -> ErasureList | None:
    """Read the list of a file; None if there is none.

    Raises:
        ValueError: the file holds something else.
    """
    try:
        return parse_erasures(file.read_bytes())
    except FileNotFoundError:
        return None


def parse_erasures(content: bytes) -> ErasureList:
    """Read the list from the content of a file.

    Raises:
        ValueError: it is something else.
    """
    return msgspec.json.decode(content, type=ErasureList)


async def keep_erasures(folder: Path, now: datetime) -> None:
    """Add everybody who was erased to the list in the folder of backups, if there is that folder.

    Raises:
        OSError: the folder can't be written.
        ValueError: the file of the list holds something else.
    """
    async with connection() as conn:
        erased = await load_erasures(conn)
    update_erasure_list(folder, erased, now)


async def erase_again(people: Iterable[Erasure], now: datetime) -> tuple[int, list[str]]:
    """Erase people again whom a restore has brought back.

    Returns how many were erased, and the logins of those who cannot be: the only admin.
    """
    listed = list(people)
    ids, created_at = [each.person for each in listed], [each.created_at for each in listed]
    async with connection() as conn:
        logins = [row["login"] for row in await conn.fetch(SELECT_LOGINS, ids, created_at)]
    left = []
    for login in logins:
        try:
            await erase_person(login, now)
        except Conflict:
            left.append(login)
    return len(logins) - len(left), left
