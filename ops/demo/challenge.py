"""A running challenge for every team of the demo."""

from datetime import datetime, timedelta
from itertools import groupby

from learning.actions.challenges.launch_challenge import launch_challenge
from learning.actions.challenges.measure_challenges import measure_challenges
from learning.rules.challenges.challenge_templates import TemplateStepCode, find_template
from learning.rules.challenges.challenges import ChallengePlan, ChallengeStagePlan
from learning.rules.rota.days import to_local_day
from ops.demo.practice_history import make_uuid7
from ops.demo.staff import DemoEmployee

DEMO_CHALLENGE_AGE_DAYS = 9
"""Days for which the challenge has been running."""
DEMO_TEMPLATE_ID = "national-award"
DEMO_VISION = (
    "There is a National Award next month, and I believe that it can be ours. Picture the evening:"
    " our name is read out, and all of us go up. What the judges look for, we can learn in our"
    " breaks."
)
DEMO_MESSAGE = (
    "We are entering. Five minutes in each break, that is all I ask. Cheer each other on, and tell"
    " me what gets in your way."
)
DEMO_STAGES: dict[TemplateStepCode, tuple[str, str]] = {
    "entry": ("The entry", "The form is in: we have said out loud that we want it."),
    "long_list": (
        "The long list",
        "They have heard of us. Now we practise what they will look for.",
    ),
    "visit": ("The visit", "A judge may be any customer from now on."),
    "short_list": ("The short list", "Few are left, and we are among them."),
    "ceremony": ("The ceremony", "Iron a shirt. It is tonight."),
}
"""Title and story of each stage, as the leader of a demo team wrote them."""


async def launch_demo_challenges(employees: list[DemoEmployee], now: datetime) -> None:
    """Launch one challenge for every team, then measure all of them."""
    for _, members in groupby(employees, key=lambda one: one.user.team):
        await _launch_team_challenge(list(members), now)
    await measure_challenges(now)


async def _launch_team_challenge(team: list[DemoEmployee], now: datetime) -> None:
    """Launch the quest for the National Award as the team's leader, some days ago."""
    leader, template = team[0].user, find_template(DEMO_TEMPLATE_ID)
    assert template is not None  # noqa: S101 - the id is one of the shipped templates
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
        title="Chase the National Award",
        vision=DEMO_VISION,
        message=DEMO_MESSAGE,
        reward="An evening together, whatever the judges say",
        measure=template.measure,
        trait=None,
        unit="breaks",
        target=target,
        per_person=template.per_person,
        first_day=first_day,
        last_day=first_day + timedelta(days=template.days - 1),
        stages=tuple(
            ChallengeStagePlan(*DEMO_STAGES[step.code], round(step.share * target))
            for step in template.steps
        ),
    )
    await launch_challenge(leader, plan, launched_at)
