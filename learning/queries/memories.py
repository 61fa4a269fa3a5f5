"""What somebody remembers, read in one statement."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any

from asyncpg import Connection

from learning.rules.memory import Memory

COLUMNS = ", ".join(("concept", *(field.name for field in fields(Memory))))
"""Of the table `memory`, in the order that `as_memories` takes."""
FIND = f"SELECT {COLUMNS} FROM memory WHERE person = $1 AND concept = ANY($2)"


async def memories_of(at: Connection, person: int, concepts: Collection[str]) -> dict[str, Memory]:
    """Find a person's memories of some concepts, by concept."""
    return as_memories(await at.fetch(FIND, person, list(concepts)))


def as_memories(rows: Iterable[Any]) -> dict[str, Memory]:
    """Make the values of rows of `COLUMNS`, by concept."""
    return {concept: Memory(*known) for concept, *known in rows}
