"""A running challenge for every team of the demo."""

from datetime import datetime, timedelta
from itertools import groupby

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.rules.challenges.challenge_templates import CHALLENGE_TEMPLATES
from learning.rules.challenges.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.rota.days import to_local_day
from ops.demo.practice_history import make_uuid7
from ops.demo.staff import DemoEmployee

DEMO_CHALLENGE_AGE_DAYS = 9
"""Days for which the challenge has been running."""


async def launch_demo_challenges(employees: list[DemoEmployee], now: datetime) -> None:
    """Launch one challenge for every team, then measure all of them."""
    for _, members in groupby(employees, key=lambda one: one.user.team):
        await _launch_team_challenge(list(members), now)
    await measure_challenges(now)


async def _launch_team_challenge(team: list[DemoEmployee], now: datetime) -> None:
    """Launch the first challenge template as the team's leader, `DEMO_CHALLENGE_AGE_DAYS` ago."""
    leader, template = team[0].user, CHALLENGE_TEMPLATES[0]
    launched_at = now - timedelta(days=DEMO_CHALLENGE_AGE_DAYS)
    first_day = to_local_day(launched_at, leader.zone)
    target = float(round(len(team) * template.days * template.a_person_a_day))
    plan = ChallengePlan(
        id=make_uuid7(launched_at, leader.team, "challenge"),
        team=leader.team,
        teams=(leader.team,),
        leaders=(),
        template=template.id,
        form=template.form,
        title=template.title,
        vision=template.vision,
        message=template.message,
        reward=template.reward,
        measure=template.measure,
        trait=None,
        unit=template.unit,
        target=target,
        per_person=template.per_person,
        first_day=first_day,
        last_day=first_day + timedelta(days=template.days - 1),
        stages=tuple(
            ChallengeStagePlan(step.title, step.story, round(step.share * target))
            for step in template.steps
        ),
    )
    await launch_challenge(leader, plan, launched_at)
