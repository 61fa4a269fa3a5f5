"""The break over HTTP: what the phone gets, and what becomes of all that it may send."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.api_client import open_api_client
from support.catalogues import make_pack, publish_to_team
from support.people import add_person, add_team
from support.pool import open_test_pool

from learning.queries.packs.team_catalogue import clear_catalogue_cache
from learning.rules.practice.entry_rate import (
    ENTRY_INTERVAL,
    MAX_ENTRIES_AT_ONCE,
    RETRY_SECONDS,
)
from learning.tables.database import connection
from learning.tables.progress import ProgressTable

NOW = datetime.now(UTC)


@pytest.fixture
async def phone(database: str, clean_redis: str) -> AsyncIterator[AsyncClient]:
    """A learner's phone in a team that learns one pack; another team learns "secret"."""
    clear_catalogue_cache()
    async with open_test_pool():
        root = await add_team("Chain", NOW, zone="UTC")
        shop, other = [await add_team(name, NOW, root, "UTC") for name in ("Shop", "Other")]
        await publish_to_team(make_pack(), root.id, NOW)
        await publish_to_team(make_pack("secret"), other.id, NOW)
        person = await add_person("amira", shop, NOW)
        await ProgressTable(person=person.id).save()
        async with open_api_client(person) as client:
            yield client


def make_attempt(question: str = "pack.q0-0", choice: str = "a", **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "question_id": question,
        "response": {"choices": [choice]},
        "confidence": "sure",
        "answered_at": datetime.now(UTC).isoformat(),
        "seconds": 9,
    } | changes


async def send_attempts(phone: AsyncClient, *attempts: Any, **more: Any) -> Any:
    answer = await phone.post("/api/attempts", json={"attempts": attempts, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_today_has_a_lesson_and_its_questions_in_the_agreed_shape(phone: AsyncClient) -> None:
    answer = await phone.get("/api/today")
    today = answer.json()
    lesson, question, _ = today["items"]
    assert (lesson["kind"], lesson["lesson_id"], lesson["cards"]) == (
        "lesson",
        "pack.lesson-0",
        [{"title": None, "html": "<p>Read me.</p>"}],
    )
    assert question["kind"] == "question"
    assert {choice["id"]: choice["text"] for choice in question["choices"]} == {
        "a": "This",
        "b": "That",
    }
    assert question["key"] == {"choices": ["a"]}
    assert question["why"] == {"code": "lesson", "days": 0}
    assert today["goal"]["items"] == 3
    assert (today["streak"], today["points"], today["done"]) == (0, 0, [])


async def test_the_same_day_gives_the_same_break(phone: AsyncClient) -> None:
    assert (await phone.get("/api/today")).json() == (await phone.get("/api/today")).json()


async def test_answers_and_readings_travel_together(phone: AsyncClient) -> None:
    read = {
        "id": str(uuid4()),
        "lesson_id": "pack.lesson-0",
        "read_at": datetime.now(UTC).isoformat(),
        "seconds": 61,
    }
    receipt = await send_attempts(
        phone, make_attempt(), make_attempt("pack.q1-0", "b", confidence="unsure"), reads=[read]
    )
    assert [(one["status"], one["correct"], one["points"]) for one in receipt["outcomes"]] == [
        ("recorded", True, 10),
        ("recorded", False, 5),
        ("recorded", None, 15),
    ]
    assert (receipt["points"], receipt["week_points"], receipt["streak"]) == (30, 30, 1)
    assert [award["badge_id"] for award in receipt["awards"]] == ["showed-up"]
    today = (await phone.get("/api/today")).json()
    assert set(today["done"]) == {"pack.q0-0", "pack.q1-0", "pack.lesson-0"}


async def test_a_lesson_can_be_read_by_its_own_address(phone: AsyncClient) -> None:
    body = {"id": str(uuid4()), "read_at": datetime.now(UTC).isoformat(), "seconds": 60}
    receipt = (await phone.post("/api/lessons/pack.lesson-0/read", json=body)).json()
    assert (receipt["status"], receipt["points"]) == ("recorded", 15)
    again = (await phone.post("/api/lessons/pack.lesson-0/read", json=body)).json()
    assert (again["status"], again["points"]) == ("repeated", 15)


async def test_a_repeat_returns_the_stored_outcome(phone: AsyncClient) -> None:
    one = make_attempt(choice="b")
    await send_attempts(phone, one)
    receipt = await send_attempts(phone, one | {"response": {"choices": ["a"]}})
    assert [(out["status"], out["correct"], out["points"]) for out in receipt["outcomes"]] == [
        ("repeated", False, 5)
    ]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (make_attempt("pack.nowhere"), "no such question"),
        (make_attempt("secret.q0-0"), "no such question"),
        (make_attempt(choice="zebra"), "no choice “zebra”"),
        (make_attempt(response={"choices": []}), "no choices"),
        (make_attempt(response={"colour": "red"}), "colour"),
        (make_attempt(points=900), "points"),
        (make_attempt(confidence="very"), "confidence"),
        (make_attempt(answered_at="yesterday"), "answered_at"),
        (make_attempt(answered_at=0), "answered_at"),
        (make_attempt(answered_at="2026-11-22T10:00:00Z" * 4), "answered_at"),
        (make_attempt(seconds=-1), "seconds"),
        (make_attempt(seconds="NaN"), "seconds"),
        (make_attempt(id="7"), "id"),
        (make_attempt(question_id="x" * 5000), "question_id"),
        (make_attempt(question_id="pack.q\u0000"), "question_id: It holds a character"),
        (make_attempt(response={"choices": ["a"], "path": ["\u0000"]}), "It holds a character"),
        (make_attempt(response={"choices": ["a"], "pairs": {"\u0000": "x"}}), ""),
        ({}, "id"),
        ([], ""),
        ("attempt", ""),
        (None, ""),
    ],
)
async def test_a_bad_entry_is_refused_in_words_and_the_good_rest_is_kept(
    phone: AsyncClient, bad: Any, says: str
) -> None:
    receipt = await send_attempts(phone, make_attempt(), bad, make_attempt("pack.q1-0"))
    assert [one["status"] for one in receipt["outcomes"]] == ["recorded", "refused", "recorded"]
    assert says in receipt["outcomes"][1]["problem"]
    assert receipt["points"] == 20
    if isinstance(bad, dict) and "id" in bad:
        assert receipt["outcomes"][1]["id"] == bad["id"]


@pytest.mark.parametrize(
    ("bad", "code", "values"),
    [
        (make_attempt("pack.nowhere"), "practice.unknown_question", {}),
        (make_attempt(choice="zebra"), "practice.unknown_choice", {"choice": "zebra"}),
        (
            make_attempt(points=900),
            "practice.unreadable_entry",
            {
                "where": "body",
                "fault": {"code": "request.unknown_field", "values": {"field": "points"}},
            },
        ),
    ],
)
async def test_a_refused_entry_has_a_code_and_values(
    phone: AsyncClient, bad: Any, code: str, values: dict[str, Any]
) -> None:
    outcome = (await send_attempts(phone, bad))["outcomes"][0]
    assert (outcome["code"], outcome["values"]) == (code, values)


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "not valid JSON"),
        (b"\xff\xfe", 400, "not valid JSON"),
        (b'{"attempts": {}}', 422, "attempts"),
        (b'{"attempts": [], "admin": true}', 422, "admin"),
        (b"[]", 422, "object"),
        (b"", 422, ""),
    ],
)
async def test_a_body_that_makes_no_sense_is_a_problem_document(
    phone: AsyncClient, body: bytes, status: int, says: str
) -> None:
    answer = await phone.post(
        "/api/attempts", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert says in answer.text


async def test_ten_thousand_attempts_at_once_are_too_many_and_none_is_recorded(
    phone: AsyncClient,
) -> None:
    answer = await phone.post("/api/attempts", json={"attempts": [make_attempt()] * 3000})
    assert answer.status_code == 413
    assert "smaller batches" in answer.text
    answer = await phone.post("/api/attempts", json={"attempts": [make_attempt()] * 10_000})
    assert answer.status_code == 413
    async with connection() as conn:
        assert await conn.fetchval("SELECT count(*) FROM attempt") == 0


BROKEN_CLOCKS = [
    "1970-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "0000-00-00T00:00:00Z",
    "2004-01-01T00:00:00.000Z",
    (NOW - timedelta(days=400)).isoformat(),
    (NOW - timedelta(days=3)).isoformat(),  # before the person joined
    (NOW + timedelta(days=3)).isoformat(),
    "2099-12-31T23:59:59Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-12:00",
    "+275760-09-13T00:00:00.000Z",
    "-271821-04-20T00:00:00.000Z",
    "2026-11-22T10:00:00",
    "2026-11-22",
    "NaN",
    "Invalid Date",
    "",
    None,
]


@pytest.mark.parametrize("claimed", BROKEN_CLOCKS, ids=range(len(BROKEN_CLOCKS)))
async def test_a_clock_that_cannot_be_counts_as_the_day_of_receipt(
    phone: AsyncClient, claimed: str | None
) -> None:
    read = {"id": str(uuid4()), "lesson_id": "pack.lesson-0", "read_at": claimed}
    receipt = await send_attempts(phone, make_attempt(answered_at=claimed), reads=[read])
    assert [one["status"] for one in receipt["outcomes"]] == ["recorded", "recorded"]
    assert receipt["streak"] == 1
    alone = {"id": str(uuid4()), "read_at": claimed}
    await phone.post("/api/lessons/pack.lesson-1/read", json=alone)
    today = (await phone.get("/api/today")).json()
    assert today["streak"] == 1
    assert set(today["done"]) == {"pack.q0-0", "pack.lesson-0", "pack.lesson-1"}
    async with connection() as conn:
        days = await conn.fetch("SELECT day FROM attempt UNION SELECT day FROM lesson_read")
        assert [str(row["day"]) for row in days] == [today["day"]]
        assert await conn.fetchval("SELECT answered_at <= received_at FROM attempt")


async def test_without_a_time_at_all_the_receipt_counts(phone: AsyncClient) -> None:
    attempt = make_attempt()
    del attempt["answered_at"]
    assert (await send_attempts(phone, attempt))["streak"] == 1


async def test_one_question_in_two_tabs_is_paid_once(phone: AsyncClient) -> None:
    once = await send_attempts(phone, make_attempt())
    profile = (await phone.get("/api/me")).json()
    twice = await send_attempts(phone, make_attempt(choice="b"))
    assert (once["outcomes"][0]["points"], twice["outcomes"][0]["points"]) == (10, 0)
    assert twice["outcomes"][0]["correct"] is False
    assert twice["outcomes"][0]["due"] == once["outcomes"][0]["due"]
    assert (await phone.get("/api/me")).json() == profile


@pytest.mark.parametrize("number", [b"1e999", b"-0", b"1" * 400])
async def test_a_number_beyond_all_bounds_is_refused(phone: AsyncClient, number: bytes) -> None:
    body = b'{"attempts": [{"id": "x", "question_id": "pack.q0-0", "seconds": %s}]}' % number
    answer = await phone.post(
        "/api/attempts", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert answer.json()["outcomes"][0]["status"] == "refused"


@pytest.mark.parametrize("lesson", ["pack.nowhere", "secret.lesson-0", "pack.\u0000", "x"])
async def test_a_lesson_of_nowhere_is_refused(phone: AsyncClient, lesson: str) -> None:
    read = {"id": str(uuid4()), "lesson_id": lesson, "read_at": datetime.now(UTC).isoformat()}
    assert (await send_attempts(phone, reads=[read]))["outcomes"][0]["status"] == "refused"


async def test_an_outbox_of_somebody_else_is_left_alone(phone: AsyncClient) -> None:
    answer = await phone.post("/api/attempts", json={"attempts": [make_attempt()], "login": "ben"})
    assert answer.status_code == 409
    assert (await send_attempts(phone, make_attempt(), login="amira"))["points"] == 10


async def test_an_empty_outbox_is_fine(phone: AsyncClient) -> None:
    assert (await send_attempts(phone))["outcomes"] == []


async def test_badges_show_what_is_earned_and_what_is_near(phone: AsyncClient) -> None:
    read = {
        "id": str(uuid4()),
        "lesson_id": "pack.lesson-0",
        "read_at": datetime.now(UTC).isoformat(),
    }
    await send_attempts(phone, reads=[read])
    badges = (await phone.get("/api/badges")).json()["badges"]
    assert badges[0]["badge_id"] == "showed-up"
    assert badges[0]["earned_at"]
    assert all(badge["have"] < badge["need"] for badge in badges[1:])


@pytest.mark.parametrize("name", ["team", "organisation"])
async def test_the_board_follows_at_once(phone: AsyncClient, name: str) -> None:
    await send_attempts(phone, make_attempt())
    board = (await phone.get(f"/api/leaderboards/{name}")).json()
    assert board["entries"] == [{"rank": 1, "name": "Amira", "points": 10, "me": True}]


async def test_an_unknown_board_is_a_problem(phone: AsyncClient) -> None:
    assert (await phone.get("/api/leaderboards/bottom")).status_code == 422


@pytest.mark.parametrize("path", ["/api/today", "/api/badges", "/api/leaderboards/team"])
async def test_nobody_is_served_without_a_session(phone: AsyncClient, path: str) -> None:
    phone.cookies.clear()
    assert (await phone.get(path)).status_code == 401


async def test_what_is_sent_beyond_all_real_use_is_refused_until_later_and_not_lost(
    phone: AsyncClient,
) -> None:
    async with connection() as conn:
        almost_used = datetime.now(UTC) + ENTRY_INTERVAL * (MAX_ENTRIES_AT_ONCE - 2)
        await conn.execute("UPDATE progress SET entries_spread_until = $1", almost_used)
    sent = [make_attempt(f"pack.q{number}-0") for number in range(5)]
    outcomes = (await send_attempts(phone, *sent))["outcomes"]
    refused = [one for one in outcomes if one["status"] == "refused"]
    assert len(refused) in (2, 3)
    assert {one["code"] for one in refused} == {"practice.sent_too_much"}
    assert refused[0]["values"]["wait"] == RETRY_SECONDS
    assert "later" in refused[0]["problem"]
    async with connection() as conn:
        await conn.execute("UPDATE progress SET entries_spread_until = now()")
    again = (await send_attempts(phone, *sent))["outcomes"]
    assert {one["id"] for one in again if one["status"] == "recorded"} == {
        one["id"] for one in refused
    }
