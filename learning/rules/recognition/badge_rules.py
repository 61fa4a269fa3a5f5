"""Badge rules as values, after `badge_grammar.py` has parsed them.

Each kind of rule is one class here. It says whether it holds, counts what is done of it and lists
its steps. The functions below name every kind, so the type check fails where a new kind is
forgotten. `is_met` runs for many badges at each answer: it stops at the first part that decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, assert_never

from learning.rules.practice.memory import Memory, calculate_recall, calculate_remembered
from learning.rules.practice.weights import DEFAULT_WEIGHTS, Weights
from learning.rules.recognition.badge_codes import BadgeStepCode, CounterPrefix

MIN_RECALL_REMEMBERED, MIN_STABILITY_DAYS_REMEMBERED = 0.8, 7.0
"""A concept is remembered from this recall today, if its stability in days is at least that.

There must also be evidence for it (`calculate_remembered`).
"""


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What rules ask about.

    `memories` None means that all concepts are taken as remembered: a rule that does not hold
    then is denied by its counters alone.
    """

    counters: Mapping[str, int]
    memories: Mapping[str, Memory] | None = None
    day: date = date.min
    weights: Weights = DEFAULT_WEIGHTS

    def count_fresh(self, concept_ids: Sequence[str], min_recall: float) -> int:
        """Count the concepts with at least this recall on the day."""
        return sum(
            memory is None or self._get_recall(memory) >= min_recall
            for memory in self._list_memories(concept_ids)
        )

    def count_remembered(self, concept_ids: Sequence[str]) -> int:
        """Count the concepts that are remembered on the day."""
        return sum(
            memory is None
            or (
                memory.stability >= MIN_STABILITY_DAYS_REMEMBERED
                and calculate_remembered(self._get_recall(memory), memory.right_days)
                >= MIN_RECALL_REMEMBERED
            )
            for memory in self._list_memories(concept_ids)
        )

    def _list_memories(self, concept_ids: Sequence[str]) -> list[Memory | None]:
        """List the memories of concepts; None for each that is taken as remembered."""
        if self.memories is None:
            return [None] * len(concept_ids)
        return [self.memories[one] for one in concept_ids if one in self.memories]

    def _get_recall(self, memory: Memory) -> float:
        return calculate_recall(memory, self.day, self.weights)


class BadgeStep(NamedTuple):
    """One thing that a badge asks for, and how much of it is done: `have` of `need`."""

    code: BadgeStepCode
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class CounterRule:
    """A counter reaches a number. `prefix` says what the counter counts."""

    prefix: CounterPrefix
    counter: str
    need: int

    def is_met(self, facts: BadgeFacts) -> bool:
        """Say whether the counter has reached the number."""
        return facts.counters.get(self.counter, 0) >= self.need

    def count_done(self, facts: BadgeFacts) -> int:
        """Return the counter's value, from 0 to `need`."""
        return max(0, min(self.need, facts.counters.get(self.counter, 0)))

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give one step: the counter."""
        yield BadgeStep(self.prefix, self.count_done(facts), self.need)


@dataclass(frozen=True, slots=True)
class RememberedRule:
    """At least `need` of these concepts are remembered."""

    concept_ids: tuple[str, ...]
    need: int

    def is_met(self, facts: BadgeFacts) -> bool:
        """Say whether enough of the concepts are remembered."""
        return self.count_done(facts) == self.need

    def count_done(self, facts: BadgeFacts) -> int:
        """Return how many concepts are remembered, at most `need`."""
        return min(
            self.need,
            facts.count_remembered(self.concept_ids),
        )

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give one step: the remembered concepts."""
        yield BadgeStep("remembered", self.count_done(facts), self.need)


@dataclass(frozen=True, slots=True)
class AllRule:
    """All parts hold. The steps of the parts add up."""

    parts: tuple["BadgeRule", ...]
    need: int

    def is_met(self, facts: BadgeFacts) -> bool:
        """Say whether every part holds."""
        return all(part.is_met(facts) for part in self.parts)

    def count_done(self, facts: BadgeFacts) -> int:
        """Return how many of the steps of all parts are done."""
        return sum(part.count_done(facts) for part in self.parts)

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give the steps of all parts."""
        for part in self.parts:
            yield from part.list_steps(facts)


@dataclass(frozen=True, slots=True)
class AnyRule:
    """One part holds.

    `need` is the one of the part with the fewest steps. Progress is a share of it, so it never
    goes back when another part becomes the nearest one.
    """

    parts: tuple["BadgeRule", ...]
    need: int

    def is_met(self, facts: BadgeFacts) -> bool:
        """Say whether one of the parts holds."""
        return any(part.is_met(facts) for part in self.parts)

    def count_done(self, facts: BadgeFacts) -> int:
        """Return the done share of the nearest part, in whole steps, rounded down."""
        return max(part.count_done(facts) * self.need // part.need for part in self.parts)

    def list_steps(self, facts: BadgeFacts) -> Iterator[BadgeStep]:
        """Give the steps of the nearest part."""
        return max(self.parts, key=lambda part: part.count_done(facts) / part.need).list_steps(
            facts
        )


LeafRule = CounterRule | RememberedRule
BadgeRule = LeafRule | AllRule | AnyRule


def iterate_leaf_rules(rule: BadgeRule) -> Iterator[LeafRule]:
    """Give the parts of a rule that have no parts themselves, in order."""
    match rule:
        case AllRule() | AnyRule():
            for part in rule.parts:
                yield from iterate_leaf_rules(part)
        case CounterRule() | RememberedRule():
            yield rule
        case _:
            assert_never(rule)


def count_rule_nodes(rule: BadgeRule) -> int:
    """Count a rule and all rules inside it."""
    match rule:
        case AllRule() | AnyRule():
            return 1 + sum(map(count_rule_nodes, rule.parts))
        case CounterRule() | RememberedRule():
            return 1
        case _:
            assert_never(rule)


def list_rule_concepts(rule: BadgeRule) -> tuple[str, ...]:
    """List the concepts that a rule asks to be remembered, each once."""
    concept_groups = [
        leaf.concept_ids for leaf in iterate_leaf_rules(rule) if isinstance(leaf, RememberedRule)
    ]
    return tuple(
        dict.fromkeys(concept_id for concept_ids in concept_groups for concept_id in concept_ids)
    )


def list_rule_counters(rule: BadgeRule) -> tuple[str, ...]:
    """List the counters that a rule asks for."""
    return tuple(leaf.counter for leaf in iterate_leaf_rules(rule) if isinstance(leaf, CounterRule))
