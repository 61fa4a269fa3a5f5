"""Is the machine alive, and is it ready to serve?"""

from typing import Any

from litestar import Response, get

from api.identity import Now
from learning.queries.jobs.health import check_health


@get("/health/live", sync_to_thread=False)
def report_liveness() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@get("/health/ready")
async def report_readiness(now: Now) -> Response[dict[str, Any]]:
    """Say whether the database answers and the worker's and the clock's heartbeats are fresh."""
    parts = await check_health(now)
    healthy = all(state == "ok" for state in parts.values())
    return Response(
        {"status": "ready" if healthy else "not ready", "parts": parts},
        status_code=200 if healthy else 503,
    )


handlers = [report_liveness, report_readiness]
