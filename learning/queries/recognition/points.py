"""A person's ledger, line by line, each with its reason in words."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

import msgspec
from asyncpg import Record

from learning.queries.packs.team_catalogue import load_older_versions
from learning.queries.people.current_user import CurrentUser
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.points import POINTS_RIGHT_ANSWER
from learning.tables.database import connection

LEDGER_PAGE_SIZE = 50
SELECT_LEDGER_PAGE = """
SELECT id, points, cause, day, earned_at, note, split_part(cause, ':', 2) AS about,
  CASE WHEN cause LIKE 'moment%' THEN (SELECT trait FROM moment WHERE receiver = $1
    AND split_part(cause, ':', 2) IN (moment.id::text, moment.key::text)) END AS trait,
  CASE WHEN cause LIKE 'challenge:%' THEN (SELECT title FROM challenge
    WHERE split_part(cause, ':', 2) IN (challenge.id::text, challenge.key::text)) END AS title
FROM ledger_entry WHERE person = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""


class LedgerLine(msgspec.Struct, frozen=True):
    """An entry: what it was worth, why, and the local day that it belongs to."""

    id: int
    points: int
    why: str
    day: date
    earned_at: datetime


class PointsPage(msgspec.Struct, frozen=True):
    """Points in all, and the newest lines before the one that was named; `more` when there are older ones."""

    points: int
    lines: list[LedgerLine]
    more: bool


async def load_points_page(
    user: CurrentUser, catalogue: TeamCatalogue, before_id: int | None
) -> PointsPage:
    """Read a page of the ledger, newest first: all the newest lines, or those with ids below `before`."""
    async with connection() as conn:
        points = await conn.fetchval("SELECT points FROM progress WHERE person = $1", user.id)
        rows = await conn.fetch(SELECT_LEDGER_PAGE, user.id, before_id, LEDGER_PAGE_SIZE + 1)
    catalogue = await _add_older_versions(user, catalogue, rows)
    lines = [_make_ledger_line(row, catalogue, user.language) for row in rows[:LEDGER_PAGE_SIZE]]
    return PointsPage(points, lines, len(rows) > LEDGER_PAGE_SIZE)


async def _add_older_versions(
    user: CurrentUser, catalogue: TeamCatalogue, rows: Collection[Record]
) -> TeamCatalogue:
    """Add older versions, where lines tell of what is no longer in force."""
    names = {
        row["about"]
        for row in rows
        if row["cause"].startswith(("concept:", "lesson:", "checkpoint:"))
    }
    missing = {
        name.partition(".")[0] for name in names if not _find_title(name, catalogue, user.language)
    }
    return (
        replace(catalogue, older_versions=await load_older_versions(user.path, missing))
        if missing
        else catalogue
    )


def _make_ledger_line(row: Record, catalogue: TeamCatalogue, language: str) -> LedgerLine:
    return LedgerLine(
        row["id"],
        row["points"],
        _describe_cause(row, catalogue, language),
        row["day"],
        row["earned_at"],
    )


def _describe_cause(row: Record, catalogue: TeamCatalogue, language: str) -> str:
    """Say what an entry is for, from its cause."""
    kind, subject_id = row["cause"].partition(":")[0], row["about"]
    text, subject = {
        "concept": (
            "Right on" if row["points"] >= POINTS_RIGHT_ANSWER else "Good try",
            _find_title(subject_id, catalogue, language),
        ),
        "lesson": ("Lesson", _find_title(subject_id, catalogue, language)),
        "checkpoint": ("Checkpoint passed", _find_title(subject_id, catalogue, language)),
        "moment": ("Seen in action", _find_title(row["trait"] or "", catalogue, language)),
        "moment-removed": ("Taken back", _find_title(row["trait"] or "", catalogue, language)),
        "correction": ("Correction", row["note"]),
        "challenge": ("Challenge", row["title"]),
    }.get(kind, ("Earned", row["note"]))
    return f"{text}: {subject or row['note']}" if subject or row["note"] else f"{text}."


def _find_title(subject_id: str, catalogue: TeamCatalogue, language: str) -> str | None:
    """Find the words for a concept, a lesson, or the concept of a question, in a language."""
    if found := catalogue.find_question(subject_id):
        subject_id = found[1].concept
    for pack_version in (*catalogue.pack_versions, *catalogue.older_versions):
        pack = pack_version.pack_in_language(language)
        if subject_id in pack_version.concept_by_id:
            return next(
                (concept.statement for concept in pack.concepts if concept.id == subject_id), None
            )
        if subject_id in pack_version.lesson_by_id:
            return next((lesson.title for lesson in pack.lessons if lesson.id == subject_id), None)
    return None
