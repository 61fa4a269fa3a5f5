"""`make audit`: attack the app, say what each attack costs or gains, and check that it holds."""

import json
import sys
import tempfile
import warnings
from pathlib import Path

import click
from audit.attack_table import list_attack_rows, print_attacks
from audit.checks import Part, find_misnamed, print_checks
from audit.measure_inputs import MAX_LOOP_SECONDS
from audit.parts import PARTS, AuditOptions, judge_requirements
from audit.report import list_all_rows, make_report, print_inputs, print_rows, print_waits
from bench.servers import BENCH_ROOT
from rich.console import Console


@click.command()
@click.option(
    "--part", "names", type=click.Choice(list(PARTS)), multiple=True, help="One part alone."
)
@click.option("--stored", default=2800, help="Stored answers to one concept.")
@click.option("--loop-seconds", default=MAX_LOOP_SECONDS, help="How long an input may hold a loop.")
@click.option("--attack-seconds", default=60.0, help="How long the PIN of one account is guessed.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "audit.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(
    names: tuple[str, ...], stored: int, loop_seconds: float, attack_seconds: float, out: Path
) -> None:
    """Run the parts, print tables, and write a file. It fails when a check has failed."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    options = AuditOptions(stored, loop_seconds, attack_seconds)
    parts: list[Part] = []
    for name in names or PARTS:
        console.print(f"==> {name}")
        with tempfile.TemporaryDirectory(prefix=f"audit-{name}-", dir=out.parent) as folder:
            parts.append(PARTS[name](Path(folder), options))
    if not names:
        parts.append(judge_requirements(parts))
    for part in parts:
        print_inputs(console, part.inputs)
        print_waits(console, part.waits)
        print_rows(console, [] if part.inputs or part.waits else part.rows)
    attacks = list(list_attack_rows(list_all_rows(parts)))
    print_attacks(console, attacks)
    print_checks(console, parts)
    out.write_text(json.dumps(make_report(parts, attacks), indent=1) + "\n")
    misnamed = find_misnamed(parts)
    console.print(*misnamed, sep="\n")
    if misnamed or any(check.result == "failed" for part in parts for check in part.checks):
        sys.exit(1)


if __name__ == "__main__":
    run_command()
