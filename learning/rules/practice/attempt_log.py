"""All graded attempts of an organisation, by person and concept, as the nightly fit reads them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from learning.rules.practice.memory import Grade, GradedAttempt, Memory, next_memory
from learning.rules.practice.prediction_scores import RepeatedAttempt, choose_bin
from learning.rules.practice.weights import Weights
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

_ROTA_EVERY_DAY = Rota(ALL_ISO_WEEKDAYS)
ConceptHistory = Sequence[GradedAttempt]
"""One person's graded attempts at one concept, oldest first."""
AttemptLog = Mapping[int, Sequence[ConceptHistory]]
"""Histories by person."""


def iterate_repeated_attempts(log: AttemptLog) -> Iterator[RepeatedAttempt]:
    """Give the attempts a day or more after the one before.

    They come by person, then by concept, then oldest first.
    """
    for person, histories in log.items():
        for history in histories:
            number, lapses = 1, 0
            for previous, attempt in pairwise(history):
                if (days := (attempt.day - previous.day).days) > 0:
                    number += 1
                    correct = attempt.grade is not Grade.AGAIN
                    yield RepeatedAttempt(
                        person,
                        attempt.answered_at,
                        attempt.day,
                        attempt.id,
                        correct,
                        choose_bin(days, number, lapses),
                    )
                    lapses += not correct


def replay_history(
    history: Iterable[GradedAttempt], weights: Weights
) -> Iterator[tuple[Memory | None, GradedAttempt]]:
    """Give each attempt with the memory just before it."""
    memory = None
    for attempt in history:
        yield memory, attempt
        memory = next_memory(memory, attempt, 0, "", _ROTA_EVERY_DAY, weights)
