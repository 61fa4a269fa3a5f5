"""The figures of challenges that end together, from the workers' results and the tables."""

from collections.abc import Iterator, Sequence

from bench.report import ReportRow
from bench.settling_run import WorkerResult

from learning.tables.database import connection
from worker.app import SWEEP_INTERVAL_SECONDS

MAX_SWEEPS = 2
"""All challenges must be settled within this number of sweeps."""

COUNT_UNSETTLED = "SELECT count(*) FROM challenge WHERE status <> 'settled'"
SELECT_CORRECT_SHARE = """
WITH counted AS (
  SELECT c.id, c.result, count(DISTINCT (l.person, l.day)) AS value FROM challenge c
  LEFT JOIN ledger_entry l
    ON l.team = c.team AND l.earned_at >= c.starts_at AND l.earned_at < c.ends_at
  WHERE c.measure = 'breaks' GROUP BY c.id
)
SELECT avg(((result->>'value')::float8 = value)::int)::float8 FROM counted
"""
COUNT_OPEN_CEREMONIES = (
    "SELECT count(*) FROM due_job WHERE kind = 'challenge_ceremony' AND done_at IS NULL"
)
COUNT_UNPAID_SHARES = """
SELECT count(*) FROM challenge c JOIN person p ON p.team = c.team
WHERE NOT EXISTS (SELECT FROM ledger_entry WHERE person = p.id AND cause = 'challenge:' || c.id)
"""
COUNT_WRONG_TOTALS = """
SELECT count(*) FROM progress g CROSS JOIN LATERAL (
  SELECT sum(points) AS points, count(*) AS parts FROM ledger_entry
  WHERE person = g.person AND cause LIKE 'challenge:%'
) AS l WHERE g.points <> l.points OR (g.counters->>'challenge.joined')::int <> l.parts
"""
"""The totals of the people began at 0: their practice is only in the ledger."""


async def list_settling_rows(
    challenges: int, results: Sequence[WorkerResult], second_run: Sequence[WorkerResult]
) -> list[ReportRow]:
    """List the figures of settling, and what a second run did."""
    unsettled, correct_share = (
        await _fetch_number(COUNT_UNSETTLED),
        await _fetch_number(SELECT_CORRECT_SHARE),
    )
    name = f"{challenges:,} challenges of one minute, {len(results)} workers"
    return [
        _make_row(
            f"{name}: by the clock",
            _measure_span(results),
            "s",
            MAX_SWEEPS * SWEEP_INTERVAL_SECONDS,
        ),
        _make_row(f"{name}: left unsettled", unsettled, "challenges", 0),
        _make_row(f"{name}: settled a second time", _sum_done(second_run), "challenges", 0),
        _make_row(f"{name}: results that are not the ledger's", 1 - correct_share, "share", 0),
        _make_row(f"{name}: rate", challenges / _measure_span(results), "challenges/s"),
        *_list_worker_rows(name, results, "challenges"),
    ]


async def list_ceremony_rows(
    challenges: int, results: Sequence[WorkerResult], second_run: Sequence[WorkerResult]
) -> list[ReportRow]:
    """List the figures of the ceremonies, and what a second run did."""
    due, unpaid, wrong = (
        await _fetch_number(COUNT_OPEN_CEREMONIES),
        await _fetch_number(COUNT_UNPAID_SHARES),
        await _fetch_number(COUNT_WRONG_TOTALS),
    )
    name = f"{challenges:,} ceremonies of one minute, {len(results)} workers"
    return [
        _make_row(f"{name}: left to be held", due, "ceremonies", 0),
        _make_row(f"{name}: shares left unpaid", unpaid, "shares", 0),
        _make_row(f"{name}: shares paid a second time", _sum_done(second_run), "shares", 0),
        _make_row(
            f"{name}: people whose totals or counters are not the ledger's", wrong, "people", 0
        ),
        _make_row(f"{name}: by the clock", _measure_span(results), "s"),
        _make_row(f"{name}: rate", challenges / _measure_span(results), "ceremonies/s"),
        _make_row(f"{name}: shares paid", _sum_done(results), "shares"),
        _make_row(
            f"{name}: shares a second", _sum_done(results) / _measure_span(results), "shares/s"
        ),
        *_list_worker_rows(name, results, "shares"),
    ]


def _list_worker_rows(name: str, results: Sequence[WorkerResult], unit: str) -> Iterator[ReportRow]:
    yield _make_row(
        f"{name}: processor time of the workers", 1e3 * sum(one.processor for one in results), "ms"
    )
    yield _make_row(f"{name}: the busier worker's part", max(one.done for one in results), unit)


async def _fetch_number(question: str) -> float:
    async with connection() as conn:
        return float(await conn.fetchval(question))


def _sum_done(results: Sequence[WorkerResult]) -> int:
    return sum(one.done for one in results)


def _measure_span(results: Sequence[WorkerResult]) -> float:
    return max(result.ended for result in results) - min(result.started_at for result in results)


def _make_row(name: str, value: float, unit: str, most: float | None = None) -> ReportRow:
    value = float(f"{value:.4g}")
    return ReportRow(name, value, unit, target=most, holds=None if most is None else value <= most)
