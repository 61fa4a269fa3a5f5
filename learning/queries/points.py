"""A person's ledger, line by line, each with its reason in words."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

import msgspec
from asyncpg import Record

from learning.queries.catalogue import older_volumes
from learning.queries.who import Who
from learning.rules.points import RIGHT
from learning.rules.shelf import Shelf
from learning.tables.database import connection

LINES = 50
FIND = """
SELECT id, points, cause, day, earned_at, note, split_part(cause, ':', 2) AS about,
  CASE WHEN cause LIKE 'moment%' THEN (SELECT trait FROM moment WHERE receiver = $1
    AND split_part(cause, ':', 2) IN (moment.id::text, moment.key::text)) END AS trait,
  CASE WHEN cause LIKE 'challenge:%' THEN (SELECT title FROM challenge
    WHERE split_part(cause, ':', 2) IN (challenge.id::text, challenge.key::text)) END AS title
FROM ledger_entry WHERE person = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""


class Line(msgspec.Struct, frozen=True):
    """An entry: what it was worth, why, and the local day that it belongs to."""

    id: int
    points: int
    why: str
    day: date
    earned_at: datetime


class PointsView(msgspec.Struct, frozen=True):
    """Points in all, and the newest lines before the one that was named; `more` when there are older ones."""

    points: int
    lines: list[Line]
    more: bool


async def points_of(who: Who, shelf: Shelf, before: int | None) -> PointsView:
    """Read a page of the ledger, newest first: all the newest lines, or those with ids below `before`."""
    async with connection() as conn:
        points = await conn.fetchval("SELECT points FROM progress WHERE person = $1", who.id)
        rows = await conn.fetch(FIND, who.id, before, LINES + 1)
    shelf = await _with_older(who, shelf, rows)
    lines = [_line(row, shelf, who.language) for row in rows[:LINES]]
    return PointsView(points, lines, len(rows) > LINES)


async def _with_older(who: Who, shelf: Shelf, rows: Collection[Record]) -> Shelf:
    """Add older versions, where lines tell of what is no longer in force."""
    names = {row["about"] for row in rows if row["cause"].startswith(("concept:", "lesson:", "checkpoint:"))}
    missing = {name.partition(".")[0] for name in names if not _title(name, shelf, who.language)}
    return replace(shelf, older=await older_volumes(who.path, missing)) if missing else shelf


def _line(row: Record, shelf: Shelf, language: str) -> Line:
    return Line(row["id"], row["points"], _why(row, shelf, language), row["day"], row["earned_at"])


def _why(row: Record, shelf: Shelf, language: str) -> str:
    """Say what an entry is for, from its cause."""
    kind, about = row["cause"].partition(":")[0], row["about"]
    said, subject = {
        "concept": ("Right on" if row["points"] >= RIGHT else "Good try", _title(about, shelf, language)),
        "lesson": ("Lesson", _title(about, shelf, language)),
        "checkpoint": ("Checkpoint passed", _title(about, shelf, language)),
        "moment": ("Seen in action", _title(row["trait"] or "", shelf, language)),
        "moment-removed": ("Taken back", _title(row["trait"] or "", shelf, language)),
        "correction": ("Correction", row["note"]),
        "challenge": ("Challenge", row["title"]),
    }.get(kind, ("Earned", row["note"]))
    return f"{said}: {subject or row['note']}" if subject or row["note"] else f"{said}."


def _title(name: str, shelf: Shelf, language: str) -> str | None:
    """Find the words for a concept, a lesson, or the concept of a question, in a language."""
    if found := shelf.question(name):
        name = found[1].concept
    for volume in (*shelf.volumes, *shelf.older):
        pack = volume.pack(language)
        if name in volume.concepts:
            return next((concept.statement for concept in pack.concepts if concept.id == name), None)
        if name in volume.lessons:
            return next((lesson.title for lesson in pack.lessons if lesson.id == name), None)
    return None
