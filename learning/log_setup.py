"""Logging of API and workers: one JSON object per line on standard error.

It is about requests, jobs, faults and refusals, never about people: it has no names and no logins.
Only a refused sign-in has an address, so that an operator can block one that guesses.
"""

import logging
import sys
from traceback import extract_tb

import msgspec
import structlog
from asyncpg import PostgresError
from structlog.typing import EventDict, Processor

from learning.request_context import current_request_id

MAX_FAULT_FRAMES = 12
MAX_FAULT_MESSAGE_CHARS = 200


def configure_logging() -> None:
    """Configure structlog to write JSON lines."""
    structlog.configure(
        processors=[*_make_shared_processors(), structlog.processors.JSONRenderer(_encode_line)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def make_library_formatter() -> logging.Formatter:
    """Make the formatter of lines that libraries write with `logging`: JSON of the same fields."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *_make_shared_processors()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(_encode_line),
        ],
    )


def describe_fault(error: BaseException) -> dict[str, object]:
    """Give the type of an error and where it was raised.

    Only messages of PostgreSQL and of the system are given. Others may quote a person.
    """
    is_safe = isinstance(error, PostgresError | OSError)
    message = str(error).partition("\n")[0][:MAX_FAULT_MESSAGE_CHARS] if is_safe else ""
    frames = extract_tb(error.__traceback__)[-MAX_FAULT_FRAMES:]
    return {
        "error": type(error).__name__,
        "message": message,
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _make_shared_processors() -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        _add_request_id,
        _describe_raised_error,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _add_request_id(_: object, __: str, line: EventDict) -> EventDict:
    if request_id := current_request_id.get():
        line.setdefault("request", request_id)
    return line


def _describe_raised_error(_: object, __: str, line: EventDict) -> EventDict:
    """Replace the error of `log.exception` by what may be said of it."""
    raised = line.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        line.update(describe_fault(error))
    return line


def _encode_line(line: EventDict, **_: object) -> str:
    return msgspec.json.encode(line, enc_hook=repr).decode()
