"""Memories read from the table."""

from datetime import date

from support.memories import insert_memory
from support.shop import Shop
from support.statements import collect_statements

from learning.queries.practice.memories import load_memories, load_memories_of_people
from learning.tables.database import connection

DAY = date(2026, 3, 2)


async def test_only_the_wanted_concepts_of_one_person_are_loaded(shop: Shop) -> None:
    amira, ben = [(await shop.add_member(name)).id for name in ("Amira", "Ben")]
    await insert_memory(amira, "pack.idea-0", DAY, stability=3.0, question="pack.q0-1")
    await insert_memory(amira, "pack.idea-1", DAY)
    await insert_memory(ben, "pack.idea-0", DAY)
    async with connection() as conn:
        memories = await load_memories(conn, amira, ["pack.idea-0", "pack.idea-9"])
    assert list(memories) == ["pack.idea-0"]
    memory = memories["pack.idea-0"]
    assert (memory.stability, memory.last_day, memory.question) == (3.0, DAY, "pack.q0-1")


async def test_memories_of_several_people_are_kept_apart(shop: Shop) -> None:
    amira, ben = [(await shop.add_member(name)).id for name in ("Amira", "Ben")]
    await insert_memory(amira, "pack.idea-0", DAY, stability=3.0)
    await insert_memory(ben, "pack.idea-0", DAY, stability=8.0)
    await insert_memory(ben, "pack.idea-1", DAY)
    wanted = {amira: ["pack.idea-0", "pack.idea-1"], ben: ["pack.idea-0"]}
    async with connection() as conn:
        found = await load_memories_of_people(conn, wanted)
    stabilities = {
        person: {concept: memory.stability for concept, memory in memories.items()}
        for person, memories in found.items()
    }
    assert stabilities == {amira: {"pack.idea-0": 3.0}, ben: {"pack.idea-0": 8.0}}


async def test_without_people_no_statement_is_sent(shop: Shop) -> None:
    async with collect_statements() as statements, connection() as conn:
        assert await load_memories_of_people(conn, {}) == {}
    assert statements == []
