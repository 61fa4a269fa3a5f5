"""A leader uploads a rota, as the body or as a file of a form."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.rota_tables import make_workbook
from support.visits import Visit

from learning.rules.rota.days import find_week_start, to_local_day


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
    report = answer.json()
    assert (report.pop("layout") is None) == ("ics" in name)
    assert report == {
        "first": find_day(1).isoformat(),
        "last": find_day(3).isoformat(),
        "kept": True,
        "people": [anna | changed],
        "problems": [],
        "notes": [],
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
    assert (await leader.post("/api/team/rota?dates=iso", content=content)).status_code == 422
    for query in ("", "?dates=dmy"):
        report = (await leader.post(f"/api/team/rota{query}", content=content)).json()
        assert report["first"] == find_day(1).isoformat()


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
        ({"content": b"login,date"}, "?dates=ydm", 422),
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


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WEEK = [find_day(ahead) for ahead in range(1, 8)]


async def test_a_workbook_with_days_across_is_imported(leader: AsyncClient) -> None:
    rows: list[list[object]] = [
        ["Name", *WEEK],
        ["Lee, Anna", "9-5", "Off - requested", "A/L", "", "9-5", "", ""],
    ]
    content = make_workbook(rows)
    for sent in (
        {"content": content, "headers": {"Content-Type": XLSX}},
        {"files": {"rota": ("rota.xlsx", content, XLSX)}},
    ):
        answer = await leader.post("/api/team/rota?dry_run=true", **sent)
        assert answer.status_code == 200, answer.text
        [anna] = answer.json()["people"]
        assert (anna["login"], anna["shifts"]) == ("anna-lee", 2)
        layout = answer.json()["layout"]
        assert (layout["kind"], layout["sheet"]) == ("grid", "Rota")


async def test_one_person_in_several_spellings_is_one(leader: AsyncClient) -> None:
    content = (
        f'name,date,shift\nANNA LEE,{WEEK[0]},Early\n"Lee, Anna",{WEEK[2]},Late\n'
        f"anna  lee,{WEEK[0]},Off\n"
    )
    answer = await leader.post("/api/team/rota?dry_run=true", content=content)
    [anna] = answer.json()["people"]
    assert (anna["shifts"], len(anna["days_off"])) == (2, 1)
    assert [problem["where"] for problem in answer.json()["problems"]] == ["line 4"]


async def test_a_refusal_names_the_missing_column_and_what_was_found(leader: AsyncClient) -> None:
    refused = await leader.post("/api/team/rota", content="Name,Shift,Till\nAnna Lee,Early,2\n")
    assert refused.status_code == 422
    [problem] = refused.json()["problems"]
    assert "day" in problem["what"]
    assert "Name, Shift, Till" in problem["what"]


async def test_columns_are_shown_corrected_and_remembered_for_the_team(
    leader: AsyncClient, visit: Visit
) -> None:
    content = f"Date,Planned for,Who,What\n2026-01-01,{WEEK[0]},Anna Lee,Early\n"
    shown = (await leader.post("/api/team/rota/columns", content=content)).json()
    assert [(one["header"], one["field"], one["sample"]) for one in shown["columns"]] == [
        ("Date", "date", ["2026-01-01"]),
        ("Planned for", None, [WEEK[0].isoformat()]),
        ("Who", "name", ["Anna Lee"]),
        ("What", None, ["Early"]),
    ]
    assert shown["missing"] == []
    assert (await leader.post("/api/team/rota", content=content)).status_code == 422
    corrected = "/api/team/rota?columns=ignore,date,name,shift"
    assert (await leader.post(f"{corrected}&dry_run=true", content=content)).status_code == 200
    assert (await leader.post("/api/team/rota", content=content)).status_code == 422
    assert (await leader.post(corrected, content=content)).json()["kept"] is True
    again = await leader.post("/api/team/rota", content=content.replace("Early", "Late"))
    assert again.status_code == 200, again.text
    columns = again.json()["layout"]["columns"]
    assert {one["recognised_by"] for one in columns} == {"remembered"}
    elsewhere = await (await visit("sam-south")).post("/api/team/rota", content=content)
    assert elsewhere.status_code in (403, 422)


async def test_what_is_missing_can_be_seen_and_said(leader: AsyncClient) -> None:
    content = f"Alpha,Beta\nAnna Lee,{WEEK[0]}\nNobody Known,{WEEK[1]}\nNo One,{WEEK[2]}\n"
    shown = (await leader.post("/api/team/rota/columns", content=content)).json()
    assert shown["missing"] == ["person"]
    said = (await leader.post("/api/team/rota/columns?columns=name,", content=content)).json()
    assert (said["missing"], said["columns"][0]["recognised_by"]) == ([], "chosen")


@pytest.mark.parametrize("columns", ["name,when", "date,date", "name;date", "x" * 5000])
async def test_columns_that_cannot_be_are_refused(leader: AsyncClient, columns: str) -> None:
    answer = await leader.post(f"/api/team/rota?columns={columns}", content=make_table(1))
    assert answer.status_code in (400, 422)


async def test_weekdays_need_a_week(leader: AsyncClient) -> None:
    content = "Name,Mon,Tue,Wed\nAnna Lee,9-5,,9-5\n"
    refused = await leader.post("/api/team/rota", content=content)
    assert [problem["where"] for problem in refused.json()["problems"]] == ["week"]
    monday = find_week_start(find_day(7))
    kept = await leader.post(f"/api/team/rota?week={monday}&dry_run=true", content=content)
    assert kept.json()["first"] == monday.isoformat()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_the_template_can_be_filled_in_and_sent(
    leader: AsyncClient, file_format: str
) -> None:
    answer = await leader.get(f"/api/team/rota/template?format={file_format}")
    assert answer.status_code == 200
    assert f"rota.{file_format}" in answer.headers["Content-Disposition"]
    empty = await leader.post("/api/team/rota", content=answer.content)
    assert empty.status_code == 422, "a template that nobody filled in gives nobody a week off"
    if file_format == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        filled = [f"{line[:-6]}Early,,,,," if "Anna Lee" in line else line for line in lines]
        report = await leader.post("/api/team/rota?dry_run=true", content="\n".join(filled))
        assert report.status_code == 200, report.text
        assert [one["shifts"] for one in report.json()["people"] if one["name"] == "Anna Lee"] == [
            1
        ]


async def test_only_leaders_have_the_template_and_see_columns(visit: Visit) -> None:
    learner = await visit("anna-lee")
    assert (await learner.get("/api/team/rota/template")).status_code == 403
    assert (await learner.post("/api/team/rota/columns", content="a,b")).status_code == 403


async def test_a_table_with_very_many_columns_is_refused_at_once(leader: AsyncClient) -> None:
    started = time.monotonic()
    answer = await leader.post("/api/team/rota", content="name,date," + "x," * 240_000 + "\n")
    assert answer.status_code == 413
    assert time.monotonic() - started < 5
