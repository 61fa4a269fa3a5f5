"""The API of points: a person's ledger, and corrections by leaders, which are always visible."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.catalogues import make_pack, publish_to_team
from support.organisation import PASSWORD, Organisation
from support.people import find_audit_entry
from support.visits import Visit

from learning.queries.packs.team_catalogue import clear_catalogue_cache

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
async def published_pack(acme: Organisation, clean_redis: str) -> None:
    clear_catalogue_cache()
    await publish_to_team(make_pack(), acme.root, NOW - timedelta(days=60))


async def practise(client: AsyncClient) -> None:
    now_text = datetime.now(UTC).isoformat()
    reads = [{"id": str(uuid4()), "lesson_id": "pack.lesson-0", "read_at": now_text}]
    attempts = [
        {
            "id": str(uuid4()),
            "question_id": question,
            "response": {"choices": [choice]},
            "confidence": "sure",
            "answered_at": now_text,
        }
        for question, choice in (("pack.q0-0", "a"), ("pack.q1-0", "b"), ("pack.c0-0", "a"))
    ]
    answer = await client.post("/api/attempts", json={"attempts": attempts, "reads": reads})
    assert answer.status_code == 200, answer.text


async def read_ledger(client: AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/api/points", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def make_correction(points: int, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "points": points, "reason": "The till was down"} | changes


async def test_every_entry_has_a_reason(visit: Visit) -> None:
    anna = await visit("anna-lee")
    await practise(anna)
    found = await read_ledger(anna)
    assert {(line["points"], line["reason"], line["subject"]) for line in found["lines"]} == {
        (15, "lesson", "Lesson 0"),
        (10, "right_answer", "Idea 0."),
        (5, "wrong_answer", "Idea 1."),
        (10, "checkpoint", "Idea 0."),
    }
    assert (found["points"], found["more"]) == (40, False)


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "1.5"])
async def test_an_invalid_page_is_refused(visit: Visit, before: str) -> None:
    answer = await (await visit("anna-lee")).get(f"/api/points?before={before}")
    assert answer.status_code == 422, answer.text


async def test_a_correction_is_an_entry_with_its_reason(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    sent = make_correction(-15)
    for new in (True, False):
        answer = await leader.post("/api/people/anna-lee/corrections", json=sent)
        assert (answer.status_code, answer.json()) == (201, {"points": 25, "new": new})
    found = await read_ledger(anna)
    assert (found["points"], found["lines"][0]["points"]) == (25, -15)
    assert found["lines"][0]["reason"] == "correction"
    assert found["lines"][0]["subject"] == "The till was down"
    me = (await anna.get("/api/me")).json()
    assert (me["points"], me["week_points"]) == (25, 25)
    entry = await find_audit_entry("correct_points")
    assert (entry.subject, "The till was down" in str(entry.detail)) == ("anna-lee", True)


async def test_the_boards_follow_a_correction(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    assert (await anna.get("/api/leaderboards/team")).json()["entries"][0]["points"] == 40
    await leader.post("/api/people/anna-lee/corrections", json=make_correction(-30))
    for name in ("team", "organisation"):
        assert (await anna.get(f"/api/leaderboards/{name}")).json()["entries"][0]["points"] == 10


async def test_a_correction_belongs_to_the_day_that_it_names(visit: Visit) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    long_ago = date.fromisoformat((await read_ledger(anna))["lines"][0]["day"]) - timedelta(days=15)
    await leader.post(
        "/api/people/anna-lee/corrections", json=make_correction(20, day=long_ago.isoformat())
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
async def test_a_refused_correction_changes_no_points(
    visit: Visit, login: str, changes: dict[str, Any], status: int
) -> None:
    anna, leader = await visit("anna-lee"), await visit("lea-leader")
    await practise(anna)
    answer = await leader.post(
        f"/api/people/{login}/corrections", json=make_correction(5) | changes
    )
    assert answer.status_code == status, answer.text
    assert (await read_ledger(anna))["points"] == 40


async def test_only_leaders_and_admins_correct_points(visit: Visit) -> None:
    anna, admin = await visit("anna-lee"), await visit("ada-admin", PASSWORD)
    assert (
        await anna.post("/api/people/sam-south/corrections", json=make_correction(5))
    ).status_code == 403
    assert (
        await (await visit()).post("/api/people/sam-south/corrections", json=make_correction(5))
    ).status_code == 401
    assert (
        await admin.post("/api/people/sam-south/corrections", json=make_correction(5))
    ).status_code == 201
