"""Change and cancel challenges on real PostgreSQL."""

from datetime import timedelta

import msgspec
import pytest
from support.challenges import (
    CHALLENGE_FIRST_DAY,
    SETTLED_AT,
    TEAM_END,
    claim_jobs,
    launch_plan,
    list_open_jobs,
    read_challenge_row,
    read_notices,
    record_practice,
)
from support.shop import SHOP_TIME, Shop

from learning.actions.challenges.change_challenge import cancel_challenge, edit_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.notices.send_notices import send_notices
from learning.actions.people.create_team import create_team
from learning.rules.challenges.challenges import ChallengeEdit
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound
from learning.tables.database import connection


async def test_notices_are_sent_once_and_not_by_jobs_of_an_older_version(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    kickoff = next(
        job
        for job in await claim_jobs("challenge_notice", SHOP_TIME + timedelta(days=1))
        if "kickoff" in job.subject
    )
    await edit_challenge(leader, challenge, ChallengeEdit(title="Chase it"), SHOP_TIME)
    await send_notices(kickoff, SHOP_TIME)
    assert await read_notices(challenge) == [(shop.shop, "edited", "2")]
    for job in await claim_jobs("challenge_notice", SHOP_TIME + timedelta(days=1)):
        await send_notices(job, SHOP_TIME)
        await send_notices(job, SHOP_TIME)
    assert await read_notices(challenge) == [(shop.shop, "edited", "2"), (shop.shop, "kickoff", "")]


async def test_a_change_makes_it_longer_or_easier_with_a_notice(shop: Shop) -> None:
    leader, amira = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader)
    await measure_challenges(SHOP_TIME)
    later = CHALLENGE_FIRST_DAY + timedelta(days=9)
    await edit_challenge(leader, challenge, ChallengeEdit(last_day=later, target=3), SHOP_TIME)
    with pytest.raises(Invalid):
        await edit_challenge(leader, challenge, ChallengeEdit(target=9), SHOP_TIME)
    await record_practice(amira, TEAM_END + timedelta(days=1))
    assert await settle_challenges(None, SETTLED_AT) == 0, (
        "the job of the first version does nothing"
    )
    assert await settle_challenges(None, SETTLED_AT + timedelta(days=3)) == 1
    assert msgspec.json.decode((await read_challenge_row(challenge))["result"])["value"] == 1
    assert (shop.shop, "extended", "2") in await read_notices(challenge)


async def test_the_targets_of_stages_are_scaled_with_the_target(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await edit_challenge(leader, challenge, ChallengeEdit(target=3), SHOP_TIME)
    await edit_challenge(leader, challenge, ChallengeEdit(title="Chase it"), SHOP_TIME)
    async with connection() as conn:
        stages = await conn.fetch(
            "SELECT target FROM challenge_stage WHERE challenge = $1 ORDER BY number", challenge
        )
    assert [stage["target"] for stage in stages] == pytest.approx([1.5, 3])


async def test_a_cancelled_challenge_gives_a_notice_and_is_never_settled(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await cancel_challenge(leader, challenge, "The award was moved.", SHOP_TIME)
    with pytest.raises(Conflict):
        await edit_challenge(leader, challenge, ChallengeEdit(title="Again"), SHOP_TIME)
    assert await settle_challenges(None, SETTLED_AT) == 0
    for job in await claim_jobs("challenge_notice", SETTLED_AT):
        await send_notices(job, SETTLED_AT)
    assert await list_open_jobs(challenge) == []
    assert await read_notices(challenge) == [(shop.shop, "cancelled", "")]
    assert (await read_challenge_row(challenge))["status"] == "cancelled"


async def test_only_people_who_lead_a_challenge_can_cancel_it(shop: Shop) -> None:
    leader, learner = await shop.add_member("Lea", "leader"), await shop.add_member("Amira")
    other = await create_team("Other", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    other_leader = await shop.add_member("Olga", "leader", other)
    challenge = await launch_plan(shop, leader)
    with pytest.raises(NotFound):
        await cancel_challenge(other_leader, challenge, "Because", SHOP_TIME)
    with pytest.raises(Forbidden):
        await cancel_challenge(learner, challenge, "Because", SHOP_TIME)
    assert (await read_challenge_row(challenge))["status"] == "scheduled"
