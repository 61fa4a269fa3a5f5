"""The training items of the nightly fit, and the optimiser of `fsrs-rs` that takes them."""

from collections.abc import Sequence
from datetime import date

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from learning.rules.practice.attempt_log import AttemptLog, replay_history
from learning.rules.practice.guessing import estimate_known_chance, estimate_slip_chance
from learning.rules.practice.memory import Grade, GradedAttempt, Memory, calculate_recall
from learning.rules.practice.weights import DEFAULT_WEIGHTS, RECALL_AFTER_LESSON, Weights
from learning.rules.seeded_random import random_fraction


def make_training_items(log: AttemptLog, weights: Weights, test_start: date) -> list[FSRSItem]:
    """Return an item for each older attempt with all before it, oldest first, for the optimiser."""
    found = []
    for histories in log.values():
        for history in histories:
            fsrs_reviews: list[FSRSReview] = []
            for memory, attempt in replay_history(
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


def optimise_weights(items: Sequence[FSRSItem]) -> Weights:
    """Fit weights to the items, from the weights of the library."""
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
