"""The nightly fit, in small: the weights that explain an organisation's own answers best.

Lucky answers would make everybody look forgetful of nothing. So before the optimiser sees a right answer, dice decide
whether it was known, with the chance that it was; every fit decides anew with better weights.
"""

from collections.abc import Sequence
from datetime import date
from math import log

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from learning.rules.days import EVERY_DAY
from learning.rules.dice import fraction
from learning.rules.guessing import knew, right
from learning.rules.memory import Grade, Memory, Review, Rota, next_memory, recall
from learning.rules.weights import AFTER_LESSON, DEFAULT, Weights

ENOUGH = 600
"""Answers below which nothing is fitted."""
LATER = 0.2
"""The share of the days' answers, the newest, on which new weights are judged."""
ALWAYS = Rota(EVERY_DAY)

History = Sequence[Review]


def fitted(histories: Sequence[History], now: Weights) -> Weights:
    """Return new weights if they foretell the newest answers better than those in force, else these."""
    days = sorted(review.day for history in histories for review in history)
    if len(days) < ENOUGH:
        return now
    since = days[int(len(days) * (1 - LATER))]
    early = [[review for review in history if review.day < since] for history in histories]
    candidate = _fit(early, now)
    return _fit(histories, now) if _loss(histories, candidate, since) < _loss(histories, now, since) else now


def _fit(histories: Sequence[History], now: Weights) -> Weights:
    told = [_told(history, now) for history in histories]
    items = [FSRSItem(one[:end]) for one in told for end in range(2, len(one) + 1)]
    items = [item for item in items if item.long_term_review_cnt() > 0]
    return Weights(FSRS(list(DEFAULT.values)).compute_parameters(items))


def _told(history: History, weights: Weights) -> list[FSRSReview]:
    """Give each review its grade, and Again to a right answer that dice take for luck."""
    told: list[FSRSReview] = []
    memory: Memory | None = None
    for review in history:
        days = (review.day - memory.last_day).days if memory else 0
        before = recall(memory, review.day, weights) if memory else AFTER_LESSON
        chance = knew(review.grade is not Grade.HARD, before, review.guess)
        lucky = review.grade is not Grade.AGAIN and fraction(review.id, review.question, "luck") > chance
        told.append(FSRSReview(int(Grade.AGAIN if lucky else review.grade), days))
        memory = next_memory(memory, review, 0, "", ALWAYS, weights)
    return told


def _loss(histories: Sequence[History], weights: Weights, since: date) -> float:
    """Return the mean logarithmic loss of foretelling the answers from a day on."""
    losses = []
    for history in histories:
        memory: Memory | None = None
        for review in history:
            if memory and review.day >= since and review.day > memory.last_day:
                chance = right(recall(memory, review.day, weights), review.guess)
                losses.append(-log(1 - chance if review.grade is Grade.AGAIN else chance))
            memory = next_memory(memory, review, 0, "", ALWAYS, weights)
    return sum(losses) / max(1, len(losses))
