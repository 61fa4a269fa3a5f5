"""A leader uploads a rota, as the body or as a file of a form."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.visits import Visit

from learning.rules.rota.days import to_local_day


@pytest.fixture
async def leader(visit: Visit) -> AsyncClient:
    return await visit("lea-leader")


def find_day(ahead: int) -> date:
    return to_local_day(datetime.now(UTC), "Europe/London") + timedelta(days=ahead)


def make_table(*ahead: int) -> str:
    return "\n".join(["login,date", *(f"anna-lee,{find_day(one)}" for one in ahead)])


def make_request_parts(name: str) -> dict[str, Any]:
    """Make a request with the same rota in one of four ways."""
    raw = {
        "csv": make_table(1, 3),
        "ics": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
        f"DTSTART;TZID=Europe/London:{find_day(1):%Y%m%d}T220000\r\n"
        "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=2\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
    }[name.partition(" ")[0]]
    if "form" in name:
        return {"files": {"rota": ("rota.txt", raw.encode(), "text/plain")}}
    return {
        "content": raw,
        "headers": {"Content-Type": "text/calendar" if "ics" in name else "text/csv"},
    }


@pytest.mark.parametrize("name", ["csv", "csv form", "ics", "ics form"])
async def test_an_imported_rota_changes_the_days_of_the_person(
    visit: Visit, leader: AsyncClient, name: str
) -> None:
    query = "?login=anna-lee" if "ics" in name else ""
    answer = await leader.post(f"/api/team/rota{query}", **make_request_parts(name))
    assert answer.status_code == 200, answer.text
    anna = {"login": "anna-lee", "name": "Anna Lee", "shifts": 2}
    changed = {"days_on": [], "days_off": [find_day(2).isoformat()], "as_the_week": []}
    assert answer.json() == {
        "first": find_day(1).isoformat(),
        "last": find_day(3).isoformat(),
        "kept": True,
        "people": [anna | changed],
        "problems": [],
    }
    days = (await (await visit("anna-lee")).get("/api/streak")).json()["days"]
    assert {"day": find_day(2).isoformat(), "state": "off"} in days


async def test_a_dry_run_changes_nothing(leader: AsyncClient) -> None:
    for _ in range(2):
        answer = await leader.post("/api/team/rota?dry_run=true", **make_request_parts("csv"))
        assert (answer.json()["kept"], len(answer.json()["people"][0]["days_off"])) == (False, 1)


async def test_every_bad_line_is_in_the_response(leader: AsyncClient) -> None:
    content = f"{make_table(1)}\nanna-lee,never\nsam-south,{find_day(1)}\n"
    refused = await leader.post("/api/team/rota", content=content)
    assert refused.status_code == 422
    assert [problem["where"] for problem in refused.json()["problems"]] == ["line 3", "sam-south"]
    kept = await leader.post("/api/team/rota?keep_good=true", content=content)
    assert (kept.status_code, kept.json()["problems"]) == (200, refused.json()["problems"])


async def test_a_calendar_that_was_cut_off_names_the_line(leader: AsyncClient) -> None:
    whole = make_request_parts("ics")["content"]
    begins = f"BEGIN:VEVENT\r\nDTSTART:{find_day(5):%Y%m%d}T090000\r\nSUMM"
    cut = whole.replace("END:VCALENDAR\r\n", begins)
    refused = await leader.post("/api/team/rota?login=anna-lee", content=cut)
    assert refused.status_code == 422
    assert [problem["where"] for problem in refused.json()["problems"]] == ["line 6"]
    assert "no end" in refused.json()["problems"][0]["what"]
    kept = await leader.post("/api/team/rota?login=anna-lee&keep_good=true", content=cut)
    assert (kept.status_code, kept.json()["people"][0]["shifts"]) == (200, 2)


async def test_days_may_be_written_with_the_day_first(leader: AsyncClient) -> None:
    content = f"Name;Date\nAnna Lee;{find_day(1):%d/%m/%Y}\n"
    assert (await leader.post("/api/team/rota", content=content)).status_code == 422
    assert (await leader.post("/api/team/rota?dates=dmy", content=content)).json()[
        "first"
    ] == find_day(1).isoformat()


@pytest.mark.parametrize(
    ("request_parts", "query", "status"),
    [
        ({"content": b""}, "", 422),
        ({"content": b"\xff\xfe\x00"}, "", 422),
        ({"content": b"BEGIN:VCALENDAR"}, "", 422),
        ({"content": b"x" * (1024 * 1024 + 1)}, "", 413),
        ({"content": b"x" * (2 * 1024 * 1024)}, "", 413),
        ({"files": {"other": ("rota.csv", b"", "text/csv")}}, "", 422),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, "", 422),
        ({"content": b"login,date"}, "?dates=mdy", 422),
        ({"content": b"BEGIN:VCALENDAR"}, f"?login={'x' * 61}", 422),
        ({"content": b"login,date"}, "?dry_run=perhaps", 422),
    ],
)
async def test_files_and_options_that_are_no_rota_are_refused(
    leader: AsyncClient, request_parts: dict[str, Any], query: str, status: int
) -> None:
    answer = await leader.post(f"/api/team/rota{query}", **request_parts)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_only_leaders_import_rotas(visit: Visit) -> None:
    assert (
        await (await visit("anna-lee")).post("/api/team/rota", content=make_table(1))
    ).status_code == 403
    assert (await (await visit()).post("/api/team/rota", content=make_table(1))).status_code == 401
