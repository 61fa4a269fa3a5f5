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

from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.moments import ALIAS_HANDLE_PREFIX
from learning.tables.database import connection

FEED_PAGE_SIZE = 30
MAX_WAITING_MOMENTS = 100
MAX_PEOPLE_CHOICES = 500
PRIVATE_NOTE_AGE = timedelta(days=30)
"""How long leaders see private notes."""

IS_OWN_MOMENT_SQL = "$1 IN (m.giver, m.receiver)"
LEADS_RECEIVER_SQL = "(m.receiver <> $1 AND ($2 OR rt.path @> ARRAY[$3::bigint]))"
"""The viewer leads the receiver."""
IN_HIDDEN_TEAM_SQL = (
    "({team}.path && ARRAY(SELECT id FROM team WHERE hidden AND id <> ALL($4::bigint[])))"
)
"""Somebody is in a hidden team that the viewer is not in; which these are is looked up once a statement."""
IN_FEED_SQL = f"""
({IS_OWN_MOMENT_SQL} OR ((m.team = $5 OR {LEADS_RECEIVER_SQL}) AND (r.on_boards OR {LEADS_RECEIVER_SQL}) AND NOT {IN_HIDDEN_TEAM_SQL.format(team="rt")}))
"""
"""Whether a confirmed moment is in the viewer's feed."""
VISIBLE_NAME_SQL = f"""
CASE WHEN {{one}}.id = $1 OR $2 OR {{team}}.path @> ARRAY[$3::bigint]
  OR ({{one}}.on_boards AND NOT {IN_HIDDEN_TEAM_SQL.format(team="{team}")}) THEN {{name}} END
"""


def _visible_name_sql(person: str, team: str, name_sql: str) -> str:
    return VISIBLE_NAME_SQL.format(one=person, team=team, name=name_sql.format(one=person))


def _select_moments_sql(name_sql: str) -> str:
    """Select moments with the names of both, where the viewer may see them, as `_view` takes them."""
    return f"""
SELECT m.id AS place, m.key AS id, m.kind, m.status, m.trait, m.sentence, m.day, m.at,
  {_visible_name_sql("g", "gt", name_sql)} AS giver, {_visible_name_sql("r", "rt", name_sql)} AS receiver,
  CASE WHEN m.giver = $1 THEN 'giver' WHEN m.receiver = $1 THEN 'receiver' END AS mine,
  {LEADS_RECEIVER_SQL} AS can_settle, EXISTS (SELECT FROM moment_photo WHERE moment = m.id) AS photo,
  CASE WHEN {LEADS_RECEIVER_SQL} THEN ARRAY(SELECT reason FROM moment_report WHERE moment = m.id ORDER BY id) ELSE '{{}}' END AS reasons
FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL JOIN team gt ON gt.id = g.team
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
"""


SELECT_FEED_IDS = f"""
SELECT m.id FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
WHERE {{where}} m.id < $6 AND m.status = 'confirmed' AND {IN_FEED_SQL} ORDER BY m.id DESC LIMIT {FEED_PAGE_SIZE + 1}
"""
SELECT_FEED_IDS_BY_TEAM = f"""
SELECT found.id FROM team near, LATERAL ({SELECT_FEED_IDS.format(where="m.team = near.id AND")}) AS found
WHERE near.id = $5 OR near.path @> ARRAY[$3::bigint] ORDER BY found.id DESC LIMIT {FEED_PAGE_SIZE + 1}
"""
"""Team by team, so that a page costs the same however much there is elsewhere."""
SELECT_FEED_PAGE = (
    "WITH page AS MATERIALIZED ({page}) {select} JOIN page ON page.id = m.id ORDER BY m.id DESC"
)
SELECT_TEAM_FEED = SELECT_FEED_PAGE.format(
    page=SELECT_FEED_IDS_BY_TEAM, select=_select_moments_sql(DISPLAY_NAME_SQL)
)
SELECT_WHOLE_FEED = SELECT_FEED_PAGE.format(
    page=SELECT_FEED_IDS.format(where=""), select=_select_moments_sql(DISPLAY_NAME_SQL)
)
"""For those who lead everybody, the newest of all."""
SELECT_WAITING_MOMENTS = f"""
{_select_moments_sql("{one}.name")} WHERE m.status IN ('waiting', 'reported') AND m.giver <> $1 AND {LEADS_RECEIVER_SQL}
ORDER BY m.id LIMIT {MAX_WAITING_MOMENTS}
"""
SELECT_PRIVATE_NOTES = f"""
{_select_moments_sql("{one}.name")} WHERE m.status = 'noted' AND m.at > $5 AND {LEADS_RECEIVER_SQL} ORDER BY m.id DESC LIMIT {MAX_WAITING_MOMENTS}
"""
SELECT_MOMENT = f"{_select_moments_sql(DISPLAY_NAME_SQL)} WHERE m.key = $5 AND (m.giver = $1 OR {LEADS_RECEIVER_SQL})"
"""A moment for who gave it, or leads its receiver."""
SELECT_MOMENT_IS_VISIBLE = f"""
SELECT EXISTS (
  SELECT FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL
  JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
  WHERE m.key = $6 AND (m.giver = $1 OR (m.status = ANY($7) AND {IN_FEED_SQL}))
)
"""
SELECT_MOMENT_PHOTO = f"""
SELECT f.content_type, f.content FROM moment_photo f JOIN moment m ON m.id = f.moment
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
WHERE m.key = $6 AND ({LEADS_RECEIVER_SQL} OR (m.status = 'waiting' AND m.giver = $1) OR (m.status = 'confirmed' AND {IN_FEED_SQL}))
"""
SELECT_PEOPLE_CHOICES = f"""
SELECT CASE WHEN open THEN login ELSE '{ALIAS_HANDLE_PREFIX}' || id END, name FROM (
  SELECT p.id, p.team, p.login, led OR COALESCE(p.alias, '') = '' AS open,
    CASE WHEN led THEN p.name ELSE {DISPLAY_NAME_SQL.format(one="p")} END AS name
  FROM person p JOIN team t ON t.id = p.team, LATERAL (SELECT $2 OR t.path @> ARRAY[$3::bigint] AS led) AS reach
  WHERE p.id <> $1 AND p.erased_at IS NULL AND (p.team = $4 OR led)
) AS near
WHERE strpos(lower(name), lower($5)) > 0 ORDER BY team <> $4, lower(name), id LIMIT {MAX_PEOPLE_CHOICES}
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


class MomentFeed(msgspec.Struct, frozen=True):
    """A page, newest first; `before` leads to the next one, null at the end."""

    moments: list[MomentView]
    before: int | None


class WaitingMoments(msgspec.Struct, frozen=True):
    """What a leader has to look at, oldest first: to confirm, or reported; and private notes of the last 30 days."""

    moments: list[MomentView]
    notes: list[MomentView]


class PersonChoice(msgspec.Struct, frozen=True):
    """Somebody whose moment can be recorded. Where an alias is shown, `login` is a handle that says nothing."""

    login: str
    name: str


class MomentTrait(msgspec.Struct, frozen=True):
    """What an act can show: a lesson of the shelf. `pack` is the title of its pack."""

    id: str
    title: str
    idea: str
    pack: str


class MomentChoices(msgspec.Struct, frozen=True):
    """What a moment can be made of."""

    people: list[PersonChoice]
    traits: list[MomentTrait]


class MomentPhotoFile(msgspec.Struct, frozen=True):
    """The picture of a moment."""

    content_type: str
    content: bytes


async def load_feed(user: CurrentUser, catalogue: TeamCatalogue, before: int) -> MomentFeed:
    """Read a page of what was confirmed in the viewer's team; for a leader, in all teams below, too."""
    leads_everybody = user.role == "admin" or (user.role == "leader" and len(user.path) == 1)
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_WHOLE_FEED if leads_everybody else SELECT_TEAM_FEED,
            *_moment_viewer_parameters(user),
            before,
        )
    return MomentFeed(
        _make_moment_views(rows[:FEED_PAGE_SIZE], catalogue, user.language),
        rows[FEED_PAGE_SIZE - 1]["place"] if len(rows) > FEED_PAGE_SIZE else None,
    )


async def load_waiting_moments(
    leader: CurrentUser, catalogue: TeamCatalogue, now: datetime
) -> WaitingMoments:
    """Read what waits for a leader, and the private notes about those they lead."""
    viewer = _moment_viewer_parameters(leader)[:4]
    async with connection() as conn:
        waiting_rows = await conn.fetch(SELECT_WAITING_MOMENTS, *viewer)
        notes = await conn.fetch(SELECT_PRIVATE_NOTES, *viewer, now - PRIVATE_NOTE_AGE)
    return WaitingMoments(
        _make_moment_views(waiting_rows, catalogue, leader.language),
        _make_moment_views(notes, catalogue, leader.language),
    )


async def load_own_moment(user: CurrentUser, catalogue: TeamCatalogue, key: UUID) -> MomentView:
    """Read a moment that somebody has recorded."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_MOMENT, *_moment_viewer_parameters(user)[:4], key)
    return _make_moment_views([row], catalogue, user.language)[0]


async def can_see_moment(user: CurrentUser, key: UUID) -> bool:
    """Say whether a moment is somebody's own, or in their feed, or was until it was reported."""
    async with connection() as conn:
        return bool(
            await conn.fetchval(
                SELECT_MOMENT_IS_VISIBLE,
                *_moment_viewer_parameters(user),
                key,
                ["confirmed", "reported"],
            )
        )


async def load_photo(user: CurrentUser, key: UUID) -> MomentPhotoFile | None:
    """Read the picture of a moment that somebody sees."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_MOMENT_PHOTO, *_moment_viewer_parameters(user), key)
    return MomentPhotoFile(*row) if row else None


async def list_moment_choices(
    user: CurrentUser, catalogue: TeamCatalogue, name_part: str
) -> MomentChoices:
    """List whom somebody can choose, those whose name holds `called`, and the traits of the shelf."""
    _, admin, led, _, team = _moment_viewer_parameters(user)
    async with connection() as conn:
        people = await conn.fetch(SELECT_PEOPLE_CHOICES, user.id, admin, led, team, name_part)
    return MomentChoices(
        [PersonChoice(*row) for row in people], list_traits(catalogue, user.language)
    )


def list_traits(catalogue: TeamCatalogue, language: str) -> list[MomentTrait]:
    """List the lessons of a shelf, in a language."""
    packs = (pack_version.pack_in_language(language) for pack_version in catalogue.pack_versions)
    return [
        MomentTrait(lesson.id, lesson.title, lesson.idea, pack.title)
        for pack in packs
        for lesson in pack.lessons
    ]


def _moment_viewer_parameters(user: CurrentUser) -> tuple[int, bool, int, Sequence[int], int]:
    """Return what the statements ask about whoever looks: $1 to $5. Team 0 is nobody's."""
    return (
        user.id,
        user.role == "admin",
        user.team if user.role == "leader" else 0,
        user.path,
        user.team,
    )


def _make_moment_views(
    rows: Sequence[Record], catalogue: TeamCatalogue, language: str
) -> list[MomentView]:
    titles = {trait.id: trait.title for trait in list_traits(catalogue, language)} if rows else {}
    return [
        MomentView(**{**row, "title": titles.get(row["trait"], "")})
        for row in map(_row_to_fields, rows)
    ]


def _row_to_fields(row: Record) -> dict[str, Any]:
    return {name: row[name] for name in MomentView.__struct_fields__ if name != "title"}
