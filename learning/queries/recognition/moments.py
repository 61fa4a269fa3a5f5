"""Moments as people see them, with the names of today and without those who want to stay unseen.

A team's feed has the confirmed moments of its people. A person who left the boards is in the feed
only for themself and for those who lead them. A hidden team is seen only from inside. Leaders also
have the moments that wait for them, and private notes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from asyncpg import Record

from learning.queries.people.authority_sql import write_may_act_sql
from learning.queries.people.current_user import CurrentUser
from learning.queries.people.display_name import DISPLAY_NAME_SQL
from learning.queries.recognition.moment_choices import list_traits
from learning.queries.recognition.moment_visibility import (
    CAN_SETTLE_SQL,
    IN_FEED_SQL,
    LEADS_RECEIVER_SQL,
    make_viewer_parameters,
    make_visible_name_sql,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.moments import MomentKind, MomentStatus
from learning.tables.database import connection

FEED_PAGE_SIZE = 30
MAX_WAITING_MOMENTS = 100
PRIVATE_NOTE_AGE = timedelta(days=30)
"""How long leaders see private notes."""


def _select_moments_sql(name_sql: str) -> str:
    """Select moments as `_make_moment_views` takes them. `name_sql` chooses name or alias."""
    return f"""
SELECT m.id AS place, m.key AS id, m.kind, m.status, m.trait, m.sentence, m.day, m.at,
  {make_visible_name_sql("g", "gt", name_sql)} AS giver,
  {make_visible_name_sql("r", "rt", name_sql)} AS receiver,
  CASE WHEN m.giver = $1 THEN 'giver' WHEN m.receiver = $1 THEN 'receiver' END AS mine,
  {CAN_SETTLE_SQL} AS can_settle,
  EXISTS (SELECT FROM moment_photo WHERE moment = m.id) AS photo,
  CASE WHEN {CAN_SETTLE_SQL}
    THEN ARRAY(SELECT reason FROM moment_report WHERE moment = m.id ORDER BY id)
    ELSE '{{}}' END AS reasons
FROM moment m
JOIN person g ON g.id = m.giver AND g.erased_at IS NULL JOIN team gt ON gt.id = g.team
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
"""


SELECT_FEED_IDS = f"""
SELECT m.id FROM moment m JOIN person g ON g.id = m.giver AND g.erased_at IS NULL
JOIN person r ON r.id = m.receiver AND r.erased_at IS NULL JOIN team rt ON rt.id = r.team
WHERE {{where}} m.id < $6 AND m.status = 'confirmed' AND {IN_FEED_SQL}
ORDER BY m.id DESC LIMIT {FEED_PAGE_SIZE + 1}
"""
SELECT_FEED_IDS_BY_TEAM = f"""
SELECT found.id FROM team near,
  LATERAL ({SELECT_FEED_IDS.format(where="m.team = near.id AND")}) AS found
WHERE near.id = $5 OR near.path @> ARRAY[$3::bigint]
ORDER BY found.id DESC LIMIT {FEED_PAGE_SIZE + 1}
"""
"""It reads team by team, so the cost of a page does not depend on the moments of other teams."""
SELECT_FEED_PAGE = (
    "WITH page AS MATERIALIZED ({page}) {select} JOIN page ON page.id = m.id ORDER BY m.id DESC"
)
SELECT_TEAM_FEED = SELECT_FEED_PAGE.format(
    page=SELECT_FEED_IDS_BY_TEAM, select=_select_moments_sql(DISPLAY_NAME_SQL)
)
SELECT_WHOLE_FEED = SELECT_FEED_PAGE.format(
    page=SELECT_FEED_IDS.format(where=""), select=_select_moments_sql(DISPLAY_NAME_SQL)
)
"""The newest of all moments, for those who lead everybody."""
SELECT_WAITING_MOMENTS = f"""
{_select_moments_sql("{one}.name")}
WHERE m.status IN ('waiting', 'reported') AND {CAN_SETTLE_SQL}
ORDER BY m.id LIMIT {MAX_WAITING_MOMENTS}
"""
SELECT_PRIVATE_NOTES = f"""
{_select_moments_sql("{one}.name")}
WHERE m.status = 'noted' AND m.at > $5 AND {write_may_act_sql("r", "rt")}
ORDER BY m.id DESC LIMIT {MAX_WAITING_MOMENTS}
"""
SELECT_MOMENT = f"""
{_select_moments_sql(DISPLAY_NAME_SQL)}
WHERE m.key = $5 AND (m.giver = $1 OR {LEADS_RECEIVER_SQL})
"""
"""A moment, for its giver and for those who lead its receiver."""
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
WHERE m.key = $6 AND (
  {LEADS_RECEIVER_SQL} OR (m.status = 'waiting' AND m.giver = $1)
  OR (m.status = 'confirmed' AND {IN_FEED_SQL})
)
"""


class MomentView(msgspec.Struct, frozen=True):
    """A moment as one viewer sees it.

    `giver` and `receiver` are null where the viewer may not see the name. `mine` is the viewer's
    own part. `trait` is a lesson's id and `title` its title, empty when the lesson is withdrawn.
    `language` is that of the title.
    `can_settle` says that the viewer may decide on it. `reasons` are those of reports; only
    leaders get them.
    """

    id: UUID
    kind: MomentKind
    status: MomentStatus
    giver: str | None
    receiver: str | None
    mine: Literal["giver", "receiver"] | None
    trait: str
    title: str
    language: str
    sentence: str
    day: date
    at: datetime
    photo: bool
    can_settle: bool
    reasons: list[str]


class MomentFeed(msgspec.Struct, frozen=True):
    """One page, newest first. `before` leads to the next page; null on the last one."""

    moments: list[MomentView]
    before: int | None


class WaitingMoments(msgspec.Struct, frozen=True):
    """What a leader has to decide on, oldest first, and private notes of the last 30 days."""

    moments: list[MomentView]
    notes: list[MomentView]


class MomentPhotoFile(msgspec.Struct, frozen=True):
    """The photo of a moment."""

    content_type: str
    content: bytes


async def load_feed(user: CurrentUser, catalogue: TeamCatalogue, before: int) -> MomentFeed:
    """Read a page of confirmed moments of the viewer's team; of a leader's, all teams below too.

    The page has moments whose row id is below `before`.
    """
    leads_everybody = user.role == "admin" or (user.role == "leader" and len(user.path) == 1)
    async with connection() as conn:
        rows = await conn.fetch(
            SELECT_WHOLE_FEED if leads_everybody else SELECT_TEAM_FEED,
            *make_viewer_parameters(user),
            before,
        )
    return MomentFeed(
        _make_moment_views(rows[:FEED_PAGE_SIZE], catalogue, user.language),
        rows[FEED_PAGE_SIZE - 1]["place"] if len(rows) > FEED_PAGE_SIZE else None,
    )


async def load_waiting_moments(
    leader: CurrentUser, catalogue: TeamCatalogue, now: datetime
) -> WaitingMoments:
    """Read the moments that wait for a leader, and the private notes about the people they lead."""
    viewer = make_viewer_parameters(leader)[:4]
    async with connection() as conn:
        waiting_rows = await conn.fetch(SELECT_WAITING_MOMENTS, *viewer)
        note_rows = await conn.fetch(SELECT_PRIVATE_NOTES, *viewer, now - PRIVATE_NOTE_AGE)
    return WaitingMoments(
        _make_moment_views(waiting_rows, catalogue, leader.language),
        _make_moment_views(note_rows, catalogue, leader.language),
    )


async def load_own_moment(user: CurrentUser, catalogue: TeamCatalogue, key: UUID) -> MomentView:
    """Read a moment that the user has given."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_MOMENT, *make_viewer_parameters(user)[:4], key)
    return _make_moment_views([row], catalogue, user.language)[0]


async def can_see_moment(user: CurrentUser, key: UUID) -> bool:
    """Say whether the user gave a moment, has it in the feed, or had it there until a report."""
    async with connection() as conn:
        return bool(
            await conn.fetchval(
                SELECT_MOMENT_IS_VISIBLE,
                *make_viewer_parameters(user),
                key,
                ["confirmed", "reported"],
            )
        )


async def load_photo(user: CurrentUser, key: UUID) -> MomentPhotoFile | None:
    """Read the photo of a moment; None when there is none or the user may not see it."""
    async with connection() as conn:
        row = await conn.fetchrow(SELECT_MOMENT_PHOTO, *make_viewer_parameters(user), key)
    return MomentPhotoFile(*row) if row else None


def _make_moment_views(
    rows: Sequence[Record], catalogue: TeamCatalogue, language: str
) -> list[MomentView]:
    traits = {trait.id: trait for trait in list_traits(catalogue, language)} if rows else {}
    columns = [n for n in MomentView.__struct_fields__ if n not in ("title", "language")]
    return [
        MomentView(
            title=trait.title if trait else "",
            language=trait.language if trait else "",
            **{column: row[column] for column in columns},
        )
        for row in rows
        for trait in [traits.get(row["trait"])]
    ]
