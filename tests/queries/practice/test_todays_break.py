"""Today's break as the phone gets it: the encoded bytes are what the documented structs say."""

from datetime import date, timedelta

import msgspec
from support.catalogues import make_pack, publish_to_team
from support.shop import SHOP_TIME, Shop

from learning.actions.practice.plan_breaks import plan_break
from learning.queries.packs.team_catalogue import load_team_catalogue
from learning.queries.people.current_user import CurrentUser
from learning.queries.practice.break_items import LessonItem, QuestionItem
from learning.queries.practice.todays_break import TodaysBreak, load_day, make_todays_break

TODAY = SHOP_TIME.date()


async def open_break(user: CurrentUser, day: date) -> TodaysBreak:
    """Plan a day, encode its break as it is sent, and decode that strictly as documented."""
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    await plan_break(user.id, catalogue, day, SHOP_TIME)
    encoded = msgspec.json.encode(make_todays_break(user, await load_day(user, day), catalogue))
    return msgspec.json.decode(encoded, type=TodaysBreak)


async def test_a_first_break_has_a_lesson_and_its_questions(shop: Shop) -> None:
    opened = await open_break(await shop.add_member("Amira"), TODAY)
    lesson, *questions = opened.items
    assert isinstance(lesson, LessonItem)
    assert (lesson.lesson_id, lesson.why.code) == ("pack.lesson-0", "new")
    assert [type(item) for item in questions] == [QuestionItem] * len(questions)
    assert opened.goal.items == len(opened.items)
    assert opened.goal.seconds == sum(item.seconds for item in opened.items)


async def test_choices_are_shuffled_per_person_and_day(shop: Shop) -> None:
    people = [await shop.add_member(f"Person {number}") for number in range(8)]
    orders = set()
    for user in people:
        for item in (await open_break(user, TODAY)).items:
            if isinstance(item, QuestionItem):
                orders.add(tuple(choice.id for choice in item.choices))
    assert orders == {("a", "b"), ("b", "a")}


async def test_items_of_a_version_no_longer_in_force_are_left_out(shop: Shop) -> None:
    user = await shop.add_member("Amira")
    catalogue = await load_team_catalogue(user.path, user.catalogue_revision)
    await plan_break(user.id, catalogue, TODAY, SHOP_TIME)
    await publish_to_team(make_pack(version=2), shop.root, SHOP_TIME + timedelta(hours=1))
    user = await shop.reload_member(user)
    newer = await load_team_catalogue(user.path, user.catalogue_revision)
    todays_break = make_todays_break(user, await load_day(user, TODAY), newer)
    assert (todays_break.items, todays_break.goal.seconds) == ([], 0)
