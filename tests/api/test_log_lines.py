"""What people send cannot make a line of the log that looks like ours."""

import json
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from structlog.testing import capture_logs
from support.visits import Visit

from learning.log_setup import configure_logging

FORGED = 'x"}\n{"event": "signed in", "level": "info"}'


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Write the log of the API to a text."""
    kept, written = structlog.get_config(), StringIO()
    configure_logging()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    yield written
    structlog.configure(**kept)


async def test_no_input_makes_a_line_of_its_own(visit: Visit, log: StringIO) -> None:
    client = await visit(HEROBREAK_PROXIES="1")
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(log))
    forwarded = {"X-Forwarded-For": 'x"} {"event": "signed in"}'}
    await client.post("/api/session", json={"login": FORGED, "secret": FORGED}, headers=forwarded)
    await client.get("/api/me/%0A%7B%22event%22:%20%22signed%20in%22%7D")
    await client.request('GET"}{"event":"signed in"}', "/api/me")
    await client.get("/api/me", headers={"Accept-Language": 'en"} {"event": "signed in"}'})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines].count("sign-in refused") == 1
    assert not any(line["event"] == "signed in" for line in lines)
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    assert all(line["timestamp"].endswith("Z") for line in lines), "in UTC"


async def test_what_breaks_the_rules_of_input_is_logged_without_what_was_sent(
    visit: Visit,
) -> None:
    anna = await visit("anna-lee")
    with capture_logs() as lines:
        await anna.patch("/api/me", json={"minutes": 5, "role": "admin"})
        await anna.patch("/api/me", content=b"{")
        await anna.post("/api/attempts", content=b" " * 2_000_000)
        await anna.patch("/api/me", json={"minutes": 6}, headers={"Sec-Fetch-Site": "cross-site"})
        await anna.get("/api/me/changes?before=none")
    found = [(line["code"], line["method"], line["route"]) for line in lines]
    assert found == [
        ("request.invalid", "PATCH", "/api/me"),
        ("request.malformed_json", "PATCH", "/api/me"),
        ("request.body_too_large", "POST", "/api/attempts"),
        ("request.cross_site", "PATCH", "/api/me"),
        ("request.invalid", "GET", "/api/me/changes"),
    ]
    assert "admin" not in str(lines)
