"""The id of the HTTP request that is worked on: for the log, and for the jobs that it causes.

It is no input of any decision. A job keeps the id in its row, so lines of a worker have it, too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")
"""Empty outside of a request, and in jobs that no request has caused."""


@contextmanager
def use_request_id(request_id: str) -> Iterator[None]:
    """Let the block work on a request."""
    token = current_request_id.set(request_id)
    try:
        yield
    finally:
        current_request_id.reset(token)
