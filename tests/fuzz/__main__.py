"""`make fuzz`: search every decoder of outside bytes for inputs that it does not stand."""

import json
import shutil
import sys
from pathlib import Path

import click
from fuzz.decoders import DECODERS
from fuzz.found_inputs import FOUND
from fuzz.fuzz_run import FuzzRow, run_all
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]


@click.command()
@click.option("--seconds", default=60.0, help="Seconds for each decoder.")
@click.option("--seed", default="1", help="The same seed makes the same inputs.")
@click.option("--decoder", "names", multiple=True, type=click.Choice(list(DECODERS)))
@click.option("--out", default=ROOT / "build/fuzz.json", type=click.Path(path_type=Path))
@click.option("--found", default=FOUND, type=click.Path(path_type=Path), help="Where to keep them.")
def run_command(seconds: float, seed: str, names: tuple[str, ...], out: Path, found: Path) -> None:
    """Search, print a table, write a file, and fail if there is a finding."""
    out.parent.mkdir(parents=True, exist_ok=True)
    rows = run_all(names or tuple(DECODERS), seconds, seed, found)
    out.write_text(json.dumps({"seed": seed, "decoders": rows}, indent=1) + "\n")
    print_rows(rows)
    sys.exit(any(row["findings"] for row in rows))


def print_rows(rows: list[FuzzRow]) -> None:
    """Print a line for each decoder, and one for each finding."""
    console = Console(
        width=None if sys.stdout.isatty() else max(150, shutil.get_terminal_size()[0])
    )
    table = Table("decoder", "inputs", "seconds", "lines run", "findings")
    for row in rows:
        table.add_row(
            row["decoder"],
            f"{row['executions']:,}",
            f"{row['seconds']:.0f}",
            f"{row['coverage']:.0%}",
            str(len(row["findings"])),
        )
    console.print(table)
    for row in rows:
        for finding in row["findings"]:
            console.print(f"{finding['input']}: {finding['what']}", markup=False)


if __name__ == "__main__":
    run_command()
