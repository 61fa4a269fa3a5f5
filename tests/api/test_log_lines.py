"""What people send cannot make a line of the log that looks like ours."""

import json

import pytest
from support.visits import Visit

from api.log_setup import configure_logging

FORGED = 'x"}\n{"event": "signed in", "level": "info"}'


async def test_no_input_makes_a_line_of_its_own(
    visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await visit(HEROBREAK_PROXIES="1")
    configure_logging()  # to the standard error of this test
    forwarded = {"X-Forwarded-For": 'x"} {"event": "signed in"}'}
    await client.post("/api/session", json={"login": FORGED, "secret": FORGED}, headers=forwarded)
    await client.get("/api/me/%0A%7B%22event%22:%20%22signed%20in%22%7D")
    await client.request('GET"}{"event":"signed in"}', "/api/me")
    await client.get("/api/me", headers={"Accept-Language": 'en"} {"event": "signed in"}'})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines].count("sign-in refused") == 1
    assert not any(line["event"] == "signed in" for line in lines)
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
