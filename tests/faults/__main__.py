"""`make faults`: processes are killed while people earn, and in the end everybody has what they earned, once."""

import asyncio
import os
import sys
import tempfile
import warnings
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from bench import report
from bench.cores import Cores
from bench.report import Row
from bench.servers import ROOT, database_and_redis
from faults.parts import running
from faults.trial import Outcome, run
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from learning.tables.database import close_pool, connection, open_pool
from ops.embedded import ServerAddresses
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError


@click.command()
@click.option("--people", default=560, help="People who learn; each earns three or four badges.")
@click.option("--kills", default=20, help="Times that the API or the worker is killed.")
@click.option(
    "--out",
    default=ROOT / "build" / "faults.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def main(people: int, kills: int, out: Path) -> None:
    """Play the same story without and with kills; what differs is told, and is a failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console, load, begun = (
        Console(width=None if sys.stdout.isatty() else 150),
        os.getloadavg()[0],
        datetime.now(UTC),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="faults-", dir=out.parent) as folder,
            database_and_redis(Path(folder)) as there,
        ):
            calm, hard = asyncio.run(_both(there, Path(folder), people, kills, begun))
    except OperatorError as problem:
        sys.exit(f"faults: {problem}")
    rows = _rows(calm, hard, kills)
    _tell(rows, out, console, load)
    if not all(row.holds for row in rows if row.holds is not None):
        sys.exit("faults: something was lost, or awarded twice")


async def _both(
    there: ServerAddresses, folder: Path, people: int, kills: int, begun: datetime
) -> tuple[Outcome, Outcome]:
    """Play it twice, each time from an empty database and an empty Redis."""

    found = []
    await migrate_database(there.database_url)
    await open_pool(os.environ["DATABASE_URL"])
    try:
        for name, number in (("calm", 0), ("hard", kills)):
            await _empty(there)
            with running(folder / name, there) as processes:
                found.append(await run(processes, there.redis_url, people, number, begun))
    finally:
        await close_pool()
    return found[0], found[1]


async def _empty(there: ServerAddresses) -> None:

    async with connection() as conn:
        tables = await conn.fetchval(
            "SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'migration'"
        )
        await conn.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
    async with Redis.from_url(there.redis_url) as client:
        await client.flushdb()


def _rows(calm: Outcome, hard: Outcome, kills: int) -> list[Row]:
    told, same = hard.told, [name for name in calm.ending if calm.ending[name] != hard.ending[name]]
    wrong = sum(len({*calm.ending[name]} ^ {*hard.ending[name]}) for name in calm.ending)
    twice = sum(
        len(lines) - len({line[:3] for line in lines})
        for name, lines in hard.ending.items()
        if name == "ledger"
    )
    totals = {login: points for login, points, *_ in hard.ending["totals"] if points}
    rows = [
        Row(
            "kills",
            sum(told.kills.values()),
            "kills",
            target=kills,
            holds=sum(told.kills.values()) >= kills,
        ),
        Row(
            "rows that differ from the run without kills",
            wrong,
            "rows",
            target=0,
            holds=not same and not wrong,
        ),
        Row("ledger lines that are there twice", twice, "lines", target=0, holds=not twice),
        Row(
            "people whose board shows another total",
            sum(hard.board.get(login) != points for login, points in totals.items()),
            "people",
            target=0,
            holds=hard.board == totals,
        ),
    ]
    awards, lines = len(hard.ending["awards"]), len(hard.ending["ledger"])
    figures = {
        "badges awarded": (awards, "awards"),
        "ledger lines": (lines, "lines"),
        "points": (sum(line[3] for line in hard.ending["ledger"]), "points"),
        "API killed": (told.kills["API"], "kills"),
        "worker killed": (told.kills["worker"], "kills"),
        "worker killed with a ceremony half done": (told.at_ceremony, "kills"),
        "requests cut off and sent again": (told.cut_off, "requests"),
        "entries that were in already when they came again": (told.repeated, "entries"),
        "time without kills": (round(calm.told.seconds, 1), "s"),
        "time with kills": (round(told.seconds, 1), "s"),
    }
    return rows + [Row(name, value, unit) for name, (value, unit) in figures.items()]


def _tell(rows: list[Row], out: Path, console: Console, load: float) -> None:
    table = Table("", "measured", "wanted", "holds", title="Awards while processes are killed")
    for row in rows:
        wanted = "" if row.target is None else f"{row.target:g}"
        holds = "" if row.holds is None else "yes" if row.holds else "[bold red]no"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", wanted, holds)
    console.print(table)
    about = report.machine(Cores(), load, 0.0)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.as_file(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


if __name__ == "__main__":
    main()
