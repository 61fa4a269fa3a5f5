"""What operators and their programs read: health, metrics, the OpenAPI document."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from httpx import AsyncClient
from support.organisation import Organisation
from support.visits import Visit

from learning.tables.jobs import DueJobTable, HeartbeatTable
from learning.tables.people import TeamTable
from ops.database_roles import find_admin_url

OK = {"state": "ok"}
ALL_PARTS_OK = {"database": OK, "jobs": OK, "worker": OK}


@pytest.fixture(autouse=True)
async def delete_jobs(acme: Organisation) -> None:
    """Delete the jobs of the organisation: it was created long ago, so they are overdue."""
    await DueJobTable.delete(force=True)


TOKEN = "of-the-operator"


async def visit_as_operator(visit: Visit, login: str = "") -> AsyncClient:
    """Open the app with the operator's token."""
    client = await visit(login, HEROBREAK_METRICS_TOKEN=TOKEN)
    client.headers["Authorization"] = f"Bearer {TOKEN}"
    return client


async def add_heartbeat(part: str, at: datetime) -> None:
    await HeartbeatTable(part=part, at=at).save()


async def test_alive_and_ready(visit: Visit) -> None:
    client = await visit_as_operator(visit)
    await add_heartbeat("worker", datetime.now(UTC))
    assert (await client.get("/api/health/live")).json() == {"status": "alive"}
    answer = await client.get("/api/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "parts": ALL_PARTS_OK})


async def test_a_worker_must_report_once_there_is_a_team(visit: Visit) -> None:
    client, now = await visit_as_operator(visit), datetime.now(UTC)
    answer = await client.get("/api/health/ready")
    assert (answer.status_code, answer.json()["parts"]) == (
        503,
        {**ALL_PARTS_OK, "worker": {"state": "never_reported"}},
    )
    await TeamTable.update({TeamTable.created_at: now - timedelta(minutes=2)}, force=True)
    answer = await client.get("/api/health/ready")
    assert (answer.status_code, answer.json()["parts"]) == (200, {"database": OK, "jobs": OK})


async def test_overdue_jobs_make_it_not_ready(visit: Visit) -> None:
    client, now = await visit_as_operator(visit), datetime.now(UTC)
    await add_heartbeat("worker", now)
    hours = {"done": 9, "oldest": 5, "late": 2, "soon": 0, "later": -3}
    for slot, ago in hours.items():
        done = now if slot == "done" else None
        await DueJobTable(
            kind="plan", subject="1", slot=slot, due_at=now - timedelta(hours=ago), done_at=done
        ).save()
    answer = await client.get("/api/health/ready")
    assert answer.status_code == 503
    since = (now - timedelta(hours=5)).isoformat().replace("+00:00", "Z")
    jobs = {"state": "overdue", "since": since, "overdue_jobs": 2}
    assert answer.json()["parts"] == {**ALL_PARTS_OK, "jobs": jobs}


async def test_a_heartbeat_that_stopped_makes_it_not_ready(visit: Visit) -> None:
    client, now = await visit_as_operator(visit), datetime.now(UTC)
    await add_heartbeat("worker", now)
    await add_heartbeat("beat", now - timedelta(minutes=10))
    answer = await client.get("/api/health/ready")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert (parts["database"], parts["worker"]) == (OK, OK)
    assert parts["beat"]["state"] == "silent"


async def test_without_a_database_it_is_alive_but_not_ready(visit: Visit, database: str) -> None:
    client, address = await visit_as_operator(visit, "anna-lee"), urlsplit(database)
    await add_heartbeat("worker", datetime.now(UTC))
    name = address.path.strip("/")
    server = await asyncpg.connect(find_admin_url(urlunsplit(address._replace(path="/postgres"))))
    await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    try:
        await server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
        assert (await client.get("/api/health/live")).status_code == 200
        answer = await client.get("/api/health/ready")
        assert (answer.status_code, answer.json()["parts"]) == (
            503,
            {"database": {"state": "unreachable"}},
        )
        answer = await client.get("/api/me")
        assert (answer.status_code, answer.headers["content-type"]) == (
            503,
            "application/problem+json",
        )
        assert answer.headers["retry-after"] == "5"
    finally:
        await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await server.close()
    assert (await client.get("/api/health/ready")).status_code == 200
    assert (await client.get("/api/me")).status_code == 200


async def test_requests_are_counted_by_route_not_by_address(visit: Visit) -> None:
    client = await visit_as_operator(visit)
    await client.get("/api/join/ZZZZZZZZ")
    await client.get("/api/me")
    await client.request("ZZZZZZZZ", "/api/me")
    text = (await client.get("/metrics")).text
    assert (
        'herobreak_request_seconds_count{method="GET",route="/api/join/{code}",status="404"}'
        in text
    )
    assert 'route="/api/me",status="401"' in text
    assert "ZZZZZZZZ" not in text


async def test_the_openapi_document_is_complete_without_scripts(visit: Visit) -> None:
    client = await visit()
    document = (await client.get("/schema/openapi.json")).json()
    assert {"/api/session", "/api/join", "/api/me", "/api/today", "/api/attempts"} <= set(
        document["paths"]
    )
    responses = document["paths"]["/api/session"]["post"]["responses"]
    assert {"201", "401", "429"} <= set(responses)
    assert "application/problem+json" in responses["401"]["content"]
    for page in ("swagger", "redoc", "elements", "rapidoc", "scalar"):
        assert "<script" not in (await client.get(f"/schema/{page}")).text


async def test_no_cache_may_store_responses(visit: Visit) -> None:
    answer = await (await visit("anna-lee")).get("/api/me")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/service-worker.js", "/icon.svg", "/none.js", "/schema/openapi.json", "/none"),
        *("/api/health/live", "/api/me", "/api/none", "/metrics"),
    ],
)
async def test_every_answer_has_the_headers_that_bound_what_it_can_do(
    visit: Visit, path: str
) -> None:
    answer = await (await visit()).get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"]
    policy = answer.headers["content-security-policy"]
    assert "base-uri 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
@pytest.mark.parametrize("token", ["", TOKEN])
async def test_nobody_but_the_operator_reads_metrics_and_the_parts(
    visit: Visit, sent: str, token: str
) -> None:
    client = await visit("ada-admin", address="127.0.0.1", HEROBREAK_METRICS_TOKEN=token)
    headers = {"Authorization": sent}
    answer = await client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "request.unknown_path")
    answer = await client.get("/api/health/ready", headers=headers)
    assert answer.json() == {"status": "not_ready", "parts": {}}
