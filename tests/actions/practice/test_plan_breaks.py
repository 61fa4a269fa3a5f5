import asyncio
from datetime import date, timedelta
from uuid import UUID

import msgspec
from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop
from support.statements import collect_statements

from learning.actions.jobs.job_queue import claim_due_jobs, find_job
from learning.actions.practice.answer_questions import answer_questions
from learning.actions.practice.plan_breaks import plan_break, plan_team_breaks
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.todays_break import EncodedBreak, load_day, make_todays_break
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.break_composer import compose_break
from learning.rules.practice.break_contents import BreakItem, Learner
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.practice.memory import Memory
from learning.rules.rota.days import find_day_start, to_local_day
from learning.steps.jobs.job_rows import Job
from learning.tables.database import connection

TODAY = to_local_day(SHOP_TIME, "UTC")
TOMORROW = TODAY + timedelta(days=1)


async def read_plans() -> list[tuple[int, date, list[BreakItem]]]:
    async with connection() as conn:
        rows = await conn.fetch("SELECT person, day, items FROM plan ORDER BY person, day")
    return [
        (row["person"], row["day"], msgspec.json.decode(row["items"], type=list[BreakItem]))
        for row in rows
    ]


async def next_job(shop: Shop) -> Job:
    """The job of the shop's next morning, claimed."""
    async with connection() as conn:
        row = await conn.fetchrow(
            "SELECT id FROM due_job WHERE kind = 'plan_team' AND subject = $1 AND done_at IS NULL",
            str(shop.shop),
        )
    job = await find_job(row["id"])
    assert job is not None
    return job


async def open_break(user: CurrentUser, day: date) -> EncodedBreak:
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    return make_todays_break(user, await load_day(user, day), catalogue)


async def finish_the_first_lesson(shop: Shop, user: CurrentUser) -> None:
    await answer_questions(
        user,
        [
            LessonReading(UUID(int=1), "pack.lesson-0", SHOP_TIME, TODAY, 60),
            Attempt(UUID(int=2), "pack.q0-0", Response(("b",)), True, SHOP_TIME, TODAY, 9),
            Attempt(UUID(int=3), "pack.q1-0", Response(("a",)), False, SHOP_TIME, TODAY, 9),
        ],
        shop.boards,
        SHOP_TIME,
    )


CROWD = (
    """INSERT INTO person (login, name, role, team, secret, minutes, created_at)
SELECT 'p' || n, 'P ' || n, 'learner', $1, '', 2 + n % 7, now()
FROM generate_series(1, $2::int) AS n""",
    """INSERT INTO progress (person, pace, drift)
SELECT id, 8 + id % 20, -0.02 * (id % 4) FROM person""",
    """INSERT INTO lesson_read (person, key, lesson, read_at, day, seconds)
SELECT id, gen_random_uuid(), 'pack.lesson-' || l, now(), $1, 60
FROM person, generate_series(0, 2) AS l
WHERE id % 4 = 0 OR id % 4 > l""",
    """INSERT INTO memory (person, concept, stability, difficulty, due, last_day, last_at,
 last_grade, reviews, lapses, question)
SELECT id, 'pack.idea-' || c, 1 + (id * 7 + c) % 40, 1 + (id + c) % 9,
 $1::date + ((id * 11 + c * 5) % 25 - 15)::int * (id % 4 > 0)::int + 5 * (id % 4 = 0)::int,
 $1::date - 20 - ((id + c) % 9)::int, now(), 1 + (id + c) % 3, 1 + (id * 3 + c) % 5, 0,
 'pack.q' || c || '-' || (id + c) % 4
FROM person, generate_series(0, 5) AS c WHERE c < 2 * (id % 5) OR id % 20 = 3""",
    """INSERT INTO ledger_entry (person, cause, team, day, earned_at)
SELECT id, 'checkpoint:pack.c' || c || '-0', team, $1, now()
FROM person, generate_series(0, 1) AS c WHERE id % 4 = 0""",
)


async def insert_people(shop: Shop, people: int) -> None:
    """Add people in all states, straight into the tables."""
    async with connection() as conn:
        await conn.execute(CROWD[0], shop.shop, people)
        await conn.execute(CROWD[1])
        for statement in CROWD[2:]:
            await conn.execute(statement, TOMORROW)


async def load_learners(catalogue: TeamCatalogue) -> dict[int, Learner]:
    """Everybody with all there is to know, read row by row."""
    names = ", ".join(Memory.__struct_fields__)
    async with connection() as conn:
        people = await conn.fetch(
            "SELECT p.id, p.minutes, p.language, g.pace, g.drift"
            " FROM person p JOIN progress g ON g.person = p.id"
        )
        memories = await conn.fetch(f"SELECT person, concept, {names} FROM memory")  # noqa: S608
        readings = await conn.fetch("SELECT person, lesson FROM lesson_read")
        entries = await conn.fetch("SELECT person, cause FROM ledger_entry")
    learners = {}
    for person, minutes, language, pace, drift in people:
        known = {row["concept"]: Memory(*row[2:]) for row in memories if row["person"] == person}
        read = {row["lesson"] for row in readings if row["person"] == person}
        passed = {
            row["cause"].removeprefix("checkpoint:") for row in entries if row["person"] == person
        }
        taught = [
            one
            for lesson in read
            for found in [catalogue.find_lesson(lesson)]
            if found
            for one in found[1].concepts
        ]
        unasked = sorted(set(taught) - known.keys())
        learners[person] = Learner(
            person,
            TOMORROW,
            minutes * 60,
            pace,
            known,
            read,
            passed,
            unasked,
            drift=drift,
            language=language,
        )
    return learners


async def test_a_new_team_has_the_job_of_its_next_morning(shop: Shop) -> None:
    job = await next_job(shop)
    assert (job.kind, job.slot) == ("plan_team", TOMORROW.isoformat())
    assert job.id not in await claim_due_jobs(
        find_day_start(TOMORROW, "UTC") - timedelta(seconds=1)
    )
    assert job.id in await claim_due_jobs(find_day_start(TOMORROW, "UTC"))


async def test_every_member_gets_one_plan_and_the_next_morning_its_job(shop: Shop) -> None:
    people = [await shop.add_member(f"Person {number}") for number in range(5)]
    morning = find_day_start(TOMORROW, "UTC")
    await plan_team_breaks(await next_job(shop), morning)
    made = await read_plans()
    assert [(person, day) for person, day, _ in made] == [(user.id, TOMORROW) for user in people]
    assert all(items[0].kind == "lesson" for _, _, items in made)
    assert (await next_job(shop)).slot == (TOMORROW + timedelta(days=1)).isoformat()


async def test_running_twice_or_at_once_changes_nothing(shop: Shop) -> None:
    for number in range(5):
        await shop.add_member(f"Person {number}")
    job, morning = await next_job(shop), find_day_start(TOMORROW, "UTC")
    await asyncio.gather(*(plan_team_breaks(job, morning) for _ in range(4)))
    first = await read_plans()
    await plan_team_breaks(job, morning + timedelta(hours=1))
    assert await read_plans() == first
    assert len(first) == 5


async def test_a_late_job_plans_today_and_not_the_past(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await plan_team_breaks(await next_job(shop), SHOP_TIME + timedelta(days=6))
    assert [(person, day) for person, day, _ in await read_plans()] == [
        (user.id, TODAY + timedelta(days=6))
    ]
    assert (await next_job(shop)).slot == (TODAY + timedelta(days=7)).isoformat()


async def test_the_app_composes_what_the_night_would_have(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await finish_the_first_lesson(shop, user)
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TOMORROW, SHOP_TIME
    )
    ((_, _, alone),) = await read_plans()
    async with connection() as conn:
        await conn.execute("DELETE FROM plan")
    await plan_team_breaks(await next_job(shop), find_day_start(TOMORROW, "UTC"))
    ((_, _, together),) = await read_plans()
    assert alone == together


async def test_the_night_knows_of_everybody_all_that_matters(shop: Shop) -> None:
    await insert_people(shop, 200)
    await plan_team_breaks(await next_job(shop), find_day_start(TOMORROW, "UTC"))
    made = {person: tuple(items) for person, _, items in await read_plans()}
    catalogue = await load_team_catalogue((shop.root, shop.shop), 1)
    assert made == {
        person: compose_break(learner, catalogue)
        for person, learner in (await load_learners(catalogue)).items()
    }
    whys = {item.why for items in made.values() for item in items}
    assert whys == {
        "new",
        "lesson",
        "first",
        "due",
        "critical",
        "wrong",
        "unsure",
        "checkpoint",
        "refresher",
    }


async def test_so_many_statements_a_chunk_however_many_people(shop: Shop) -> None:
    found = []
    for people in (40, 40, 400, 900):  # the first time, the driver asks about types
        async with connection() as conn:
            await conn.execute("DELETE FROM person")
        await insert_people(shop, people)
        job = await next_job(shop)
        async with collect_statements() as sent:
            await plan_team_breaks(job, find_day_start(TOMORROW, "UTC"))
        found.append(len(sent))
    assert found[1] == found[2]
    assert found[3] - found[2] == 5, "begin, find what refreshes, insert, extend the lease, commit"


async def test_what_is_planned_is_not_composed_again(shop: Shop) -> None:
    await insert_people(shop, 20)
    job, morning = await next_job(shop), find_day_start(TOMORROW, "UTC")
    await plan_team_breaks(job, morning)
    async with collect_statements() as sent:
        await plan_team_breaks(job, morning)
    assert not any("memory" in one or "INSERT INTO plan" in one for one in sent)


async def test_tomorrow_differs_because_of_todays_answers(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TODAY, SHOP_TIME
    )
    await finish_the_first_lesson(shop, user)
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TOMORROW, SHOP_TIME
    )
    ((_, _, first), (_, _, second)) = await read_plans()
    assert first[0].id == "pack.lesson-0"
    whys = {item.why: item.id for item in second}
    assert whys["new"] == "pack.lesson-1"
    assert whys["wrong"].startswith("pack.q0-")
    assert whys["wrong"] != "pack.q0-0"


async def test_what_is_done_is_told_and_points_follow(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TODAY, SHOP_TIME
    )
    await finish_the_first_lesson(shop, user)
    page = await open_break(user, TODAY)
    assert page.done == ["pack.lesson-0", "pack.q0-0", "pack.q1-0"]
    assert (page.points, page.streak, page.goal.items) == (30, 1, 3)
    assert (await open_break(user, TOMORROW)).done == []


async def test_a_new_publication_is_in_the_next_break_and_a_withdrawn_one_is_not(
    shop: Shop,
) -> None:
    user = await shop.add_member("Amira")
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TODAY, SHOP_TIME
    )
    row = await publish_to_team(make_pack("fresh"), shop.shop, SHOP_TIME)
    user = await shop.reload_member(user)
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    planned_revision = (await load_day(user, TODAY)).catalogue_revision
    assert planned_revision is not None
    assert planned_revision < catalogue.catalogue_revision
    await plan_break(user.id, catalogue, TODAY, SHOP_TIME)
    assert (await load_day(user, TODAY)).catalogue_revision == catalogue.catalogue_revision
    assert row in {pack_version.id for pack_version in catalogue.pack_versions}


async def test_no_key_of_a_checkpoint_leaves_the_house(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    readings = [
        LessonReading(UUID(int=number), f"pack.lesson-{number}", SHOP_TIME, TODAY, 60)
        for number in range(3)
    ]
    await answer_questions(user, readings, shop.boards, SHOP_TIME)
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), TODAY, SHOP_TIME
    )
    items = [msgspec.json.decode(item) for item in (await open_break(user, TODAY)).items]
    checkpoints = [item for item in items if item["kind"] == "question" and item["checkpoint"]]
    assert checkpoints
    for item in checkpoints:
        assert item["key"] is None
        assert item["feedback"] is None
        assert all(choice.keys() == {"id", "text"} for choice in item["choices"])


async def test_a_plan_waits_for_people_whose_minutes_are_few(shop: Shop) -> None:
    user = (await shop.add_member("Amira"))._replace(minutes=2)
    async with connection() as conn:
        await conn.execute("UPDATE person SET minutes = 2 WHERE id = $1", user.id)
    await finish_the_first_lesson(shop, user)
    day = TODAY + timedelta(days=20)
    await plan_break(
        user.id, await load_team_catalogue(user.path, user.catalogue_revision), day, SHOP_TIME
    )
    page = await open_break(user, day)
    assert page.goal.seconds <= 120 or page.goal.items == 1
