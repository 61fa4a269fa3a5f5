"""`make bench-live`: measure many phones that listen for hints at one API process.

The figures are the memory of a phone and the delay from a commit to the hint.
"""

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
from bench.cores import Cores, OtherPrograms, place_processes
from bench.live_population import LivePopulation, create_live_population
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, run_bench_servers, serve_product
from rich.console import Console
from rich.table import Table

from ops.embedded import ServerAddresses
from ops.operator_errors import OperatorError

MAX_HINT_SECONDS = 2.0
"""Within this time 95 % of the phones must receive the hint."""
MAX_BYTES_PER_PHONE = 64 * 1024
"""The memory of the server that one phone may use."""
PAUSE_SECONDS = 1.5
"""The pause between two answers, so that each is measured separately."""


@dataclass
class StreamingPhone:
    """An open stream, and when it last received a hint about the challenge."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    hint_received: asyncio.Event = field(default_factory=asyncio.Event)
    hint_received_at: float = 0.0

    async def read_hints(self) -> None:
        """Read the stream and note each hint about the challenge."""
        while line := await self.reader.readline():
            if line.startswith(b"event: challenge"):
                self.hint_received_at = asyncio.get_running_loop().time()
                self.hint_received.set()


@dataclass
class HintMeasurements:
    """The delays from commit to phone in seconds, and the memory of the server in bytes."""

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
    default=BENCH_ROOT / "build" / "bench-live.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
def run_command(phones: int, answers: int, out: Path) -> None:
    """Measure, print a table, and write a file. A missed target is no failure."""
    warnings.filterwarnings("ignore", message=".*Unable to fetch server version")
    console = Console(width=None if sys.stdout.isatty() else 150)
    out.parent.mkdir(parents=True, exist_ok=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    load, other_programs = os.getloadavg()[0], OtherPrograms()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="bench-", dir=out.parent) as folder,
            run_bench_servers(Path(folder)) as addresses,
        ):
            found = asyncio.run(measure_hints(Path(folder), addresses, phones, answers, console))
    except OperatorError as problem:
        sys.exit(f"bench: {problem}")
    _report_results(found, out, console, load, other_programs.count_busy_cores())


async def measure_hints(
    folder: Path, addresses: ServerAddresses, phones: int, answers: int, console: Console
) -> HintMeasurements:
    console.print(f"==> {phones:,} people of one organisation, and a challenge of all of them")
    population = await create_live_population(addresses.database_url, phones)
    with serve_product(folder, addresses) as address:
        processes, found = place_processes(Cores()), HintMeasurements(phones)
        (server,) = [one for one in processes.roles["api"] if not one.children()]
        await _send_answer(population, 0, address)
        found.before = server.memory_info().rss
        console.print("==> they open their streams")
        started_at = asyncio.get_running_loop().time()
        listening = await _open_streams(population, phones, address)
        found.opening = asyncio.get_running_loop().time() - started_at
        tasks = [asyncio.create_task(phone.read_hints()) for phone in listening]
        await asyncio.sleep(PAUSE_SECONDS)
        found.after = server.memory_info().rss
        console.print(f"==> {answers} answers, one after the other")
        spent = processes.get_processor_seconds("api")
        for number in range(1, answers + 1):
            await _measure_round(population, number, address, listening, found)
        found.processor = (processes.get_processor_seconds("api") - spent) / answers
        for task, phone in zip(tasks, listening, strict=True):
            task.cancel()
            phone.writer.close()
        await asyncio.gather(*tasks, return_exceptions=True)
    return found


STREAMS_OPENED_AT_ONCE = 8


async def _open_streams(
    population: LivePopulation, phones: int, address: tuple[str, int]
) -> list[StreamingPhone]:
    """Open the streams, a few at a time: a process that is new lets few requests in at once."""
    made: list[StreamingPhone] = []
    for first in range(0, phones, STREAMS_OPENED_AT_ONCE):
        tokens = population.tokens[first : min(first + STREAMS_OPENED_AT_ONCE, phones)]
        made += await asyncio.gather(*(_open_stream(token, address) for token in tokens))
    return made


async def _open_stream(token: str, address: tuple[str, int]) -> StreamingPhone:
    reader, writer = await asyncio.open_connection(*address, limit=4096)
    writer.write(_make_request("GET", "/api/live", token, address))
    if not (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200"):
        raise OperatorError("a stream was not opened")
    await reader.readuntil(b"\n\n")
    return StreamingPhone(reader, writer)


async def _measure_round(
    population: LivePopulation,
    number: int,
    address: tuple[str, int],
    phones: list[StreamingPhone],
    found: HintMeasurements,
) -> None:
    """Send one answer and wait until all phones have received the hint."""
    for phone in phones:
        phone.hint_received.clear()
    started_at = asyncio.get_running_loop().time()
    committed = await _send_answer(population, number, address)
    found.answer.append(committed - started_at)
    waiting = [asyncio.create_task(phone.hint_received.wait()) for phone in phones]
    _, late = await asyncio.wait(waiting, timeout=10)
    for task in late:
        task.cancel()
    delays = [
        phone.hint_received_at - committed for phone in phones if phone.hint_received.is_set()
    ]
    found.missed += len(late)
    found.delays += delays
    found.last.append(max(delays))
    await asyncio.sleep(PAUSE_SECONDS)


async def _send_answer(population: LivePopulation, number: int, address: tuple[str, int]) -> float:
    """Send one answer. Give the time of the response, which comes directly after the commit."""
    body = population.make_attempt_body()
    reader, writer = await asyncio.open_connection(*address)
    writer.write(_make_request("POST", "/api/attempts", population.tokens[number], address, body))
    head = await reader.readuntil(b"\r\n\r\n")
    at = asyncio.get_running_loop().time()
    writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise OperatorError(f"an answer was not taken: {head[:80]!r}")
    return at


def _make_request(
    method: str, path: str, token: str, address: tuple[str, int], body: bytes = b""
) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {address[0]}:{address[1]}",
        f"Cookie: herobreak={token}",
        *([f"Content-Length: {len(body)}", "Content-Type: application/json"] if body else []),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _report_results(
    found: HintMeasurements, out: Path, console: Console, load: float, others: float
) -> None:
    rows = list(_list_rows(found))
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
        f"Meanwhile other programs kept {others:.2f} cores busy:"
        " above 0.1, measure again when they are idle."
    )
    about = report.describe_machine(Cores(), load, others)
    out.write_bytes(
        msgspec.json.format(msgspec.json.encode(report.make_report(rows, about)), indent=1) + b"\n"
    )
    console.print(f"all figures: {out}")


def _list_rows(found: HintMeasurements) -> Iterator[ReportRow]:
    name, ordered = f"{found.phones:,} phones", sorted(found.delays)
    held = (found.after - found.before) / found.phones
    for share, most in ((50, None), (95, MAX_HINT_SECONDS), (99, None)):
        seconds = ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))]
        yield _make_row(f"{name}: commit to event, p{share}", seconds, "s", most)
    yield _make_row(f"{name}: commit to the last of them, worst round", max(found.last), "s")
    yield _make_row(f"{name}: memory of a phone", held, "bytes", MAX_BYTES_PER_PHONE)
    yield _make_row(f"{name}: events missed", found.missed, "events", 0)
    yield _make_row(f"{name}: memory of the server before", found.before / 2**20, "MiB")
    yield _make_row(f"{name}: memory of the server with all of them", found.after / 2**20, "MiB")
    yield _make_row(f"{name}: opening all streams", found.opening, "s")
    yield _make_row(
        f"{name}: processor time of the server for one answer heard by all", found.processor, "s"
    )
    yield _make_row(
        f"{name}: the answer's own time, median", sorted(found.answer)[len(found.answer) // 2], "s"
    )


def _make_row(name: str, value: float, unit: str, most: float | None = None) -> ReportRow:
    value = float(f"{value:.4g}")
    return ReportRow(name, value, unit, target=most, holds=None if most is None else value <= most)


if __name__ == "__main__":
    run_command()
