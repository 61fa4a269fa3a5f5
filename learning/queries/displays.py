"""What a screen on the wall shows: how far the team has come, and nothing about a single person that colleagues would not see."""

from datetime import datetime, timedelta

import msgspec
from asyncpg import Record

from learning.queries.catalogue import newest_edition, shelf_of
from learning.queries.challenges import ChallengeView, StageView, challenges_of
from learning.queries.moments import feed
from learning.queries.notices import NoticeView, notices_of
from learning.queries.who import Who, digest_of
from learning.rules.names import shown_code
from learning.tables.database import connection

MOMENTS = 5
NOTICES = 5
SETTLED = timedelta(days=2)
"""How long a settled challenge stays on the wall."""
NEWEST = 2**63 - 1
LANGUAGE = "en"

FIND = """
SELECT d.code, d.team, t.name, t.path, t.zone, t.work_days, d.created_at FROM display d LEFT JOIN team t ON t.id = d.team
WHERE d.token = $1
"""
LED = """
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


class Wall(msgspec.Struct, frozen=True):
    """What is on the screen: its code while it is `waiting`, else what it shows of its team."""

    state: str
    code: str | None = None
    team: str | None = None
    challenges: list[WallChallenge] = []
    moments: list[WallMoment] = []
    notices: list[NoticeView] = []


async def wall(token: str, now: datetime) -> Wall | None:
    """Return what the screen with this token shows; None when it is not known."""
    async with connection() as conn:
        row = await conn.fetchrow(FIND, digest_of(token))
    if row is None:
        return None
    if row["team"] is None:
        return Wall("waiting", code=shown_code(row["code"]))
    onlooker = await _onlooker(row)
    shelf = await shelf_of(onlooker.path, onlooker.edition)
    seen = await feed(onlooker, shelf, NEWEST)
    return Wall(
        "paired",
        team=row["name"],
        challenges=[
            _challenge(one) for one in await challenges_of(onlooker, now, now - SETTLED) if one.status != "cancelled"
        ],
        moments=[
            WallMoment(str(one.id), one.giver, one.receiver, one.title, one.sentence, one.at)
            for one in seen.moments[:MOMENTS]
        ],
        notices=await notices_of(onlooker.path, most=NOTICES),
    )


async def displays_of(leader: Who) -> list[DisplayView]:
    """List the screens of the teams that somebody leads."""
    async with connection() as conn:
        rows = await conn.fetch(LED, leader.role == "admin", leader.team)
    return [DisplayView(*row) for row in rows]


async def _onlooker(row: Record) -> Who:
    """Look through the eyes of somebody new in the team: nobody's id, who leads nobody and has done nothing."""
    name, path, zone, work_days = row["name"], tuple(row["path"]), row["zone"], tuple(row["work_days"])
    since, edition = row["created_at"], await newest_edition()
    return Who(0, "", "", None, "learner", row["team"], name, path, zone, work_days, 5, LANGUAGE, False, since, edition)


def _challenge(one: ChallengeView) -> WallChallenge:
    result = msgspec.json.decode(one.result) if one.result else None
    return WallChallenge(
        one.id,
        one.title,
        one.form,
        one.status,
        one.vision,
        one.measure.unit,
        one.target,
        one.value,
        one.share,
        one.days_left,
        one.counting,
        one.stages,
        [WallTeam(team.name, team.value, team.share, team.mine) for team in one.teams],
        one.cheers,
        result["reached"] if result else None,
    )
