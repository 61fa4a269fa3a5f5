import asyncio
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import msgspec
from support.shelves import pack, publish
from support.shop import NOW, Shop

from learning.actions.answer_questions import answer_questions
from learning.actions.due_jobs import Job, claim_due, find_job
from learning.actions.plan_breaks import plan_break, plan_team
from learning.queries.catalogue import shelf_of
from learning.queries.today import Today, open_day, today
from learning.queries.who import Who
from learning.rules.breaks import Item
from learning.rules.days import day_start, local_day
from learning.rules.grading import Response
from learning.rules.standing import Answer, Reading
from learning.tables.database import connection

TODAY = local_day(NOW, "UTC")
TOMORROW = TODAY + timedelta(days=1)


async def plans() -> list[tuple[int, date, list[Item]]]:
    async with connection() as at:
        rows = await at.fetch("SELECT person, day, items FROM plan ORDER BY person, day")
    return [(row["person"], row["day"], msgspec.json.decode(row["items"], type=list[Item])) for row in rows]


async def next_job(shop: Shop) -> Job:
    """The job of the shop's next morning, claimed."""
    async with connection() as at:
        row = await at.fetchrow(
            "SELECT id FROM due_job WHERE kind = 'plan_team' AND subject = $1 AND done_at IS NULL", str(shop.shop)
        )
    job = await find_job(row["id"])
    assert job is not None
    return job


async def opened(who: Who, day: date) -> Today:
    shelf = await shelf_of(who.path, who.edition)
    return today(who, day, await open_day(who, day), shelf)


async def finish_the_first_lesson(shop: Shop, who: Who) -> None:
    await answer_questions(
        who,
        [
            Reading(UUID(int=1), "pack.lesson-0", NOW, TODAY, 60),
            Answer(UUID(int=2), "pack.q0-0", Response(("b",)), True, NOW, TODAY, 9),
            Answer(UUID(int=3), "pack.q1-0", Response(("a",)), False, NOW, TODAY, 9),
        ],
        shop.boards,
        NOW,
    )


async def test_a_new_team_has_the_job_of_its_next_morning(shop: Shop) -> None:
    job = await next_job(shop)
    assert (job.kind, job.slot) == ("plan_team", TOMORROW.isoformat())
    assert await claim_due(day_start(TOMORROW, "UTC") - timedelta(seconds=1)) == []
    assert job.id in await claim_due(day_start(TOMORROW, "UTC"))


async def test_every_member_gets_one_plan_and_the_next_morning_its_job(shop: Shop) -> None:
    people = [await shop.hire(f"Person {number}") for number in range(5)]
    morning = day_start(TOMORROW, "UTC")
    await plan_team(await next_job(shop), morning)
    made = await plans()
    assert [(person, day) for person, day, _ in made] == [(who.id, TOMORROW) for who in people]
    assert all(items[0].kind == "lesson" for _, _, items in made)
    assert (await next_job(shop)).slot == (TOMORROW + timedelta(days=1)).isoformat()


async def test_running_twice_or_at_once_changes_nothing(shop: Shop) -> None:
    for number in range(5):
        await shop.hire(f"Person {number}")
    job, morning = await next_job(shop), day_start(TOMORROW, "UTC")
    await asyncio.gather(*(plan_team(job, morning) for _ in range(4)))
    first = await plans()
    await plan_team(job, morning + timedelta(hours=1))
    assert await plans() == first
    assert len(first) == 5


async def test_a_late_job_plans_today_and_not_the_past(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await plan_team(await next_job(shop), NOW + timedelta(days=6))
    assert [(person, day) for person, day, _ in await plans()] == [(who.id, TODAY + timedelta(days=6))]
    assert (await next_job(shop)).slot == (TODAY + timedelta(days=7)).isoformat()


async def test_the_app_composes_what_the_night_would_have(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await finish_the_first_lesson(shop, who)
    await plan_break(who.id, await shelf_of(who.path, who.edition), TOMORROW, NOW)
    ((_, _, alone),) = await plans()
    async with connection() as at:
        await at.execute("DELETE FROM plan")
    await plan_team(await next_job(shop), day_start(TOMORROW, "UTC"))
    ((_, _, together),) = await plans()
    assert alone == together


async def test_tomorrow_differs_because_of_todays_answers(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await plan_break(who.id, await shelf_of(who.path, who.edition), TODAY, NOW)
    await finish_the_first_lesson(shop, who)
    await plan_break(who.id, await shelf_of(who.path, who.edition), TOMORROW, NOW)
    ((_, _, first), (_, _, second)) = await plans()
    assert first[0].id == "pack.lesson-0"
    whys = {item.why: item.id for item in second}
    assert whys["new"] == "pack.lesson-1"
    assert whys["wrong"].startswith("pack.q0-")
    assert whys["wrong"] != "pack.q0-0"


async def test_what_is_done_is_told_and_points_follow(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await plan_break(who.id, await shelf_of(who.path, who.edition), TODAY, NOW)
    await finish_the_first_lesson(shop, who)
    page = await opened(who, TODAY)
    assert page.done == ["pack.lesson-0", "pack.q0-0", "pack.q1-0"]
    assert (page.points, page.streak, page.goal.items) == (30, 1, 3)
    assert (await opened(who, TOMORROW)).done == []


async def test_a_new_publication_is_in_the_next_break_and_a_withdrawn_one_is_not(shop: Shop) -> None:
    who = await shop.hire("Amira")
    await plan_break(who.id, await shelf_of(who.path, who.edition), TODAY, NOW)
    row = await publish(pack("fresh"), shop.shop, NOW)
    who = await shop.newest(who)
    shelf = await shelf_of(who.path, who.edition)
    assert (await open_day(who, TODAY)).edition < shelf.edition  # type: ignore[operator]  # there is a plan
    await plan_break(who.id, shelf, TODAY, NOW)
    assert (await open_day(who, TODAY)).edition == shelf.edition
    assert row in {volume.id for volume in shelf.volumes}


async def test_no_key_of_a_checkpoint_leaves_the_house(shop: Shop) -> None:
    who = await shop.hire("Amira")
    readings = [Reading(UUID(int=number), f"pack.lesson-{number}", NOW, TODAY, 60) for number in range(3)]
    await answer_questions(who, readings, shop.boards, NOW)
    await plan_break(who.id, await shelf_of(who.path, who.edition), TODAY, NOW)
    items = [msgspec.json.decode(item) for item in (await opened(who, TODAY)).items]
    checkpoints = [item for item in items if item["kind"] == "question" and item["checkpoint"]]
    assert checkpoints
    for item in checkpoints:
        assert item["key"] is None
        assert item["feedback"] is None
        assert all(choice.keys() == {"id", "text"} for choice in item["choices"])


async def test_a_plan_waits_for_people_whose_minutes_are_few(shop: Shop) -> None:
    who = replace(await shop.hire("Amira"), minutes=2)
    async with connection() as at:
        await at.execute("UPDATE person SET minutes = 2 WHERE id = $1", who.id)
    await finish_the_first_lesson(shop, who)
    day = TODAY + timedelta(days=20)
    await plan_break(who.id, await shelf_of(who.path, who.edition), day, NOW)
    page = await opened(who, day)
    assert page.goal.seconds <= 120 or page.goal.items == 1
