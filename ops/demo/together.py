"""What the demo's teams do together: a challenge on its way."""

from datetime import datetime, timedelta
from itertools import groupby

from learning.actions.launch_challenge import launch_challenge
from learning.actions.measure_challenges import measure_challenges
from learning.rules.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.days import to_local_day
from learning.rules.templates import CHALLENGE_TEMPLATES
from ops.demo.history import stamped
from ops.demo.staff import Staff

UNDER_WAY = 9
"""Days for which the challenge has been running."""


async def together(staff: list[Staff], now: datetime) -> None:
    """Let every team chase an award; what the challenge counts is counted at the end."""
    for _, members in groupby(staff, key=lambda one: one.who.team):
        await _challenge(list(members), now)
    await measure_challenges(now)


async def _challenge(team: list[Staff], now: datetime) -> None:
    """Launch the quest for the National Award as its leader would have, some days ago."""
    leader, quest = team[0].who, CHALLENGE_TEMPLATES[0]
    launched = now - timedelta(days=UNDER_WAY)
    first = to_local_day(launched, leader.zone)
    target = float(round(len(team) * quest.days * quest.a_person_a_day))
    plan = ChallengePlan(
        id=stamped(launched, leader.team, "challenge"),
        team=leader.team,
        teams=(leader.team,),
        leaders=(),
        template=quest.id,
        form=quest.form,
        title=quest.title,
        vision=quest.vision,
        message=quest.message,
        reward=quest.reward,
        measure=quest.measure,
        trait=None,
        unit=quest.unit,
        target=target,
        per_person=quest.per_person,
        first_day=first,
        last_day=first + timedelta(days=quest.days - 1),
        stages=tuple(ChallengeStagePlan(step.title, step.story, round(step.share * target)) for step in quest.steps),
    )
    await launch_challenge(leader, plan, launched)
