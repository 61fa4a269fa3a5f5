"""Tasks: shells that read the clock and call one action."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from learning.actions.beat_heart import beat_heart
from learning.actions.due_jobs import Job, claim_due, find_job, postpone_job
from learning.actions.import_pack import import_pack
from learning.actions.plan_breaks import plan_team
from learning.actions.repair_boards import repair_boards
from learning.actions.tidy_sessions import tidy_sessions
from worker import loop
from worker.app import app

KINDS: dict[str, Callable[[Job, datetime], Awaitable[None]]] = {
    "plan_team": plan_team,
    "import_pack": import_pack,
}

log = structlog.get_logger("herobreak.worker")


@app.task(name="worker.sweep")
def sweep() -> None:
    """Claim what is due and hand it out by id."""
    for job in loop.run(claim_due(loop.now())):
        do_job.delay(job)


@app.task(name="worker.do_job")
def do_job(job: int) -> None:
    """Do one piece of work; when it fails, note why and leave it to a later sweep."""
    try:
        loop.run(_do(job))
    except Exception as error:
        log.exception("job failed", job=job)
        loop.run(postpone_job(job, f"{type(error).__name__}: {error}", loop.now()))


@app.task(name="worker.heartbeat")
def heartbeat() -> None:
    """Say that beat and a worker are alive."""
    loop.run(beat_heart("worker", loop.now()))


@app.task(name="worker.repair_boards")
def mend_boards() -> None:
    """Make the boards equal to PostgreSQL."""
    loop.run(repair_boards(loop.boards(), loop.now()))


@app.task(name="worker.tidy")
def tidy() -> None:
    """Forget sessions and guesses that have run out."""
    loop.run(tidy_sessions(loop.now()))


async def _do(job_id: int) -> None:
    job = await find_job(job_id)
    if job is not None:
        await KINDS[job.kind](job, loop.now())
