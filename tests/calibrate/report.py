"""The figures of the calibration: reliability tables, and rows for `build/calibrate.json`."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from calibrate.reliability import (
    Outcome,
    calculate_base_brier_score,
    calculate_brier_score,
    make_reliability_table,
)
from rich.console import Console
from rich.table import Table

MAX_ERROR = 0.08
"""How far the share of successes may be from the chance that was given."""
RANGE_SHARE = 0.8
LIKELY_BIN = (0.6, 0.8)
"""The challenges that are given about 70 in 100."""


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The trials of one measure.

    `outcomes` are targets of leaders, `suggested` those that the forecast suggests. `in_range` is
    the share of values within the range of the forecast.
    """

    outcomes: Sequence[Outcome]
    suggested: Sequence[Outcome]
    in_range: float


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """One row of the file. `floor` is what was given or what a plain forecast gets."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def list_rows(results: Mapping[str, MeasureResult]) -> Iterator[CalibrationRow]:
    """List all figures of all measures."""
    for measure, result in results.items():
        yield from _list_reliability_rows(measure, result.outcomes)
        yield _make_share_row(f"{measure}: about 70 in 100", _pick_likely(result.outcomes))
        yield _make_share_row(f"{measure}: suggested targets", result.suggested)
        score = calculate_brier_score(result.outcomes)
        base = calculate_base_brier_score(result.outcomes)
        yield CalibrationRow(
            f"{measure}: Brier score",
            round(score, 4),
            "mean square",
            floor=round(base, 4),
            ratio=round(score / base, 3) if base else None,
            target=1.0,
            holds=score < base,
        )
        yield CalibrationRow(
            f"{measure}: values within the range",
            round(result.in_range, 3),
            "share",
            floor=RANGE_SHARE,
        )


def _pick_likely(outcomes: Sequence[Outcome]) -> list[Outcome]:
    low, high = LIKELY_BIN
    return [one for one in outcomes if low <= one.chance < high]


def _list_reliability_rows(measure: str, outcomes: Sequence[Outcome]) -> Iterator[CalibrationRow]:
    for found in make_reliability_table(outcomes):
        yield CalibrationRow(
            f"{measure}: given {100 * found.low:.0f} to {100 * found.high:.0f} in 100"
            f" ({found.count} challenges)",
            round(found.succeeded, 3),
            "share that succeeded",
            floor=round(found.chance, 3),
        )


def _make_share_row(name: str, outcomes: Sequence[Outcome]) -> CalibrationRow:
    """Compare the mean chance that was given with the share that succeeded."""
    if not outcomes:
        return CalibrationRow(name, 0.0, "share that succeeded")
    given = sum(one.chance for one in outcomes) / len(outcomes)
    succeeded = sum(one.succeeded for one in outcomes) / len(outcomes)
    return CalibrationRow(
        name,
        round(succeeded, 3),
        "share that succeeded",
        floor=round(given, 3),
        target=MAX_ERROR,
        holds=abs(succeeded - given) <= MAX_ERROR,
    )


def print_table(console: Console, rows: Sequence[CalibrationRow]) -> None:
    """Print all rows."""
    table = Table("figure", "measured", "given or plain", "wanted", "holds")
    for row in rows:
        wanted = {None: "", MAX_ERROR: f"within {MAX_ERROR}", 1.0: "less than plain"}[row.target]
        table.add_row(
            row.name,
            f"{row.value:g}",
            "" if row.floor is None else f"{row.floor:g}",
            wanted,
            "" if row.holds is None else "yes" if row.holds else "[bold red]no",
        )
    console.print(table)


def make_report(rows: Sequence[CalibrationRow], challenges: int, seed: int) -> dict[str, object]:
    """Make the content of `build/calibrate.json`."""
    machine = {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "challenges": challenges,
        "seed": seed,
    }
    return {"machine": machine, "rows": [asdict(row) for row in rows]}
