"""The scheduled entry point: the Celery application and its beat table.

A message carries only row ids, and any message may be lost. Work that must happen is a row of
`due_job`, and the sweep finds it.
"""

import os

from celery import Celery
from kombu import Exchange, Queue

from learning.settings import parse_settings
from learning.tables.database import TimeLimits
from learning.task_queues import CLOCK_QUEUE, JOB_QUEUE
from worker.strict_queue import use_strict_queue
from worker.task_records import record_tasks

use_strict_queue()
record_tasks()
worker_settings = parse_settings(os.environ)

SWEEP_INTERVAL_SECONDS = 3.0
"""Time from one sweep to the next."""

TASK_SECONDS = 600
"""A process that works longer on one task is killed."""
JOB_SECONDS = TASK_SECONDS - 30.0
"""The longest time of a job. Then it is ended in order."""
CLOCK_TASK_SECONDS = 60.0
"""That of a task of the clock's queue, which has one process."""
WORKER_LIMITS = TimeLimits(statement_seconds=300.0, lock_seconds=15.0)
"""A job that waits longer for a lock has failed. It is tried again later."""

app = Celery(
    "herobreak",
    broker=worker_settings.redis_url or "redis://localhost:6379/0",
    include=["worker.tasks"],
)

app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=TASK_SECONDS,
    task_default_queue=JOB_QUEUE,
    task_queues=[Queue(name, Exchange(name), name) for name in (JOB_QUEUE, CLOCK_QUEUE)],
    # What shows that the system is alive, hands out jobs and hints at changes never waits for jobs.
    task_routes={
        name: {"queue": CLOCK_QUEUE}
        for name in ("worker.sweep", "worker.heartbeat", "worker.measure_challenges")
    },
    worker_soft_shutdown_timeout=8.0,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_limit": 100,
        "socket_timeout": 10,
    },
    timezone="UTC",
    beat_schedule={
        # claim due jobs and hand them out
        "sweep": {
            "task": "worker.sweep",
            "schedule": SWEEP_INTERVAL_SECONDS,
            "options": {"expires": SWEEP_INTERVAL_SECONDS},
        },
        # shows that the beat and a worker are alive; readiness fails without it
        "heartbeat": {"task": "worker.heartbeat", "schedule": 5.0, "options": {"expires": 5}},
        # make the boards equal to PostgreSQL, whatever happened to Redis
        "repair boards": {
            "task": "worker.repair_boards",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # start challenges whose time has come, and count those that run
        "measure challenges": {
            "task": "worker.measure_challenges",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # count the figures of teams whose people have practised, joined or left
        "team figures": {
            "task": "worker.fold_team_figures",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # list who was erased beside the backups, so that a restore erases them again
        "keep erasures": {
            "task": "worker.keep_erasures",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # delete sessions and guesses that have expired, and old jobs and notices
        "tidy": {"task": "worker.tidy", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)
