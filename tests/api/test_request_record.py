"""Every request has an id, one line of the log and its time, and its jobs have its id."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs
from support.organisation import Organisation
from support.visits import Visit

from api.request_log import RequestLine, RequestLog
from learning.actions.jobs.job_queue import find_job
from learning.log_setup import configure_logging
from learning.request_context import current_request_id, use_request_id
from learning.steps.jobs.job_rows import write_job, write_jobs
from learning.tables.database import connection, transaction

OWN_ID = "phone-1.2_B"


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        (OWN_ID, True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("with space", False),
        ('quote"me"now', False),
        ("é" * 10, False),
        ("", False),
    ],
)
async def test_an_id_is_taken_if_it_is_a_good_one(visit: Visit, sent: str, is_kept: bool) -> None:
    client = await visit()
    for path in ("/api/health/live", "/api/none", "/none.js"):
        answer = await client.get(path, headers=[(b"X-Request-Id", sent.encode())])
        given = answer.headers["x-request-id"]
        assert (given == sent) == is_kept
        assert re.fullmatch(r"[0-9A-Za-z._-]{8,64}", given)


async def test_one_line_for_each_request_without_what_was_asked(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[tuple[object, ...]] = []
    monkeypatch.setattr(RequestLog, "add_line", lambda _, *values: lines.append(values))
    client = await visit("anna-lee")
    await client.get("/api/me", headers={"X-Request-Id": OWN_ID})
    await client.get("/api/join/SECRETCODE")
    await client.request("FORGED", "/api/me")
    assert [(method, route, status) for method, route, status, *_ in lines] == [
        ("GET", "/api/me", 200),
        ("GET", "/api/join/{code}", 404),
        ("other", "", 405),
    ]
    assert lines[0][-1] == OWN_ID
    assert "SECRETCODE" not in str(lines)


async def test_lines_are_written_together(capsys: pytest.CaptureFixture[str]) -> None:
    log = RequestLog()
    for number in range(3):
        log.add_line("GET", "/api/me", 200, 0.00123, f"request-{number}")
    assert not capsys.readouterr().err
    log.flush()
    written = capsys.readouterr().err
    lines = [msgspec.json.decode(line, type=RequestLine) for line in written.splitlines()]
    assert [(line.request, line.ms, line.event) for line in lines] == [
        (f"request-{number}", 1.2, "request") for number in range(3)
    ]


async def test_lines_of_a_request_have_its_id(visit: Visit) -> None:
    client = await visit()
    with capture_logs(processors=[]) as lines:
        await client.get("/api/me", headers={"X-Request-Id": OWN_ID})
    assert [line["event"] for line in lines] == ["refused"]
    assert not current_request_id.get(), "it ends with the request"


def test_a_line_of_the_log_has_the_id_and_the_place_of_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import structlog

    kept = structlog.get_config()
    try:
        configure_logging()
        with use_request_id(OWN_ID):
            try:
                raise KeyError("the name of a person")
            except KeyError:
                structlog.get_logger("herobreak.api").exception("failed", job=1)
    finally:
        structlog.configure(**kept)
    line = json.loads(capsys.readouterr().err)
    assert (line["request"], line["error"], line["job"]) == (OWN_ID, "KeyError", 1)
    assert Path(__file__).name in line["trace"][-1]
    assert "name of a person" not in str(line)


async def test_a_job_keeps_the_id_of_the_request_that_caused_it(acme: Organisation) -> None:
    now = datetime.now(UTC)
    async with transaction() as conn:
        with use_request_id(OWN_ID):
            await write_job(conn, "import_pack", "1", "", now)
            await write_jobs(conn, "import_pack", [("2", "")], now)
        await write_job(conn, "import_pack", "3", "", now)
        rows = await conn.fetch("SELECT id FROM due_job WHERE kind = 'import_pack' ORDER BY id")
    jobs = [await find_job(row["id"]) for row in rows]
    assert [job and job.request for job in jobs] == [OWN_ID, OWN_ID, None]
    async with connection() as conn:
        await conn.execute("DELETE FROM due_job WHERE kind = 'import_pack'")
