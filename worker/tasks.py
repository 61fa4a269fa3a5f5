"""Tasks: shells that read the clock and call one action."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from learning.actions.boards.close_season import close_season
from learning.actions.boards.form_leagues import form_leagues
from learning.actions.boards.sweep_boards import sweep_boards
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.jobs.delete_expired_rows import delete_expired_rows
from learning.actions.jobs.job_queue import (
    MAX_JOBS_PER_SWEEP,
    claim_due_jobs,
    describe_job_error,
    find_job,
    postpone_job,
)
from learning.actions.jobs.record_heartbeat import record_heartbeat
from learning.actions.notices.send_notices import send_notices
from learning.actions.packs.import_pack import import_pack
from learning.actions.practice.fit_memory import fit_memory
from learning.actions.practice.plan_breaks import plan_team_breaks
from learning.queries.challenges.load_hints import (
    find_challenges_settled_at,
    load_board_hints,
    load_challenge_hints,
)
from learning.steps.jobs.job_rows import Job
from worker import process_resources
from worker.app import SWEEP_INTERVAL_SECONDS, app


async def _hold_ceremonies_and_publish(job: Job, now: datetime) -> None:
    recipients: set[int] = set()
    process_resources.get_worker_boards().on_points_changed = lambda *people: recipients.update(
        people
    )
    await post_challenge_points(job, process_resources.get_worker_boards(), now)
    await process_resources.get_worker_boards().flush()  # who hears of it asks the boards at once
    await process_resources.get_worker_live().publish_hints(await load_board_hints(recipients))


async def _send_notices_and_publish(job: Job, now: datetime) -> None:
    await send_notices(job, now)
    await process_resources.get_worker_live().publish_hints(
        await load_challenge_hints([int(job.subject.partition(":")[0])], now)
    )


async def _settle_challenges_and_publish(job: Job, now: datetime) -> None:
    if await settle_challenges(job, now):
        await process_resources.get_worker_live().publish_hints(
            await load_challenge_hints(await find_challenges_settled_at(now), now)
        )


async def _measure_challenges_and_publish(now: datetime) -> None:
    await process_resources.get_worker_live().publish_hints(
        await load_challenge_hints(await measure_challenges(now), now)
    )


JOB_HANDLERS: dict[str, Callable[[Job, datetime], Awaitable[object]]] = {
    "plan_team": plan_team_breaks,
    "import_pack": import_pack,
    "fit_memory": fit_memory,
    "form_leagues": form_leagues,
    "close_season": close_season,
    "challenge_notice": _send_notices_and_publish,
    "challenge_settle": _settle_challenges_and_publish,
    "challenge_ceremony": _hold_ceremonies_and_publish,
}

worker_log = structlog.get_logger("herobreak.worker")


@app.task(name="worker.sweep")
def sweep_due_jobs() -> None:
    """Claim what is due and hand it out by id; after a full hand, sweep again as soon as the workers have come through it.

    The next sweep waits behind the jobs in the queue. If they take longer than the beat, it is late and void, and the beat
    decides as ever: so no more is handed out than is soon begun, and no lease runs out in the queue.
    """
    jobs = process_resources.run_coroutine(claim_due_jobs(process_resources.read_worker_clock()))
    for job in jobs:
        run_due_job.delay(job)
    if len(jobs) == MAX_JOBS_PER_SWEEP:
        sweep_due_jobs.apply_async(expires=SWEEP_INTERVAL_SECONDS)


@app.task(name="worker.do_job")
def run_due_job(job_id: int) -> None:
    """Do one piece of work; when it fails, note why and leave it to a later sweep."""
    try:
        process_resources.run_coroutine(_run_job(job_id))
    except Exception as error:
        worker_log.exception("job failed", job=job_id)
        process_resources.run_coroutine(
            postpone_job(job_id, describe_job_error(error), process_resources.read_worker_clock())
        )


@app.task(name="worker.heartbeat")
def record_worker_heartbeat() -> None:
    """Say that beat and a worker are alive."""
    process_resources.run_coroutine(
        record_heartbeat("worker", process_resources.read_worker_clock())
    )


@app.task(name="worker.repair_boards")
def repair_all_boards() -> None:
    """Make the boards equal to PostgreSQL."""
    process_resources.run_coroutine(
        sweep_boards(process_resources.get_worker_boards(), process_resources.read_worker_clock())
    )


@app.task(name="worker.measure_challenges")
def measure_running_challenges() -> None:
    """See how far the running challenges have come."""
    process_resources.run_coroutine(
        _measure_challenges_and_publish(process_resources.read_worker_clock())
    )


@app.task(name="worker.tidy")
def delete_old_sessions_and_guesses() -> None:
    """Forget sessions and guesses that have run out."""
    process_resources.run_coroutine(delete_expired_rows(process_resources.read_worker_clock()))


async def _run_job(job_id: int) -> None:
    job = await find_job(job_id)
    if job is not None:
        await JOB_HANDLERS[job.kind](job, process_resources.read_worker_clock())
        await (
            process_resources.get_worker_boards().flush()
        )  # what was told goes out now: between tasks the loop stands still
