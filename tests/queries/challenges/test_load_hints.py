"""Hints on real PostgreSQL: which teams are told that something changed."""

from support.challenges import SETTLED_AT, launch_plan
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.cancel_challenge import cancel_challenge
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.live_hints import LiveHint
from learning.queries.challenges.load_hints import (
    find_challenges_settled_at,
    load_board_hints,
    load_challenge_hints,
)


async def test_a_changed_challenge_gives_a_hint_and_a_fresh_notice_another(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    hint = LiveHint("challenge", str(challenge), (shop.shop,))
    assert await load_challenge_hints([challenge], SHOP_TIME) == [hint]
    await cancel_challenge(leader, challenge, "It was put off.", SHOP_TIME)
    hints = await load_challenge_hints([challenge], SHOP_TIME)
    assert hints[0] == hint
    assert [(one.kind, one.teams) for one in hints[1:]] == [("notice", (shop.shop,))]
    assert await load_challenge_hints([], SHOP_TIME) == []


async def test_settled_challenges_are_found_by_their_instant(shop: Shop) -> None:
    challenge = await launch_plan(shop, await shop.add_member("Lea", "leader"))
    await settle_challenges(None, SETTLED_AT)
    assert await find_challenges_settled_at(SETTLED_AT) == [challenge]
    assert await find_challenges_settled_at(SHOP_TIME) == []


async def test_the_boards_of_people_give_one_hint_a_team(shop: Shop) -> None:
    people = [(await shop.add_member(name)).id for name in ("Amira", "Ben")]
    assert await load_board_hints(people) == [LiveHint("board", str(shop.shop), (shop.shop,))]
    assert await load_board_hints([]) == []
