"""The clock door: the Celery application and its beat table, on one page.

Messages carry row ids alone and none of them matters: work that must happen is a row in `due_job`, and the
sweep finds it whatever became of a message.
"""

import os

from celery import Celery

from learning.settings import parse_settings

worker_settings = parse_settings(os.environ)

SWEEP_INTERVAL_SECONDS = 3.0
"""Seconds from one sweep to the next."""

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
    task_time_limit=600,  # a job that hangs is killed, and its row claimed again
    worker_soft_shutdown_timeout=8.0,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "unacked_restore_limit": 100,
        "socket_timeout": 10,
    },
    timezone="UTC",
    beat_schedule={
        # what is due is claimed and handed out
        "sweep": {
            "task": "worker.sweep",
            "schedule": SWEEP_INTERVAL_SECONDS,
            "options": {"expires": SWEEP_INTERVAL_SECONDS},
        },
        # beat and a worker are alive: readiness goes red without it
        "heartbeat": {"task": "worker.heartbeat", "schedule": 5.0, "options": {"expires": 5}},
        # boards equal PostgreSQL again, whatever happened to Redis
        "repair boards": {
            "task": "worker.repair_boards",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # challenges begin, and what they count is looked at
        "measure challenges": {
            "task": "worker.measure_challenges",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # sessions and guesses that have run out are forgotten
        "tidy": {"task": "worker.tidy", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)
