"""Moments of the demo's teams, recorded by the real actions at past instants.

Together with what people remember, some moments earn a hero badge. The last one waits for the
leader to confirm it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from learning.actions.recognition.record_moment import NewMoment, record_moment
from learning.actions.recognition.settle_moment import settle_moment
from learning.queries.people.current_user import CurrentUser
from learning.rules.recognition.moments import MomentKind
from ops.demo.practice_history import make_uuid7
from ops.demo.staff import DemoEmployee

DEMO_MOMENTS: tuple[tuple[int, MomentKind, int, int, str, str], ...] = (
    (
        15,
        "seen",
        2,
        0,
        "ten-habits.find-out",
        "She asked him one thing before she reached for the leaflet. He did not need the leaflet.",
    ),
    (
        12,
        "seen",
        0,
        4,
        "ten-habits.small-things",
        "Dried the wet chair before anybody had to ask whether it was free.",
    ),
    (
        8,
        "seen",
        0,
        2,
        "ten-habits.keep-calm",
        "He shouted about the parking; she let him finish, then walked him to his car.",
    ),
    (
        6,
        "kudos",
        1,
        3,
        "hero-class.one-visit",
        "You stayed ten minutes longer so that she did not have to come again.",
    ),
    (
        5,
        "seen",
        0,
        1,
        "ten-habits.no-two-alike",
        "Two people, the same order, and two quite different welcomes.",
    ),
    (
        4,
        "seen",
        0,
        4,
        "ten-habits.person-first",
        "Sat down with the gentleman first. The broken kettle came second.",
    ),
    (
        3,
        "seen",
        0,
        3,
        "ten-habits.your-signature",
        "Her little map of where the locals go is in half of their pockets.",
    ),
    (
        2,
        "kudos",
        4,
        1,
        "hero-class.thanks-they-can-feel",
        "The note on the cake box made her cry, in a good way.",
    ),
    (
        1,
        "seen",
        0,
        1,
        "ten-habits.one-step-ahead",
        "Told the whole queue about the delay before anybody had to ask.",
    ),
    (
        1,
        "seen",
        3,
        2,
        "ten-habits.find-out",
        "Asked who the present was for, and put the expensive one back.",
    ),
)
"""Days ago, kind, giver and receiver (as positions in the team), trait, and what happened."""


@dataclass(frozen=True, slots=True)
class DemoMoment:
    """A moment that `giver` records about `receiver` at `start`."""

    giver: DemoEmployee
    receiver: DemoEmployee
    draft: NewMoment
    start: datetime


def list_demo_moments(employees: list[DemoEmployee], now: datetime) -> list[DemoMoment]:
    """List the moments of all teams. Giver and receiver of a moment had joined before it."""
    teams = (list(members) for _, members in groupby(employees, key=lambda one: one.user.team))
    return [moment for team in teams for moment in _iterate_team_moments(team, now)]


def _iterate_team_moments(team: list[DemoEmployee], now: datetime) -> Iterator[DemoMoment]:
    for days_ago, kind, giver, receiver, trait, sentence in DEMO_MOMENTS:
        if all(
            place < len(team) and days_ago < team[place].profile.joined_days_ago
            for place in (giver, receiver)
        ):
            start = now - timedelta(days=days_ago)
            key = make_uuid7(start, team[0].user.team, days_ago, receiver)
            draft = NewMoment(key, kind, team[receiver].user.login, trait, sentence)
            yield DemoMoment(team[giver], team[receiver], draft, start)


async def record_demo_moment(moment: DemoMoment, admin: CurrentUser) -> None:
    """Record a moment. The admin confirms thanks of learners, and a moment of a leader.

    Leaders cannot confirm their own, and confirm one that somebody saw when they try the demo.
    """
    await record_moment(moment.giver.user, moment.draft, moment.start)
    is_thanks = moment.draft.kind == "kudos" and not moment.giver.profile.is_leader
    if is_thanks or moment.receiver.profile.is_leader:
        await settle_moment(admin, moment.draft.key, "confirm", moment.start)
