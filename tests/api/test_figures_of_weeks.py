"""Points of last week and of this week, in receipts and on the pages, while time goes by."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from support.catalogues import make_pack, publish_to_team
from support.organisation import Organisation
from support.visits import Visit

from learning.rules.rota.days import find_week_start, to_local_day
from learning.tables.database import connection

ZONE = "Europe/London"


class Clock(datetime):
    """The clock of the API, which a test sets."""

    instant = datetime.now(UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        """Give the time that was set."""
        return cls.instant


@pytest.fixture
def monday() -> datetime:
    """The Monday before last, 00:00 in London."""
    day = find_week_start(to_local_day(datetime.now(UTC), ZONE)) - timedelta(days=14)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def make_attempt(question: str, at: datetime, choice: str = "a") -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "question_id": question,
        "response": {"choices": [choice]},
        "confidence": "sure",
        "answered_at": at.isoformat(),
        "seconds": 9,
    }


async def read_all(client: AsyncClient) -> dict[str, Any]:
    """Read every page that shows points or a streak, and check that they agree."""
    paths = ("me", "today", "streak", "points", "leaderboards/team", "badges")
    pages = {path: (await client.get(f"/api/{path}")).json() for path in paths}
    me = pages["me"]
    assert me["points"] == pages["today"]["points"] == pages["points"]["points"]
    assert me["streak"] == pages["today"]["streak"] == pages["streak"]["streak"]
    assert [me["day"], pages["today"]["day"], pages["streak"]["today"]] == [me["day"]] * 3
    (mine,) = [entry for entry in pages["leaderboards/team"]["entries"] if entry["me"]]
    assert mine["points"] == me["week_points"]
    assert (mine["rank"] is None) == (mine["points"] == 0)
    figures: dict[str, Any] = me
    return figures


async def send(client: AsyncClient, *attempts: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post("/api/attempts", json={"attempts": attempts})
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    me = await read_all(client)
    for name in ("day", "week", "points", "week_points", "streak", "practised_today"):
        assert receipt[name] == me[name], name
    return receipt


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, monday: datetime) -> type[Clock]:
    Clock.instant = monday
    monkeypatch.setattr("api.identity.datetime", Clock)
    return Clock


@pytest.fixture
async def anna(
    visit: Visit, acme: Organisation, clock: type[Clock], monday: datetime
) -> AsyncClient:
    await publish_to_team(make_pack(), acme.root, monday)
    async with connection() as conn:
        await conn.execute("UPDATE person SET created_at = $1", monday - timedelta(days=30))
        await conn.execute(
            "INSERT INTO issued_break (person, day) SELECT id, $1 FROM person",
            monday.date() - timedelta(days=2),
        )
    return await visit("anna-lee")


async def test_answers_of_last_week_are_not_in_the_points_of_this_week(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    sunday = monday - timedelta(hours=4)
    clock.instant = monday + timedelta(hours=9)
    late = await send(anna, make_attempt("pack.q0-0", sunday))
    assert (late["points"], late["week_points"], late["practised_today"]) == (10, 0, False)
    assert late["outcomes"][0]["day"] == sunday.date().isoformat()
    fresh = await send(anna, make_attempt("pack.q1-0", clock.instant))
    assert (fresh["points"], fresh["week_points"], fresh["practised_today"]) == (20, 10, True)


async def test_a_batch_of_two_weeks_counts_in_both(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    clock.instant = monday + timedelta(hours=9)
    sunday = monday - timedelta(hours=4)
    mixed = await send(
        anna, make_attempt("pack.q0-0", sunday), make_attempt("pack.q1-0", clock.instant)
    )
    assert (mixed["points"], mixed["week_points"]) == (20, 10)


async def test_a_night_belongs_to_the_week_before_until_four(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    offset = timedelta(hours=1 if is_summer_time(monday) else 0)
    clock.instant = monday + timedelta(hours=3, minutes=59) - offset
    before = await send(anna, make_attempt("pack.q0-0", clock.instant))
    assert (before["points"], before["week_points"]) == (10, 10)
    clock.instant += timedelta(minutes=2)
    assert (await read_all(anna))["week_points"] == 0
    repeated = await send(anna, make_attempt("pack.q1-0", clock.instant - timedelta(minutes=2)))
    assert (repeated["points"], repeated["week_points"], repeated["streak"]) == (20, 0, 1)


async def test_a_repeated_batch_gives_the_figures_of_today(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    clock.instant = monday + timedelta(hours=12)
    attempt = make_attempt("pack.q0-0", clock.instant)
    assert (await send(anna, attempt))["week_points"] == 10
    clock.instant += timedelta(days=7)
    again = await send(anna, attempt)
    assert (again["outcomes"][0]["status"], again["week_points"]) == ("repeated", 0)
    assert again["outcomes"][0]["day"] == monday.date().isoformat()
    assert again["streak"] == 0, "four working days were missed"


async def test_points_of_this_week_stay_when_somebody_moves_to_where_it_is_still_sunday(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    clock.instant = monday + timedelta(hours=5)
    sunday_attempt = make_attempt("pack.q0-0", clock.instant - timedelta(days=1))
    await send(anna, sunday_attempt)
    await send(anna, make_attempt("pack.q1-0", clock.instant))
    async with connection() as conn:
        await conn.execute("UPDATE team SET zone = 'America/Los_Angeles'")
    me = await read_all(anna)
    assert (me["points"], me["week_points"]) == (20, 10)
    receipt = await send(anna, sunday_attempt)
    assert (receipt["points"], receipt["week_points"]) == (20, 10)


async def test_one_right_of_three_is_not_knowing_three_ideas(
    anna: AsyncClient, clock: type[Clock], monday: datetime
) -> None:
    clock.instant = monday + timedelta(hours=12)
    await send(
        anna,
        make_attempt("pack.q0-0", clock.instant),
        make_attempt("pack.q1-0", clock.instant, "b"),
        make_attempt("pack.q2-0", clock.instant, "b"),
    )
    assert (await read_all(anna))["level"]["remembered"] == 0
    clock.instant += timedelta(days=2)
    await send(
        anna, make_attempt("pack.q0-1", clock.instant), make_attempt("pack.q1-1", clock.instant)
    )
    assert (await read_all(anna))["level"]["remembered"] == 1
    clock.instant += timedelta(days=1)
    await send(anna, make_attempt("pack.q0-2", clock.instant, "b"))
    assert (await read_all(anna))["level"]["remembered"] == 0


def is_summer_time(day: datetime) -> bool:
    return to_local_day(day + timedelta(hours=3, minutes=30), ZONE) == day.date()
