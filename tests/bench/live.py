"""`make bench-live`: very many phones that listen at one API process: what each costs, and how soon they hear of an answer."""

import asyncio
import os
import resource
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec
from bench import report
from bench.cores import Cores, Neighbours, place
from bench.live_crowd import Crowd, gather
from bench.report import Row
from bench.servers import ROOT, database_and_redis, served
from rich.console import Console
from rich.table import Table

from ops.embedded import ServerAddresses
from ops.operator_errors import OperatorError

SOON = 2.0
"""Seconds within which nearly every phone is to hear."""
HELD = 64 * 1024
"""Bytes that a phone may hold of the server's memory."""
SETTLE = 1.5
"""Seconds between two answers: each is counted by itself."""


@dataclass
class Phone:
    """A stream that is read, and when an event of the challenge last came."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    at: float = 0.0

    async def listen(self) -> None:
        """Note each hint at the challenge."""
        while line := await self.reader.readline():
            if line.startswith(b"event: challenge"):
                self.at = asyncio.get_running_loop().time()
                self.heard.set()


@dataclass
class Found:
    """What was measured: seconds from the commit to each phone, round by round, and the memory of the server."""

    phones: int
    before: int = 0
    after: int = 0
    opening: float = 0.0
    delays: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    missed: int = 0
    processor: float = 0.0
    answer: list[float] = field(default_factory=list)


@click.command()
@click.option("--phones", default=2000, help="Phones that listen at once.")
@click.option(
    "--answers", default=20, help="Answers, one after the other, that all of them are to hear of."
)
@click.option(
    "--out",
    default=ROOT / "build" / "bench-live.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def main(phones: int, answers: int, out: Path) -> None:
    """Measure, print a table, write a file. Targets that do not hold are told, and are no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    load, neighbours = os.getloadavg()[0], Neighbours()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            database_and_redis(Path(folder)) as there,
        ):
            found = asyncio.run(_measure(Path(folder), there, phones, answers, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _tell(found, out, console, load, neighbours.cores())


async def _measure(
    folder: Path, there: ServerAddresses, phones: int, answers: int, console: Console
) -> Found:
    console.print(f"==> {phones:,} people of one organisation, and a challenge of all of them")
    crowd = await gather(there.database_url, phones)
    with served(folder, there) as address:
        cast, found = place(Cores()), Found(phones)
        (server,) = [one for one in cast.roles["api"] if not one.children()]
        await _answer(crowd, 0, address)
        found.before = server.memory_info().rss
        console.print("==> they open their streams")
        begun = asyncio.get_running_loop().time()
        listening = await _open(crowd, phones, address)
        found.opening = asyncio.get_running_loop().time() - begun
        tasks = [asyncio.create_task(phone.listen()) for phone in listening]
        await asyncio.sleep(SETTLE)
        found.after = server.memory_info().rss
        console.print(f"==> {answers} answers, one after the other")
        spent = cast.seconds("api")
        for number in range(1, answers + 1):
            await _round(crowd, number, address, listening, found)
        found.processor = (cast.seconds("api") - spent) / answers
        for task, phone in zip(tasks, listening, strict=True):
            task.cancel()
            phone.writer.close()
        await asyncio.gather(*tasks, return_exceptions=True)
    return found


async def _open(crowd: Crowd, phones: int, address: tuple[str, int]) -> list[Phone]:
    """Open streams, a hundred at a time."""
    made: list[Phone] = []
    for first in range(0, phones, 100):
        tokens = crowd.tokens[first : min(first + 100, phones)]
        made += await asyncio.gather(*(_stream(token, address) for token in tokens))
    return made


async def _stream(token: str, address: tuple[str, int]) -> Phone:
    reader, writer = await asyncio.open_connection(*address, limit=4096)
    writer.write(_head("GET", "/api/live", token, address))
    if not (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200"):
        raise OperatorError("a stream was not opened")
    await reader.readuntil(b"\n\n")
    return Phone(reader, writer)


async def _round(
    crowd: Crowd, number: int, address: tuple[str, int], phones: list[Phone], found: Found
) -> None:
    """Let one person answer; wait until all phones have heard."""
    for phone in phones:
        phone.heard.clear()
    begun = asyncio.get_running_loop().time()
    committed = await _answer(crowd, number, address)
    found.answer.append(committed - begun)
    waiting = [asyncio.create_task(phone.heard.wait()) for phone in phones]
    _, late = await asyncio.wait(waiting, timeout=10)
    for task in late:
        task.cancel()
    delays = [phone.at - committed for phone in phones if phone.heard.is_set()]
    found.missed += len(late)
    found.delays += delays
    found.last.append(max(delays))
    await asyncio.sleep(SETTLE)


async def _answer(crowd: Crowd, number: int, address: tuple[str, int]) -> float:
    """Send one answer; return when the server said that it is recorded, which is just after the commit."""
    body = crowd.answer()
    reader, writer = await asyncio.open_connection(*address)
    writer.write(_head("POST", "/api/attempts", crowd.tokens[number], address, body))
    head = await reader.readuntil(b"\r\n\r\n")
    at = asyncio.get_running_loop().time()
    writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise OperatorError(f"an answer was not taken: {head[:80]!r}")
    return at


def _head(method: str, path: str, token: str, address: tuple[str, int], body: bytes = b"") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {address[0]}:{address[1]}",
        f"Cookie: herobreak={token}",
        *([f"Content-Length: {len(body)}", "Content-Type: application/json"] if body else []),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _tell(found: Found, out: Path, console: Console, load: float, others: float) -> None:
    rows = list(_rows(found))
    table = Table(
        "",
        "measured",
        "wanted",
        "holds",
        title=f"{found.phones:,} phones that listen at one API process",
    )
    for row in rows:
        wanted = "" if row.target is None else f"at most {row.target:g}"
        holds = "" if row.holds is None else "yes" if row.holds else "[bold red]no"
        table.add_row(row.name, f"{row.value:,g} {row.unit}", wanted, holds)
    console.print(table)
    console.print(
        f"Meanwhile other programs kept {others:.2f} cores busy: above 0.1, measure again in peace."
    )
    about = report.machine(Cores(), load, others)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.as_file(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


def _rows(found: Found) -> Iterator[Row]:
    name, ordered = f"{found.phones:,} phones", sorted(found.delays)
    held = (found.after - found.before) / found.phones
    for share, most in ((50, None), (95, SOON), (99, None)):
        seconds = ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))]
        yield _row(f"{name}: commit to event, p{share}", seconds, "s", most)
    yield _row(f"{name}: commit to the last of them, worst round", max(found.last), "s")
    yield _row(f"{name}: memory of a phone", held, "bytes", HELD)
    yield _row(f"{name}: events missed", found.missed, "events", 0)
    yield _row(f"{name}: memory of the server before", found.before / 2**20, "MiB")
    yield _row(f"{name}: memory of the server with all of them", found.after / 2**20, "MiB")
    yield _row(f"{name}: opening all streams", found.opening, "s")
    yield _row(
        f"{name}: processor time of the server for one answer heard by all", found.processor, "s"
    )
    yield _row(
        f"{name}: the answer's own time, median", sorted(found.answer)[len(found.answer) // 2], "s"
    )


def _row(name: str, value: float, unit: str, most: float | None = None) -> Row:
    value = float(f"{value:.4g}")
    return Row(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    main()
