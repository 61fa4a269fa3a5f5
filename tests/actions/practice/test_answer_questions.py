import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.catalogues import make_pack, publish_to_team
from support.postgres_urls import connect_as_admin
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.answer_questions import answer_questions
from learning.leaderboards import make_board_key
from learning.queries.boards.board_scores import open_boards
from learning.queries.people.current_user import CurrentUser
from learning.rules.boards.boards import BOARD_SCORE_SCALE
from learning.rules.practice.grading import Response
from learning.rules.practice.learner_state import Attempt, LessonReading
from learning.rules.practice.memory import Grade, GradedAttempt, Memory, replay_attempts
from learning.rules.practice.record_attempts import make_time_order_key
from learning.rules.refusals import Unauthenticated
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota, find_week_start, to_local_day
from learning.steps.practice.build_practice_batch import PracticeEvent
from learning.tables.database import connection

QUESTIONS = [f"pack.q{concept}-{variant}" for concept in range(6) for variant in range(3)] + [
    "pack.c0-0",
    "pack.c1-0",
]


def make_attempt(
    number: int,
    question: str = "pack.q0-0",
    *,
    right: bool = True,
    sure: bool = True,
    ago: float = 0,
) -> Attempt:
    at = SHOP_TIME - timedelta(hours=ago)
    return Attempt(
        UUID(int=number),
        question,
        Response(("a" if right else "b",)),
        sure,
        at,
        to_local_day(at, "UTC"),
        12,
    )


def make_reading(number: int, lesson: int = 0, ago: float = 0) -> LessonReading:
    at = SHOP_TIME - timedelta(hours=ago)
    return LessonReading(UUID(int=number), f"pack.lesson-{lesson}", at, to_local_day(at, "UTC"), 60)


async def read_state(user: CurrentUser) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that answering may change, but for row numbers and the time of receipt."""
    queries = {
        "attempts": "SELECT key, question, correct, points, answered_at, day FROM attempt"
        " WHERE person = $1 ORDER BY key",
        "reads": "SELECT key, lesson, points, day FROM lesson_read WHERE person = $1 ORDER BY key",
        "memories": "SELECT concept, stability, difficulty, due, last_day, reviews, lapses,"
        " question FROM memory WHERE person = $1 ORDER BY 1",
        "ledger": "SELECT cause, points, day, earned_at FROM ledger_entry"
        " WHERE person = $1 ORDER BY cause",
        "awards": "SELECT badge FROM award WHERE person = $1 ORDER BY badge",
        "progress": "SELECT points, week, week_points, streak, longest_streak, last_day,"
        " counters, done, freezes, lost_streak,"
        " month, month_points, season, season_points, scored_at FROM progress WHERE person = $1",
    }
    async with connection() as conn:
        return {
            name: [tuple(row) for row in await conn.fetch(query, user.id)]
            for name, query in queries.items()
        }


async def read_all_rows(user: CurrentUser) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row that answering inserts, but for row numbers."""
    async with connection() as conn:
        rows = {
            name: await conn.fetch(f"SELECT * FROM {name} WHERE person = $1", user.id)  # noqa: S608
            for name in ("attempt", "lesson_read", "memory", "ledger_entry", "award")
        }
    plain = {table: [{**dict(row), "id": 0} for row in found] for table, found in rows.items()}
    return {
        table: sorted(found, key=lambda row: str(sorted(row.items())))
        for table, found in plain.items()
    }


async def reset_person(user: CurrentUser) -> None:
    """As if they had never practised. The app itself cannot delete what it has written."""
    async with connect_as_admin() as conn:
        for table in ("attempt", "lesson_read", "memory", "ledger_entry", "award", "progress"):
            await conn.execute(f"DELETE FROM {table} WHERE person = $1", user.id)  # noqa: S608
        await conn.execute(
            "INSERT INTO progress (person, counters) VALUES ($1, $2)",
            user.id,
            '{"lessons.pack": 3}',
        )


async def test_a_batch_is_recorded_whole(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    recorded = await answer_questions(
        user,
        [make_reading(1), make_attempt(2), make_attempt(3, "pack.q1-0", right=False)],
        shop.boards,
        SHOP_TIME,
    )
    assert [(outcome.status, outcome.correct, outcome.points) for outcome in recorded.outcomes] == [
        ("recorded", None, 15),
        ("recorded", True, 10),
        ("recorded", False, 5),
    ]
    assert [badge.id for badge in recorded.awards] == ["showed-up"]
    assert (recorded.progress.points, recorded.progress.streak) == (30, 1)
    state = await read_state(user)
    assert sum(row[1] for row in state["ledger"]) == 30
    assert len(state["memories"]) == 2


async def test_the_board_shows_the_total(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await answer_questions(user, [make_attempt(1)], shop.boards, SHOP_TIME)
    await shop.boards.flush()
    week = find_week_start(to_local_day(SHOP_TIME, "UTC"))
    boards = [make_board_key("team", team, "week", week) for team in user.path]
    scores = await shop.boards.read_scores({board: [user.id] for board in boards})
    assert {
        board: [score and score // BOARD_SCORE_SCALE for score in found]
        for board, found in scores.items()
    } == {board: [10] for board in boards}


batches = st.lists(
    st.one_of(
        st.builds(
            make_attempt,
            st.just(0),
            st.sampled_from(QUESTIONS),
            right=st.booleans(),
            sure=st.booleans(),
            ago=st.integers(0, 300),
        ),
        st.builds(make_reading, st.just(0), st.integers(0, 2), st.integers(0, 300)),
    ),
    min_size=1,
    max_size=12,
).map(
    lambda found: [
        entry._replace(id=UUID(int=number)) for number, entry in enumerate(found, start=1)
    ]
)


@pytest.mark.parametrize("examples", [25])
async def test_eight_phones_sending_one_batch_five_times_shuffled_have_one_effect(
    shop: Shop, examples: int
) -> None:
    number = iter(range(10_000))
    loop = asyncio.get_running_loop()

    async def check(batch: list[PracticeEvent], seed: int) -> None:
        user = await shop.add_member(
            f"Person {next(number)}"
        )  # one and the same: what is due on a day is personal
        await answer_questions(user, batch, shop.boards, SHOP_TIME)
        once = await read_state(user)
        await reset_person(user)

        async def phone(random: Random) -> None:
            for _ in range(5):
                await answer_questions(
                    user, random.sample(batch, len(batch)), shop.boards, SHOP_TIME
                )

        await asyncio.gather(*(phone(Random(seed + place)) for place in range(8)))
        assert await read_state(user) == once

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(batches, st.integers(0, 2**32))
    def examples_of(batch: list[PracticeEvent], seed: int) -> None:
        asyncio.run_coroutine_threadsafe(check(batch, seed), loop).result()

    await asyncio.to_thread(examples_of)


async def test_any_order_of_arrival_gives_the_same_memory_and_streak(shop: Shop) -> None:
    entries = [
        make_attempt(number, QUESTIONS[number % 6], right=number % 3 > 0, ago=number * 9.0)
        for number in range(1, 30)
    ]
    user = await shop.add_member("Amira")
    for entry in entries:
        await answer_questions(user, [entry], shop.boards, SHOP_TIME)
    one = await read_state(user)
    await reset_person(user)
    for entry in Random(4).sample(entries, len(entries)):
        await answer_questions(user, [entry], shop.boards, SHOP_TIME)
    other = await read_state(user)
    assert one["memories"] == other["memories"]
    assert [row[3:6] for row in one["progress"]] == [row[3:6] for row in other["progress"]]


async def test_memory_is_a_fold_of_the_log(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    for number in range(1, 20):
        await answer_questions(
            user,
            [
                make_attempt(
                    number, QUESTIONS[number % 3], right=number % 4 > 0, ago=200 - 7 * number
                )
            ],
            shop.boards,
            SHOP_TIME,
        )
    async with connection() as conn:
        log = await conn.fetch(
            "SELECT answered_at, key, day, grade, question, guess FROM attempt"
            " WHERE person = $1 AND concept = 'pack.idea-0'",
            user.id,
        )
        row = await conn.fetchrow(
            "SELECT * FROM memory WHERE person = $1 AND concept = 'pack.idea-0'", user.id
        )
    reviews = [
        GradedAttempt(one[0], str(one[1]), one[2], Grade(one[3]), one[4], one[5]) for one in log
    ]
    memory = replay_attempts(reviews, user.id, "pack.idea-0", Rota(ALL_ISO_WEEKDAYS))
    assert memory == Memory(**{name: row[name] for name in Memory.__struct_fields__})


async def test_a_clock_that_cannot_be_counts_as_the_day_of_receipt(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    ahead = make_attempt(1)._replace(occurred_at=SHOP_TIME + timedelta(days=3))
    far_back = make_attempt(2, "pack.q1-0")._replace(occurred_at=datetime(1999, 1, 1, tzinfo=UTC))
    receipt = await answer_questions(user, [ahead, far_back], shop.boards, SHOP_TIME)
    rows = (await read_state(user))["attempts"]
    assert {row[5] for row in rows} == {to_local_day(SHOP_TIME, "UTC")}
    assert sorted(row[4] for row in rows)[-1] == SHOP_TIME
    assert receipt.progress.streak == 1


async def read_strengths(user: CurrentUser) -> list[tuple[Any, ...]]:
    """Read the memories without the due days, which differ from person to person."""
    return [(*row[:3], *row[4:]) for row in (await read_state(user))["memories"]]


async def test_one_question_in_two_tabs_counts_once(shop: Shop) -> None:
    user, twin = await shop.add_member("Amira"), await shop.add_member("Tara")
    first, second = make_attempt(1, ago=2), make_attempt(2, right=False, ago=1)
    once = await answer_questions(twin, [first._replace(id=UUID(int=9))], shop.boards, SHOP_TIME)
    await asyncio.gather(
        answer_questions(user, [second, make_attempt(3)], shop.boards, SHOP_TIME),
        answer_questions(user, [first], shop.boards, SHOP_TIME),
    )
    twice = await answer_questions(user, [first, second], shop.boards, SHOP_TIME)
    assert [outcome.status for outcome in twice.outcomes] == ["repeated", "repeated"]
    assert await read_strengths(user) == await read_strengths(twin)
    assert [
        [receipt.progress.counters[name] for name in ("answers", "concepts", "days")]
        for receipt in (once, twice)
    ] == [[1, 1, 1]] * 2


@pytest.mark.parametrize("late_first", [True, False])
async def test_one_question_on_two_devices_counts_once_when_one_comes_days_late(
    shop: Shop, late_first: bool
) -> None:
    """The second answer to the day's question arrives after the break of another day."""
    user, twin = await shop.add_member("Amira"), await shop.add_member("Tara")
    at_work, in_the_basement = make_attempt(1, ago=50), make_attempt(2, ago=49, right=False)
    if late_first:
        at_work, in_the_basement = in_the_basement, at_work
    today = make_attempt(3, "pack.q1-0")
    for event in (at_work, today, in_the_basement):
        receipt = await answer_questions(user, [event], shop.boards, SHOP_TIME)
    assert receipt.outcomes[0].status == "recorded"
    earlier = min((at_work, in_the_basement), key=make_time_order_key)
    for number, event in enumerate((earlier, today), 11):
        await answer_questions(twin, [event._replace(id=UUID(int=number))], shop.boards, SHOP_TIME)
    assert await read_strengths(user) == await read_strengths(twin)
    counters = receipt.progress.counters
    assert (counters["answers"], counters["days"]) == (2, 2)
    assert receipt.outcomes[0].points == 0


async def test_a_question_of_another_team_is_refused(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    await publish_to_team(make_pack("secret"), shop.shop, SHOP_TIME)
    stranger = await shop.reload_member(await shop.add_member("Root", zone_team=shop.root))
    stranger = stranger._replace(path=(shop.root,))
    outcome = (
        await answer_questions(stranger, [make_attempt(1, "secret.q0-0")], shop.boards, SHOP_TIME)
    ).outcomes[0]
    assert outcome.status == "refused"
    assert outcome.code == "practice.unknown_question"
    user = await shop.reload_member(user)
    assert (
        await answer_questions(user, [make_attempt(1, "secret.q0-0")], shop.boards, SHOP_TIME)
    ).outcomes[0].status == "recorded"


async def test_who_asks_is_what_the_database_says_and_not_what_was_known_a_moment_ago(
    shop: Shop,
) -> None:
    user = await shop.add_member("Amira")
    await publish_to_team(make_pack("more"), shop.shop, SHOP_TIME)
    async with connection() as conn:
        await conn.execute("UPDATE team SET zone = 'Asia/Tokyo' WHERE id = $1", shop.shop)
    evening = make_attempt(1, "more.q0-0", ago=-8)  # 20:00 in London, the next morning in Tokyo
    recorded = await answer_questions(user, [evening], shop.boards, evening.occurred_at)
    assert [outcome.status for outcome in recorded.outcomes] == ["recorded"]
    assert recorded.progress.last_day == evening.day + timedelta(days=1)


async def test_without_an_open_session_nothing_is_recorded(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    with pytest.raises(Unauthenticated):
        await answer_questions(user, [make_attempt(1)], shop.boards, SHOP_TIME, "a token of nobody")
    assert (await read_state(user))["attempts"] == []


async def test_one_by_one_or_all_at_once_the_same_is_stored(shop: Shop) -> None:
    """A batch of one goes to PostgreSQL by another form of the statement than a larger one."""
    sent: list[PracticeEvent] = [
        make_reading(1, ago=30),
        *(make_attempt(number, QUESTIONS[number], right=number % 3 > 0) for number in range(2, 9)),
    ]
    sent.append(
        make_attempt(9, "pack.q5-2")._replace(response=Response(("a",), {"“\\": "%"}), sure=False)
    )
    user = await shop.add_member("Amira")
    await answer_questions(user, sent, shop.boards, SHOP_TIME)
    at_once = await read_all_rows(user)
    await reset_person(user)
    for entry in sorted(sent, key=make_time_order_key):
        await answer_questions(user, [entry], shop.boards, SHOP_TIME)
    assert await read_all_rows(user) == at_once


async def test_one_persons_ids_say_nothing_of_anothers(shop: Shop) -> None:
    one, other = await shop.add_member("One"), await shop.add_member("Other")
    await answer_questions(one, [make_attempt(1)], shop.boards, SHOP_TIME)
    assert (
        await answer_questions(other, [make_attempt(1, right=False)], shop.boards, SHOP_TIME)
    ).outcomes[0].correct is False


async def test_an_answer_to_a_version_that_was_replaced_meanwhile_still_counts(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    smaller = make_pack(version=2, lessons=1)
    await publish_to_team(smaller, shop.root, SHOP_TIME)
    user = await shop.reload_member(user)
    recorded = await answer_questions(
        user, [make_attempt(1, "pack.q5-0"), make_reading(2, 2)], shop.boards, SHOP_TIME
    )
    assert [outcome.status for outcome in recorded.outcomes] == ["recorded", "recorded"]


async def test_a_person_who_left_the_boards_is_not_put_back(shop: Shop) -> None:
    user = await shop.add_member("Shy")
    async with connection() as conn:
        await conn.execute("UPDATE person SET on_boards = false WHERE id = $1", user.id)
    await answer_questions(user, [make_attempt(1)], shop.boards, SHOP_TIME)
    await shop.boards.flush()
    board = make_board_key(
        "team", shop.shop, "week", find_week_start(to_local_day(SHOP_TIME, "UTC"))
    )
    assert await shop.boards.read_scores({board: [user.id]}) == {board: [None]}


async def test_answers_are_recorded_while_redis_is_away(shop: Shop) -> None:
    unreachable_boards = open_boards("redis://127.0.0.1:1/0")
    user = await shop.add_member("Amira")
    assert (
        await answer_questions(user, [make_attempt(1)], unreachable_boards, SHOP_TIME)
    ).outcomes[0].status == "recorded"
    await unreachable_boards.close()
