"""The results of the checks of the audit, and the report that holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from audit.check_names import CHECK_NAMES, CHECKS
from audit.fairness import Waits
from audit.measure_inputs import InputCost
from bench.report import ReportRow
from rich.console import Console
from rich.markup import escape
from rich.table import Table

Result = Literal["passed", "failed", "skipped"]
STYLES: Mapping[Result, str] = {"passed": "green", "failed": "bold red", "skipped": "yellow"}
MAX_DETAILS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check. `details` say what failed, or why the check was skipped."""

    name: str
    result: Result
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the audit: its checks, its figures by name, and what it measured.

    `rows` are all measured figures; `inputs` and `waits` have tables of their own.
    """

    name: str
    checks: Sequence[Check]
    figures: Mapping[str, Any] = field(default_factory=dict)
    inputs: Sequence[InputCost] = ()
    waits: Sequence[Waits] = ()
    rows: Sequence[ReportRow] = ()


def judge_rows(name: str, rows: Iterable[ReportRow]) -> Check:
    """Make a check that has passed if every row with a target holds."""
    return judge(
        name,
        (
            f"{row.name}: {row.value:g} {row.unit}, wanted {row.target:g}"
            for row in rows
            if row.holds is False
        ),
    )


def judge(name: str, faults: Iterable[str]) -> Check:
    """Make a check that has passed if there are no faults."""
    details = tuple(faults)
    return Check(name, "failed" if details else "passed", details)


def skip(name: str, reason: str) -> Check:
    """Make a check that could not run."""
    return Check(name, "skipped", (reason,))


def find_misnamed(parts: Iterable[Part]) -> list[str]:
    """Name the checks that have no name in `check_names.py`, and the names that nothing checks."""
    parts = list(parts)
    ran = {check.name for part in parts for check in part.checks}
    named = {name for part in parts for name in CHECKS.get(part.name, ())}
    return [
        *(f"{name} is not in check_names.py" for name in sorted(ran - CHECK_NAMES)),
        *(f"{name} was not checked" for name in sorted(named - ran)),
    ]


def describe_parts(parts: Iterable[Part]) -> dict[str, Any]:
    """Give the sections of the report, one for each part, with its checks by name."""
    return {
        part.name: {
            "checks": {
                check.name: {"result": check.result, "details": list(check.details)}
                for check in part.checks
            },
            **part.figures,
        }
        for part in parts
    }


def print_checks(console: Console, parts: Iterable[Part]) -> None:
    """Print a table of all checks."""
    table = Table("check", "result", "shows", "details")
    for part in parts:
        for check in part.checks:
            shown = [escape(detail) for detail in check.details[:MAX_DETAILS_SHOWN]]
            hidden = len(check.details) - len(shown)
            table.add_row(
                check.name,
                f"[{STYLES[check.result]}]{check.result}",
                CHECKS.get(part.name, {}).get(check.name, ""),
                "\n".join([*shown, *([f"and {hidden} more"] if hidden else [])]),
            )
    console.print(table)
