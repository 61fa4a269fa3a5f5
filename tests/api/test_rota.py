"""A leader sends a rota in, as the body or as a file of a form, and the phone knows the days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.visits import Visit

from learning.rules.rota.days import to_local_day


@pytest.fixture
async def leader(visit: Visit) -> AsyncClient:
    return await visit("lea-leader")


def day(ahead: int) -> date:
    return to_local_day(datetime.now(UTC), "Europe/London") + timedelta(days=ahead)


def table(*ahead: int) -> str:
    return "\n".join(["login,date", *(f"anna-lee,{day(one)}" for one in ahead)])


def sent(name: str) -> dict[str, Any]:
    """The same rota, as a body or a form."""
    raw = {
        "csv": table(1, 3),
        "ics": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
        f"DTSTART;TZID=Europe/London:{day(1):%Y%m%d}T220000\r\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=2\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
    }[name.partition(" ")[0]]
    if "form" in name:
        return {"files": {"rota": ("rota.txt", raw.encode(), "text/plain")}}
    return {
        "content": raw,
        "headers": {"Content-Type": "text/calendar" if "ics" in name else "text/csv"},
    }


@pytest.mark.parametrize("name", ["csv", "csv form", "ics", "ics form"])
async def test_a_rota_reaches_the_days_of_the_phone(
    visit: Visit, leader: AsyncClient, name: str
) -> None:
    query = "?login=anna-lee" if "ics" in name else ""
    answer = await leader.post(f"/api/team/rota{query}", **sent(name))
    assert answer.status_code == 200, answer.text
    anna = {"login": "anna-lee", "name": "Anna Lee", "shifts": 2}
    changed = {"days_on": [], "days_off": [day(2).isoformat()], "as_the_week": []}
    assert answer.json() == {
        "first": day(1).isoformat(),
        "last": day(3).isoformat(),
        "kept": True,
        "people": [anna | changed],
        "problems": [],
    }
    days = (await (await visit("anna-lee")).get("/api/streak")).json()["days"]
    assert {"day": day(2).isoformat(), "state": "off"} in days


async def test_a_dry_run_changes_nothing(leader: AsyncClient) -> None:
    for _ in range(2):
        answer = await leader.post("/api/team/rota?dry_run=true", **sent("csv"))
        assert (answer.json()["kept"], len(answer.json()["people"][0]["days_off"])) == (False, 1)


async def test_every_bad_line_is_in_the_answer(leader: AsyncClient) -> None:
    content = f"{table(1)}\nanna-lee,never\nsam-south,{day(1)}\n"
    refused = await leader.post("/api/team/rota", content=content)
    assert refused.status_code == 422
    assert [problem["where"] for problem in refused.json()["problems"]] == ["line 3", "sam-south"]
    kept = await leader.post("/api/team/rota?keep_good=true", content=content)
    assert (kept.status_code, kept.json()["problems"]) == (200, refused.json()["problems"])


async def test_days_may_be_written_the_day_first(leader: AsyncClient) -> None:
    content = f"Name;Date\nAnna Lee;{day(1):%d/%m/%Y}\n"
    assert (await leader.post("/api/team/rota", content=content)).status_code == 422
    assert (await leader.post("/api/team/rota?dates=dmy", content=content)).json()["first"] == day(
        1
    ).isoformat()


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
async def test_what_is_no_rota_is_said(
    leader: AsyncClient, request_parts: dict[str, Any], query: str, status: int
) -> None:
    answer = await leader.post(f"/api/team/rota{query}", **request_parts)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")


async def test_only_leaders_may(visit: Visit) -> None:
    assert (
        await (await visit("anna-lee")).post("/api/team/rota", content=table(1))
    ).status_code == 403
    assert (await (await visit()).post("/api/team/rota", content=table(1))).status_code == 401
