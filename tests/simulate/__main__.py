"""`make simulate`: compare how much staff remember with this scheduler and with others."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from simulate.chart import draw_chart
from simulate.report import collect_results, list_rows, make_report, print_tables
from simulate.trials import list_jobs, run_jobs

SIMULATION_ROOT = Path(__file__).parents[2]


def _parse_seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


@click.command()
@click.option("--people", default=24, help="People of each organisation.")
@click.option(
    "--seeds", default="0-9", help="Seeds, each an organisation: one number or first-last."
)
@click.option("--processes", default=2, help="Processes.")
@click.option(
    "--out",
    default=SIMULATION_ROOT / "build" / "simulate.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
@click.option(
    "--svg",
    default=SIMULATION_ROOT / "docs" / "simulate.svg",
    type=click.Path(path_type=Path),
    help="Picture.",
)
def run_command(people: int, seeds: str, processes: int, out: Path, svg: Path) -> None:
    """Simulate, print tables, and write a file and a chart. A missed target is no failure."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    todo = list(list_jobs(_parse_seeds(seeds), people))
    done = run_jobs(todo, processes)
    results = collect_results(
        dict(track(done, "simulating ninety days", len(todo), console=Console(stderr=True)))
    )
    found = list_rows(results)
    print_tables(console, results, found)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        json.dumps(make_report(found, seeds, people), indent=1, ensure_ascii=False) + "\n"
    )
    svg.write_text(draw_chart(results))


if __name__ == "__main__":
    run_command()
