"""What people remember, read in one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from asyncpg import Connection

from learning.rules.memory import Memory

COLUMNS = ", ".join(("concept", *(field.name for field in fields(Memory))))
"""Of the table `memory`, in the order that `as_memories` takes."""
FIND = f"SELECT {COLUMNS} FROM memory WHERE person = $1 AND concept = ANY($2)"
FIND_ALL = f"""
SELECT person, {COLUMNS} FROM memory
JOIN unnest($1::bigint[], $2::text[]) AS asked (person, concept) USING (person, concept)
"""


async def memories_of(conn: Connection, person: int, concepts: Collection[str]) -> dict[str, Memory]:
    """Find a person's memories of some concepts, by concept."""
    return as_memories(await conn.fetch(FIND, person, list(concepts)))


async def memories_of_all(conn: Connection, asked: Mapping[int, Collection[str]]) -> dict[int, dict[str, Memory]]:
    """Find the memories of some concepts, by person and concept; nobody asked, nothing sent."""
    pairs = [(person, concept) for person, concepts in asked.items() for concept in concepts]
    found: dict[int, dict[str, Memory]] = {}
    for person, *row in await conn.fetch(FIND_ALL, *map(list, zip(*pairs, strict=True))) if pairs else ():
        found.setdefault(person, {}).update(as_memories([row]))
    return found


def as_memories(rows: Iterable[Any]) -> dict[str, Memory]:
    """Make the values of rows of `COLUMNS`, by concept."""
    return {concept: Memory(*known) for concept, *known in rows}
