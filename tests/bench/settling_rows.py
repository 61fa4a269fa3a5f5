"""The figures of challenges that end together, from what their workers say and from what is in the tables afterwards."""

from collections.abc import Iterator, Sequence

from bench.report import Row
from bench.settling_night import Night

from learning.tables.database import connection
from worker.app import SWEEP_INTERVAL_SECONDS

SWEEPS = 2
"""Sweeps within which all are to be settled."""

LEFT = "SELECT count(*) FROM challenge WHERE status <> 'settled'"
RIGHT = """
WITH counted AS (
  SELECT c.id, c.result, count(DISTINCT (l.person, l.day)) AS value FROM challenge c
  LEFT JOIN ledger_entry l ON l.team = c.team AND l.earned_at >= c.starts_at AND l.earned_at < c.ends_at
  WHERE c.measure = 'breaks' GROUP BY c.id
)
SELECT avg(((result->>'value')::float8 = value)::int)::float8 FROM counted
"""
DUE = "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NULL"
UNPAID = """
SELECT count(*) FROM challenge c JOIN person p ON p.team = c.team
WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE person = p.id AND cause = 'challenge:' || c.id)
"""
WRONG = """
SELECT count(*) FROM progress g CROSS JOIN LATERAL (
  SELECT sum(points) AS points, count(*) AS parts FROM ledger_entry WHERE person = g.person AND cause LIKE 'challenge:%'
) AS l WHERE g.points <> l.points OR (g.counters->>'challenge.joined')::int <> l.parts
"""
"""The crowd's totals began with nothing: what they practised is in the ledger alone."""


async def settled(challenges: int, nights: Sequence[Night], again: Sequence[Night]) -> list[Row]:
    """Tell how they were settled, and what a second time did."""
    left, right = await _asked(LEFT), await _asked(RIGHT)
    name = f"{challenges:,} challenges of one minute, {len(nights)} workers"
    return [
        _row(f"{name}: by the clock", _seconds(nights), "s", SWEEPS * SWEEP_INTERVAL_SECONDS),
        _row(f"{name}: left unsettled", left, "challenges", 0),
        _row(f"{name}: settled a second time", _done(again), "challenges", 0),
        _row(f"{name}: results that are not the ledger's", 1 - right, "share", 0),
        _row(f"{name}: rate", challenges / _seconds(nights), "challenges/s"),
        *_workers(name, nights, "challenges"),
    ]


async def celebrated(challenges: int, nights: Sequence[Night], again: Sequence[Night]) -> list[Row]:
    """Tell how their ceremonies were held, and what a second time did."""
    due, unpaid, wrong = await _asked(DUE), await _asked(UNPAID), await _asked(WRONG)
    name = f"{challenges:,} ceremonies of one minute, {len(nights)} workers"
    return [
        _row(f"{name}: left to be held", due, "ceremonies", 0),
        _row(f"{name}: shares left unpaid", unpaid, "shares", 0),
        _row(f"{name}: shares paid a second time", _done(again), "shares", 0),
        _row(f"{name}: people whose totals or counters are not the ledger's", wrong, "people", 0),
        _row(f"{name}: by the clock", _seconds(nights), "s"),
        _row(f"{name}: rate", challenges / _seconds(nights), "ceremonies/s"),
        _row(f"{name}: shares paid", _done(nights), "shares"),
        _row(f"{name}: shares a second", _done(nights) / _seconds(nights), "shares/s"),
        *_workers(name, nights, "shares"),
    ]


def _workers(name: str, nights: Sequence[Night], unit: str) -> Iterator[Row]:
    yield _row(
        f"{name}: processor time of the workers", 1e3 * sum(one.processor for one in nights), "ms"
    )
    yield _row(f"{name}: the busier worker's part", max(one.done for one in nights), unit)


async def _asked(question: str) -> float:
    async with connection() as conn:
        return float(await conn.fetchval(question))


def _done(nights: Sequence[Night]) -> int:
    return sum(one.done for one in nights)


def _seconds(nights: Sequence[Night]) -> float:
    return max(night.ended for night in nights) - min(night.begun for night in nights)


def _row(name: str, value: float, unit: str, most: float | None = None) -> Row:
    value = float(f"{value:.4g}")
    return Row(name, value, unit, target=most, holds=None if most is None else value <= most)
