"""The parts of the audit, in the order in which they run. Each has servers and a folder of its own.

The parts with a database run on the servers of the environment, if it names some.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeVar

from audit.checks import Part, judge
from audit.contract.part import audit_contract
from audit.dependencies import audit_dependencies
from audit.lock_out_run import run_attack
from audit.matrix.part import audit_authorisation
from audit.measure_inputs import find_slow, measure_large_inputs
from audit.secret_search.part import audit_secrets
from bench.servers import run_bench_servers

from api.app import create_app
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.settings import parse_settings
from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database

T = TypeVar("T")
MAX_GUESSES_A_DAY = 30
GUESSING_PROCESSES = 4


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """How much the audit does: stored answers, the bound of a loop's pause, an attack's time."""

    stored: int
    loop_seconds: float
    attack_seconds: float


def run_inputs(folder: Path, options: AuditOptions) -> Part:
    """Send the largest inputs, and inputs that were made to take long."""

    costs = _run_on_database(folder, lambda: measure_large_inputs(options.stored))
    slow = [
        f"{cost.name}: {cost.loop_seconds:.2f} s" for cost in find_slow(costs, options.loop_seconds)
    ]
    return Part("inputs", [judge("inputs.event_loop", slow)], inputs=costs)


def run_authorisation(folder: Path, options: AuditOptions) -> Part:
    """Send every operation as every caller to every kind of object."""
    document = create_app(parse_settings({})).openapi_schema.to_schema()
    return _run_on_database(folder, lambda: audit_authorisation(document))


def run_lock_out(folder: Path, options: AuditOptions) -> Part:
    """Guess the PIN of one account from several processes while its owner signs in."""
    figures = run_attack(folder, options.attack_seconds, GUESSING_PROCESSES)
    refused = figures.owner_tries - figures.owner_signed_in
    late = [f"{refused} of {figures.owner_tries} sign-ins were refused"] if refused else []
    shut_out = [] if figures.colleague_signed_in else ["the colleague could not sign in"]
    many = figures.checked > MAX_GUESSES_A_DAY
    checks = [
        judge("lock_out.owner_signs_in", late),
        judge("lock_out.colleague_signs_in", shut_out),
        judge(
            "lock_out.guesses_bounded", [f"{figures.checked} guesses were compared"] if many else []
        ),
    ]
    return Part("lock_out", checks, {"figures": asdict(figures)})


def _run_on_database(folder: Path, work: Callable[[], Awaitable[T]]) -> T:
    """Run work on a new database, with the pool open. The environment is put back afterwards."""
    given = dict(os.environ)

    async def run(database_url: str) -> T:
        await migrate_database(database_url)
        await open_pool(database_url)
        clear_catalogue_cache()
        try:
            return await work()
        finally:
            await close_pool()

    try:
        with run_bench_servers(folder) as addresses:
            return asyncio.run(run(addresses.database_url))
    finally:
        os.environ.clear()
        os.environ.update(given)


PARTS: Final[Mapping[str, Callable[[Path, AuditOptions], Part]]] = {
    "dependencies": lambda folder, options: audit_dependencies(),
    "authorisation": run_authorisation,
    "inputs": run_inputs,
    "secrets": lambda folder, options: audit_secrets(folder),
    "contract": lambda folder, options: audit_contract(folder),
    "lock_out": run_lock_out,
}
