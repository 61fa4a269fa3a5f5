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

START, STEP = 1.2, 0.3
"""The moving average's first guess, in logits, and how far each answer moves it (the benchmark's MOVING-AVG)."""

Bin = tuple[int, int, int]


class Asked(NamedTuple):
    """An answer a day or more after the one before, as far as judging goes."""

    person: int
    at: datetime
    day: date
    id: str
    right: bool
    bin: Bin


@dataclass(frozen=True, slots=True)
class Figures:
    """Log loss (nats an answer) and RMSE (bins) are better the smaller, AUC the larger; 0.5 is blind guessing."""

    log_loss: float
    rmse_bins: float
    auc: float


@dataclass(frozen=True, slots=True)
class Gain:
    """By how many nats an answer one forecast beats another, and the standard error of that."""

    mean: float
    error: float


def figures(asked: Sequence[Asked], chances: Sequence[float]) -> Figures:
    """Measure chances, each above 0 and below 1, of being right. Neither sequence is empty."""
    return Figures(sum(_losses(asked, chances)) / len(asked), _rmse_bins(asked, chances), _auc(asked, chances))


def gain(asked: Sequence[Asked], before: Sequence[float], after: Sequence[float]) -> Gain:
    """Compare two forecasts answer by answer. A person's answers go together: the error is that between people."""
    saved: dict[int, float] = defaultdict(float)
    for one, loss, other in zip(asked, _losses(asked, before), _losses(asked, after), strict=True):
        saved[one.person] += loss - other
    mean, counts = sum(saved.values()) / len(asked), Counter(one.person for one in asked)
    spread = sum((total - mean * counts[person]) ** 2 for person, total in saved.items())
    return Gain(mean, sqrt(spread * len(saved) / max(1, len(saved) - 1)) / len(asked))


def moving_average(asked: Iterable[Asked]) -> dict[tuple[int, str], float]:
    """Foretell each answer by the person's own earlier ones alone; by person and id."""
    found: dict[tuple[int, str], float] = {}
    level: dict[int, float] = {}
    for one in sorted(asked, key=lambda one: (one.at, one.id)):
        before = level.get(one.person, START)
        found[one.person, one.id] = chance = 1 / (1 + exp(-before))
        level[one.person] = before + STEP * (one.right - chance)
    return found


def bin_of(days: int, number: int, lapses: int) -> Bin:
    """Sort an answer by its gap in days, its number among an idea's (from 2 on), and the lapses before it (fsrs-rs)."""
    return (
        round(100 * 2.48 * 3.62 ** floor(log(days, 3.62))),
        round(1.99 * 1.89 ** floor(log(number, 1.89))),
        round(1.65 * 1.73 ** floor(log(lapses, 1.73))) if lapses else 0,
    )


def _losses(asked: Sequence[Asked], chances: Sequence[float]) -> list[float]:
    return [-log(chance if one.right else 1 - chance) for one, chance in zip(asked, chances, strict=True)]


def _rmse_bins(asked: Sequence[Asked], chances: Sequence[float]) -> float:
    """Compare the mean chance with the share that was right in each bin; bins count by their answers."""
    off: dict[Bin, float] = defaultdict(float)
    for one, chance in zip(asked, chances, strict=True):
        off[one.bin] += chance - one.right
    counts = Counter(one.bin for one in asked)
    return sqrt(sum(total**2 / counts[place] for place, total in off.items()) / len(asked))


def _auc(asked: Sequence[Asked], chances: Sequence[float]) -> float:
    """Return the chance that a right answer was given a higher chance than a wrong one (Mann-Whitney, ties count half)."""
    ranked = sorted(zip(chances, (one.right for one in asked), strict=True))
    below, wins, wrong = 0, 0.0, sum(not right for _, right in ranked)
    for _, equal in groupby(ranked, key=lambda pair: pair[0]):
        rights = [right for _, right in equal]
        missed = rights.count(False)
        wins += rights.count(True) * (below + missed / 2)
        below += missed
    pairs = wrong * (len(ranked) - wrong)
    return wins / pairs if pairs else 0.5
