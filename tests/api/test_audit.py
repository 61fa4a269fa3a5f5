"""The audit log over HTTP: admins search it, page by page, and export it."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.organisation import Organisation
from support.people import find_audit_entry, find_person
from support.visits import Visit

from learning.actions.people.read_audit_log import export_audit_log, read_audit_log
from learning.queries.people.audit_log import AuditSearch
from learning.rules.people.audit_lines import AuditFormat
from learning.steps.people.write_audit_entry import write_audit_entry
from learning.tables.database import connection

NOW = datetime.now(UTC)


@pytest.fixture
async def admin(visit: Visit) -> AsyncClient:
    return await visit("ada-admin")


@pytest.fixture(autouse=True)
async def log(acme: Organisation) -> None:
    """Some acts of Lea, one a day, the newest now."""
    lea, nora = await find_person("lea-leader"), await find_person("nora-leader")
    for days, actor, verb, subject, detail in (
        (4, lea.id, "correct_points", "anna-lee", {"points": -5, "reason": "The till was down"}),
        (3, lea.id, "hide_team", str(acme.shop), {}),
        (2, nora.id, "set_pin", "lea-leader", {"sessions": 2}),
        (1, None, "publish_pack", "welcome", {"version": 1, "teams": [acme.shop]}),
        (0, None, "refuse_sign_in", "sam-south", {"code": "session.wrong_login_or_secret"}),
    ):
        at = NOW - timedelta(days=days)
        await write_audit_entry(at, actor, verb, subject, detail)  # type: ignore[arg-type]


async def search(admin: AsyncClient, **query: Any) -> list[str]:
    """The verbs that are found, but those of reading the log and of creating the organisation."""
    answer = await admin.get("/api/audit", params=query)
    assert answer.status_code == 200, answer.text
    verbs = [entry["verb"] for entry in answer.json()["entries"]]
    return [verb for verb in verbs if verb not in ("read_audit", "create_team")]


ALL = ["refuse_sign_in", "publish_pack", "set_pin", "hide_team", "correct_points"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ALL),
        ({"by": "lea-leader"}, ["hide_team", "correct_points"]),
        ({"by": "Lea Leader"}, ["hide_team", "correct_points"]),
        ({"by": "nobody"}, []),
        ({"about": "anna-lee"}, ["correct_points"]),
        ({"about": "anna-lee", "by": "nora-leader"}, []),
        ({"about": "lea-leader", "by": "nora-leader"}, ["set_pin"]),
        ({"group": "refusals"}, ["refuse_sign_in"]),
        ({"group": "packs", "by": "lea-leader"}, []),
        ({"text": "lea"}, ["set_pin", "hide_team", "correct_points"]),
        ({"text": "LEADER nor"}, ["set_pin"]),
        ({"text": "till dow"}, ["correct_points"]),
        ({"text": "sho"}, ["hide_team"]),
        ({"text": "lea", "group": "secrets"}, ["set_pin"]),
        ({"text": "lea", "by": "nora-leader"}, ["set_pin"]),
        ({"text": "till", "about": "anna-lee"}, ["correct_points"]),
        ({"text": "till", "about": "sam-south"}, []),
        ({"text": "zzz"}, []),
        ({"text": "!? ' \\ :* &"}, []),
        ({"since": NOW - timedelta(days=1, hours=1)}, ["refuse_sign_in", "publish_pack"]),
        ({"until": NOW - timedelta(days=3)}, ["correct_points"]),
        ({"since": NOW - timedelta(days=3), "until": NOW - timedelta(days=2)}, ["hide_team"]),
    ],
)
async def test_filters(admin: AsyncClient, query: dict[str, Any], found: list[str]) -> None:
    assert await search(admin, **query) == found


async def test_an_entry_says_who_did_what_to_whom(admin: AsyncClient, acme: Organisation) -> None:
    entries = (await admin.get("/api/audit")).json()["entries"]
    by_verb = {entry["verb"]: entry for entry in entries}
    points = by_verb["correct_points"]
    assert points["by"] == {"login": "lea-leader", "name": "Lea Leader"}
    assert (points["subject_kind"], points["subject"], points["subject_name"]) == (
        "person",
        "anna-lee",
        "Anna Lee",
    )
    assert (points["facts"]["points"], points["facts"]["reason"]) == (-5, "The till was down")
    assert by_verb["hide_team"]["subject_name"] == "Shop"
    published = by_verb["publish_pack"]
    assert published["by"] is None
    assert (published["facts"]["team"], published["facts"]["teams"]) == ("Shop", 1)
    assert by_verb["refuse_sign_in"]["facts"]["code"] == "session.wrong_login_or_secret"
    assert by_verb["set_pin"]["facts"]["sessions"] == 2


async def test_pages_show_each_entry_once_although_more_are_written(
    admin: AsyncClient, acme: Organisation
) -> None:
    for number in range(120):  # ten each have the same instant
        at = NOW + timedelta(seconds=number // 10)
        await write_audit_entry(at, None, "show_team", str(acme.shop), {"team": number})
    seen: list[str] = []
    before: dict[str, str] = {}
    for size in (50, 50, 20):
        page = (await admin.get("/api/audit", params={"about": acme.shop, **before})).json()
        shown = [entry["id"] for entry in page["entries"] if entry["verb"] == "show_team"]
        assert len(shown) == size
        assert page["more"] == (size == 50)
        seen += shown
        before = {"before": page["entries"][-1]["id"]}
        await write_audit_entry(NOW + timedelta(hours=1), None, "show_team", str(acme.shop))
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, key=int, reverse=True)
    assert await search(admin, before=10**15) == []


async def test_reading_and_exporting_is_noted_without_the_words(admin: AsyncClient) -> None:
    await admin.get("/api/audit", params={"text": "Anna Secret", "about": "anna-lee"})
    entry, ada = await find_audit_entry("read_audit"), await find_person("ada-admin")
    assert (entry.person, entry.subject) == (ada.id, "anna-lee")
    assert json.loads(entry.detail) == {"fields": ["about", "text"]}
    await admin.get("/api/audit/export", params={"about": "What was typed"})
    exported = await find_audit_entry("export_audit")
    assert (exported.person, exported.subject) == (ada.id, "")
    async with connection() as conn:
        count = await conn.fetchval("SELECT count(*) FROM audit_entry")
    last = (await admin.get("/api/audit")).json()["entries"][-1]["id"]
    await admin.get("/api/audit", params={"before": last})
    async with connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM audit_entry") == count + 1


async def test_the_same_search_is_noted_once_an_hour(admin: AsyncClient, visit: Visit) -> None:
    async def count() -> int:
        async with connection() as conn:
            sql = "SELECT count(*) FROM audit_entry WHERE verb = 'read_audit'"
            return int(await conn.fetchval(sql))

    for query, notes in (({}, 1), ({}, 1), ({"text": "a"}, 2), ({"text": "b"}, 2)):
        await admin.get("/api/audit", params=query)
        assert await count() == notes
    await admin.get("/api/audit", params={"about": "anna-lee"})
    await admin.get("/api/audit", params={"about": "sam-south"})
    assert await count() == 4
    other = AuditSearch(text="a")
    await read_audit_log(None, other, NOW)
    assert await count() == 5, "somebody else"
    await read_audit_log(None, other, datetime.now(UTC) + timedelta(minutes=61))
    assert await count() == 6


@pytest.mark.parametrize("path", ["/api/audit", "/api/audit/export"])
async def test_only_admins_read_it(visit: Visit, path: str) -> None:
    for login, status in (("", 401), ("anna-lee", 403), ("lea-leader", 403), ("ada-admin", 200)):
        assert (await (await visit(login)).get(path)).status_code == status


async def test_an_export_has_what_the_search_finds(admin: AsyncClient) -> None:
    query = {"by": "lea-leader"}
    table = await admin.get("/api/audit/export", params={**query, "format": "csv"})
    assert table.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert table.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["verb"] for row in rows] == ["hide_team", "correct_points"]
    assert json.loads(rows[1]["detail"])["reason"] == "The till was down"
    lines = await admin.get("/api/audit/export", params={**query, "format": "jsonl"})
    records = [json.loads(line) for line in lines.text.splitlines()]
    assert [record["verb"] for record in records] == ["hide_team", "correct_points"]
    assert records[0]["by_login"] == "lea-leader"


@pytest.mark.parametrize("file_format", ["csv", "jsonl"])
async def test_an_export_is_bounded_and_says_so(
    admin: AsyncClient, file_format: AuditFormat
) -> None:
    search = AuditSearch(group="settings")
    now = NOW + timedelta(hours=1)

    async def export(limit: int) -> list[str]:
        parts = await export_audit_log(None, search, file_format, now, limit=limit)
        return "".join([part async for part in parts]).splitlines()

    header = file_format == "csv"
    assert len(await export(5)) == 5 + header, "hide_team and four of create_team"
    bounded = await export(3)
    assert len(bounded) == 3 + header + 1
    last_id = json.loads(bounded[-2])["id"] if not header else bounded[-2].split(",")[0]
    assert last_id in bounded[-1]
    assert "more_before" in bounded[-1]


async def test_a_long_export_comes_in_parts(admin: AsyncClient, acme: Organisation) -> None:
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO audit_entry (at, verb, subject, detail)"
            " SELECT $1::timestamptz - number * interval '1 second', 'show_team', $2, '{}'"
            " FROM generate_series(1, 1700) AS number",
            NOW,
            str(acme.shop),
        )
    async with admin.stream("GET", "/api/audit/export?group=settings&format=jsonl") as answer:
        lines = [line async for line in answer.aiter_lines() if line]
    ids = [json.loads(line)["id"] for line in lines]
    assert len(ids) == len(set(ids)) == 1705


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"since": "0001-01-01T00:00:00+14:00"}, 200),
        ({"until": "9999-12-31T23:59:59-14:00"}, 200),
        ({"since": "2026-01-01T00:00:00"}, 200),
        ({"since": "yesterday"}, 422),
        ({"about": "\x00", "by": "\x00", "text": "\x00"}, 200),
        ({"text": "x" * 101}, 422),
        ({"group": "secret"}, 422),
        ({"before": 2**63}, 422),
        ({"before": 2**62}, 200),
    ],
)
async def test_odd_queries(admin: AsyncClient, query: dict[str, Any], status: int) -> None:
    for path in ("/api/audit", "/api/audit/export"):
        assert (await admin.get(path, params=query)).status_code in (status, 200)
    assert (await admin.get("/api/audit", params=query)).status_code == status


async def test_an_entry_of_another_release_is_shown_and_breaks_nothing(
    admin: AsyncClient,
) -> None:
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO audit_entry (at, verb, subject, detail)"
            " VALUES (now(), 'correct_points', 'anna-lee', '{\"points\": \"five\"}')"
        )
    entry = (await admin.get("/api/audit", params={"about": "anna-lee"})).json()["entries"][0]
    assert (entry["verb"], entry["facts"]["points"]) == ("correct_points", None)
