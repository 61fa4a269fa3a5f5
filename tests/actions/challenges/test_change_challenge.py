"""Change and cancel challenges on real PostgreSQL."""

from datetime import timedelta
from typing import Any

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

from learning.actions.challenges.cancel_challenge import cancel_challenge
from learning.actions.challenges.change_challenge import edit_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.actions.notices.send_notices import send_notices
from learning.actions.people.create_team import create_team
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengeEdit, ChallengeStagePlan, StageEdit
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


async def test_an_edit_that_changes_nothing_gives_no_notice(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    before = await read_challenge_row(challenge)
    same = ChallengeEdit(title=before["title"], target=before["target"])
    for edit in (ChallengeEdit(), same, ChallengeEdit()):
        await edit_challenge(leader, challenge, edit, SHOP_TIME)
    assert await read_notices(challenge) == []
    assert await read_challenge_row(challenge) == before
    await edit_challenge(leader, challenge, ChallengeEdit(title="Chase it"), SHOP_TIME)
    assert await read_notices(challenge) == [(shop.shop, "edited", "2")]


async def test_stages_follow_the_target_at_whole_numbers(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_plan(shop, leader)
    await edit_challenge(leader, challenge, ChallengeEdit(target=3), SHOP_TIME)
    await edit_challenge(leader, challenge, ChallengeEdit(title="Chase it"), SHOP_TIME)
    async with connection() as conn:
        stages = await conn.fetch(
            "SELECT target FROM challenge_stage WHERE challenge = $1 ORDER BY number", challenge
        )
    assert [stage["target"] for stage in stages] == [2, 3]


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


async def test_a_target_too_small_for_its_stages_has_fewer_of_them(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    stages = tuple(ChallengeStagePlan(f"Stage {at}", "", at / 5) for at in range(1, 6))
    challenge = await launch_plan(shop, leader, stages=stages, target=1)
    assert await read_stages(challenge) == [("Stage 5", 1, False)]


async def test_a_lower_target_has_no_two_stages_at_one_value(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    stages = tuple(ChallengeStagePlan(f"Stage {at}", "", at) for at in range(1, 6))
    challenge = await launch_plan(shop, leader, stages=stages, target=5)
    await edit_challenge(leader, challenge, ChallengeEdit(target=2), SHOP_TIME)
    assert await read_stages(challenge) == [("Stage 3", 1, False), ("Stage 5", 2, False)]


async def read_stages(challenge: int) -> list[tuple[str, float, bool]]:
    async with connection() as conn:
        rows = await conn.fetch(
            "SELECT title, target, reached_at IS NOT NULL FROM challenge_stage"
            " WHERE challenge = $1 ORDER BY number",
            challenge,
        )
    return [tuple(row) for row in rows]


async def launch_and_reach(shop: Shop, leader: CurrentUser, days: int, **changes: Any) -> int:
    """Launch a challenge and take a break on each of its first days; the clock stays."""
    amira = await shop.add_member("Amira")
    challenge = await launch_plan(shop, leader, **changes)
    await measure_challenges(SHOP_TIME)
    for day in range(days):
        await record_practice(amira, SHOP_TIME + timedelta(days=day))
    return challenge


async def test_a_target_is_not_lowered_below_what_is_reached(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_and_reach(shop, leader, 2)
    with pytest.raises(Invalid) as refused:
        await edit_challenge(leader, challenge, ChallengeEdit(target=2), SHOP_TIME)
    (problem,) = refused.value.problems
    assert (problem.where, problem.code, problem.values) == (
        "target",
        "challenge.target_reached_already",
        {"value": 2.0},
    )
    assert (await read_challenge_row(challenge))["target"] == 4


async def test_a_target_that_is_reached_settles_the_challenge_once_confirmed(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_and_reach(shop, leader, 2)
    now = SHOP_TIME + timedelta(days=2)
    await edit_challenge(leader, challenge, ChallengeEdit(target=2, settle=True), now)
    assert await settle_challenges(None, now + timedelta(seconds=3)) == 1
    row = await read_challenge_row(challenge)
    result = msgspec.json.decode(row["result"])
    assert (row["status"], row["last_day"]) == ("settled", now.date())
    assert (result["reached"], result["value"], result["target"], result["stages"]) == (
        True,
        2,
        2,
        2,
    )
    assert [kind for _, kind, _ in await read_notices(challenge)] == ["settled"]


async def test_a_stage_that_a_lower_target_brings_within_reach_is_reached_at_once(
    shop: Shop,
) -> None:
    leader = await shop.add_member("Lea", "leader")
    stages = (ChallengeStagePlan("Entry", "", 3), ChallengeStagePlan("Ceremony", "", 6))
    challenge = await launch_and_reach(shop, leader, 2, target=6, stages=stages)
    await measure_challenges(SHOP_TIME)
    assert await read_stages(challenge) == [("Entry", 3, False), ("Ceremony", 6, False)]
    await edit_challenge(leader, challenge, ChallengeEdit(target=4), SHOP_TIME)
    await measure_challenges(SHOP_TIME, only=[challenge])
    assert await read_stages(challenge) == [("Entry", 2, True), ("Ceremony", 4, False)]
    assert (shop.shop, "milestone", "1") in await read_notices(challenge)


async def test_stages_are_renamed_added_and_removed_after_the_launch(shop: Shop) -> None:
    leader = await shop.add_member("Lea", "leader")
    challenge = await launch_and_reach(shop, leader, 2)
    await measure_challenges(SHOP_TIME)
    stages = (
        StageEdit(1, "The entry", "Sent.", 2),
        StageEdit(None, "The visit", "", 2.5),
        StageEdit(2, "The evening", "", 4),
    )
    await edit_challenge(leader, challenge, ChallengeEdit(stages=stages), SHOP_TIME)
    assert await read_stages(challenge) == [
        ("The entry", 2, True),
        ("The visit", 3, False),
        ("The evening", 4, False),
    ]
    await record_practice(await shop.add_member("Ben"), SHOP_TIME)
    await measure_challenges(SHOP_TIME)
    assert (shop.shop, "milestone", "2") in await read_notices(challenge)
    with pytest.raises(Invalid):
        await edit_challenge(leader, challenge, ChallengeEdit(stages=stages[2:]), SHOP_TIME)


async def test_co_leaders_are_changed_and_those_whom_the_editor_cannot_name_stay(
    shop: Shop,
) -> None:
    rita = await shop.add_member("Rita", "leader", shop.root)
    lea, lars = await shop.add_member("Lea", "leader"), await shop.add_member("Lars", "leader")
    other = await create_team("Other", shop.root, "UTC", range(1, 8), "DDDD5555", SHOP_TIME)
    olga = await shop.add_member("Olga", "leader", other)
    challenge = await launch_plan(shop, rita, leaders=(lea.login, olga.login))
    edit = ChallengeEdit(leaders=(lars.login,))
    await edit_challenge(lea, challenge, edit, SHOP_TIME)
    assert (await read_challenge_row(challenge))["leaders"] == sorted([lars.id, olga.id])
    with pytest.raises(NotFound):
        await edit_challenge(
            await shop.add_member("Nils", "leader", other),
            challenge,
            ChallengeEdit(title="Mine"),
            SHOP_TIME,
        )
    with pytest.raises(Invalid):
        await edit_challenge(rita, challenge, ChallengeEdit(leaders=("nobody",)), SHOP_TIME)
    await edit_challenge(rita, challenge, ChallengeEdit(leaders=()), SHOP_TIME)
    assert (await read_challenge_row(challenge))["leaders"] == []
