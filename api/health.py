"""Health checks: does the process answer, and is the system ready?"""

from datetime import datetime
from typing import Literal

import msgspec
from litestar import Response, get

from api.identity import Now
from api.operator_token import has_operator_token
from api.security_docs import MAY_HAVE_OPERATOR_TOKEN
from api.strict_requests import StrictRequest
from learning.queries.jobs.health import PartState, check_health


class Liveness(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["alive"] = "alive"


class PartReadiness(msgspec.Struct, frozen=True, omit_defaults=True):
    """The state of one part. `since` is the last heartbeat, or the oldest of the overdue jobs."""

    state: PartState
    since: datetime | None = None
    overdue_jobs: int | None = None


class Readiness(msgspec.Struct, frozen=True):
    """Whether all parts are well, and the state of each by name for the operator."""

    status: Literal["ready", "not_ready"]
    parts: dict[str, PartReadiness]


@get("/health/live", sync_to_thread=False, tags=["health"])
def report_liveness() -> Liveness:
    """Say that the process answers."""
    return Liveness()


@get("/health/ready", tags=["health"], security=MAY_HAVE_OPERATOR_TOKEN)
async def report_readiness(request: StrictRequest, now: Now) -> Response[Readiness]:
    """Say whether the database answers, jobs are done in time, and heartbeats are recent.

    The status is 503 if one of them is not so. Only a request with the operator's token learns
    which.
    """
    parts = {
        name: PartReadiness(part.state, part.since, part.overdue_jobs)
        for name, part in (await check_health(now)).items()
    }
    is_ready = all(part.state == "ok" for part in parts.values())
    shown_parts = parts if has_operator_token(request) else {}
    readiness = Readiness("ready" if is_ready else "not_ready", shown_parts)
    return Response(readiness, status_code=200 if is_ready else 503)


handlers = [report_liveness, report_readiness]
