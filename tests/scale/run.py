"""Measure one size: build, serve, and time hot paths, clock and screens on running servers."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from time import perf_counter, sleep

import httpx
import msgspec
from bench.load import generate_load
from bench.request_kinds import (
    OPEN_TODAY,
    RECORD_ONE_ANSWER,
    AttemptScript,
    RequestKind,
    list_request_kinds,
)
from bench.servers import BENCH_ROOT, open_setup_pool
from rich.console import Console
from scale.clock_run import ClockAction
from scale.figures import SizeFigures
from scale.plans import find_slow_scans
from scale.population import Organisation, ScaleSize, build_organisation
from scale.screens import Arguments, load_arguments, time_screens

from learning.settings import Settings, parse_settings
from learning.tables.database import close_pool, connection
from ops.data_folder import DataFolder
from ops.embedded import ServerAddresses, ports, run_server
from ops.migrate import migrate_database
from ops.operator_errors import OperatorError
from ops.supervisor import program_launches

HOT_SECONDS = 2.0
ANSWER_PAUSE_SECONDS = 0.05
"""Between two answers while the clock works: a quiet stream, which does not load the machine."""


def measure_size(
    size: ScaleSize, folder: Path, addresses: ServerAddresses, console: Console
) -> SizeFigures:
    """Build an organisation in an empty database and measure everything.

    Raises:
        LoadError: a response was wrong.
        OperatorError: a process did not start, or an action of the clock failed.
    """
    console.print(f"==> {size.people:,} people: building")
    started = perf_counter()
    organisation = asyncio.run(_build(addresses, size))
    build_seconds = perf_counter() - started
    kinds = {kind.name: kind for kind in list_request_kinds(organisation.catalogue)}
    with serve_api(folder, addresses) as address:
        console.print(f"    built in {build_seconds:.0f} s; the hot paths")
        quiet = {
            name: _time_hot_path(address, kinds[name], organisation)
            for name in (RECORD_ONE_ANSWER, OPEN_TODAY)
        }
        console.print("    the clock")
        clock, busy = _time_clock(address, organisation, folder)
        console.print("    the screens")
        arguments, size_bytes = asyncio.run(_prepare_screens())
        screens = list(time_screens(address, organisation, arguments, size.requests))
    scans = asyncio.run(_find_slow_scans())
    bytes_per_person = size_bytes / size.people
    return SizeFigures(
        *(size.people, build_seconds, bytes_per_person, quiet, busy, clock, screens, scans)
    )


async def _build(addresses: ServerAddresses, size: ScaleSize) -> Organisation:
    await migrate_database(addresses.database_url)
    await open_setup_pool()
    return await build_organisation(size)


async def _prepare_screens() -> tuple[Arguments, int]:
    await open_setup_pool()
    async with connection() as conn:
        size = await conn.fetchval("SELECT pg_database_size(current_database())")
    arguments = await load_arguments()
    await close_pool()
    return arguments, size


async def _find_slow_scans() -> dict[str, list[str]]:
    await open_setup_pool()
    scans = await find_slow_scans()
    await close_pool()
    return scans


def _time_hot_path(
    address: tuple[str, int], kind: RequestKind, organisation: Organisation
) -> list[float]:
    clients = kind.make_clients(organisation.answering, 1)
    return list(generate_load(address, clients, kind.check, HOT_SECONDS).latencies)


def _time_clock(
    address: tuple[str, int], organisation: Organisation, folder: Path
) -> tuple[list[ClockAction], list[float]]:
    """Run the clock in a process of its own, and answer now and then meanwhile.

    Raises:
        OperatorError: an action of the clock failed.
    """
    out, log, busy = folder / "clock.jsonl", folder / "clock.log", []
    body, people = AttemptScript(organisation.catalogue), cycle(organisation.answering)
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    with (
        log.open("wb") as stream,
        httpx.Client(base_url=f"http://{address[0]}:{address[1]}", headers=headers) as client,
        subprocess.Popen(
            [sys.executable, "-m", "scale.clock_run", str(out)],
            cwd=BENCH_ROOT,
            stdout=stream,
            stderr=stream,
        ) as clock,
    ):
        while clock.poll() is None:
            cookie = {"Cookie": f"herobreak={next(people).token}"}
            started = perf_counter()
            answer = client.post("/api/attempts", content=body.make_body(1), headers=cookie)
            busy.append(perf_counter() - started)
            answer.raise_for_status()
            sleep(ANSWER_PAUSE_SECONDS)
    if clock.returncode:
        raise OperatorError(f"the clock failed:\n{log.read_text()[-3000:]}")
    return [
        msgspec.json.decode(line, type=ClockAction) for line in out.read_bytes().splitlines()
    ], busy


@contextmanager
def serve_api(folder: Path, addresses: ServerAddresses) -> Iterator[tuple[str, int]]:
    """Serve the API in one process. One session may use all of its time: one asks for all."""
    settings: Settings = parse_settings(
        {"PORT": str(ports.find_free_port()), "HEROBREAK_DATA": str(folder)}
    )
    os.environ |= {"API_WORKERS": "1", "HEROBREAK_PHONE_PERCENT": "100"}
    variables = program_launches.make_child_environment(settings, addresses)
    with run_server(program_launches.make_api_launch(settings, DataFolder(folder), variables)):
        yield settings.host, settings.port
