"""How well predictions fit attempts: log loss, RMSE (bins), AUC, and simple baselines.

The measures and baselines are those of the open benchmark of schedulers
(https://github.com/open-spaced-repetition/srs-benchmark), so that figures can be compared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from math import exp, floor, log, sqrt
from typing import NamedTuple

MOVING_AVERAGE_START_LOGIT, MOVING_AVERAGE_STEP = 1.2, 0.3
"""The start of the moving average, in logits, and its step per attempt (MOVING-AVG there)."""

AttemptBin = tuple[int, int, int]


class RepeatedAttempt(NamedTuple):
    """An attempt a day or more after the one before, with what the measures need."""

    person: int
    answered_at: datetime
    day: date
    id: str
    right: bool
    bin: AttemptBin


@dataclass(frozen=True, slots=True)
class PredictionScores:
    """Log loss (nats per attempt), RMSE (bins) and AUC.

    Of the first two, smaller is better. An AUC of 0.5 is guessing, 1 is best.
    """

    log_loss: float
    rmse_bins: float
    auc: float


@dataclass(frozen=True, slots=True)
class PredictionGain:
    """By how many nats per attempt one prediction beats another, and the standard error of that."""

    mean: float
    standard_error: float


def score_predictions(
    attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]
) -> PredictionScores:
    """Score predicted chances, each above 0 and below 1. Neither sequence is empty."""
    return PredictionScores(
        sum(_log_losses(attempts, predictions)) / len(attempts),
        _calculate_rmse_bins(attempts, predictions),
        _calculate_auc(attempts, predictions),
    )


def compare_predictions(
    attempts: Sequence[RepeatedAttempt], before: Sequence[float], after: Sequence[float]
) -> PredictionGain:
    """Compare two predictions attempt by attempt.

    The standard error is that between people, since the attempts of one person go together.
    """
    saved: dict[int, float] = defaultdict(float)
    for attempt, loss, loss_after in zip(
        attempts, _log_losses(attempts, before), _log_losses(attempts, after), strict=True
    ):
        saved[attempt.person] += loss - loss_after
    mean, counts = sum(saved.values()) / len(attempts), Counter(one.person for one in attempts)
    spread = sum((total - mean * counts[person]) ** 2 for person, total in saved.items())
    return PredictionGain(mean, sqrt(spread * len(saved) / max(1, len(saved) - 1)) / len(attempts))


def predict_by_moving_average(attempts: Iterable[RepeatedAttempt]) -> dict[tuple[int, str], float]:
    """Predict each attempt from the person's own earlier ones alone; by person and id."""
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
    """Return the bin of an attempt, as fsrs-rs forms them.

    It follows from the days since the last attempt, the number of the attempt (from 2 on) and the
    lapses before it.
    """
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
    """Return the root mean square of predicted less observed shares over the bins.

    Bins count by their number of attempts.
    """
    error_by_bin: dict[AttemptBin, float] = defaultdict(float)
    for attempt, chance in zip(attempts, predictions, strict=True):
        error_by_bin[attempt.bin] += chance - attempt.right
    counts = Counter(one.bin for one in attempts)
    return sqrt(
        sum(total**2 / counts[bin_key] for bin_key, total in error_by_bin.items()) / len(attempts)
    )


def _calculate_auc(attempts: Sequence[RepeatedAttempt], predictions: Sequence[float]) -> float:
    """Return the chance that a right answer was predicted higher than a wrong one.

    That is the Mann-Whitney statistic; ties count half.
    """
    ranked = sorted(zip(predictions, (attempt.right for attempt in attempts), strict=True))
    below, wins, wrong = 0, 0.0, sum(not right for _, right in ranked)
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        rights = [right for _, right in equal]
        missed = rights.count(False)
        wins += rights.count(True) * (below + missed / 2)
        below += missed
    pairs = wrong * (len(ranked) - wrong)
    return wins / pairs if pairs else 0.5
