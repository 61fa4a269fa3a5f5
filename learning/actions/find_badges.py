"""Find the badges that somebody has earned, by counters and by what they remember.

Counters are at hand, memories are not: these are looked up, in one statement, only for badges that nothing else denies.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from asyncpg import Connection

from learning.queries.memories import memories_of
from learning.rules.badge_rules import Facts
from learning.rules.badges import Badge, earned, hopeful, met_by
from learning.rules.memory import Memory
from learning.rules.shelf import Shelf
from learning.rules.standing import Changes, Standing
from learning.rules.weights import Weights


async def find_badges(
    at: Connection, person: int, shelf: Shelf, facts: Facts, held: Collection[str], moved: Collection[str]
) -> list[Badge]:
    """Return the badges that are earned now and not held, inside the caller's transaction, which keeps them.

    `facts` are as they are after the change, without memories; `moved` names the counters that changed.
    """
    close = hopeful(shelf.badges, facts.counters, held, moved)
    return [*earned(shelf.badges, facts.counters, held), *await _remembered(at, person, close, facts, {})]


async def add_remembered(
    at: Connection, shelf: Shelf, standing: Standing, changes: Changes, day: date, weights: Weights
) -> Changes:
    """Add the awards of a batch of answers that ask for memories; the others are among its awards already."""
    before, after = standing.progress.counters, changes.progress.counters
    moved = {*changes.memories, *(name for name, count in after.items() if count != before.get(name))}
    close = hopeful(shelf.badges, after, standing.badges, moved)
    facts = Facts(after, day=day, weights=weights)
    found = await _remembered(at, standing.person, close, facts, changes.memories)
    return replace(changes, awards=(*changes.awards, *found)) if found else changes


async def _remembered(
    at: Connection, person: int, badges: Collection[Badge], facts: Facts, fresh: Mapping[str, Memory]
) -> list[Badge]:
    """Return those of the badges whose ideas are remembered; `fresh` are memories that are not saved yet."""
    if not badges:
        return []
    asked = {idea for badge in badges for idea in badge.ideas}
    known = await memories_of(at, person, asked - fresh.keys())
    return met_by(badges, replace(facts, memories={**known, **fresh}))
