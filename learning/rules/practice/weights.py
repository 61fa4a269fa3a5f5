"""Weights of FSRS-6: forgetting, the gain of a review, and which weights are in force when.

The formulas are those of FSRS-6 (fsrs-rs, `model.rs`). They are written out here because the
composer ranks hundreds of reviews per break, and a call of the engine for each would be too slow.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from math import exp
from struct import pack

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState, NextStates

HORIZON_DAYS = 60.0
"""Days ahead for which a break is composed: what is remembered then without further review."""
RECALL_AFTER_LESSON = 0.8
"""The chance that a concept is known when its first question comes, right after the lesson."""
MODEL_VERSION = 1
"""Raise it when the same attempts and weights give another memory than before."""


class Weights:
    """The 21 weights and what follows from them. Stability is in days, difficulty from 1 to 10."""

    def __init__(self, values: Sequence[float]) -> None:
        self.values = tuple(values)
        self._engine = FSRS(list(values))
        self._decay = -values[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = exp(values[8])
        self._max_lapse_factor = exp(-values[17] * values[18])
        self._horizon_factor = self._factor * HORIZON_DAYS
        self.new_concept_worth = RECALL_AFTER_LESSON * self.calculate_recall(
            values[2], HORIZON_DAYS
        ) + (1 - RECALL_AFTER_LESSON) * self.calculate_recall(values[0], HORIZON_DAYS)
        """The worth of a new concept: its recall at the horizon if it is never reviewed."""

    @cached_property
    def digest(self) -> int:
        """A number of 64 bits that stands for the weights and for the model that uses them."""
        content = pack(f"<q{len(self.values)}d", MODEL_VERSION, *self.values)
        return int.from_bytes(blake2b(content, digest_size=8).digest(), "little", signed=True)

    @property
    def curve_parameters(self) -> tuple[float, float]:
        """Factor and exponent of the forgetting curve, for `write_recall_sql`."""
        return self._factor, self._decay

    def next_states(self, before: tuple[float, float] | None, days: int) -> NextStates:
        """Return the engine's next states after so many days, for every grade."""
        return self._engine.next_states(MemoryState(*before) if before else None, 0.9, days)

    def calculate_recall(self, stability: float, days: float) -> float:
        """Return the chance of remembering, 0 to 1, so many days after the last review."""
        return float((1 + self._factor * days / stability) ** self._decay)

    def calculate_interval(self, stability: float, retention: float) -> float:
        """Return the days after which recall has fallen to `retention`."""
        return float(stability * (retention ** (1 / self._decay) - 1) / self._factor)

    def calculate_gain(self, stability: float, difficulty: float, days: float) -> float:
        """Return by how much a review raises the expected recall at the horizon.

        `days` are those since the last attempt.
        """
        w, ahead, decay = self.values, self._horizon_factor, self._decay
        passed = self._factor * days / stability
        chance = (1 + passed) ** decay
        growth = (
            self._growth * (11 - difficulty) * stability ** -w[9] * (exp(w[10] * (1 - chance)) - 1)
        )
        lapsed = (
            w[11]
            * difficulty ** -w[12]
            * ((stability + 1) ** w[13] - 1)
            * exp(w[14] * (1 - chance))
        )
        right = (1 + ahead / (stability * (1 + growth))) ** decay
        wrong = (1 + ahead / min(stability * self._max_lapse_factor, lapsed)) ** decay
        return float(
            chance * right + (1 - chance) * wrong - (1 + passed + ahead / stability) ** decay
        )


DEFAULT_WEIGHTS = Weights(DEFAULT_PARAMETERS)


class WeightsHistory:
    """Which weights are in force when: those of the library until the first change.

    A memory is computed from all its attempts by the weights in force at the newest of them. So the
    same attempts give the same memory in whatever order they arrive, and a change of weights moves
    no due days: each concept meets the new weights at its next attempt.
    """

    def __init__(self, changes: Iterable[tuple[datetime, Weights]] = ()) -> None:
        """Take changes in the order in which they were made.

        A change drops all earlier ones that would begin at its own time or later.
        """
        self._changes: list[tuple[datetime, Weights]] = []
        for starts_at, weights in changes:
            while self._changes and self._changes[-1][0] >= starts_at:
                self._changes.pop()
            self._changes.append((starts_at, weights))
        self._instants = [since for since, _ in self._changes]

    def weights_at(self, instant: datetime) -> Weights:
        """Return the weights in force at an instant."""
        index = bisect_right(self._instants, instant)
        return self._changes[index - 1][1] if index else DEFAULT_WEIGHTS

    def list_weights_between(self, first: datetime, last: datetime) -> list[Weights]:
        """List the weights that are in force at some time between two instants, both included."""
        begin, end = (bisect_right(self._instants, instant) for instant in (first, last))
        later = [weights for _, weights in self._changes[begin:end]]
        return [self.weights_at(first), *later]

    def has_change_between(self, instants: Iterable[datetime]) -> bool:
        """Say whether there is a change of weights between some of these instants."""
        return bool(self._changes) and len({self.weights_at(instant) for instant in instants}) > 1


DEFAULT_WEIGHTS_HISTORY = WeightsHistory()
"""The library's weights and no others."""
