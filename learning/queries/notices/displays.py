"""What a display shows: the team's challenges, moments and notices.

It shows nothing about a person that every colleague of the team may not see.
"""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from asyncpg import Record

from learning.queries.challenges.challenges import ChallengeView, StageView, load_challenges
from learning.queries.notices.notices import NoticeView, list_notices_of_teams
from learning.queries.packs.team_catalogue import (
    load_newest_catalogue_revision,
    load_team_catalogue,
)
from learning.queries.people.current_user import CurrentUser, hash_token
from learning.queries.recognition.moments import load_feed
from learning.rules.challenges.challenge_templates import ChallengeForm
from learning.rules.challenges.challenges import ChallengeStatus
from learning.rules.challenges.figure_units import UnitType
from learning.rules.people.join_codes import format_join_code
from learning.tables.database import connection

MAX_DISPLAYS_LISTED = 100
MAX_WALL_MOMENTS = 5
MAX_WALL_NOTICES = 5
WALL_SETTLED_CHALLENGE_AGE = timedelta(days=2)
"""The time for which a settled challenge stays on the display."""
MAX_BIGINT = 2**63 - 1
WALL_LANGUAGE = "en"

DisplayState = Literal["waiting", "paired"]

SELECT_DISPLAY_BY_TOKEN = """
SELECT d.code, d.team, t.name, t.path, t.zone, t.work_days, d.created_at
FROM display d LEFT JOIN team t ON t.id = d.team WHERE d.token = $1
"""
SELECT_LED_DISPLAYS = """
SELECT d.id::text, d.team::text, t.name, d.paired_at, d.seen_at
FROM display d JOIN team t ON t.id = d.team
WHERE ($1 OR t.path @> ARRAY[$2::bigint]) AND ($3 = 0 OR d.team = $3)
ORDER BY t.path, d.id LIMIT $4
"""


class DisplayView(msgspec.Struct, frozen=True):
    """A display as leaders see it. It is off when `seen_at` is some minutes ago."""

    id: str
    team: str
    team_name: str
    paired_at: datetime
    seen_at: datetime | None


class WallTeam(msgspec.Struct, frozen=True):
    """A team that takes part in a challenge. `mine` is that of the display."""

    name: str
    value: float
    share: float
    mine: bool


class WallChallenge(msgspec.Struct, frozen=True):
    """The progress of a challenge, without its leaders. `reached` is null until it is settled."""

    id: str
    title: str
    form: ChallengeForm
    status: ChallengeStatus
    vision: str
    unit: str
    unit_type: UnitType
    lower_is_better: bool
    target: float
    value: float
    measured: bool
    share: float
    days_left: int
    counting: bool
    stages: list[StageView]
    teams: list[WallTeam]
    cheers: int
    reached: bool | None


class WallMoment(msgspec.Struct, frozen=True):
    """A moment as colleagues see it. A name is null where the person does not want to be shown.

    `language` is that of the title.
    """

    id: str
    giver: str | None
    receiver: str | None
    title: str
    language: str
    sentence: str
    at: datetime


class WallView(msgspec.Struct, frozen=True):
    """What a display shows: its code while it is `waiting`, or its team when it is `paired`."""

    state: DisplayState
    code: str | None
    team: str | None
    challenges: list[WallChallenge]
    moments: list[WallMoment]
    notices: list[NoticeView]


async def load_wall(token: str, now: datetime) -> WallView | None:
    """Return what the display with this token shows; None when there is no such display."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_DISPLAY_BY_TOKEN, hash_token(token))
    if row is None:
        return None
    if row["team"] is None:
        code = format_join_code(row["code"])
        return WallView("waiting", code, team=None, challenges=[], moments=[], notices=[])
    viewer = await _make_wall_viewer(row)
    catalogue = await load_team_catalogue(viewer.path, viewer.catalogue_revision)
    moment_feed = await load_feed(viewer, catalogue, MAX_BIGINT)
    return WallView(
        "paired",
        code=None,
        team=row["name"],
        challenges=[
            _make_wall_challenge(item)
            for item in await load_challenges(viewer, now, now - WALL_SETTLED_CHALLENGE_AGE)
            if item.status != "cancelled"
        ],
        moments=[
            WallMoment(
                str(one.id),
                one.giver,
                one.receiver,
                one.title,
                one.language,
                one.sentence,
                one.at,
            )
            for one in moment_feed.moments[:MAX_WALL_MOMENTS]
        ],
        notices=await list_notices_of_teams(viewer.path, limit=MAX_WALL_NOTICES),
    )


async def load_displays(leader: CurrentUser, team: int = 0) -> list[DisplayView]:
    """List displays of the teams that somebody leads, or of one of them. There is a limit."""
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_LED_DISPLAYS, leader.role == "admin", leader.team, team, MAX_DISPLAYS_LISTED
        )
    return [DisplayView(*row) for row in rows]


async def _make_wall_viewer(row: Record) -> CurrentUser:
    """Make a user who sees what a new learner of the team would see. The id 0 belongs to nobody."""
    return CurrentUser(
        id=0,
        login="",
        name="",
        alias=None,
        role="learner",
        team=row["team"],
        team_name=row["name"],
        path=tuple(row["path"]),
        zone=row["zone"],
        work_days=tuple(row["work_days"]),
        minutes=5,
        language=WALL_LANGUAGE,
        on_boards=False,
        joined_at=row["created_at"],
        catalogue_revision=await load_newest_catalogue_revision(),
    )


def _make_wall_challenge(view: ChallengeView) -> WallChallenge:
    return WallChallenge(
        id=view.id,
        title=view.title,
        form=view.form,
        status=view.status,
        vision=view.vision,
        unit=view.measure.unit,
        unit_type=view.measure.unit_type,
        lower_is_better=view.measure.lower_is_better,
        target=view.target,
        value=view.value,
        measured=view.measured,
        share=view.share,
        days_left=view.days_left,
        counting=view.counting,
        stages=view.stages,
        teams=[WallTeam(team.name, team.value, team.share, team.mine) for team in view.teams],
        cheers=view.cheers,
        reached=view.result.reached if view.result else None,
    )
