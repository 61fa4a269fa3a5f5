"""Challenges of the matrix, their figures and their tokens."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from audit.matrix.world import UNKNOWN_ID, World, find_user

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.manage_challenge_tokens import create_challenge_token
from learning.actions.challenges.record_figures import record_figures
from learning.actions.challenges.settle_challenges import settle_challenges
from learning.queries.people.current_user import CurrentUser
from learning.rules.challenges.challenges import ChallengePlan
from learning.rules.challenges.figure_entries import Figure
from learning.rules.rota.days import to_local_day
from learning.tables.database import connection

START_CHALLENGE = "UPDATE challenge SET status = 'running' WHERE id = $1"
SELECT_FIGURE = "SELECT id FROM challenge_figure WHERE challenge = $1"


async def make_challenge(world: World, place: str) -> str:
    """Launch a challenge that runs and takes figures, by a leader of the team."""
    return UNKNOWN_ID if place == "unknown" else str(await _launch(world, place))


async def make_figure(world: World, place: str) -> tuple[str, str]:
    """Add a figure; give the ids of the challenge and of the figure."""
    if place in ("missing", "unknown"):
        return await make_challenge(world, place), UNKNOWN_ID
    owner, challenge = await find_owner(place), await _launch(world, place)
    figure = Figure(uuid4(), owner.team, to_local_day(world.now, owner.zone), 19.0)
    await record_figures(owner, challenge, [figure], world.now)
    async with connection() as conn:
        made = await conn.fetchval(SELECT_FIGURE, challenge)
    return await _find_address(world, place, challenge), str(made)


async def make_token(world: World, place: str) -> tuple[str, str]:
    """Create a token; give the ids of the challenge and of the token."""
    if place in ("missing", "unknown"):
        return await make_challenge(world, place), UNKNOWN_ID
    owner, challenge = await find_owner(place), await _launch(world, place)
    made = await create_challenge_token(owner, challenge, "Survey", token_urlsafe(32), world.now)
    return await _find_address(world, place, challenge), str(made)


async def make_machine(world: World) -> str:
    """Create the token of the machine that calls, and its challenge. Give the token."""
    token = token_urlsafe(32)
    world.machine_challenge = await _launch(world, "colleague")
    owner = await find_owner("colleague")
    await create_challenge_token(owner, world.machine_challenge, "Survey", token, world.now)
    return token


async def settle_two_challenges(world: World) -> None:
    """Settle a challenge of each team. It settles all that exist, so it must come first."""
    for place in ("colleague", "elsewhere"):
        world.settled[world.find_team(place)] = await _launch(world, place)
    await settle_challenges(None, world.now + timedelta(days=40))


async def find_owner(place: str) -> CurrentUser:
    """Find the leader who launches the challenges of a place."""
    return await find_user("sol-leader" if place in ("elsewhere", "mixed") else "lars-leader")


async def _launch(world: World, place: str) -> int:
    owner = await find_owner(place)
    challenge = await launch_challenge(owner, _make_plan(owner, world.now), world.now)
    async with connection() as conn:
        await conn.execute(START_CHALLENGE, challenge)
    return challenge


async def _find_address(world: World, place: str, challenge: int) -> str:
    """Give the challenge under whose address a part is asked for."""
    return await make_challenge(world, "colleague") if place == "mixed" else str(challenge)


def _make_plan(owner: CurrentUser, now: datetime) -> ChallengePlan:
    """Make the plan of a challenge of the owner's team that counts figures, for a week."""
    today = to_local_day(now, owner.zone)
    return ChallengePlan(
        id=uuid4(),
        team=owner.team,
        teams=(owner.team,),
        leaders=(),
        template="",
        form="team",
        title="Chase the award",
        vision="We stand on that stage in June.",
        message="",
        reward="",
        measure="figure",
        trait=None,
        unit="letters",
        target=95,
        per_person=False,
        first_day=today,
        last_day=today + timedelta(days=6),
        stages=(),
        unit_type="count",
    )
