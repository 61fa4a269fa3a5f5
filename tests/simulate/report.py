"""The figures: a table for each model, and rows for `build/simulate.json`."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median

from rich.console import Console
from rich.table import Table
from simulate.baselines import BASELINES
from simulate.heads import HEADS
from simulate.trial import FITTED, PATIENT, PLAIN, Job, Result

WANTED = 1.15
"""What ours must be in shares of the best baseline, by ideas remembered per minute."""

Results = Mapping[str, Mapping[str, list[Result]]]
"""By model and scheduler, in the order of seeds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file. `holds` is None where there is no target."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def collected(found: Mapping[Job, Result]) -> Results:
    """Sort results by model and scheduler. Of a baseline's two paces of lessons the better one counts, per minute."""
    whole: dict[str, dict[str, list[Result]]] = {model: {} for model in HEADS}
    for job in sorted(found, key=lambda job: job.seed):
        whole[job.model].setdefault(job.scheduler, []).append(found[job])
    return {model: dict(_better(by_name)) for model, by_name in whole.items()}


def _better(by_name: dict[str, list[Result]]) -> Iterator[tuple[str, list[Result]]]:
    for name in (FITTED, PLAIN, *BASELINES):
        paces = [one for one in (name, name + PATIENT) if one in by_name]
        best = max(paces, key=lambda one: middle(by_name[one], per_minute))
        yield best, by_name[best]


def per_minute(result: Result) -> float:
    """Ideas remembered on day 120 for each minute."""
    return result.per_minute


def remembered(result: Result) -> float:
    """Ideas remembered on day 120."""
    return result.at_120


def middle(results: list[Result], of: Callable[[Result], float]) -> float:
    """Return the median over the seeds."""
    return median(map(of, results))


def best(by_name: Mapping[str, list[Result]], of: Callable[[Result], float]) -> str:
    """Name the baseline to beat. Not "no review": the fewest minutes always bring the most each, see the report."""
    reviewing = [name for name in by_name if name not in (FITTED, PLAIN, "no review")]
    return max(reviewing, key=lambda name: middle(by_name[name], of))


def ratios(
    by_name: Mapping[str, list[Result]],
    one: str,
    other: str,
    of: Callable[[Result], float] = per_minute,
) -> list[float]:
    """Return how two schedulers compare, seed by seed."""
    return [
        of(above) / of(below) for above, below in zip(by_name[one], by_name[other], strict=True)
    ]


def rows(results: Results) -> list[Row]:
    """Return everything that was measured, the targets first."""
    return [*_targets(results), *_figures(results)]


def _targets(results: Results) -> Iterator[Row]:
    for model, by_name in results.items():
        for ours in (FITTED, PLAIN):
            yield _compared(model, by_name, ours, best(by_name, per_minute), per_minute, WANTED)
        yield _compared(model, by_name, FITTED, best(by_name, remembered), remembered, None)
        yield _compared(model, by_name, FITTED, "no review", per_minute, None)


def _compared(
    model: str,
    by_name: Mapping[str, list[Result]],
    ours: str,
    other: str,
    of: Callable[[Result], float],
    target: float | None,
) -> Row:
    ratio = median(ratios(by_name, ours, other, of))
    what, unit = ("per minute", "ideas/minute") if of is per_minute else ("remembered", "ideas")
    return Row(
        name=f"{model}: {ours}, {what} at day 120, beside {other}",
        value=_r(middle(by_name[ours], of)),
        unit=unit,
        floor=_r(middle(by_name[other], of)),
        ratio=_r(ratio),
        target=target,
        holds=None if target is None else ratio >= target,
    )


def _figures(results: Results) -> Iterator[Row]:
    for model, by_name in results.items():
        for name, found in by_name.items():
            title = f"{model}: {name}"
            yield Row(f"{title}: minutes", _r(median(one.minutes for one in found)), "minutes")
            yield Row(f"{title}: taught", _r(median(one.taught for one in found)), "ideas")
            yield Row(
                f"{title}: remembered at day 90", _r(median(one.at_90 for one in found)), "ideas"
            )
            yield Row(f"{title}: remembered at day 120", _r(middle(found, remembered)), "ideas")
            yield Row(f"{title}: per minute", _r(middle(found, per_minute)), "ideas/minute")
            yield Row(
                f"{title}: per minute, least", _r(min(map(per_minute, found))), "ideas/minute"
            )
            yield Row(f"{title}: per minute, most", _r(max(map(per_minute, found))), "ideas/minute")


def show(console: Console, results: Results, found: list[Row]) -> None:
    """Print a table for each model, then what was to be reached."""
    for model, by_name in results.items():
        console.print(_table(model, by_name))
    table = Table(
        "target", "measured", "floor", "ratio", "wanted", "holds", title="What was to be reached"
    )
    for row in found:
        if row.ratio is not None:
            wanted = "" if row.target is None else f"at least {row.target}"
            holds = "" if row.holds is None else "yes" if row.holds else "[bold red]no"
            table.add_row(
                row.name,
                f"{row.value:g} {row.unit}",
                f"{row.floor:g}",
                f"{row.ratio:.2f}",
                wanted,
                holds,
            )
    console.print(table)


def _table(model: str, by_name: Mapping[str, list[Result]]) -> Table:
    table = Table(
        "", title=f"Memory by {model}: a person on average, medians of {len(by_name[FITTED])} seeds"
    )
    for column in ("minutes", "taught", "day 90", "day 120", "per minute (spread)"):
        table.add_column(column, justify="right")
    for name, found in by_name.items():
        each = sorted(map(per_minute, found))
        table.add_row(
            name,
            f"{median(one.minutes for one in found):.0f}",
            f"{median(one.taught for one in found):.0f}",
            f"{median(one.at_90 for one in found):.1f}",
            f"{middle(found, remembered):.1f}",
            f"{median(each):.3f} ({each[0]:.3f} to {each[-1]:.3f})",
        )
    return table


def as_file(found: list[Row], seeds: str, people: int) -> dict[str, object]:
    """Return what goes into `build/simulate.json`."""
    machine = {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "fsrs-rs-python": version("fsrs-rs-python"),
        "seeds": seeds,
        "people": people,
    }
    return {"machine": machine, "rows": [asdict(row) for row in found]}


def _r(value: float) -> float:
    """Four digits say more than enough."""
    return float(f"{value:.4g}")
