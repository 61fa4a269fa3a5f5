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
from simulate.memory_models import MEMORY_MODELS
from simulate.trials import FITTED, PATIENT, PLAIN, SimulationJob, SimulationResult

MIN_RATIO = 1.15
"""The target: our concepts remembered per minute, divided by those of the best baseline."""

Results = Mapping[str, Mapping[str, list[SimulationResult]]]
"""Results by model and scheduler, in the order of seeds."""


@dataclass(frozen=True, slots=True)
class SimulationRow:
    """One row of the file. `holds` is None if the row has no target."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    target: float | None = None
    holds: bool | None = None


def collect_results(found: Mapping[SimulationJob, SimulationResult]) -> Results:
    """Sort results by model and scheduler. The better variant of each baseline counts."""
    whole: dict[str, dict[str, list[SimulationResult]]] = {model: {} for model in MEMORY_MODELS}
    for job in sorted(found, key=lambda job: job.seed):
        whole[job.model].setdefault(job.scheduler, []).append(found[job])
    return {model: dict(_choose_better(by_name)) for model, by_name in whole.items()}


def _choose_better(
    by_name: dict[str, list[SimulationResult]],
) -> Iterator[tuple[str, list[SimulationResult]]]:
    for name in (FITTED, PLAIN, *BASELINES):
        paces = [one for one in (name, name + PATIENT) if one in by_name]
        best = max(paces, key=lambda one: calculate_median(by_name[one], get_per_minute))
        yield best, by_name[best]


def get_per_minute(result: SimulationResult) -> float:
    """Give the concepts remembered on day 120 per minute."""
    return result.per_minute


def get_remembered(result: SimulationResult) -> float:
    """Give the concepts remembered on day 120."""
    return result.at_120


def calculate_median(
    results: list[SimulationResult], of: Callable[[SimulationResult], float]
) -> float:
    """Calculate the median of a figure over the seeds."""
    return median(map(of, results))


def find_best_baseline(
    by_name: Mapping[str, list[SimulationResult]], of: Callable[[SimulationResult], float]
) -> str:
    """Find the best baseline except "no review".

    With the fewest minutes, "no review" always has the most per minute.
    """
    reviewing = [name for name in by_name if name not in (FITTED, PLAIN, "no review")]
    return max(reviewing, key=lambda name: calculate_median(by_name[name], of))


def calculate_ratios(
    by_name: Mapping[str, list[SimulationResult]],
    one: str,
    other: str,
    of: Callable[[SimulationResult], float] = get_per_minute,
) -> list[float]:
    """Divide a figure of one scheduler by that of another, seed by seed."""
    return [
        of(above) / of(below) for above, below in zip(by_name[one], by_name[other], strict=True)
    ]


def list_rows(results: Results) -> list[SimulationRow]:
    """List all figures, those with targets first."""
    return [*_list_target_rows(results), *_list_figure_rows(results)]


def _list_target_rows(results: Results) -> Iterator[SimulationRow]:
    for model, by_name in results.items():
        for ours in (FITTED, PLAIN):
            yield _make_comparison_row(
                model,
                by_name,
                ours,
                find_best_baseline(by_name, get_per_minute),
                get_per_minute,
                MIN_RATIO,
            )
        yield _make_comparison_row(
            model,
            by_name,
            FITTED,
            find_best_baseline(by_name, get_remembered),
            get_remembered,
            None,
        )
        yield _make_comparison_row(model, by_name, FITTED, "no review", get_per_minute, None)


def _make_comparison_row(
    model: str,
    by_name: Mapping[str, list[SimulationResult]],
    ours: str,
    other: str,
    of: Callable[[SimulationResult], float],
    target: float | None,
) -> SimulationRow:
    ratio = median(calculate_ratios(by_name, ours, other, of))
    what, unit = ("per minute", "ideas/minute") if of is get_per_minute else ("remembered", "ideas")
    return SimulationRow(
        name=f"{model}: {ours}, {what} at day 120, beside {other}",
        value=_round_figure(calculate_median(by_name[ours], of)),
        unit=unit,
        floor=_round_figure(calculate_median(by_name[other], of)),
        ratio=_round_figure(ratio),
        target=target,
        holds=None if target is None else ratio >= target,
    )


def _list_figure_rows(results: Results) -> Iterator[SimulationRow]:
    for model, by_name in results.items():
        for name, found in by_name.items():
            title = f"{model}: {name}"
            yield SimulationRow(
                f"{title}: minutes", _round_figure(median(one.minutes for one in found)), "minutes"
            )
            yield SimulationRow(
                f"{title}: taught", _round_figure(median(one.taught for one in found)), "ideas"
            )
            yield SimulationRow(
                f"{title}: remembered at day 90",
                _round_figure(median(one.at_90 for one in found)),
                "ideas",
            )
            yield SimulationRow(
                f"{title}: remembered at day 120",
                _round_figure(calculate_median(found, get_remembered)),
                "ideas",
            )
            yield SimulationRow(
                f"{title}: per minute",
                _round_figure(calculate_median(found, get_per_minute)),
                "ideas/minute",
            )
            yield SimulationRow(
                f"{title}: per minute, least",
                _round_figure(min(map(get_per_minute, found))),
                "ideas/minute",
            )
            yield SimulationRow(
                f"{title}: per minute, most",
                _round_figure(max(map(get_per_minute, found))),
                "ideas/minute",
            )


def print_tables(console: Console, results: Results, found: list[SimulationRow]) -> None:
    """Print a table for each model, then the targets."""
    for model, by_name in results.items():
        console.print(_make_table(model, by_name))
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


def _make_table(model: str, by_name: Mapping[str, list[SimulationResult]]) -> Table:
    table = Table(
        "", title=f"Memory by {model}: a person on average, medians of {len(by_name[FITTED])} seeds"
    )
    for column in ("minutes", "taught", "day 90", "day 120", "per minute (spread)"):
        table.add_column(column, justify="right")
    for name, found in by_name.items():
        each = sorted(map(get_per_minute, found))
        table.add_row(
            name,
            f"{median(one.minutes for one in found):.0f}",
            f"{median(one.taught for one in found):.0f}",
            f"{median(one.at_90 for one in found):.1f}",
            f"{calculate_median(found, get_remembered):.1f}",
            f"{median(each):.3f} ({each[0]:.3f} to {each[-1]:.3f})",
        )
    return table


def make_report(found: list[SimulationRow], seeds: str, people: int) -> dict[str, object]:
    """Make the content of `build/simulate.json`."""
    machine = {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "fsrs-rs-python": version("fsrs-rs-python"),
        "seeds": seeds,
        "people": people,
    }
    return {"machine": machine, "rows": [asdict(row) for row in found]}


def _round_figure(value: float) -> float:
    """Round to four significant digits."""
    return float(f"{value:.4g}")
