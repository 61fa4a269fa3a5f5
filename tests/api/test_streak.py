"""GET /api/streak: the streak of the person who is signed in, on the team's local day."""

from datetime import UTC, datetime, timedelta

from support.people import find_person
from support.practice import record_lesson_reads, set_streak
from support.visits import Visit

from learning.rules.rota.days import to_local_day
from learning.tables.people import PersonTable


async def test_the_streak_is_that_of_the_team_s_local_day(visit: Visit) -> None:
    today = to_local_day(datetime.now(UTC), "Europe/London")
    person = await find_person("anna-lee")
    days = [today - timedelta(days=ago) for ago in (3, 2, 1)]
    await record_lesson_reads(person.id, *days)
    await set_streak(person.id, 3, 3, days[-1])
    answer = await (await visit("anna-lee")).get("/api/streak")
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert (page["today"], page["streak"], page["if_today"]) == (today.isoformat(), 3, 4)
    assert {"day": today.isoformat(), "state": "today"} in page["days"]


async def test_a_person_without_working_days_is_not_asked_today(visit: Visit) -> None:
    person = await find_person("anna-lee")
    await PersonTable.update({PersonTable.work_days: []}).where(PersonTable.id == person.id)
    anna = await visit("anna-lee")
    states = {day["state"] for day in (await anna.get("/api/streak")).json()["days"]}
    assert states == {"off"}
    assert (await anna.get("/api/me")).json()["working_today"] is False


async def test_nobody_reads_a_streak_without_a_session(visit: Visit) -> None:
    assert (await (await visit()).get("/api/streak")).status_code == 401
