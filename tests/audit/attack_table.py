"""The attacks of a tester with the source in hand: what they reached then, and what they reach now.

The figures of before were measured on the version that was attacked, on an idle machine. Those of
now are processor times of the server, so that a busy machine does not change them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.report import ReportRow
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: its figure before, and the row that has its figure now, times `scale`."""

    name: str
    before: float
    unit: str
    row: str
    scale: float = 1.0


ATTACKS = (
    Attack(
        "200 late answers to one concept, thousands stored",
        23,
        "s",
        "200 late answers to one concept: processor time",
    ),
    Attack(
        "the same: the event loop stands still",
        32_000,
        "ms",
        "200 late answers to one concept: event loop",
    ),
    Attack(
        "rota CSV with 240,000 columns",
        60,
        "s",
        "CSV of one line with 240,000 columns: processor time",
    ),
    Attack("calendar with 60,000 RDATEs", 10, "s", "calendar with 60,000 RDATEs: processor time"),
    Attack(
        "calendar of endless series", 10, "s", "calendar of 4,990 endless series: processor time"
    ),
    Attack(
        "photo of somebody else's moment: memory",
        330,
        "MB",
        "photo of 36 megapixels, of somebody else: new peak memory",
    ),
    Attack("points of a day by claimed times", 510, "points", "farming: best day found"),
    Attack("streak of one evening by claimed times", 30, "days", "farming: streak of one evening"),
    Attack(
        "guesses at one account in a day", 384, "guesses", "lock-out: guesses a day at this pace"
    ),
    Attack(
        "sign-ins of the owner during the attack",
        0,
        "of her tries",
        "lock-out: share of the owner's sign-ins",
    ),
)


def list_attack_rows(rows: Sequence[ReportRow]) -> Iterator[ReportRow]:
    """Give a row for each attack that was measured. Its floor is the figure of before."""
    measured: Mapping[str, ReportRow] = {row.name: row for row in rows}
    for attack in ATTACKS:
        if (row := measured.get(attack.row)) is not None:
            value = round(row.value * attack.scale, 3)
            yield ReportRow(f"attack: {attack.name}", value, attack.unit, floor=attack.before)


def print_attacks(console: Console, rows: Sequence[ReportRow]) -> None:
    """Print what each attack reached before and now."""
    table = Table("attack", "before", "now", title="What attacks reached")
    for row in rows:
        table.add_row(row.name, f"{row.floor:,g} {row.unit}", f"{row.value:,g} {row.unit}")
    console.print(table)
