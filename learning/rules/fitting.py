"""The nightly fit: weights that explain an organisation's own answers, taken only if they foretell later ones better.

The optimiser is that of `fsrs-rs` (gradient descent with a pull towards the library's weights). It learns of each answer
whether the idea was remembered, but what is seen is whether the answer was right. So, before it looks, dice decide
whether a right answer was known and whether a wrong one was a slip, each with the chance that it was (`guessing.py`): first
by the weights in force, then by what came of that, a few steps of stochastic EM (Celeux & Diebolt 1985).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from learning.rules.days import EVERY_DAY, Rota
from learning.rules.dice import fraction
from learning.rules.guessing import knew, right, slipped
from learning.rules.judging import Asked, Figures, bin_of, figures, gain, moving_average
from learning.rules.memory import Grade, Memory, Review, next_memory, recall
from learning.rules.weights import AFTER_LESSON, DEFAULT, Weights

ENOUGH = 1000
"""Answers a day or more after the one before. `fitting` in docs/decisions says what was adopted with fewer, and how it went."""
PEOPLE = 5
"""People among them and among those who judge: fewer would be fitted to somebody, not to an organisation."""
LATER = 0.2
"""The share of the answers, the newest, that judge; what is adopted is what was judged, and has not seen them."""
STEPS = 3
"""Steps of EM; more of them bring less than a thousandth."""
ERRORS, WORTH = 2.0, 0.005
"""Standard errors, and the share of the log loss, by which new weights must beat those in force and the rivals: not by
chance, and enough to be worth another version."""
RIVALS = {
    "current": "the weights in force foretell",
    "constant": "a constant foretells",
    "average": "an average foretells",
}
"""Whom to beat. Noise always fits better than the weights in force, but nothing foretells it better than a constant."""
BLUR = 0.02
"""AUC that new weights may lose: as much as chance moves it."""

_ANY_DAY = Rota(EVERY_DAY)

History = Sequence[Review]
"""One person's reviews of one concept, oldest first."""
Log = Mapping[int, Sequence[History]]
"""Histories by person."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of a night. `reason` says why nothing is adopted, and is empty for what should be.

    `answers` come a day or more after the one before, `later` are those that judged, `people` gave them. `figures` are those
    of the `new` weights, the `current` ones, an `average` that moves and a `constant`; there are none if there was too little.
    """

    answers: int
    later: int
    people: int
    reason: str
    weights: Weights | None = None
    figures: Mapping[str, Figures] | None = None


def fit_weights(log: Log, current: Weights) -> Fit:
    """Fit to the older answers, judge by the newer ones, and say whether the new weights are to be adopted."""
    asked = list(_asked(log))
    since = _since(asked)
    later = [one for one in asked if one.day >= since]
    people = len({one.person for one in later})
    if len(asked) < ENOUGH or people < PEOPLE or len(later) == len(asked):
        return Fit(len(asked), len(later), people, f"too little to go by: it takes {ENOUGH} answers of {PEOPLE} people")
    try:
        weights = reduce(lambda step, _: _optimised(_items(log, step, since)), range(STEPS), current)
    except ValueError:  # no two answers alike enough to begin with
        return Fit(len(asked), len(later), people, "the optimiser found nothing to begin with")
    average, constant = moving_average(asked), _constant(asked, since)
    chances = {
        "new": _foretold(log, weights, since),
        "current": _foretold(log, current, since),
        "average": [average[one.person, one.id] for one in later],
        "constant": [constant] * len(later),
    }
    found = {name: figures(later, told) for name, told in chances.items()}
    return Fit(len(asked), len(later), people, _against(later, chances, found), weights, found)


def _against(later: Sequence[Asked], chances: Mapping[str, Sequence[float]], found: Mapping[str, Figures]) -> str:
    """Say what speaks against the new weights, if anything."""
    for rival, foretells in RIVALS.items():
        better = gain(later, chances[rival], chances["new"])
        if better.mean <= max(ERRORS * better.error, WORTH * found[rival].log_loss):
            return f"{foretells} as well"
    if found["new"].rmse_bins > found["current"].rmse_bins:
        return "RMSE (bins) grows"
    return "AUC falls" if found["new"].auc < found["current"].auc - BLUR else ""


def _asked(log: Log) -> Iterator[Asked]:
    """Go through the answers that say something of forgetting, in the order of `_foretold`."""
    for person, histories in log.items():
        for history in histories:
            number, lapses = 1, 0
            for before, review in pairwise(history):
                if (days := (review.day - before.day).days) > 0:
                    number += 1
                    correct = review.grade is not Grade.AGAIN
                    yield Asked(person, review.at, review.day, review.id, correct, bin_of(days, number, lapses))
                    lapses += not correct


def _since(asked: Sequence[Asked]) -> date:
    """Return the day on which the later answers begin."""
    days = sorted(one.day for one in asked)
    return days[int(len(days) * (1 - LATER))] if days else date.min


def _constant(asked: Iterable[Asked], since: date) -> float:
    """Return the share of the older answers that was right, never quite 0 or 1."""
    rights = [one.right for one in asked if one.day < since]
    return (sum(rights) + 1) / (len(rights) + 2)


def _foretold(log: Log, weights: Weights, since: date) -> list[float]:
    """Return the chance of being right for each later answer: what the product would have believed just before it."""
    return [
        right(recall(memory, review.day, weights), review.guess)
        for histories in log.values()
        for history in histories
        for memory, review in _met(history, weights)
        if memory and review.day >= since and review.day > memory.last_day
    ]


def _items(log: Log, weights: Weights, since: date) -> list[FSRSItem]:
    """Make what the optimiser takes: an item for each older answer with all before it; it wants the oldest first."""
    found = []
    for histories in log.values():
        for history in histories:
            told: list[FSRSReview] = []
            for memory, review in _met([review for review in history if review.day < since], weights):
                days = (review.day - memory.last_day).days if memory else 0
                known = _known(memory, review, weights)
                if days:
                    found.append((review.at, review.id, FSRSItem([*told, FSRSReview(3 if known else 1, days)])))
                told.append(FSRSReview(int(review.grade if known else Grade.AGAIN), days))
    found.sort(key=lambda one: one[:2])
    return [item for _, _, item in found]


def _optimised(items: Sequence[FSRSItem]) -> Weights:
    return Weights(FSRS(list(DEFAULT.values)).compute_parameters(items))


def _known(memory: Memory | None, review: Review, weights: Weights) -> bool:
    """Throw whether the idea was remembered. A slip stays Again for what follows, as in `memory.py`."""
    before = recall(memory, review.day, weights) if memory else AFTER_LESSON
    if review.grade is Grade.AGAIN:
        chance = slipped(before, review.guess)
    else:
        chance = knew(review.grade is not Grade.HARD, before, review.guess)
    return fraction(review.id, "known") < chance


def _met(history: Iterable[Review], weights: Weights) -> Iterator[tuple[Memory | None, Review]]:
    """Give each review with the memory that it met."""
    memory = None
    for review in history:
        yield memory, review
        memory = next_memory(memory, review, 0, "", _ANY_DAY, weights)
