"""Tasks: shells that read the clock and call one action."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from learning.actions.beat_heart import record_heartbeat
from learning.actions.close_season import close_season
from learning.actions.due_jobs import MAX_JOBS_PER_SWEEP, Job, claim_due_jobs, describe_job_error, find_job, postpone_job
from learning.actions.fit_memory import fit_memory
from learning.actions.form_leagues import form_leagues
from learning.actions.hint_challenges import load_board_hints, load_challenge_hints, find_challenges_settled_at
from learning.actions.hold_ceremonies import post_challenge_points
from learning.actions.import_pack import import_pack
from learning.actions.measure_challenges import measure_challenges
from learning.actions.plan_breaks import plan_team_breaks
from learning.actions.settle_challenges import settle_challenges
from learning.actions.sweep_boards import sweep_boards
from learning.actions.tell_team import send_notices
from learning.actions.tidy_sessions import delete_expired_rows
from worker import loop
from worker.app import SWEEP, app


async def _hold_ceremonies(job: Job, now: datetime) -> None:
    earned: set[int] = set()
    loop.boards().on_points_changed = lambda *people: earned.update(people)
    await post_challenge_points(job, loop.boards(), now)
    await loop.boards().flush()  # who hears of it asks the boards at once
    await loop.live().publish_hints(await load_board_hints(earned))


async def _tell_team(job: Job, now: datetime) -> None:
    await send_notices(job, now)
    await loop.live().publish_hints(await load_challenge_hints([int(job.subject.partition(":")[0])], now))


async def _settle_challenges(job: Job, now: datetime) -> None:
    if await settle_challenges(job, now):
        await loop.live().publish_hints(await load_challenge_hints(await find_challenges_settled_at(now), now))


async def _measure_challenges(now: datetime) -> None:
    await loop.live().publish_hints(await load_challenge_hints(await measure_challenges(now), now))


KINDS: dict[str, Callable[[Job, datetime], Awaitable[object]]] = {
    "plan_team": plan_team_breaks,
    "import_pack": import_pack,
    "fit_memory": fit_memory,
    "form_leagues": form_leagues,
    "close_season": close_season,
    "challenge_notice": _tell_team,
    "challenge_settle": _settle_challenges,
    "challenge_ceremony": _hold_ceremonies,
}

log = structlog.get_logger("herobreak.worker")


@app.task(name="worker.sweep")
def sweep() -> None:
    """Claim what is due and hand it out by id; after a full hand, sweep again as soon as the workers have come through it.

    The next sweep waits behind the jobs in the queue. If they take longer than the beat, it is late and void, and the beat
    decides as ever: so no more is handed out than is soon begun, and no lease runs out in the queue.
    """
    jobs = loop.run(claim_due_jobs(loop.now()))
    for job in jobs:
        do_job.delay(job)
    if len(jobs) == MAX_JOBS_PER_SWEEP:
        sweep.apply_async(expires=SWEEP)


@app.task(name="worker.do_job")
def do_job(job: int) -> None:
    """Do one piece of work; when it fails, note why and leave it to a later sweep."""
    try:
        loop.run(_do(job))
    except Exception as error:
        log.exception("job failed", job=job)
        loop.run(postpone_job(job, describe_job_error(error), loop.now()))


@app.task(name="worker.heartbeat")
def heartbeat() -> None:
    """Say that beat and a worker are alive."""
    loop.run(record_heartbeat("worker", loop.now()))


@app.task(name="worker.repair_boards")
def mend_boards() -> None:
    """Make the boards equal to PostgreSQL."""
    loop.run(sweep_boards(loop.boards(), loop.now()))


@app.task(name="worker.measure_challenges")
def count_challenges() -> None:
    """See how far the running challenges have come."""
    loop.run(_measure_challenges(loop.now()))


@app.task(name="worker.tidy")
def tidy() -> None:
    """Forget sessions and guesses that have run out."""
    loop.run(delete_expired_rows(loop.now()))


async def _do(job_id: int) -> None:
    job = await find_job(job_id)
    if job is not None:
        await KINDS[job.kind](job, loop.now())
        await loop.boards().flush()  # what was told goes out now: between tasks the loop stands still
