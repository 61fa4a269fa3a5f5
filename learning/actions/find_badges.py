"""Find the badges that people have earned, by counters and by what they remember.

Counters are at hand, memories are not: these are looked up, in one statement, only for badges that nothing else denies.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from asyncpg import Connection

from learning.queries.memories import memories_of, memories_of_all
from learning.rules.badge_rules import Facts
from learning.rules.badges import Badge, earned, hopeful, met_by
from learning.rules.memory import Memory
from learning.rules.shelf import Shelf
from learning.rules.standing import Changes, Standing
from learning.rules.weights import Weights


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody whose counters have changed: `facts` are as they are after it, without memories; `moved` names those counters."""

    shelf: Shelf
    facts: Facts
    held: Collection[str]
    moved: Collection[str]


async def find_badges(conn: Connection, seekers: Mapping[int, Seeker]) -> dict[int, list[Badge]]:
    """Return by person the badges that are earned now and not held, inside the caller's transaction, which keeps them."""
    close = {
        person: hopeful(one.shelf.badges, one.facts.counters, one.held, one.moved) for person, one in seekers.items()
    }
    known = await memories_of_all(conn, {person: _asked(badges) for person, badges in close.items()})
    return {
        person: [
            *earned(one.shelf.badges, one.facts.counters, one.held),
            *met_by(close[person], replace(one.facts, memories=known.get(person, {}))),
        ]
        for person, one in seekers.items()
    }


async def add_remembered(
    conn: Connection, shelf: Shelf, standing: Standing, changes: Changes, day: date, weights: Weights
) -> Changes:
    """Add the awards of a batch of answers that ask for memories; the others are among its awards already."""
    before, after = standing.progress.counters, changes.progress.counters
    moved = {*changes.memories, *(name for name, count in after.items() if count != before.get(name))}
    close = hopeful(shelf.badges, after, standing.badges, moved)
    facts = Facts(after, day=day, weights=weights)
    found = await _remembered(conn, standing.person, close, facts, changes.memories)
    return replace(changes, awards=(*changes.awards, *found)) if found else changes


async def _remembered(
    conn: Connection, person: int, badges: Collection[Badge], facts: Facts, fresh: Mapping[str, Memory]
) -> list[Badge]:
    """Return those of the badges whose ideas are remembered; `fresh` are memories that are not saved yet."""
    if not badges:
        return []
    known = await memories_of(conn, person, _asked(badges) - fresh.keys())
    return met_by(badges, replace(facts, memories={**known, **fresh}))


def _asked(badges: Iterable[Badge]) -> set[str]:
    return {idea for badge in badges for idea in badge.ideas}
