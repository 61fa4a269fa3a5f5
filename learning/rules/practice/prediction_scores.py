"""How well somebody's chances foretold answers: log loss, RMSE (bins), AUC, and the simple rivals to beat.

The measures and the rivals are those of the open benchmark of schedulers
(https://github.com/open-spaced-repetition/srs-benchmark), so that figures can be compared with published ones.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import exp, floor, log, sqrt
from typing import NamedTuple

MOVING_AVERAGE_START_LOGIT, MOVING_AVERAGE_STEP = 1.2, 0.3
"""The moving average's first guess, in logits, and how far each answer moves it (the benchmark's MOVING-AVG)."""

AttemptBin = tuple[int, int, int]


class RepeatedAttempt(NamedTuple):
    """An answer a day or more after the one before, as far as judging goes."""

    person: int
    answered_at: datetime
    day: date
    id: str
    right: bool
    bin: AttemptBin


@dataclass(frozen=True, slots=True)
class PredictionScores:
    """Log loss (nats an answer) and RMSE (bins) are better the smaller, AUC the larger; 0.5 is blind guessing."""

    log_loss: float
    rmse_bins: float
    auc: float


@dataclass(frozen=True, slots=True)
class PredictionGain:
    """By how many nats an answer one forecast beats another, and the standard error of that."""

    mean: float
    standard_error: float


def score_predictions(
    attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]
) -> PredictionScores:
    """Measure chances, each above 0 and below 1, of being right. Neither sequence is empty."""
    return PredictionScores(
        sum(_log_losses(attempts, predictions)) / len(attempts),
        _calculate_rmse_bins(attempts, predictions),
        _calculate_auc(attempts, predictions),
    )


def compare_predictions(
    attempts: Sequence[RepeatedAttempt], before: Sequence[float], after: Sequence[float]
) -> PredictionGain:
    """Compare two forecasts answer by answer. A person's answers go together: the error is that between people."""
    saved: dict[int, float] = defaultdict(float)
    for attempt, loss, loss_after in zip(
        attempts, _log_losses(attempts, before), _log_losses(attempts, after), strict=True
    ):
        saved[attempt.person] += loss - loss_after
    mean, counts = sum(saved.values()) / len(attempts), Counter(one.person for one in attempts)
    spread = sum((total - mean * counts[person]) ** 2 for person, total in saved.items())
    return PredictionGain(mean, sqrt(spread * len(saved) / max(1, len(saved) - 1)) / len(attempts))


def predict_by_moving_average(attempts: Iterable[RepeatedAttempt]) -> dict[tuple[int, str], float]:
    """Foretell each answer by the person's own earlier ones alone; by person and id."""
    predictions: dict[tuple[int, str], float] = {}
    level_by_person: dict[int, float] = {}
    for attempt in sorted(attempts, key=lambda one: (one.answered_at, one.id)):
        level_before = level_by_person.get(attempt.person, MOVING_AVERAGE_START_LOGIT)
        predictions[attempt.person, attempt.id] = chance = 1 / (1 + exp(-level_before))
        level_by_person[attempt.person] = level_before + MOVING_AVERAGE_STEP * (
            attempt.right - chance
        )
    return predictions


def choose_bin(days: int, number: int, lapses: int) -> AttemptBin:
    """Sort an answer by its gap in days, its number among an idea's (from 2 on), and the lapses before it (fsrs-rs)."""
    return (
        round(100 * 2.48 * 3.62 ** floor(log(days, 3.62))),
        round(1.99 * 1.89 ** floor(log(number, 1.89))),
        round(1.65 * 1.73 ** floor(log(lapses, 1.73))) if lapses else 0,
    )


def _log_losses(attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]) -> list[float]:
    return [
        -log(chance if attempt.right else 1 - chance)
        for attempt, chance in zip(attempts, predictions, strict=True)
    ]


def _calculate_rmse_bins(
    attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]
) -> float:
    """Compare the mean chance with the share that was right in each bin; bins count by their answers."""
    error_by_bin: dict[AttemptBin, float] = defaultdict(float)
    for attempt, chance in zip(attempts, predictions, strict=True):
        error_by_bin[attempt.bin] += chance - attempt.right
    counts = Counter(one.bin for one in attempts)
    return sqrt(
        sum(total**2 / counts[bin_key] for bin_key, total in error_by_bin.items()) / len(attempts)
    )


def _calculate_auc(attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]) -> float:
    """Return the chance that a right answer was given a higher chance than a wrong one (Mann-Whitney, ties count half)."""
    ranked = sorted(zip(predictions, (attempt.right for attempt in attempts), strict=True))
    below, wins, wrong = 0, 0.0, sum(not right for _, right in ranked)
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        rights = [right for _, right in equal]
        missed = rights.count(False)
        wins += rights.count(True) * (below + missed / 2)
        below += missed
    pairs = wrong * (len(ranked) - wrong)
    return wins / pairs if pairs else 0.5
