"""Record what the workers do: how long messages waited, how long tasks took, and lines of the log.

Celery writes a line for each message that it sends, receives and finishes: a heartbeat every few
seconds. These lines are left out; the figures say the same, and jobs have lines of their own.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

from celery import Task
from celery.signals import (
    after_setup_logger,
    after_setup_task_logger,
    before_task_publish,
    task_postrun,
    task_prerun,
)

from learning.log_setup import configure_logging, make_library_formatter
from learning.metrics import TASK_SECONDS, TASK_WAIT_SECONDS

SENT_AT_HEADER = "sent_at"
"""The header of a message with the time at which it was sent, in seconds since the epoch."""

_started_at: dict[str, float] = {}


def record_tasks() -> None:
    """Configure the log. The signals below are connected when this file is imported."""
    configure_logging()
    logging.getLogger("celery.beat").setLevel(logging.WARNING)
    logging.getLogger("celery.worker.strategy").setLevel(logging.WARNING)
    task_logger = logging.getLogger("celery.app.trace")
    task_logger.setLevel(logging.WARNING)
    task_logger.addFilter(_leave_out_message)


def _leave_out_message(record: logging.LogRecord) -> bool:
    """Name a failed task without the message of its error, which may quote a person."""
    if record.exc_info and isinstance(record.args, Mapping):
        record.msg, record.args = "%(name)s failed", {"name": record.args.get("name")}
    return True


@after_setup_logger.connect
@after_setup_task_logger.connect
def _write_json(logger: logging.Logger, **_: object) -> None:
    for handler in logger.handlers:
        handler.setFormatter(make_library_formatter())


@before_task_publish.connect
def _note_sending(headers: dict[str, Any], **_: object) -> None:
    headers[SENT_AT_HEADER] = time.time()


@task_prerun.connect
def _record_wait(task_id: str, task: Task[Any, Any], **_: object) -> None:
    _started_at[task_id] = time.monotonic()
    sent_at = task.request.get(SENT_AT_HEADER)
    if isinstance(sent_at, int | float):
        TASK_WAIT_SECONDS.labels(task.name).observe(max(0.0, time.time() - sent_at))


@task_postrun.connect
def _record_end(task_id: str, task: Task[Any, Any], **_: object) -> None:
    started_at = _started_at.pop(task_id, None)
    if started_at is not None:
        TASK_SECONDS.labels(task.name).observe(time.monotonic() - started_at)
