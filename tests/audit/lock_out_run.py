"""`make lock-out`: run the lock-out attack on a Herobreak of its own, and print the figures."""

import json
import tempfile
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import click
from audit.lock_out import Figures, attack
from audit.report import make_report, print_rows
from bench.report import ReportRow
from bench.servers import BENCH_ROOT
from rich.console import Console
from support.served_processes import READY_LINE, run_herobreak

from learning.actions.people.limit_guesses import make_account_limit

ACCOUNT_LIMIT = make_account_limit("victim")
MAX_GUESSES_PER_DAY = 30
SECONDS_PER_DAY = 86_400
STARTING_SECONDS = 300.0
"""The longest start on a busy machine."""


def run_attack(folder: Path, seconds: float, processes: int) -> Figures:
    """Start Herobreak in a folder and attack one account of it."""
    data = folder / "data"
    with run_herobreak(
        data, folder / "output.log", wait_until_ready=False, API_WORKERS="2"
    ) as running:
        running.wait_for(READY_LINE, STARTING_SECONDS)
        join_code = json.loads((data / "first-admin.json").read_text())["join_code"]
        return attack(f"http://127.0.0.1:{running.port}", join_code, seconds, processes)


def list_lock_out_rows(figures: Figures, seconds: float) -> Iterator[ReportRow]:
    """List the figures of the attack, with their targets."""
    tries, signed_in = figures.owner_tries, figures.owner_signed_in
    share = round(signed_in / tries, 4) if tries else 0.0
    yield ReportRow("lock-out: tries of the owner", tries, "sign-ins")
    yield ReportRow("lock-out: sign-ins of the owner", signed_in, "sign-ins")
    yield ReportRow(
        "lock-out: share of the owner's sign-ins", share, "of her tries", target=1, holds=share == 1
    )
    yield ReportRow(
        "lock-out: a colleague signs in",
        int(figures.colleague_signed_in),
        "sign-ins",
        target=1,
        holds=figures.colleague_signed_in,
    )
    yield ReportRow(
        "lock-out: guesses compared with the PIN",
        figures.checked,
        "guesses",
        target=MAX_GUESSES_PER_DAY,
        holds=0 < figures.checked <= MAX_GUESSES_PER_DAY,
    )
    yield ReportRow("lock-out: guesses not compared", figures.blocked, "guesses")
    most = count_guesses_per_day(figures, seconds)
    yield ReportRow(
        "lock-out: guesses a day at this pace",
        most,
        "guesses a day",
        target=MAX_GUESSES_PER_DAY,
        holds=most <= MAX_GUESSES_PER_DAY,
    )


def count_guesses_per_day(figures: Figures, seconds: float) -> int:
    """Return how many guesses get through in the first day, if the attack goes on as it began.

    Some are free at once, the others come back slowly: an attack of minutes sees few of them.
    """
    expected = ACCOUNT_LIMIT.at_once + ceil(seconds * ACCOUNT_LIMIT.a_day / SECONDS_PER_DAY)
    if figures.checked <= expected:
        return ACCOUNT_LIMIT.at_once + ACCOUNT_LIMIT.a_day
    return round(figures.checked * SECONDS_PER_DAY / seconds)


@click.command()
@click.option("--minutes", default=10.0, help="Minutes of the attack.")
@click.option("--processes", default=8, help="Processes that guess.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "audit-lock-out.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(minutes: float, processes: int, out: Path) -> None:
    """Attack, print a table, and write a file. It ends with 1 if a target is missed."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="herobreak-audit-") as folder:
        figures = run_attack(Path(folder), 60 * minutes, processes)
    rows = list(list_lock_out_rows(figures, 60 * minutes))
    print_rows(Console(), rows)
    out.write_text(json.dumps(make_report((), rows), indent=1) + "\n")
    raise SystemExit(any(row.holds is False for row in rows))


if __name__ == "__main__":
    run_command()
