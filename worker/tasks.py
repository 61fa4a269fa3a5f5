"""The tasks of the worker. Each reads the clock and calls one action."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any, TypeVar

import structlog

from learning.actions.boards.close_season import close_season
from learning.actions.boards.form_leagues import form_leagues
from learning.actions.boards.sweep_boards import sweep_boards
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.post_challenge_points import post_challenge_points
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.jobs.delete_done_rows import delete_done_rows
from learning.actions.jobs.delete_expired_rows import delete_expired_rows
from learning.actions.jobs.hold_job import hold_job
from learning.actions.jobs.job_queue import MAX_JOBS_PER_SWEEP, claim_due_jobs, find_job
from learning.actions.jobs.record_heartbeat import record_heartbeat
from learning.actions.notices.deliver_notice import deliver_notice
from learning.actions.notices.send_notices import send_notices
from learning.actions.packs.import_pack import import_pack
from learning.actions.people.keep_erasures import keep_erasures
from learning.actions.practice.fit_memory import fit_memory
from learning.actions.practice.fold_team_figures import fold_team_figures
from learning.actions.practice.plan_breaks import plan_team_breaks
from learning.metrics import JOBS
from learning.queries.challenges.load_hints import (
    find_challenges_settled_at,
    load_board_hints,
    load_challenge_hints,
)
from learning.request_context import use_request_id
from learning.steps.jobs.job_rows import Job
from learning.steps.notices.post_notices import DELIVER_NOTICE_JOB
from learning.tables.repeats import repeat_after_conflict
from learning.task_queues import JOB_QUEUE
from worker.app import (
    CLOCK_TASK_SECONDS,
    JOB_SECONDS,
    SWEEP_INTERVAL_SECONDS,
    app,
    worker_settings,
)
from worker.job_task import JobTask
from worker.process_resources import get_resources, read_worker_clock, run_coroutine

R = TypeVar("R")


async def _post_challenge_points(job: Job, now: datetime) -> None:
    await post_challenge_points(job, get_resources().boards, now)


async def _send_notices(job: Job, now: datetime) -> None:
    await send_notices(job, now)
    challenge = int(job.subject.partition(":")[0])
    await _publish_challenge_hints([challenge], now)


async def _deliver_notice(job: Job, now: datetime) -> None:
    await deliver_notice(job, worker_settings, now)


async def _settle_challenges(job: Job, now: datetime) -> None:
    if await settle_challenges(job, now):
        await _publish_challenge_hints(await find_challenges_settled_at(now), now)


async def _measure_challenges(now: datetime) -> None:
    await _publish_challenge_hints(await measure_challenges(now), now)


async def _publish_challenge_hints(challenges: Sequence[int], now: datetime) -> None:
    await get_resources().live.publish_hints(await load_challenge_hints(challenges, now))


JOB_HANDLERS: dict[str, Callable[[Job, datetime], Awaitable[object]]] = {
    "plan_team": plan_team_breaks,
    "import_pack": import_pack,
    "fit_memory": fit_memory,
    "form_leagues": form_leagues,
    "close_season": close_season,
    "challenge_notice": _send_notices,
    DELIVER_NOTICE_JOB: _deliver_notice,
    "challenge_settle": _settle_challenges,
    "challenge_ceremony": _post_challenge_points,
}
"""The coroutine that does the jobs of each kind."""

worker_log = structlog.get_logger("herobreak.worker")


@app.task(name="worker.sweep")
def sweep_due_jobs() -> None:
    """Claim due jobs and send one message for each, with its id.

    No more jobs are handed out than can begin soon, so that no lease ends while its job waits in
    the queue. After a full sweep, the next one is sent at once. It waits in the queue behind these
    jobs. When they take longer than the beat's interval, it expires.
    """
    free = MAX_JOBS_PER_SWEEP - _count_waiting_jobs()
    if free <= 0:
        return
    jobs = _run_soon(claim_due_jobs(read_worker_clock(), free))
    for job in jobs:
        run_due_job.delay(job)
    if len(jobs) == free:
        sweep_due_jobs.apply_async(queue=JOB_QUEUE, expires=SWEEP_INTERVAL_SECONDS)


@app.task(name="worker.do_job", base=JobTask)
def run_due_job(job_id: int) -> None:
    """Do one job. When it fails, `JobTask` stores why; a later sweep tries again."""
    run_coroutine(_run_job(job_id, read_worker_clock()))


@app.task(name="worker.heartbeat")
def record_worker_heartbeat() -> None:
    """Record that the beat and a worker are alive."""
    _run_soon(record_heartbeat("worker", read_worker_clock()))


@app.task(name="worker.repair_boards")
def repair_all_boards() -> None:
    """Make the boards equal to PostgreSQL."""
    run_coroutine(sweep_boards(get_resources().boards, read_worker_clock()))


@app.task(name="worker.measure_challenges")
def measure_running_challenges() -> None:
    """Count the running challenges, and publish hints of those that changed."""
    _run_soon(_measure_challenges(read_worker_clock()))


@app.task(name="worker.fold_team_figures")
def fold_changed_teams() -> None:
    """Count the figures of the teams that have changed, or whose day is over."""
    run_coroutine(fold_team_figures(read_worker_clock()))


@app.task(name="worker.keep_erasures")
def keep_list_of_erasures() -> None:
    """List the erased people in the folder of backups, where there is one."""
    run_coroutine(keep_erasures(worker_settings.backups, read_worker_clock()))


@app.task(name="worker.tidy")
def delete_old_sessions_and_guesses() -> None:
    """Delete sessions and counted guesses that have expired, and old jobs and notices."""
    run_coroutine(delete_expired_rows(read_worker_clock()))
    run_coroutine(delete_done_rows(read_worker_clock()))


def _count_waiting_jobs() -> int:
    """Count the messages in the queue of jobs."""
    broker: Any  # its types are wrong
    with app.pool.acquire(block=True) as broker:
        return int(broker.default_channel.queue_declare(JOB_QUEUE).message_count)


def _run_soon(work: Coroutine[Any, Any, R]) -> R:
    """Do the work of a short task. It ends in time: other tasks of the clock wait behind it.

    Raises:
        TimeoutError: it took too long.
    """

    async def run_in_time() -> R:
        async with asyncio.timeout(CLOCK_TASK_SECONDS):
            return await work

    return run_coroutine(run_in_time())


async def _run_job(job_id: int, now: datetime) -> None:
    """Do a job, unless it is done, or another process does it.

    Raises:
        TimeoutError: it took too long. It was ended in order.
    """
    async with asyncio.timeout(JOB_SECONDS), hold_job(job_id) as is_held:
        job = await find_job(job_id) if is_held else None
        if job is not None:
            with use_request_id(job.request or ""):
                await _run_found_job(job, now)


async def _run_found_job(job: Job, now: datetime) -> None:
    """Do a job, with one line of the log and one count for it.

    Raises:
        Exception: what the job raised, after it was logged.
        CancelledError: its time is over.
    """
    subject = {"job": job.id, "kind": job.kind, "attempt": job.attempts}
    try:
        await repeat_after_conflict(lambda: JOB_HANDLERS[job.kind](job, now))
        await _publish_changed_points()
    except (Exception, asyncio.CancelledError):
        JOBS.labels(job.kind, "failed").inc()
        worker_log.exception("job failed", **subject)
        raise
    JOBS.labels(job.kind, "done").inc()
    worker_log.info("job done", **subject, seconds=(read_worker_clock() - now).total_seconds())


async def _publish_changed_points() -> None:
    """Write the boards of everybody whose points the job changed, then publish the hints.

    The loop does not run between tasks, so nothing may be left in a queue. The boards are written
    first, because phones read them as soon as the hint arrives.
    """
    resources = get_resources()
    await resources.boards.flush()
    await resources.live.publish_hints(
        await load_board_hints(resources.changed_people.take_people())
    )
