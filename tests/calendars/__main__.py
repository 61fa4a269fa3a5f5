"""`make compare-calendars CALENDARS=<folder>`: how two readers of calendars agree on real files."""

import argparse
import json
import os
import platform
import sys
import warnings
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from calendars.agreement import Verdict, compare_calendars, list_calendar_files
from calendars.reasons import UNEXPLAINED
from rich.console import Console
from rich.table import Table

OUTCOMES = ("agree", "disagree", "refused by ours", "refused by it", "refused by both")
MIN_FILES = 200


def main() -> int:
    """Compare, print and write the table. It fails where a difference has no known reason."""
    parser = argparse.ArgumentParser(prog="python -m calendars", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of .ics files")
    parser.add_argument("--python", required=True, help="an interpreter with the library")
    parser.add_argument("--out", type=Path, default=Path("build/compare-calendars.json"))
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    verdicts = list(compare_calendars(list_calendar_files(options.folder), options.python))
    rows = list_rows(verdicts)
    machine = {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "icalendar": version("icalendar"),
    }
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")
    _print_verdicts(verdicts, rows)
    return int(any(row["holds"] is False for row in rows))


def list_rows(verdicts: list[Verdict]) -> list[dict[str, object]]:
    """List the figures: files in all and by outcome, and differences by reason."""
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    reasons = Counter(verdict.reason for verdict in verdicts if verdict.outcome == "disagree")
    reasoned = Counter(
        f"{verdict.outcome}: {verdict.reason}"
        for verdict in verdicts
        if verdict.outcome not in ("agree", "refused by both")
    )
    return [
        _make_row("files compared", len(verdicts), MIN_FILES, len(verdicts) >= MIN_FILES),
        *(_make_row(outcome, outcomes[outcome]) for outcome in OUTCOMES),
        *(_make_row(name, reasoned[name]) for name in sorted(reasoned)),
        _make_row(
            "disagree without a known reason", reasons[UNEXPLAINED], 0, not reasons[UNEXPLAINED]
        ),
    ]


def _make_row(
    name: str, value: int, target: int | None = None, holds: bool | None = None
) -> dict[str, object]:
    return {
        "name": name,
        "value": value,
        "unit": "files",
        "floor": None,
        "ratio": None,
        "target": target,
        "holds": holds,
    }


def _print_verdicts(verdicts: list[Verdict], rows: list[dict[str, object]]) -> None:
    table = Table("", "files", title="Ours and recurring-ical-events: the days of each file")
    for row in rows:
        table.add_row(str(row["name"]), str(row["value"]))
    console = Console()
    console.print(table)
    for verdict in verdicts:
        if verdict.outcome == "disagree":
            console.print(
                f"{verdict.path.name}: {verdict.reason}: ours only {len(verdict.ours_only)},"
                f" library only {len(verdict.library_only)} days",
                highlight=False,
                soft_wrap=True,
            )


if __name__ == "__main__":
    sys.exit(main())
