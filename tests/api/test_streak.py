"""The page of a streak says what the rules say, of oneself day by day, of the team only together."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from support.organisation import Organisation, add_member
from support.people import find_person
from support.practice import record_lesson_reads, set_streak
from support.visits import Visit

from learning.rules.recognition.streaks import replay_streak
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, to_local_day
from learning.tables.database import connection
from learning.tables.people import PersonTable, RotaDayTable


@pytest.fixture
async def anna(visit: Visit) -> AsyncClient:
    return await visit("anna-lee")


def today() -> date:
    return to_local_day(datetime.now(UTC), "Europe/London")


async def trained(login: str, *ago: int) -> None:
    """As if they had practised on days that many days ago, by the rules."""
    person = await find_person(login)
    days = [today() - timedelta(days=count) for count in ago]
    streak = replay_streak(days, Rota(ALL_ISO_WEEKDAYS))
    assert streak.last
    await record_lesson_reads(person.id, *days)
    await set_streak(person.id, streak.days, streak.longest, streak.last)
    async with connection() as conn:
        await conn.execute(
            "UPDATE progress SET freezes = $2, lost_streak = $3, counters = $4 WHERE person = $1",
            *(person.id, streak.freezes, streak.lost, f'{{"days": {len(days)}}}'),
        )


async def page(client: AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/streak")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_newcomer_has_nothing_and_can_begin_today(anna: AsyncClient) -> None:
    found = await page(anna)
    assert [found[name] for name in ("streak", "longest", "freezes", "lost", "earn_back_in")] == [
        0
    ] * 5
    assert (found["if_today"], found["if_missed"], found["team"]) == (1, 0, None)
    assert found["next_work_day"] == (today() + timedelta(days=1)).isoformat()
    assert len(found["days"]) == 35
    assert {"day": today().isoformat(), "state": "today"} in found["days"]


async def test_a_streak_says_what_becomes_of_it(anna: AsyncClient) -> None:
    await trained("anna-lee", *range(1, 6))
    found = await page(anna)
    assert (found["streak"], found["if_today"], found["if_missed"]) == (5, 6, 0)
    assert found["freeze_in"] == 5


async def test_a_freeze_stood_in_for_yesterday_and_will_not_for_today(anna: AsyncClient) -> None:
    await trained("anna-lee", *range(2, 12))
    found = await page(anna)
    assert (found["streak"], found["freezes"], found["if_today"], found["if_missed"]) == (
        10,
        0,
        11,
        0,
    )
    assert {"day": (today() - timedelta(days=1)).isoformat(), "state": "frozen"} in found["days"]


async def test_a_lost_streak_says_how_it_comes_back(anna: AsyncClient) -> None:
    await trained("anna-lee", *range(5, 10), 1)
    found = await page(anna)
    assert (found["streak"], found["lost"], found["earn_back_in"], found["if_today"]) == (
        1,
        5,
        2,
        2,
    )
    await trained("anna-lee", *range(5, 10), 2, 1)
    assert (await page(anna))["if_today"] == 8


async def test_days_of_the_rota_are_off_and_on(anna: AsyncClient) -> None:
    person = await find_person("anna-lee")
    await PersonTable.update({PersonTable.work_days: []}).where(PersonTable.id == person.id)
    shift = today() + timedelta(days=2)
    await RotaDayTable(person=person.id, day=shift, works=True).save()
    found = await page(anna)
    assert found["next_work_day"] == shift.isoformat()
    assert [day["day"] for day in found["days"] if day["state"] == "ahead"] == [shift.isoformat()]
    assert (await anna.get("/api/me")).json()["working_today"] is False


async def test_a_team_is_a_mean_of_five_or_more_and_names_nobody(
    anna: AsyncClient, acme: Organisation
) -> None:
    await trained("anna-lee", 1)
    for number in range(3):
        await trained(await add_member(acme.shop, f"Person {number}"), *range(1, 3 + number))
    assert (await page(anna))["team"] is None
    await add_member(acme.shop, "Newcomer")
    assert (await page(anna))["team"] is None, "who never practised does not count"
    await trained(await add_member(acme.shop, "Away"), *range(20, 30))
    assert (await page(anna))["team"] == {"average": 2.0, "members": 5}
