"""What a screen on the wall shows: how far the team has come, and nothing about a single person that colleagues would not see."""

from datetime import datetime, timedelta

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
from learning.rules.people.text_input import format_join_code
from learning.tables.database import connection

MAX_WALL_MOMENTS = 5
MAX_WALL_NOTICES = 5
WALL_SETTLED_CHALLENGE_AGE = timedelta(days=2)
"""How long a settled challenge stays on the wall."""
MAX_BIGINT = 2**63 - 1
WALL_LANGUAGE = "en"

SELECT_DISPLAY_BY_TOKEN = """
SELECT d.code, d.team, t.name, t.path, t.zone, t.work_days, d.created_at FROM display d LEFT JOIN team t ON t.id = d.team
WHERE d.token = $1
"""
SELECT_LED_DISPLAYS = """
SELECT d.id::text, d.team::text, t.name, d.paired_at, d.seen_at FROM display d JOIN team t ON t.id = d.team
WHERE $1 OR t.path @> ARRAY[$2::bigint] ORDER BY t.path, d.id
"""


class DisplayView(msgspec.Struct, frozen=True):
    """A screen as leaders see it. One that was not seen for minutes is off."""

    id: str
    team: str
    team_name: str
    paired_at: datetime
    seen_at: datetime | None


class WallTeam(msgspec.Struct, frozen=True):
    """A team that takes part."""

    name: str
    value: float
    share: float
    mine: bool


class WallChallenge(msgspec.Struct, frozen=True):
    """The way so far, without the names of leaders. `reached` is null until it is settled."""

    id: str
    title: str
    form: str
    status: str
    vision: str
    unit: str
    target: float
    value: float
    share: float
    days_left: int
    counting: bool
    stages: list[StageView]
    teams: list[WallTeam]
    cheers: int
    reached: bool | None


class WallMoment(msgspec.Struct, frozen=True):
    """A moment as colleagues see it; a name is null where the person does not want to be seen."""

    id: str
    giver: str | None
    receiver: str | None
    title: str
    sentence: str
    at: datetime


class WallView(msgspec.Struct, frozen=True):
    """What is on the screen: its code while it is `waiting`, else what it shows of its team."""

    state: str
    code: str | None = None
    team: str | None = None
    challenges: list[WallChallenge] = []
    moments: list[WallMoment] = []
    notices: list[NoticeView] = []


async def load_wall(token: str, now: datetime) -> WallView | None:
    """Return what the screen with this token shows; None when it is not known."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_DISPLAY_BY_TOKEN, hash_token(token))
    if row is None:
        return None
    if row["team"] is None:
        return WallView("waiting", code=format_join_code(row["code"]))
    viewer = await _make_wall_viewer(row)
    catalogue = await load_team_catalogue(viewer.path, viewer.catalogue_revision)
    moment_feed = await load_feed(viewer, catalogue, MAX_BIGINT)
    return WallView(
        "paired",
        team=row["name"],
        challenges=[
            _make_wall_challenge(item)
            for item in await load_challenges(viewer, now, now - WALL_SETTLED_CHALLENGE_AGE)
            if item.status != "cancelled"
        ],
        moments=[
            WallMoment(str(one.id), one.giver, one.receiver, one.title, one.sentence, one.at)
            for one in moment_feed.moments[:MAX_WALL_MOMENTS]
        ],
        notices=await list_notices_of_teams(viewer.path, limit=MAX_WALL_NOTICES),
    )


async def load_displays(leader: CurrentUser) -> list[DisplayView]:
    """List the screens of the teams that somebody leads."""
    async with connection() as conn:
        rows = await conn.fetch(SELECT_LED_DISPLAYS, leader.role == "admin", leader.team)
    return [DisplayView(*row) for row in rows]


async def _make_wall_viewer(row: Record) -> CurrentUser:
    """Look through the eyes of somebody new in the team: nobody's id, who leads nobody and has done nothing."""
    name, path, zone, work_days = (
        row["name"],
        tuple(row["path"]),
        row["zone"],
        tuple(row["work_days"]),
    )
    joined_at, catalogue_revision = row["created_at"], await load_newest_catalogue_revision()
    return CurrentUser(
        0,
        "",
        "",
        None,
        "learner",
        row["team"],
        name,
        path,
        zone,
        work_days,
        5,
        WALL_LANGUAGE,
        False,
        joined_at,
        catalogue_revision,
    )


def _make_wall_challenge(view: ChallengeView) -> WallChallenge:
    return WallChallenge(
        view.id,
        view.title,
        view.form,
        view.status,
        view.vision,
        view.measure.unit,
        view.target,
        view.value,
        view.share,
        view.days_left,
        view.counting,
        view.stages,
        [WallTeam(team.name, team.value, team.share, team.mine) for team in view.teams],
        view.cheers,
        view.result.reached if view.result else None,
    )
