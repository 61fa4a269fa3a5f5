"""Find the badges that people have earned, by their counters and their memories.

The caller has the counters. Memories are read in one statement, and only for the badges that the
counters allow.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import msgspec
from asyncpg import Connection

from learning.queries.practice.memories import load_memories, load_memories_of_people
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.learner_state import LearnerChanges, LearnerState
from learning.rules.practice.memory import Memory
from learning.rules.practice.weights import Weights
from learning.rules.recognition.badge_rules import BadgeFacts
from learning.rules.recognition.badges import (
    Badge,
    filter_met_badges,
    find_candidate_badges,
    find_earned_badges,
)


@dataclass(frozen=True, slots=True)
class BadgeSearch:
    """A person whose counters have changed.

    `facts` have the counters after the change and no memories. `changed_counters` are their names.
    """

    catalogue: TeamCatalogue
    facts: BadgeFacts
    held_badges: Collection[str]
    changed_counters: Collection[str]


async def find_badges(
    conn: Connection, searches: Mapping[int, BadgeSearch]
) -> dict[int, list[Badge]]:
    """Return, by person, the badges that are earned and not held yet.

    Joins the caller's transaction. The caller stores the awards.
    """
    candidates_by_person = {
        person: find_candidate_badges(
            search.catalogue.badges,
            search.facts.counters,
            search.held_badges,
            search.changed_counters,
        )
        for person, search in searches.items()
    }
    memories_by_person = await load_memories_of_people(
        conn,
        {person: _list_badge_concepts(badges) for person, badges in candidates_by_person.items()},
    )
    return {
        person: [
            *find_earned_badges(search.catalogue.badges, search.facts.counters, search.held_badges),
            *filter_met_badges(
                candidates_by_person[person],
                replace(search.facts, memories=memories_by_person.get(person, {})),
            ),
        ]
        for person, search in searches.items()
    }


async def add_memory_badges(
    conn: Connection,
    catalogue: TeamCatalogue,
    learner_state: LearnerState,
    changes: LearnerChanges,
    day: date,
    weights: Weights,
) -> LearnerChanges:
    """Add the awards of a batch that depend on memories. `changes` has the other awards already."""
    before, after = learner_state.progress.counters, changes.progress.counters
    changed_names = {
        *changes.memories,
        *(name for name, count in after.items() if count != before.get(name)),
    }
    candidates = find_candidate_badges(catalogue.badges, after, learner_state.badges, changed_names)
    facts = BadgeFacts(after, day=day, weights=weights)
    found = await _find_memory_badges(
        conn, learner_state.person, candidates, facts, changes.memories
    )
    return msgspec.structs.replace(changes, awards=(*changes.awards, *found)) if found else changes


async def _find_memory_badges(
    conn: Connection,
    person: int,
    badges: Collection[Badge],
    facts: BadgeFacts,
    unsaved_memories: Mapping[str, Memory],
) -> list[Badge]:
    """Return the badges whose rule holds. `unsaved_memories` replace those in the database."""
    if not badges:
        return []
    known = await load_memories(
        conn, person, _list_badge_concepts(badges) - unsaved_memories.keys()
    )
    return filter_met_badges(badges, replace(facts, memories={**known, **unsaved_memories}))


def _list_badge_concepts(badges: Iterable[Badge]) -> set[str]:
    return {concept_id for badge in badges for concept_id in badge.concept_ids}
