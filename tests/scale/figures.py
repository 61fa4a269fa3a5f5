"""The rows of `make scale`: what was measured, what it may be at most, and how it grew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec
from bench.report import ReportRow
from scale.clock_run import ClockAction
from scale.plans import PLANNED_ATTEMPTS
from scale.population import ROLES
from scale.screens import FILES, STREAMS, ScreenTimes

MAX_SCREEN_MS, MAX_SCREEN_KB = 100.0, 200.0
MAX_FILE_MS = 2000.0
"""For what people keep or print."""
MAX_CLOCK_SECONDS, CLOCK_PEOPLE = 60.0, 50_000
"""A clock action may take a minute for so many people, and for more people as much per person."""
MAX_BUSY_TIMES_QUIET = 2.0
MIN_BUSY_MS = 25.0
"""While the clock works, answers take at most twice as long, or this long."""


class SizeFigures(msgspec.Struct):
    """All that was measured with one number of people."""

    people: int
    build_seconds: float
    bytes_per_person: float
    quiet: dict[str, list[float]]
    """The seconds of the requests of each hot path."""
    busy: list[float]
    """The seconds of answers while the clock worked."""
    clock: list[ClockAction]
    screens: list[ScreenTimes]
    slow_scans: dict[str, list[str]]
    """The scans of whole large tables in the plan of each hot statement."""


def calculate_p95(seconds: Sequence[float]) -> float:
    """Give the time in milliseconds within which 95 of 100 requests were answered."""
    ordered = sorted(seconds)
    return 1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def list_size_rows(figures: SizeFigures, slack: float = 1.0) -> list[ReportRow]:
    """List the rows of one size. Names are the same for every size.

    Each goal is multiplied by `slack`.
    """
    return [_check_row(row, slack) for row in _list_rows(figures)]


def select_shown_names(rows: Mapping[str, ReportRow]) -> list[str]:
    """Of the rows of one screen for several roles, choose the one with the largest value."""
    shown: dict[tuple[str, str], str] = {}
    for name, row in rows.items():
        key = (name.split(", ")[0], row.unit)
        if key not in shown or row.value > rows[shown[key]].value:
            shown[key] = name
    return list(shown.values())


def _check_row(row: ReportRow, slack: float) -> ReportRow:
    if row.target is None:
        return row
    target = row.target * slack
    return replace(row, target=target, holds=row.value <= target)


def _list_rows(figures: SizeFigures) -> Iterator[ReportRow]:
    yield _make_row("build", figures.build_seconds, "s")
    yield _make_row("database, per person", figures.bytes_per_person / 1000, "kB")
    for name, seconds in figures.quiet.items():
        yield _make_row(f"{name}: p95", calculate_p95(seconds), "ms", MAX_SCREEN_MS)
    yield from _list_busy_rows(figures)
    for action in figures.clock:
        yield from _list_clock_rows(action, figures.people)
    for name, scans in figures.slow_scans.items():
        found = f" ({', '.join(scans)})" if scans else ""
        name = f"plan with {PLANNED_ATTEMPTS:,} attempts: {name}{found}"
        yield _make_row(name, len(scans), "slow scans", 0)
    by_operation: defaultdict[str, list[ScreenTimes]] = defaultdict(list)
    for screen in figures.screens:
        by_operation[screen.operation].append(screen)
    for operation, screens in by_operation.items():
        yield from _list_screen_rows(operation, screens)


def _list_busy_rows(figures: SizeFigures) -> Iterator[ReportRow]:
    quiet = calculate_p95(figures.quiet["record one answer"])
    limit = max(MIN_BUSY_MS, MAX_BUSY_TIMES_QUIET * quiet)
    if figures.busy:
        p95 = calculate_p95(figures.busy)
        yield _make_row("record one answer while the clock works: p95", p95, "ms", limit)


def _list_clock_rows(action: ClockAction, people: int) -> Iterator[ReportRow]:
    limit = MAX_CLOCK_SECONDS * max(1.0, people / CLOCK_PEOPLE)
    yield _make_row(action.name, action.seconds, "s", limit)
    if action.left or not action.jobs:
        yield _make_row(f"{action.name}: jobs left, or none done", max(1, action.left), "jobs", 0)


def _list_screen_rows(operation: str, screens: Iterable[ScreenTimes]) -> Iterator[ReportRow]:
    """List the rows of one operation. Each must be answered for some role."""
    path = operation.split(" ")[1]
    answered = [screen for screen in screens if screen.status == 200]
    failed = [screen for screen in screens if screen.status >= 500]
    for screen in answered:
        limit = MAX_FILE_MS if path in FILES else MAX_SCREEN_MS
        name = f"{operation}, {screen.role}"
        yield _make_row(f"{name}: p95", calculate_p95(screen.seconds), "ms", limit)
        if path not in STREAMS | FILES:
            yield _make_row(f"{name}: body", screen.size / 1000, "kB", MAX_SCREEN_KB)
    if failed or not answered:
        statuses = sorted({screen.status for screen in screens})
        yield _make_row(f"{operation}: roles that got {statuses}", len(ROLES), "roles", 0)


def calculate_growth(first: SizeFigures, last: SizeFigures) -> dict[str, float]:
    """Divide the rows of the most people by those of the fewest, by name."""
    before = {row.name: row.value for row in list_size_rows(first)}
    return {
        row.name: row.value / before[row.name]
        for row in list_size_rows(last)
        if before.get(row.name)
    }


def _make_row(name: str, value: float, unit: str, most: float | None = None) -> ReportRow:
    return ReportRow(name, float(f"{value:.4g}"), unit, target=most)
