import asyncio
from datetime import timedelta
from uuid import UUID

from support.shop import NOW, Shop

from learning.actions.answer_questions import answer_questions
from learning.actions.repair_boards import repair_boards
from learning.leaderboards import key
from learning.queries.boards import board
from learning.queries.who import Who
from learning.rules.days import local_day, week_of
from learning.rules.grading import Response
from learning.rules.standing import Answer
from learning.tables.database import connection

TODAY = local_day(NOW, "UTC")
WEEK = week_of(TODAY)


async def earn(shop: Shop, who: Who, answers: int) -> None:
    batch = [
        Answer(UUID(int=number), f"pack.q{number}-0", Response(("a",)), True, NOW, TODAY, 9)
        for number in range(answers)
    ]
    await answer_questions(who, batch, shop.boards, NOW)
    await shop.boards.settle()


async def truth() -> dict[int, int]:
    async with connection() as at:
        return dict(await at.fetch("SELECT person, week_points FROM progress WHERE week_points > 0"))


async def both(shop: Shop) -> list[dict[int, int]]:
    return [await shop.boards.scores(team, WEEK) for team in (shop.root, shop.shop)]


async def test_a_wipe_is_repaired(shop: Shop) -> None:
    people = [await shop.hire(f"Person {number}") for number in range(5)]
    for number, who in enumerate(people):
        await earn(shop, who, number + 1)
    await shop.boards.redis.flushall()
    assert await both(shop) == [{}, {}]
    assert await repair_boards(shop.boards, NOW) == 10
    assert await both(shop) == [await truth()] * 2
    assert await repair_boards(shop.boards, NOW) == 0


async def test_drift_in_any_direction_is_mended(shop: Shop) -> None:
    low, high, gone = [await shop.hire(name) for name in ("Low", "High", "Gone")]
    for who in (low, high, gone):
        await earn(shop, who, 3)
    async with connection() as at:
        await at.execute("UPDATE person SET on_boards = false WHERE id = $1", gone.id)
    name = key(shop.shop, WEEK)
    await shop.boards.redis.zadd(name, {str(low.id): 1, str(high.id): 999, "123456": 50})
    assert await repair_boards(shop.boards, NOW) == 5
    assert await both(shop) == [{low.id: 30, high.id: 30}] * 2


async def test_repair_beside_answers_loses_none(shop: Shop) -> None:
    people = [await shop.hire(f"Person {number}") for number in range(6)]

    async def mend() -> None:
        for _ in range(10):
            await repair_boards(shop.boards, NOW)

    await asyncio.gather(mend(), *(earn(shop, who, 6) for who in people))
    await repair_boards(shop.boards, NOW)
    assert await both(shop) == [await truth()] * 2


async def test_last_week_does_not_come_back(shop: Shop) -> None:
    await earn(shop, await shop.hire("Amira"), 2)
    later = NOW + timedelta(days=7)
    await repair_boards(shop.boards, later)
    assert await shop.boards.scores(shop.shop, WEEK + timedelta(days=7)) == {}


async def test_people_for_whom_it_is_monday_already_stay_on_the_board_of_those_for_whom_it_is_not(shop: Shop) -> None:
    early, late = await shop.hire("Dubai"), await shop.hire("London")
    for who in (early, late):
        await earn(shop, who, 2)
    async with connection() as at:
        await at.execute(
            "UPDATE progress SET week = $2, week_points = 5 WHERE person = $1", early.id, WEEK + timedelta(days=7)
        )
    assert await repair_boards(shop.boards, NOW) == 0
    assert await both(shop) == [{early.id: 20, late.id: 20}] * 2


async def test_people_see_the_top_and_their_neighbours_but_not_the_bottom(shop: Shop) -> None:
    people = [await shop.hire(f"Person {number}") for number in range(6)]
    for number, who in enumerate(people):
        await earn(shop, who, number + 1)
    shown = await board(people[0], shop.shop, WEEK, shop.boards)
    assert [(entry.rank, entry.points, entry.me) for entry in shown] == [
        (1, 60, False),
        (2, 50, False),
        (3, 40, False),
        (4, 30, False),
        (5, 20, False),
        (6, 10, True),
    ]
    middle = await board(people[2], shop.shop, WEEK, shop.boards)
    assert [entry.points for entry in middle] == [60, 50, 40, 30, 20]
    last_but_one = await board(people[1], shop.shop, WEEK, shop.boards)
    assert [entry.points for entry in last_but_one] == [60, 50, 40, 30, 20]


async def test_equal_scores_share_a_rank(shop: Shop) -> None:
    for name, answers in (("One", 3), ("Two", 3), ("Three", 2), ("Four", 1)):
        await earn(shop, await shop.hire(name), answers)
    who = await shop.hire("Viewer")
    assert [entry.rank for entry in await board(who, shop.shop, WEEK, shop.boards)] == [1, 1, 3]


async def test_an_alias_is_shown_and_who_opted_out_is_not_from_that_moment(shop: Shop) -> None:
    alias, out, viewer = [await shop.hire(name) for name in ("Real Name", "Out", "Viewer")]
    for number, who in enumerate((viewer, out, alias), start=1):
        await earn(shop, who, number)
    async with connection() as at:
        await at.execute("UPDATE person SET alias = 'Falcon' WHERE id = $1", alias.id)
        await at.execute("UPDATE person SET on_boards = false WHERE id = $1", out.id)
    assert [entry.name for entry in await board(viewer, shop.shop, WEEK, shop.boards)] == ["Falcon", "Viewer"]


async def test_boards_are_read_from_postgresql_while_redis_is_away(shop: Shop) -> None:
    from learning.leaderboards import Boards

    people = [await shop.hire(f"Person {number}") for number in range(6)]
    for number, who in enumerate(people):
        await earn(shop, who, number + 1)
    for who in people:
        away = await board(who, shop.shop, WEEK, Boards("redis://127.0.0.1:1/0"))
        assert away == await board(who, shop.shop, WEEK, shop.boards)
