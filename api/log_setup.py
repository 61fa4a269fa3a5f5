"""Logging of the API: one JSON object per line on standard error.

It is about requests, faults and refusals, never about people: it has no names and no logins. Only
a refused sign-in has an address, so that an operator can block one that guesses.
"""

import sys

import structlog


def configure_logging() -> None:
    """Configure structlog to write JSON lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
