"""Moments as people see them: names as they are at this moment, and nobody who does not want to be seen.

A team's feed has what was confirmed about its people. Somebody off the boards is in it only for themselves and those who
lead them; of a hidden team nothing is seen outside it. Leaders have besides what waits for them, and private notes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec
from asyncpg import Record

from learning.queries.called import CALLED
from learning.queries.who import Who
from learning.rules.moments import HANDLE
from learning.rules.shelf import Shelf
from learning.tables.database import connection

PAGE = 30
MOST_WAITING = 100
MOST_CHOICES = 500
NOTED = timedelta(days=30)
"""How long leaders see private notes."""

MINE = "$1 IN (m.giver, m.receiver)"
LED = "(m.receiver <> $1 AND ($2 OR rt.path @> ARRAY[$3::bigint]))"
"""The viewer leads the receiver."""
APART = "({team}.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($4::bigint[])))"
"""Somebody is in a hidden team that the viewer is not in; which these are is looked up once a statement."""
SHOWN = f"""
({MINE} OR ((m.team = $5 OR {LED}) AND (r.on_boards OR {LED}) AND NOT {APART.format(team="rt")}))
"""
"""Whether a confirmed moment is in the viewer's feed."""
NAME = f"""
CASE WHEN {{one}}.id = $1 OR $2 OR {{team}}.path @> ARRAY[$3::bigint]
  OR ({{one}}.on_boards AND NOT {APART.format(team="{team}")}) THEN {{name}} END
"""


def _name(one: str, team: str, name: str) -> str:
    return NAME.format(one=one, team=team, name=name.format(one=one))


def _select(name: str) -> str:
    """Select moments with the names of both, where the viewer may see them, as `_view` takes them."""
    return f"""
SELECT m.id AS place, m.key AS id, m.kind, m.status, m.trait, m.sentence, m.day, m.at,
  {_name("g", "gt", name)} AS giver, {_name("r", "rt", name)} AS receiver,
  CASE WHEN m.giver = $1 THEN 'giver' WHEN m.receiver = $1 THEN 'receiver' END AS mine,
  {LED} AS can_settle, EXISTS (SELECT FROM moment_photo WHERE moment = m.id) AS photo,
  CASE WHEN {LED} THEN ARRAY(SELECT reason FROM moment_report WHERE moment = m.id ORDER BY id) ELSE '{{}}' END AS reasons
FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL JOIN team gt ON gt.id = g.team
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
"""


FOUND = f"""
SELECT m.id FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
WHERE {{where}} m.id < $6 AND m.status = 'confirmed' AND {SHOWN} ORDER BY m.id DESC LIMIT {PAGE + 1}
"""
NEAR = f"""
SELECT found.id FROM team near, LATERAL ({FOUND.format(where="m.team = near.id AND")}) AS found
WHERE near.id = $5 OR near.path @> ARRAY[$3::bigint] ORDER BY found.id DESC LIMIT {PAGE + 1}
"""
"""Team by team, so that a page costs the same however much there is elsewhere."""
FEED = "WITH page AS MATERIALIZED ({page}) {select} JOIN page ON page.id = m.id ORDER BY m.id DESC"
IN_TEAMS = FEED.format(page=NEAR, select=_select(CALLED))
EVERYWHERE = FEED.format(page=FOUND.format(where=""), select=_select(CALLED))
"""For those who lead everybody, the newest of all."""
OPEN = f"""
{_select("{one}.name")} WHERE m.status IN ('waiting', 'reported') AND m.giver <> $1 AND {LED}
ORDER BY m.id LIMIT {MOST_WAITING}
"""
NOTES = f"""
{_select("{one}.name")} WHERE m.status = 'noted' AND m.at > $5 AND {LED} ORDER BY m.id DESC LIMIT {MOST_WAITING}
"""
ONE = f"{_select(CALLED)} WHERE m.key = $5 AND (m.giver = $1 OR {LED})"
"""A moment for who gave it, or leads its receiver."""
SEEN = f"""
SELECT EXISTS (
  SELECT FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL
  JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
  WHERE m.key = $6 AND (m.giver = $1 OR (m.status = ANY($7) AND {SHOWN}))
)
"""
PHOTO = f"""
SELECT f.content_type, f.content FROM moment_photo f JOIN moment m ON m.id = f.moment
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
WHERE m.key = $6 AND ({LED} OR (m.status = 'waiting' AND m.giver = $1) OR (m.status = 'confirmed' AND {SHOWN}))
"""
PEOPLE = f"""
SELECT CASE WHEN open THEN login ELSE '{HANDLE}' || id END, name FROM (
  SELECT p.id, p.team, p.login, led OR COALESCE(p.alias, '') = '' AS open,
    CASE WHEN led THEN p.name ELSE {CALLED.format(one="p")} END AS name
  FROM person p JOIN team t ON t.id = p.team, LATERAL (SELECT $2 OR t.path @> ARRAY[$3::bigint] AS led) AS reach
  WHERE p.id <> $1 AND p.erased_at IS NULL AND (p.team = $4 OR led)
) AS near
WHERE strpos(lower(name), lower($5)) > 0 ORDER BY team <> $4, lower(name), id LIMIT {MOST_CHOICES}
"""
"""Those of the own team first. What a colleague calls themself is what the others read,
and no login beside it, which would say who it is."""


class MomentView(msgspec.Struct, frozen=True):
    """A moment. A name is null where the person does not want to be seen; `mine` says that it is the viewer's own part.

    `can_settle`: the viewer leads whoever did it. `reasons` are those of reports, for leaders alone.
    """

    id: UUID
    kind: Literal["seen", "kudos", "missed"]
    status: Literal["waiting", "confirmed", "declined", "reported", "removed", "noted"]
    giver: str | None
    receiver: str | None
    mine: Literal["giver", "receiver"] | None
    trait: str
    title: str
    sentence: str
    day: date
    at: datetime
    photo: bool
    can_settle: bool
    reasons: list[str]


class Feed(msgspec.Struct, frozen=True):
    """A page, newest first; `before` leads to the next one, null at the end."""

    moments: list[MomentView]
    before: int | None


class Waiting(msgspec.Struct, frozen=True):
    """What a leader has to look at, oldest first: to confirm, or reported; and private notes of the last 30 days."""

    moments: list[MomentView]
    notes: list[MomentView]


class ChoosablePerson(msgspec.Struct, frozen=True):
    """Somebody whose moment can be recorded. Where an alias is shown, `login` is a handle that says nothing."""

    login: str
    name: str


class Trait(msgspec.Struct, frozen=True):
    """What an act can show: a lesson of the shelf. `pack` is the title of its pack."""

    id: str
    title: str
    idea: str
    pack: str


class Choices(msgspec.Struct, frozen=True):
    """What a moment can be made of."""

    people: list[ChoosablePerson]
    traits: list[Trait]


class Photo(msgspec.Struct, frozen=True):
    """The picture of a moment."""

    content_type: str
    content: bytes


async def feed(who: Who, shelf: Shelf, before: int) -> Feed:
    """Read a page of what was confirmed in the viewer's team; for a leader, in all teams below, too."""
    leads_all = who.role == "admin" or (who.role == "leader" and len(who.path) == 1)
    async with connection() as conn:
        rows = await conn.fetch(EVERYWHERE if leads_all else IN_TEAMS, *_viewer(who), before)
    return Feed(_views(rows[:PAGE], shelf, who.language), rows[PAGE - 1]["place"] if len(rows) > PAGE else None)


async def waiting(leader: Who, shelf: Shelf, now: datetime) -> Waiting:
    """Read what waits for a leader, and the private notes about those they lead."""
    viewer = _viewer(leader)[:4]
    async with connection() as conn:
        found = await conn.fetch(OPEN, *viewer)
        notes = await conn.fetch(NOTES, *viewer, now - NOTED)
    return Waiting(_views(found, shelf, leader.language), _views(notes, shelf, leader.language))


async def own_moment(who: Who, shelf: Shelf, key: UUID) -> MomentView:
    """Read a moment that somebody has recorded."""
    async with connection() as conn:
        row = await conn.fetchrow(ONE, *_viewer(who)[:4], key)
    return _views([row], shelf, who.language)[0]


async def can_see(who: Who, key: UUID) -> bool:
    """Say whether a moment is somebody's own, or in their feed, or was until it was reported."""
    async with connection() as conn:
        return bool(await conn.fetchval(SEEN, *_viewer(who), key, ["confirmed", "reported"]))


async def photo_of(who: Who, key: UUID) -> Photo | None:
    """Read the picture of a moment that somebody sees."""
    async with connection() as conn:
        row = await conn.fetchrow(PHOTO, *_viewer(who), key)
    return Photo(*row) if row else None


async def choices(who: Who, shelf: Shelf, called: str) -> Choices:
    """List whom somebody can choose, those whose name holds `called`, and the traits of the shelf."""
    _, admin, led, _, team = _viewer(who)
    async with connection() as conn:
        people = await conn.fetch(PEOPLE, who.id, admin, led, team, called)
    return Choices([ChoosablePerson(*row) for row in people], traits(shelf, who.language))


def traits(shelf: Shelf, language: str) -> list[Trait]:
    """List the lessons of a shelf, in a language."""
    packs = (volume.pack(language) for volume in shelf.volumes)
    return [Trait(lesson.id, lesson.title, lesson.idea, pack.title) for pack in packs for lesson in pack.lessons]


def _viewer(who: Who) -> tuple[int, bool, int, Sequence[int], int]:
    """Return what the statements ask about whoever looks: $1 to $5. Team 0 is nobody's."""
    return who.id, who.role == "admin", who.team if who.role == "leader" else 0, who.path, who.team


def _views(rows: Sequence[Record], shelf: Shelf, language: str) -> list[MomentView]:
    titles = {trait.id: trait.title for trait in traits(shelf, language)} if rows else {}
    return [MomentView(**{**row, "title": titles.get(row["trait"], "")}) for row in map(_fields, rows)]


def _fields(row: Record) -> dict[str, Any]:
    return {name: row[name] for name in MomentView.__struct_fields__ if name != "title"}
