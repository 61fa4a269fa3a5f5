"""`make overload`: too many requests, a locked table and a stopped PostgreSQL, on a real API."""

import asyncio
import json
import os
import random
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import click
import msgspec
import psutil
from bench import report
from bench.cores import Cores
from bench.report import ReportRow
from bench.servers import BENCH_ROOT, run_bench_servers
from faults.open_load import LoadCounts, OpenLoad
from faults.scenario import QUESTION_IDS, create_learners
from support.postgres_urls import connect_as_admin

from api.cookies import get_session_cookie_name
from learning.settings import parse_settings
from learning.tables.database import close_pool, open_pool
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses, ports, run_server
from ops.migrate import migrate_database
from ops.supervisor import program_launches

PEOPLE = 300
MAX_TIMES_NORMAL = 5.0
"""How much longer than usual an accepted request may take when there are too many."""
MAX_HANG_SECONDS = 3.0
"""The time within which everybody is told to come back while the database hangs."""
MAX_ABANDONED_SECONDS = 2.0
"""The time within which nothing is left of requests whose clients have gone. Without that, the
first would wait `LOCK_SECONDS` for the lock, and then those that wait for their share."""
COUNT_WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
HANG_REQUESTS_PER_SECOND = 15.0
HANG_SECONDS = 4.0
Hang = Callable[[], AsyncIterator[None]]


@click.command()
@click.option("--seconds", default=6.0, help="How long each load lasts.")
@click.option(
    "--out",
    default=BENCH_ROOT / "build" / "overload.json",
    type=click.Path(path_type=Path),
    help="File of figures.",
)
@click.option("--times", default="3,12", help="Loads, as multiples of the sustainable rate.")
def run_command(seconds: float, out: Path, times: str) -> None:
    """Print and write the figures. A promise that does not hold is a failure."""
    load = os.getloadavg()[0]
    out.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="overload-", dir=out.parent) as folder,
        run_bench_servers(Path(folder)) as addresses,
    ):
        rows = asyncio.run(_run_all(Path(folder), addresses, seconds, _parse_times(times)))
    about = report.describe_machine(Cores(), load, 0.0)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(report.make_report(rows, about))))
    for row in rows:
        holds = {None: "", True: "holds", False: "DOES NOT HOLD"}[row.holds]
        print(f"{row.name:60} {row.value:10.3f} {row.unit:12} {holds}")
    if not all(row.holds for row in rows if row.holds is not None):
        sys.exit("overload: a promise does not hold")


def _parse_times(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


async def _run_all(
    folder: Path, addresses: ServerAddresses, seconds: float, all_times: Sequence[int]
) -> list[ReportRow]:
    await migrate_database(addresses.database_url)
    await open_pool(os.environ["DATABASE_URL"], 2)
    learners = await create_learners(PEOPLE, datetime.now(UTC))
    await close_pool()
    settings = parse_settings(
        {"PORT": str(ports.find_free_port()), "HEROBREAK_DATA": str(folder / "data")}
    )
    data = DataFolder(settings.data)
    data.prepare_folder()
    data.heartbeat_folder.mkdir(exist_ok=True)
    os.environ["API_WORKERS"] = "1"
    launch = program_launches.make_api_launch(
        settings, data, program_launches.make_child_environment(settings, addresses)
    )
    cookie = get_session_cookie_name(settings)
    with run_server(launch):
        load = OpenLoad(
            settings.host, settings.port, lambda: _make_answer(cookie, learners.tokens[1:])
        )
        try:
            rows = await _run_loads(load, seconds, all_times)
            screen = _make_screen_request(cookie, learners.tokens[0])
            rows.append(await _abandon_screens((settings.host, settings.port), screen))
            rows += await _run_hang(load, "table progress locked", lock_progress)
            return rows + await _run_hang(load, "PostgreSQL stopped", stop_postgres)
        finally:
            load.close()


async def _run_loads(load: OpenLoad, seconds: float, all_times: Sequence[int]) -> list[ReportRow]:
    await load.run_closed(8, 1.0)
    sustainable = len((await load.run_closed(8, seconds)).accepted) / seconds
    normal = await load.run(sustainable / 2, seconds)
    rows = [
        ReportRow("sustainable rate", sustainable, "requests/s"),
        ReportRow("normal, p50", normal.find_accepted(0.5), "s"),
        ReportRow("normal, p99", normal.find_accepted(0.99), "s"),
    ]
    for times in all_times:
        counts = await load.run(times * sustainable, seconds)
        rows += _list_load_rows(f"{times} times the rate", counts, normal, seconds)
        await asyncio.sleep(1)
    return rows


def _list_load_rows(
    name: str, counts: LoadCounts, normal: LoadCounts, seconds: float
) -> list[ReportRow]:
    limit = MAX_TIMES_NORMAL * normal.find_accepted(0.99)
    p99, refused = counts.find_accepted(0.99), counts.find_refused(0.99)
    wrong = sum(counts.others.values())
    return [
        ReportRow(f"{name}: accepted, p50", counts.find_accepted(0.5), "s"),
        ReportRow(f"{name}: accepted, p99", p99, "s", target=limit, holds=p99 <= limit),
        ReportRow(f"{name}: accepted", len(counts.accepted) / seconds, "requests/s"),
        ReportRow(f"{name}: refused", len(counts.refused) / seconds, "requests/s"),
        ReportRow(f"{name}: refused, p99", refused, "s", target=limit, holds=refused <= limit),
        ReportRow(f"{name}: neither", wrong, "requests", target=0, holds=not wrong),
    ]


async def _run_hang(load: OpenLoad, name: str, hang: Hang) -> list[ReportRow]:
    """Send requests while the database hangs, and two seconds after it."""
    async with asynccontextmanager(hang)():
        counts = await load.run(HANG_REQUESTS_PER_SECOND, HANG_SECONDS)
    ended_at = perf_counter()
    after = await load.run(HANG_REQUESTS_PER_SECOND, 2)
    slowest = max((*counts.accepted, *counts.refused, 0.0))
    wrong = sum(counts.others.values())
    again = min(after.accepted_at, default=ended_at + 60) - ended_at
    return [
        ReportRow(
            f"{name}: slowest answer",
            slowest,
            "s",
            target=MAX_HANG_SECONDS,
            holds=bool(counts.refused) and slowest <= MAX_HANG_SECONDS,
        ),
        ReportRow(f"{name}: refused", len(counts.refused), "requests"),
        ReportRow(f"{name}: neither", wrong, "requests", target=0, holds=not wrong),
        ReportRow(f"{name}: served again after", again, "s", target=1.0, holds=again <= 1.0),
        ReportRow(f"{name}: then refused", len(after.refused), "requests"),
    ]


async def _abandon_screens(address: tuple[str, int], request: bytes) -> ReportRow:
    """Ask for screens that wait for a lock, leave, and measure when no statement waits any more."""
    async with connect_as_admin() as admin, admin.transaction():
        await admin.execute("LOCK TABLE person")
        writers = [(await asyncio.open_connection(*address))[1] for _ in range(24)]
        for writer in writers:
            writer.write(request)
        while not await admin.fetchval(COUNT_WAITING):  # noqa: ASYNC110 - the server changes it
            await asyncio.sleep(0.01)
        left_at = perf_counter()
        for writer in writers:
            writer.close()
        while await admin.fetchval(COUNT_WAITING):  # noqa: ASYNC110 - the server changes it
            await asyncio.sleep(0.01)
        seconds = perf_counter() - left_at
    name, limit = "abandoned screens: connections free after", MAX_ABANDONED_SECONDS
    return ReportRow(name, seconds, "s", target=limit, holds=seconds <= limit)


async def lock_progress() -> AsyncIterator[None]:
    """Lock the table that every answer changes."""
    async with connect_as_admin() as admin, admin.transaction():
        await admin.execute("LOCK TABLE progress")
        yield


async def stop_postgres() -> AsyncIterator[None]:
    """Stop all processes of PostgreSQL."""
    async with connect_as_admin() as admin:
        server = psutil.Process(await admin.fetchval("SELECT pg_backend_pid()")).parent()
    assert server is not None
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGCONT)


def _make_screen_request(cookie: str, token: str) -> bytes:
    return f"GET /api/readiness HTTP/1.1\r\nHost: test\r\nCookie: {cookie}={token}\r\n\r\n".encode()


def _make_answer(cookie: str, tokens: list[str]) -> bytes:
    """Make the request of somebody who answers one question."""
    answer = {
        "id": str(uuid4()),
        "question_id": random.choice(QUESTION_IDS),
        "response": {"choices": ["a"]},
        "confidence": "sure",
        "answered_at": datetime.now(UTC).isoformat(),
        "seconds": 12,
    }
    body = json.dumps({"attempts": [answer]}).encode()
    return (
        b"POST /api/attempts HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
        b"Cookie: %s=%s\r\nContent-Length: %d\r\n\r\n%s"
    ) % (cookie.encode(), random.choice(tokens).encode(), len(body), body)


if __name__ == "__main__":
    run_command()
