"""Three models of human memory for the simulation. The schedulers do not see them.

Times are in days from the start. Parameters are drawn per person and per concept. A person has an
individual chance of knowing a concept directly after its lesson.
"""

from collections.abc import Callable
from math import exp, log, sqrt
from random import Random
from typing import Protocol

from fsrs_rs_python import DEFAULT_PARAMETERS, FSRS, MemoryState


class MemoryModel(Protocol):
    """A memory of concepts. Only a studied concept can be practised."""

    def study_concept(self, concept: str, at: float) -> None:
        """Read the lesson of the concept."""

    def get_recall(self, concept: str, at: float) -> float:
        """Give the probability, 0 to 1, of remembering the concept."""

    def practise_concept(self, concept: str, at: float, knew: bool) -> None:
        """Answer a question on the concept, and read the feedback."""


class FsrsMemory:
    """FSRS-6 with individual weights for each person, and with easier and harder concepts."""

    def __init__(self, random: Random) -> None:
        """Draw the weights around the library's."""
        self.random = random
        start = random.lognormvariate(0, 0.4)
        w = [weight * start for weight in DEFAULT_PARAMETERS[:4]]
        w += [weight * random.lognormvariate(0, 0.12) for weight in DEFAULT_PARAMETERS[4:20]]
        w.append(min(0.6, max(0.1, DEFAULT_PARAMETERS[20] * random.lognormvariate(0, 0.4))))
        self.engine, self.decay = FSRS(w), -w[20]
        self.factor = 0.9 ** (1 / self.decay) - 1
        self.fresh = random.uniform(0.75, 0.95)
        self.state: dict[str, tuple[float, float, float, float]] = {}

    def study_concept(self, concept: str, at: float) -> None:
        good = self.engine.next_states(None, 0.9, 0).good.memory
        hard = self.random.gauss(0, 1)
        difficulty = min(10.0, max(1.0, good.difficulty + 1.5 * hard))
        self.state[concept] = (good.stability * exp(-0.3 * hard), difficulty, at, self.fresh)

    def get_recall(self, concept: str, at: float) -> float:
        stability, _, last, start = self.state[concept]
        return float(start * (1 + self.factor * (int(at) - int(last)) / stability) ** self.decay)

    def practise_concept(self, concept: str, at: float, knew: bool) -> None:
        stability, difficulty, last, _ = self.state[concept]
        states = self.engine.next_states(
            MemoryState(stability, difficulty), 0.9, int(at) - int(last)
        )
        after = (states.good if knew else states.again).memory
        self.state[concept] = (after.stability, after.difficulty, at, 1.0)


class HalfLifeMemory:
    """Half-life regression (Settles & Meeder 2016).

    The half-life is a power of two that depends on the counts of correct and wrong answers.
    Forgetting is exponential. Spacing has no effect: only the number of answers counts.
    """

    def __init__(self, random: Random) -> None:
        """Draw the coefficients so that a lesson is half forgotten after some days."""
        self.random = random
        self.base = random.gauss(1.8, 0.4)
        self.right = max(2.0, random.gauss(3.2, 0.4))
        self.wrong = random.gauss(-0.3, 0.15)
        self.fresh = random.uniform(0.75, 0.95)
        self.state: dict[str, tuple[float, int, int, float, float]] = {}

    def study_concept(self, concept: str, at: float) -> None:
        self.state[concept] = (self.random.gauss(0, 0.5), 0, 0, at, self.fresh)

    def get_recall(self, concept: str, at: float) -> float:
        own, right, wrong, last, start = self.state[concept]
        power = (
            self.base
            + own
            + self.right * (sqrt(1 + right) - 1)
            + self.wrong * (sqrt(1 + wrong) - 1)
        )
        half_life = min(274.0, max(0.25, 2.0**power))
        return float(start * 2 ** (-(int(at) - int(last)) / half_life))

    def practise_concept(self, concept: str, at: float, knew: bool) -> None:
        own, right, wrong, _, _ = self.state[concept]
        self.state[concept] = (own, right + knew, wrong + (not knew), at, 1.0)


class ActivationMemory:
    """ACT-R's base-level activation, with decay by spacing (Pavlik & Anderson 2005).

    Time between breaks counts 1/40, as between their sessions. Concepts of a trade mean more than
    their word pairs, so activations are higher by LIFT. A lesson counts as four encounters.
    """

    A, C, THRESHOLD, NOISE, BETWEEN = 0.177, 0.217, -0.704, 0.255, 0.025
    LESSON, LIFT = 4, 0.7

    def __init__(self, random: Random) -> None:
        """Draw the coefficients around the published values."""
        self.random = random
        self.c = self.C * random.lognormvariate(0, 0.2)
        self.a = self.A * random.lognormvariate(0, 0.2)
        self.lift = random.gauss(self.LIFT, 0.25)
        self.own: dict[str, float] = {}
        self.met: dict[str, list[tuple[float, float]]] = {}

    def study_concept(self, concept: str, at: float) -> None:
        self.own[concept], self.met[concept] = self.random.gauss(0, 0.3), []
        for turn in range(self.LESSON):
            self._add_encounter(concept, at + turn * 15 / 86400)

    def get_recall(self, concept: str, at: float) -> float:
        activation = log(self._calculate_strength(concept, at)) + self.own[concept] + self.lift
        return 1 / (1 + exp((self.THRESHOLD - activation) / self.NOISE))

    def practise_concept(self, concept: str, at: float, knew: bool) -> None:
        self._add_encounter(concept, at)

    def _add_encounter(self, concept: str, at: float) -> None:
        """Add an encounter. The more active the concept is, the faster the encounter decays."""
        self.met[concept].append((at, self.a + self.c * self._calculate_strength(concept, at)))

    def _calculate_strength(self, concept: str, at: float) -> float:
        return float(
            sum(self._calculate_lag(at, then) ** -decay for then, decay in self.met[concept])
        )

    def _calculate_lag(self, at: float, then: float) -> float:
        days = int(at) - int(then)
        return days * 86400 * self.BETWEEN if days else max(1.0, (at - then) * 86400)


MEMORY_MODELS: dict[str, Callable[[Random], MemoryModel]] = {
    "FSRS-6": FsrsMemory,
    "half-life": HalfLifeMemory,
    "activation": ActivationMemory,
}
