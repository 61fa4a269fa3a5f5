"""The rules of badges, read already (`badge_grammar.py`): what they ask for, and how much of it is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from learning.rules.badge_words import ideas_in_words, in_words
from learning.rules.memory import Memory, recall
from learning.rules.weights import DEFAULT, Weights

RECALL, STABILITY = 0.8, 7.0
"""An idea counts as remembered from this chance of recall today, if its stability, in days, is no less than that."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules ask about. Without `memories` all is taken to be remembered: what the counters alone allow."""

    counters: Mapping[str, int]
    memories: Mapping[str, Memory] | None = None
    day: date = date.min
    weights: Weights = DEFAULT

    def recalled(self, ideas: Sequence[str], chance: float, stability: float = 0.0) -> int:
        """Count the ideas with so much chance of recall on the day and such a stability, in days, or more."""
        if self.memories is None:
            return len(ideas)
        known = (self.memories[idea] for idea in ideas if idea in self.memories)
        return sum(
            memory.stability >= stability and recall(memory, self.day, self.weights) >= chance for memory in known
        )


class Step(NamedTuple):
    """One thing that a badge asks for, in words, and how much of it is done."""

    text: str
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Count:
    """A counter reaches a number."""

    counter: str
    need: int

    def have(self, facts: Facts) -> int:
        """Return how much of it is there, `need` at most."""
        return max(0, min(self.need, facts.counters.get(self.counter, 0)))

    def steps(self, facts: Facts) -> Iterator[Step]:
        """Say it in words."""
        have = self.have(facts)
        yield Step(in_words(self.counter, have, self.need), have, self.need)


@dataclass(frozen=True, slots=True)
class Remembered:
    """So many of these ideas are remembered."""

    ideas: tuple[str, ...]
    need: int

    def have(self, facts: Facts) -> int:
        """Return how many are, `need` at most."""
        return min(self.need, facts.recalled(self.ideas, RECALL, STABILITY))

    def steps(self, facts: Facts) -> Iterator[Step]:
        """Say it in words."""
        have = self.have(facts)
        yield Step(ideas_in_words(have, self.need), have, self.need)


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; their steps add up."""

    parts: tuple["Rule", ...]
    need: int

    def have(self, facts: Facts) -> int:
        """Return how many of the steps of all parts are done."""
        return sum(part.have(facts) for part in self.parts)

    def steps(self, facts: Facts) -> Iterator[Step]:
        """Give the steps of all parts."""
        for part in self.parts:
            yield from part.steps(facts)


@dataclass(frozen=True, slots=True)
class Either:
    """One part holds. `need` is that of the part with the fewest steps, so that progress never goes back."""

    parts: tuple["Rule", ...]
    need: int

    def have(self, facts: Facts) -> int:
        """Return the share that is done of the nearest part, in whole steps; all of them only when it holds."""
        return max(part.have(facts) * self.need // part.need for part in self.parts)

    def steps(self, facts: Facts) -> Iterator[Step]:
        """Give the steps of the nearest part."""
        return max(self.parts, key=lambda part: part.have(facts) / part.need).steps(facts)


Rule = Count | Remembered | Every | Either


def met(rule: Rule, facts: Facts) -> bool:
    """Say whether a rule holds. It stops at the first part that decides."""
    if isinstance(rule, Every):
        return all(met(part, facts) for part in rule.parts)
    if isinstance(rule, Either):
        return any(met(part, facts) for part in rule.parts)
    return rule.have(facts) == rule.need


def leaves(rule: Rule) -> Iterator[Count | Remembered]:
    """Give what a rule asks for in the end, in its order."""
    if isinstance(rule, Every | Either):
        for part in rule.parts:
            yield from leaves(part)
    else:
        yield rule


def ideas_of(rule: Rule) -> tuple[str, ...]:
    """Name the concepts that a rule asks to be remembered, each once."""
    asked = [leaf.ideas for leaf in leaves(rule) if isinstance(leaf, Remembered)]
    return tuple(dict.fromkeys(idea for ideas in asked for idea in ideas))


def counters_of(rule: Rule) -> tuple[str, ...]:
    """Name the counters that a rule asks for."""
    return tuple(leaf.counter for leaf in leaves(rule) if isinstance(leaf, Count))
