"""Which weights are in force for an organisation, cached in this process between adoptions.

Adoptions are only added. The id of the newest one comes with every signed-in request, as the
catalogue revision does, so a process knows at once when its copy is old.
"""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from learning.rules.practice.prediction_scores import PredictionScores
from learning.rules.practice.weights import (
    DEFAULT_WEIGHTS,
    DEFAULT_WEIGHTS_HISTORY,
    Weights,
    WeightsHistory,
)
from learning.rules.practice.weights_fitting import FitReason
from learning.tables.database import connection

SELECT_ADOPTIONS = """
SELECT a.team, a.since, a.fit, f.weights
FROM adoption a LEFT JOIN memory_fit f ON f.id = a.fit ORDER BY a.id
"""
SELECT_NEWEST_ADOPTION = (
    "SELECT id, fit, hold, since FROM adoption WHERE team = $1 ORDER BY id DESC LIMIT 1"
)
SELECT_FITS = """
SELECT id, made_at, answers, later, people, reason, figures
FROM memory_fit WHERE team = $1 ORDER BY id DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class NewestAdoption:
    """The newest adoption. `fit` None: the library's weights. `hold` stops nightly adoption."""

    id: int = 0
    fit: int | None = None
    hold: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FitSummary:
    """The result of one night: that of `WeightsFit` without its weights."""

    id: int
    made_at: datetime
    answers: int
    later: int
    people: int
    reason: FitReason
    figures: dict[str, PredictionScores]


@dataclass(slots=True)
class _WeightsCache:
    newest_adoption: int = 0
    history_by_root: dict[int, WeightsHistory] = field(default_factory=dict)


_weights_cache = _WeightsCache()


def clear_weights_cache() -> None:
    """Empty the cache, because the process uses another database now."""
    global _weights_cache
    _weights_cache = _WeightsCache()


async def load_newest_adoption_id() -> int:
    """Return the id of the newest adoption of all, 0 before the first."""
    async with connection() as conn:
        return int(await conn.fetchval("SELECT COALESCE(max(id), 0) FROM adoption"))


async def load_weights_history(root: int, newest: int) -> WeightsHistory:
    """Return which weights are in force when, for the organisation with this root team.

    `newest` is the id of an adoption that the cache must include.
    """
    if not newest:
        return DEFAULT_WEIGHTS_HISTORY
    cache = (
        _weights_cache
        if _weights_cache.newest_adoption >= newest
        else await _load_weights_cache(newest)
    )
    return cache.history_by_root.get(root, DEFAULT_WEIGHTS_HISTORY)


async def load_newest_adoption(root: int) -> NewestAdoption:
    """Return the newest adoption of an organisation."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_NEWEST_ADOPTION, root)
    return NewestAdoption(*row) if row else NewestAdoption()


async def list_last_fits(root: int, limit: int) -> list[FitSummary]:
    """Return the results of the last nights, newest first."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_FITS, root, limit)
    return [
        FitSummary(
            **{
                **row,
                "figures": msgspec.json.decode(row["figures"], type=dict[str, PredictionScores]),
            }
        )
        for row in rows
    ]


async def _load_weights_cache(newest: int) -> _WeightsCache:
    """Read all adoptions, a handful a year, and replace the cache."""
    global _weights_cache
    async with connection() as conn:
        rows = await conn.fetch(SELECT_ADOPTIONS)
    weights_by_fit: dict[int | None, Weights] = {None: DEFAULT_WEIGHTS}
    changes: dict[int, list[tuple[datetime, Weights]]] = {}
    for team, starts_at, fit, values in rows:
        if fit not in weights_by_fit:
            weights_by_fit[fit] = Weights(values)
        changes.setdefault(team, []).append((starts_at, weights_by_fit[fit]))
    _weights_cache = _WeightsCache(
        newest, {team: WeightsHistory(team_changes) for team, team_changes in changes.items()}
    )
    return _weights_cache
