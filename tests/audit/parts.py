"""The parts of the audit, in the order in which they run. Each has servers and a folder of its own.

The parts with a database run on the servers of the environment, if it names some.
"""

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, TypeVar

from audit.asvs_evidence import find_unproven
from audit.asvs_list import load_requirements
from audit.checks import Part, judge, judge_rows
from audit.contract.part import audit_contract
from audit.dependencies import audit_dependencies
from audit.fairness import list_fairness_rows
from audit.fairness_run import measure_fairness
from audit.farming_run import search_farms
from audit.headers.part import audit_headers
from audit.lock_out_run import list_lock_out_rows, run_attack
from audit.matrix.part import audit_authorisation
from audit.measure_inputs import find_slow, measure_large_inputs
from audit.report import list_input_rows
from audit.secret_search.part import audit_secrets
from bench.servers import BENCH_ROOT, run_bench_servers

from api.app import create_app
from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.settings import parse_settings
from learning.tables.database import close_pool, open_pool
from ops.migrate import migrate_database

T = TypeVar("T")
GUESSING_PROCESSES = 4
FAIRNESS_ROUNDS, FAIRNESS_SECONDS = 3, 3.0
FARMING_EXAMPLES = 60


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
    checks = [judge("inputs.event_loop", slow)]
    return Part("inputs", checks, inputs=costs, rows=list(list_input_rows(costs)))


def run_fairness(folder: Path, options: AuditOptions) -> Part:
    """Let one phone ask for as much as it can while colleagues open their breaks."""
    waits = measure_fairness(folder, FAIRNESS_ROUNDS, FAIRNESS_SECONDS, options.stored)
    rows = list(list_fairness_rows(waits))
    return Part("fairness", [judge_rows("fairness.colleagues", rows)], waits=waits, rows=rows)


def run_farming(folder: Path, options: AuditOptions) -> Part:
    """Search for the day on which a cheat earns most."""
    rows = search_farms(folder, FARMING_EXAMPLES)
    return Part("farming", [judge_rows("farming.best_day", rows)], rows=rows)


def run_headers(folder: Path, options: AuditOptions) -> Part:
    """Walk through all screens in a browser, and judge the headers of every answer."""
    browser = subprocess.run(
        ["ops/browser.sh"], cwd=BENCH_ROOT, check=True, capture_output=True, text=True
    )
    found = audit_headers(Path(browser.stdout.strip().splitlines()[-1]), folder)
    return Part("headers", [judge(name, faults) for name, faults in found.items()])


def judge_requirements(parts: Sequence[Part]) -> Part:
    """Look whether the checks that the list of requirements names have passed in this run."""
    results = {check.name: str(check.result) for part in parts for check in part.checks}
    return Part("asvs", [judge("asvs.evidence", find_unproven(load_requirements(), results))])


def run_authorisation(folder: Path, options: AuditOptions) -> Part:
    """Send every operation as every caller to every kind of object."""
    document = create_app(parse_settings({})).openapi_schema.to_schema()
    return _run_on_database(folder, lambda: audit_authorisation(document))


def run_lock_out(folder: Path, options: AuditOptions) -> Part:
    """Guess the PIN of one account from several processes while its owner signs in."""
    figures = run_attack(folder, options.attack_seconds, GUESSING_PROCESSES)
    rows = list(list_lock_out_rows(figures, options.attack_seconds))
    word_by_check = {
        "lock_out.owner_signs_in": "owner",
        "lock_out.colleague_signs_in": "colleague",
        "lock_out.guesses_bounded": "guesses",
    }
    checks = [
        judge_rows(name, [row for row in rows if word in row.name])
        for name, word in word_by_check.items()
    ]
    return Part("lock_out", checks, {"figures": asdict(figures)}, rows=rows)


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
    "headers": run_headers,
    "farming": run_farming,
    "fairness": run_fairness,
    "lock_out": run_lock_out,
}
