"""Memories, read in one statement."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from asyncpg import Connection

from learning.rules.practice.memory import Memory

MEMORY_COLUMNS = ", ".join(("concept", *Memory.__struct_fields__))
"""Of the table `memory`, in the order that `make_memories_from_rows` takes."""
SELECT_MEMORIES = f"SELECT {MEMORY_COLUMNS} FROM memory WHERE person = $1 AND concept = ANY($2)"
SELECT_MEMORIES_OF_PEOPLE = f"""
SELECT person, {MEMORY_COLUMNS} FROM memory
JOIN unnest($1::bigint[], $2::text[]) AS asked (person, concept) USING (person, concept)
"""


async def load_memories(
    conn: Connection, person: int, concepts: Collection[str]
) -> dict[str, Memory]:
    """Find a person's memories of some concepts, by concept."""
    return make_memories_from_rows(await conn.fetch(SELECT_MEMORIES, person, list(concepts)))


async def load_memories_of_people(
    conn: Connection, concepts_by_person: Mapping[int, Collection[str]]
) -> dict[int, dict[str, Memory]]:
    """Find the memories of some concepts, by person and concept.

    Without people, no statement is sent.
    """
    pairs = [
        (person, concept) for person, concepts in concepts_by_person.items() for concept in concepts
    ]
    memories_by_person: dict[int, dict[str, Memory]] = {}
    for person, *row in (
        await conn.fetch(SELECT_MEMORIES_OF_PEOPLE, *map(list, zip(*pairs, strict=True)))
        if pairs
        else ()
    ):
        memories_by_person.setdefault(person, {}).update(make_memories_from_rows([row]))
    return memories_by_person


def make_memories_from_rows(rows: Iterable[Any]) -> dict[str, Memory]:
    """Make the values of rows of `MEMORY_COLUMNS`, by concept."""
    return {concept: Memory(*values) for concept, *values in rows}
