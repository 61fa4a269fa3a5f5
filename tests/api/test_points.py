"""Everybody sees every line of their points and why; a leader puts points right, and cannot do so in secret."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.catalogues import make_pack, publish_to_team
from support.organisation import PASSWORD, Organisation
from support.people import find_audit_entry, find_person
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.tables.database import connection
from learning.tables.packs import PublicationTable

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
async def learns(acme: Organisation, clean_redis: str) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))


async def practise(client: AsyncClient) -> None:
    at = datetime.now(UTC).isoformat()
    reads = [{"id": str(uuid4()), "lesson_id": "pack.lesson-0", "read_at": at}]
    attempts = [
        {
            "id": str(uuid4()),
            "question_id": question,
            "response": {"choices": [choice]},
            "confidence": "sure",
            "answered_at": at,
        }
        for question, choice in (("pack.q0-0", "a"), ("pack.q1-0", "b"), ("pack.c0-0", "a"))
    ]
    answer = await client.post("/api/attempts", json={"attempts": attempts, "reads": reads})
    assert answer.status_code == 200, answer.text


async def ledger(client: AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/api/points", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def correction(points: int, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "points": points, "reason": "The till was down"} | changes


async def test_every_line_says_why(visit: Visit) -> None:
    anna = await visit("anna-lee")
    await practise(anna)
    found = await ledger(anna)
    assert {(line["points"], line["why"]) for line in found["lines"]} == {
        (15, "Lesson: Lesson 0"),
        (10, "Right on: Idea 0."),
        (5, "Good try: Idea 1."),
        (10, "Checkpoint passed: Idea 0."),
    }
    assert (found["points"], found["more"]) == (40, False)


async def test_a_line_keeps_its_words_when_its_pack_is_withdrawn(visit: Visit) -> None:
    anna = await visit("anna-lee")
    await practise(anna)
    first = await PublicationTable.objects().first()
    assert first is not None
    await PublicationTable(
        pack="pack", pack_version=None, team=first.team, person=None, at=NOW
    ).save()
    assert "Lesson: Lesson 0" in {line["why"] for line in (await ledger(anna))["lines"]}


async def test_pages_follow_one_another_and_leave_nothing_out(visit: Visit) -> None:
    anna, person = await visit("anna-lee"), await find_person("anna-lee")
    async with connection() as conn:
        await conn.execute(
            "INSERT INTO ledger_entry (person, cause, points, team, day, earned_at, note)"
            " SELECT $1, 'correction:' || n, n, $2, $3, $4, 'Line ' || n FROM generate_series(1, 120) AS n",
            *(person.id, person.team, NOW.date(), NOW),
        )
    pages = [await ledger(anna)]
    while pages[-1]["more"]:
        pages.append(await ledger(anna, before=pages[-1]["lines"][-1]["id"]))
    assert [line["points"] for found in pages for line in found["lines"]] == list(range(120, 0, -1))
    assert pages[0]["lines"][0]["why"] == "Correction: Line 120"


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "1.5"])
async def test_a_page_before_no_line_is_refused(visit: Visit, before: str) -> None:
    answer = await (await visit("anna-lee")).get(f"/api/points?before={before}")
    assert answer.status_code == 422, answer.text


async def test_nobody_sees_the_lines_of_another(visit: Visit) -> None:
    await practise(await visit("anna-lee"))
    assert await ledger(await visit("sam-south")) == {"points": 0, "lines": [], "more": False}


async def test_a_correction_is_a_line_with_its_reason(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    sent = correction(-15)
    for new in (True, False):
        answer = await leader.post("/api/people/anna-lee/corrections", json=sent)
        assert (answer.status_code, answer.json()) == (201, {"points": 25, "new": new})
    found = await ledger(anna)
    assert (found["points"], found["lines"][0]["points"]) == (25, -15)
    assert found["lines"][0]["why"] == "Correction: The till was down"
    me = (await anna.get("/api/me")).json()
    assert (me["points"], me["week_points"]) == (25, 25)
    entry = await find_audit_entry("correct_points")
    assert (entry.subject, "The till was down" in str(entry.detail)) == ("anna-lee", True)


async def test_boards_fall_with_it(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    assert (await anna.get("/api/leaderboards/team")).json()["entries"][0]["points"] == 40
    await leader.post("/api/people/anna-lee/corrections", json=correction(-30))
    for name in ("team", "organisation"):
        assert (await anna.get(f"/api/leaderboards/{name}")).json()["entries"][0]["points"] == 10


async def test_a_correction_belongs_to_the_day_that_it_names(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    long_ago = date.fromisoformat((await ledger(anna))["lines"][0]["day"]) - timedelta(days=15)
    await leader.post(
        "/api/people/anna-lee/corrections", json=correction(20, day=long_ago.isoformat())
    )
    me = (await anna.get("/api/me")).json()
    assert (me["points"], me["week_points"]) == (60, 40)


@pytest.mark.parametrize(
    ("login", "changes", "status"),
    [
        ("anna-lee", {"points": -41}, 409),
        ("anna-lee", {"points": 0}, 422),
        ("anna-lee", {"points": 1001}, 422),
        ("anna-lee", {"reason": "  "}, 422),
        ("anna-lee", {"reason": "\u0000"}, 422),
        ("anna-lee", {"day": "2020-01-01"}, 422),
        ("anna-lee", {"day": "2999-01-01"}, 422),
        ("anna-lee", {"why": "no such field"}, 422),
        ("sam-south", {}, 404),
        ("nobody", {}, 404),
        ("lea-leader", {}, 403),
    ],
)
async def test_what_cannot_be_is_said_and_leaves_no_trace(
    visit: Visit, login: str, changes: dict[str, Any], status: int
) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    answer = await leader.post(f"/api/people/{login}/corrections", json=correction(5) | changes)
    assert answer.status_code == status, answer.text
    assert (await ledger(anna))["points"] == 40


async def test_who_may_and_who_may_not(visit: Visit) -> None:
    anna, admin = await visit("anna-lee"), await visit("ada-admin", PASSWORD)
    assert (
        await anna.post("/api/people/sam-south/corrections", json=correction(5))
    ).status_code == 403
    assert (
        await (await visit()).post("/api/people/sam-south/corrections", json=correction(5))
    ).status_code == 401
    assert (
        await admin.post("/api/people/sam-south/corrections", json=correction(5))
    ).status_code == 201
