"""The rules of badges, read already (`badge_grammar.py`): what they ask for, and how much of it is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from learning.rules.practice.memory import Memory, calculate_recall
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.recognition.badge_texts import describe_counter, describe_remembered

MIN_RECALL_REMEMBERED, MIN_STABILITY_DAYS_REMEMBERED = 0.8, 7.0
"""An idea counts as remembered from this chance of recall today, if its stability, in days, is no less than that."""


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What rules ask about. Without `memories` all is taken to be remembered: what the counters alone allow."""

    counters: Mapping[str, int]
    memories: Mapping[str, Memory] | None = None
    day: date = date.min
    weights: Weights = DEFAULT_WEIGHTS

    def count_recalled(
        self, concept_ids: Sequence[str], min_recall: float, min_stability: float = 0.0
    ) -> int:
        """Count the ideas with so much chance of recall on the day and such a stability, in days, or more."""
        if self.memories is None:
            return len(concept_ids)
        known = (
            self.memories[concept_id] for concept_id in concept_ids if concept_id in self.memories
        )
        return sum(
            memory.stability >= min_stability
            and calculate_recall(memory, self.day, self.weights) >= min_recall
            for memory in known
        )


class BadgeStep(NamedTuple):
    """One thing that a badge asks for, in words, and how much of it is done."""

    text: str
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class CounterRule:
    """A counter reaches a number."""

    counter: str
    need: int

    def count_done(self, facts: BadgeFacts) -> int:
        """Return how much of it is there, `need` at most."""
        return max(0, min(self.need, facts.counters.get(self.counter, 0)))

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Say it in words."""
        have = self.count_done(facts)
        yield BadgeStep(describe_counter(self.counter, have, self.need), have, self.need)


@dataclass(frozen=True, slots=True)
class RememberedRule:
    """So many of these ideas are remembered."""

    concept_ids: tuple[str, ...]
    need: int

    def count_done(self, facts: BadgeFacts) -> int:
        """Return how many are, `need` at most."""
        return min(
            self.need,
            facts.count_recalled(
                self.concept_ids, MIN_RECALL_REMEMBERED, MIN_STABILITY_DAYS_REMEMBERED
            ),
        )

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Say it in words."""
        have = self.count_done(facts)
        yield BadgeStep(describe_remembered(have, self.need), have, self.need)


@dataclass(frozen=True, slots=True)
class AllRule:
    """All parts hold; their steps add up."""

    parts: tuple["BadgeRule", ...]
    need: int

    def count_done(self, facts: BadgeFacts) -> int:
        """Return how many of the steps of all parts are done."""
        return sum(part.count_done(facts) for part in self.parts)

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give the steps of all parts."""
        for part in self.parts:
            yield from part.list_steps(facts)


@dataclass(frozen=True, slots=True)
class AnyRule:
    """One part holds. `need` is that of the part with the fewest steps, so that progress never goes back."""

    parts: tuple["BadgeRule", ...]
    need: int

    def count_done(self, facts: BadgeFacts) -> int:
        """Return the share that is done of the nearest part, in whole steps; all of them only when it holds."""
        return max(part.count_done(facts) * self.need // part.need for part in self.parts)

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give the steps of the nearest part."""
        return max(self.parts, key=lambda part: part.count_done(facts) / part.need).list_steps(
            facts
        )


BadgeRule = CounterRule | RememberedRule | AllRule | AnyRule


def is_rule_met(rule: BadgeRule, facts: BadgeFacts) -> bool:
    """Say whether a rule holds. It stops at the first part that decides."""
    if isinstance(rule, AllRule):
        return all(is_rule_met(part, facts) for part in rule.parts)
    if isinstance(rule, AnyRule):
        return any(is_rule_met(part, facts) for part in rule.parts)
    return rule.count_done(facts) == rule.need


def iterate_leaf_rules(rule: BadgeRule) -> Iterator[CounterRule | RememberedRule]:
    """Give what a rule asks for in the end, in its order."""
    if isinstance(rule, AllRule | AnyRule):
        for part in rule.parts:
            yield from iterate_leaf_rules(part)
    else:
        yield rule


def list_rule_concepts(rule: BadgeRule) -> tuple[str, ...]:
    """Name the concepts that a rule asks to be remembered, each once."""
    concept_groups = [
        leaf.concept_ids for leaf in iterate_leaf_rules(rule) if isinstance(leaf, RememberedRule)
    ]
    return tuple(
        dict.fromkeys(concept_id for concept_ids in concept_groups for concept_id in concept_ids)
    )


def list_rule_counters(rule: BadgeRule) -> tuple[str, ...]:
    """Name the counters that a rule asks for."""
    return tuple(leaf.counter for leaf in iterate_leaf_rules(rule) if isinstance(leaf, CounterRule))
