"""The nightly fit: weights for an organisation's own attempts, adopted if they predict better.

The optimiser is that of `fsrs-rs` (gradient descent with a pull towards the library's weights). It
takes for each attempt whether the concept was remembered, but only whether the answer was right is
known. So seeded random numbers first decide whether a right answer was known and whether a wrong
one was a slip, each with the chance that it was (`guessing.py`): at first by the weights in force,
then by the weights that came of it, a few steps of stochastic EM (Celeux & Diebolt 1985).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Literal

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from learning.rules.practice.guessing import (
    estimate_known_chance,
    estimate_slip_chance,
    predict_right_chance,
)
from learning.rules.practice.memory import (
    Grade,
    GradedAttempt,
    Memory,
    calculate_recall,
    next_memory,
)
from learning.rules.practice.prediction_scores import (
    PredictionScores,
    RepeatedAttempt,
    choose_bin,
    compare_predictions,
    predict_by_moving_average,
    score_predictions,
)
from learning.rules.practice.weights import DEFAULT_WEIGHTS, RECALL_AFTER_LESSON, Weights
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota
from learning.rules.seeded_random import random_fraction

MIN_ATTEMPTS_TO_FIT = 1000
"""Attempts a day or more after the one before.

`fitting` in docs/decisions says what was adopted with fewer, and how it went.
"""
MIN_PEOPLE_TO_FIT = 5
"""People in the data, and among the later attempts. With fewer, the fit is one person's."""
TEST_SHARE = 0.2
"""The share of the attempts, the newest, that test the fit.

The weights that are adopted are those that were tested, so they were not fitted to these.
"""
EM_STEPS = 3
"""Steps of EM; more of them bring less than a thousandth."""
MIN_GAIN_STANDARD_ERRORS, MIN_GAIN_LOG_LOSS_SHARE = 2.0, 0.005
"""By how much new weights must beat each baseline.

In standard errors, so that it is not chance, and as a share of the log loss, so that it is worth
another version.
"""
FitReason = Literal[
    "",
    "too_little_data",
    "no_start",
    "current_as_good",
    "constant_as_good",
    "average_as_good",
    "rmse_grows",
    "auc_falls",
    "held",
]
"""Why a fit is not adopted; empty for one that is. `weights.<reason>` is the message code."""
BASELINE_REASONS: Mapping[str, FitReason] = {
    "current": "current_as_good",
    "constant": "constant_as_good",
    "average": "average_as_good",
}
"""What new weights must beat, and the reason where they do not.

Noise always fits better than the weights in force, but nothing predicts noise better than a
constant.
"""
MAX_AUC_LOSS = 0.02
"""The AUC that new weights may lose: as much as it varies by chance."""

_ROTA_EVERY_DAY = Rota(ALL_ISO_WEEKDAYS)

ConceptHistory = Sequence[GradedAttempt]
"""One person's graded attempts at one concept, oldest first."""
AttemptLog = Mapping[int, Sequence[ConceptHistory]]
"""Histories by person."""


@dataclass(frozen=True, slots=True)
class WeightsFit:
    """The result of one night. `reason` is empty for weights that should be adopted.

    `answers` counts attempts a day or more after the one before, `later` those of them that test
    the fit, `people` who gave those. `figures` are the scores of the `new` weights, the `current`
    ones, a moving `average` and a `constant`; None when there was too little data.
    """

    answers: int
    later: int
    people: int
    reason: FitReason
    weights: Weights | None = None
    figures: Mapping[str, PredictionScores] | None = None


def fit_weights(log: AttemptLog, current: Weights) -> WeightsFit:
    """Fit to the older attempts, test with the newer ones, and say whether to adopt the result."""
    attempts = list(_iterate_repeated_attempts(log))
    test_start = _find_test_start(attempts)
    test_attempts = [attempt for attempt in attempts if attempt.day >= test_start]
    people = len({one.person for one in test_attempts})
    if (
        len(attempts) < MIN_ATTEMPTS_TO_FIT
        or people < MIN_PEOPLE_TO_FIT
        or len(test_attempts) == len(attempts)
    ):
        return WeightsFit(
            len(attempts),
            len(test_attempts),
            people,
            "too_little_data",
        )
    try:
        weights = reduce(
            lambda step, _: _optimise_weights(_make_training_items(log, step, test_start)),
            range(EM_STEPS),
            current,
        )
    except ValueError:  # the optimiser finds no initial stability in so few attempts
        return WeightsFit(len(attempts), len(test_attempts), people, "no_start")
    average, constant = (
        predict_by_moving_average(attempts),
        _calculate_base_rate(attempts, test_start),
    )
    predictions = {
        "new": _predict_test_attempts(log, weights, test_start),
        "current": _predict_test_attempts(log, current, test_start),
        "average": [average[one.person, one.id] for one in test_attempts],
        "constant": [constant] * len(test_attempts),
    }
    scores = {
        name: score_predictions(test_attempts, predicted) for name, predicted in predictions.items()
    }
    return WeightsFit(
        len(attempts),
        len(test_attempts),
        people,
        _find_objection(test_attempts, predictions, scores),
        weights,
        scores,
    )


def _find_objection(
    test_attempts: Sequence[RepeatedAttempt],
    predictions: Mapping[str, Sequence[float]],
    scores: Mapping[str, PredictionScores],
) -> FitReason:
    """Return the reason why the new weights are not adopted; empty when there is none."""
    for baseline, reason in BASELINE_REASONS.items():
        improvement = compare_predictions(test_attempts, predictions[baseline], predictions["new"])
        if improvement.mean <= max(
            MIN_GAIN_STANDARD_ERRORS * improvement.standard_error,
            MIN_GAIN_LOG_LOSS_SHARE * scores[baseline].log_loss,
        ):
            return reason
    if scores["new"].rmse_bins > scores["current"].rmse_bins:
        return "rmse_grows"
    return "auc_falls" if scores["new"].auc < scores["current"].auc - MAX_AUC_LOSS else ""


def _iterate_repeated_attempts(log: AttemptLog) -> Iterator[RepeatedAttempt]:
    """Give the attempts a day or more after the one before.

    They come in the order of `_predict_test_attempts`.
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


def _find_test_start(attempts: Sequence[RepeatedAttempt]) -> date:
    """Return the day on which the later attempts begin."""
    days = sorted(attempt.day for attempt in attempts)
    return days[int(len(days) * (1 - TEST_SHARE))] if days else date.min


def _calculate_base_rate(attempts: Iterable[RepeatedAttempt], test_start: date) -> float:
    """Return the share of the older attempts that was right, above 0 and below 1."""
    rights = [attempt.right for attempt in attempts if attempt.day < test_start]
    return (sum(rights) + 1) / (len(rights) + 2)


def _predict_test_attempts(log: AttemptLog, weights: Weights, test_start: date) -> list[float]:
    """Return the chance of being right for each later attempt, as predicted just before it."""
    return [
        predict_right_chance(calculate_recall(memory, attempt.day, weights), attempt.guess_chance)
        for histories in log.values()
        for history in histories
        for memory, attempt in _replay_history(history, weights)
        if memory and attempt.day >= test_start and attempt.day > memory.last_day
    ]


def _make_training_items(log: AttemptLog, weights: Weights, test_start: date) -> list[FSRSItem]:
    """Return an item for each older attempt with all before it, oldest first, for the optimiser."""
    found = []
    for histories in log.values():
        for history in histories:
            fsrs_reviews: list[FSRSReview] = []
            for memory, attempt in _replay_history(
                [review for review in history if review.day < test_start], weights
            ):
                days = (attempt.day - memory.last_day).days if memory else 0
                known = _sample_remembered(memory, attempt, weights)
                if days:
                    found.append(
                        (
                            attempt.answered_at,
                            attempt.id,
                            FSRSItem([*fsrs_reviews, FSRSReview(3 if known else 1, days)]),
                        )
                    )
                fsrs_reviews.append(FSRSReview(int(attempt.grade if known else Grade.AGAIN), days))
    found.sort(key=lambda one: one[:2])
    return [item for _, _, item in found]


def _optimise_weights(items: Sequence[FSRSItem]) -> Weights:
    return Weights(FSRS(list(DEFAULT_WEIGHTS.values)).compute_parameters(items))


def _sample_remembered(memory: Memory | None, attempt: GradedAttempt, weights: Weights) -> bool:
    """Sample whether the concept was remembered.

    What follows treats a slip as Again, as in `memory.py`.
    """
    recall_before = (
        calculate_recall(memory, attempt.day, weights) if memory else RECALL_AFTER_LESSON
    )
    if attempt.grade is Grade.AGAIN:
        chance = estimate_slip_chance(recall_before, attempt.guess_chance)
    else:
        chance = estimate_known_chance(
            attempt.grade is not Grade.HARD, recall_before, attempt.guess_chance
        )
    return random_fraction(attempt.id, "known") < chance


def _replay_history(
    history: Iterable[GradedAttempt], weights: Weights
) -> Iterator[tuple[Memory | None, GradedAttempt]]:
    """Give each attempt with the memory just before it."""
    memory = None
    for attempt in history:
        yield memory, attempt
        memory = next_memory(memory, attempt, 0, "", _ROTA_EVERY_DAY, weights)
