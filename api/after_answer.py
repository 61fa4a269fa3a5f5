"""Work that is done after an answer was sent, so that the answer does not wait for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from litestar import Response
from litestar.background_tasks import BackgroundTask

after_answer_log = structlog.get_logger("herobreak.after_answer")


def run_after_answer(answer: Response[Any], work: Callable[[], Awaitable[None]]) -> None:
    """Do `work` once the answer was sent. A failure is logged, since nobody waits for it."""
    answer.background = BackgroundTask(_run, work)


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception as error:
        after_answer_log.error("work after an answer failed", error=type(error).__name__)
