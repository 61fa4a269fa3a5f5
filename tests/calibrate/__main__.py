"""`make calibrate`: of the challenges that are given 70 in 100, do about 70 in 100 succeed?"""

import json
import sys
from pathlib import Path

import click
from calibrate.report import list_rows, make_report, print_table
from calibrate.trials import FORECASTS, measure_calibration
from rich.console import Console

CALIBRATION_FILE = Path(__file__).parents[2] / "build" / "calibrate.json"


@click.command()
@click.option("--challenges", default=2000, help="Simulated challenges of each measure.")
@click.option("--seed", default=1, help="Another seed gives other organisations.")
@click.option(
    "--out", default=CALIBRATION_FILE, type=click.Path(path_type=Path), help="File of figures."
)
def run_command(challenges: int, seed: int, out: Path) -> None:
    """Simulate, print a table and write a file. A missed target is no failure."""
    console = Console(width=None if sys.stdout.isatty() else 150)
    results = {measure: measure_calibration(measure, challenges, seed) for measure in FORECASTS}
    rows = list(list_rows(results))
    print_table(console, rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(make_report(rows, challenges, seed), indent=1) + "\n")


if __name__ == "__main__":
    run_command()
