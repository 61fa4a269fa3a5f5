"""What the demo's teams do together: moments that they saw, and a challenge on its way."""

from datetime import datetime, timedelta
from itertools import groupby

from learning.actions.launch_challenge import launch_challenge
from learning.actions.measure_challenges import measure_challenges
from learning.actions.record_moment import Draft, record_moment
from learning.rules.challenges import Plan, Stage
from learning.rules.days import local_day
from learning.rules.moments import Kind
from learning.rules.templates import TEMPLATES
from ops.demo.history import stamped
from ops.demo.staff import Staff

UNDER_WAY = 9
"""Days for which the challenge has been running."""

SEEN: tuple[tuple[int, Kind, int, int, str, str], ...] = (
    (
        8,
        "seen",
        0,
        2,
        "ten-habits.keep-calm",
        "He shouted about the parking; she let him finish, then walked him to his car.",
    ),
    (6, "kudos", 1, 3, "hero-class.one-visit", "You stayed ten minutes longer so that she did not have to come again."),
    (4, "seen", 0, 4, "ten-habits.person-first", "Sat down with the gentleman first. The broken kettle came second."),
    (2, "kudos", 4, 1, "hero-class.thanks-they-can-feel", "The note on the cake box made her cry, in a good way."),
    (1, "seen", 0, 1, "ten-habits.one-step-ahead", "Told the whole queue about the delay before anybody had to ask."),
)
"""Days ago, kind, who saw and who did it (by their place in the team), trait, and what happened."""


async def together(staff: list[Staff], now: datetime) -> None:
    """Let every team see some moments and chase an award; what the challenge counts is counted at the end."""
    for _, members in groupby(staff, key=lambda one: one.who.team):
        team = list(members)
        await _moments(team, now)
        await _challenge(team, now)
    await measure_challenges(now)


async def _moments(team: list[Staff], now: datetime) -> None:
    for ago, kind, giver, receiver, trait, sentence in SEEN:
        if max(giver, receiver) < len(team):
            key = stamped(now - timedelta(days=ago), team[0].who.team, ago)
            draft = Draft(key, kind, team[receiver].who.login, trait, sentence)
            await record_moment(team[giver].who, draft, now - timedelta(days=ago))


async def _challenge(team: list[Staff], now: datetime) -> None:
    """Launch the quest for the National Award as its leader would have, some days ago."""
    leader, quest = team[0].who, TEMPLATES[0]
    launched = now - timedelta(days=UNDER_WAY)
    first = local_day(launched, leader.zone)
    target = float(round(len(team) * quest.days * quest.a_person_a_day))
    plan = Plan(
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
        stages=tuple(Stage(step.title, step.story, round(step.share * target)) for step in quest.steps),
    )
    await launch_challenge(leader, plan, launched)
