"""Views of challenges on real PostgreSQL: who sees them, and what."""

from datetime import timedelta
from uuid import UUID

import pytest
from support.challenges import SETTLED_AT, launch_plan, record_practice
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.people.create_team import create_team
from learning.queries.challenges.challenges import (
    MAX_TEAMS_LISTED,
    load_challenge,
    load_challenges,
)
from learning.queries.notices.notices import MAX_TEAMS_NAMED, list_notices_of_teams
from learning.rules.refusals import NotFound
from learning.tables.database import connection

INSERT_NOTICE = """
INSERT INTO notice (team, challenge, kind, slot, body, at)
VALUES ($1, $2, 'edited', 'x', '{"title": "Smile"}', $3)
"""


async def test_running_challenges_come_first_and_old_results_are_left_out(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    later = await launch_plan(
        shop, leader, first_day=SHOP_TIME.date() + timedelta(days=1), id=UUID(int=2)
    )
    running = await launch_plan(shop, leader)
    await measure_challenges(SHOP_TIME)
    views = await load_challenges(amira, SHOP_TIME, SHOP_TIME)
    assert [(view.id, view.status) for view in views] == [
        (str(running), "running"),
        (str(later), "scheduled"),
    ]
    assert await settle_challenges(None, SETTLED_AT) == 2
    assert len(await load_challenges(amira, SETTLED_AT, SETTLED_AT - timedelta(days=1))) == 2
    assert await load_challenges(amira, SETTLED_AT, SETTLED_AT + timedelta(days=1)) == []


async def test_a_challenge_counts_between_its_end_and_its_result(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    for days in range(4):
        await record_practice(amira, SHOP_TIME + timedelta(days=days))
    await measure_challenges(SHOP_TIME)
    before_result = SETTLED_AT - timedelta(hours=1)
    view = await load_challenge(amira, challenge, before_result)
    assert (view.counting, view.days_left, view.result) == (True, 0, None)
    await settle_challenges(None, SETTLED_AT)
    view = await load_challenge(amira, challenge, SETTLED_AT)
    assert view.result is not None
    assert (view.status, view.counting, view.share) == ("settled", False, 1)
    assert (view.result.value, view.result.reached, view.result.stages) == (4, True, 2)
    assert [(team.name, team.place) for team in view.result.teams] == [("Shop", 1)]


async def test_people_of_other_teams_do_not_see_it(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    other = await create_team("Kiosk", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    ben = await shop.add_member("Ben", zone_team=other)
    challenge = await launch_plan(shop, leader)
    assert await load_challenges(ben, SHOP_TIME, SHOP_TIME) == []
    with pytest.raises(NotFound, match=r"challenge\.unknown"):
        await load_challenge(ben, challenge, SHOP_TIME)


async def test_teams_of_a_race_are_ranked_and_compared_with_the_best(shop: Shop) -> None:
    leader = await shop.add_member("Rita", "leader", shop.root)
    other = await create_team("Kiosk", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    amira, ben = await shop.add_member("Amira"), await shop.add_member("Ben", zone_team=other)
    challenge = await launch_plan(
        shop, leader, team=shop.root, teams=(shop.shop, other), form="race", stages=()
    )
    await record_practice(amira, SHOP_TIME)
    for days in range(2):
        await record_practice(ben, SHOP_TIME + timedelta(days=days))
    await measure_challenges(SHOP_TIME)
    teams = (await load_challenge(amira, challenge, SHOP_TIME)).teams
    assert [(team.name, team.place, team.share, team.mine) for team in teams] == [
        ("Kiosk", 1, 1, False),
        ("Shop", 2, 0.5, True),
    ]


async def test_a_list_has_the_first_of_many_teams_and_the_readers_own(shop: Shop) -> None:
    admin, amira = await shop.add_member("Ada", "admin"), await shop.add_member("Amira")
    others = [
        await create_team(
            f"A {number:02}", shop.root, "UTC", range(1, 8), f"C0DE{number:04}", SHOP_TIME
        )
        for number in range(MAX_TEAMS_LISTED + 5)
    ]
    challenge = await launch_plan(shop, admin, team=shop.root, teams=(*others, shop.shop))
    (listed,) = await load_challenges(amira, SHOP_TIME, SHOP_TIME)
    whole = await load_challenge(amira, challenge, SHOP_TIME)
    assert listed.team_count == whole.team_count == len(whole.teams) == MAX_TEAMS_LISTED + 6
    assert listed.teams[:-1] == whole.teams[:MAX_TEAMS_LISTED]
    assert (listed.teams[-1].name, listed.teams[-1].mine) == ("Shop", True)
    async with connection() as conn:
        await conn.execute(INSERT_NOTICE, shop.shop, challenge, SHOP_TIME)
    (notice, *_) = await list_notices_of_teams(amira.path)
    assert (len(notice.teams), notice.team_count) == (MAX_TEAMS_NAMED, MAX_TEAMS_LISTED + 6)
