"""The task of a job: when it fails, its row says why, and a later sweep tries again."""

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from asyncpg import InterfaceError, PostgresError
from billiard.einfo import ExceptionInfo
from celery import Task
from celery.exceptions import TimeLimitExceeded

from learning.actions.jobs.job_queue import describe_job_error, postpone_job
from learning.tables.database import close_pool, open_pool
from worker.app import WORKER_LIMITS, worker_settings
from worker.process_resources import read_worker_clock, run_coroutine

worker_log = structlog.get_logger("herobreak.worker")


class JobTask(Task):  # type: ignore[type-arg] # the class is no generic when the program runs
    """A task whose first argument is the id of its job."""

    def on_failure(
        self,
        exc: BaseException,
        task_id: str,
        args: Any,
        kwargs: dict[str, Any],
        einfo: ExceptionInfo,
    ) -> None:
        """Store why the job has failed.

        Celery calls it in the process of the job. After the hard time limit, that process has been
        killed, and Celery calls it in the parent process, which has no pool.
        """
        job, problem = int(args[0]), describe_job_error(exc)
        with suppress(OSError, PostgresError, InterfaceError):  # the lease ends by itself
            if isinstance(exc, TimeLimitExceeded):
                worker_log.error("job killed", job=job, error=type(exc).__name__)
                asyncio.run(_postpone_from_parent(job, problem))
            else:
                run_coroutine(postpone_job(job, problem, read_worker_clock()))


async def _postpone_from_parent(job: int, problem: str) -> None:
    await open_pool(worker_settings.database_url, 1, limits=WORKER_LIMITS)
    try:
        await postpone_job(job, problem, read_worker_clock())
    finally:
        await close_pool()
