"""A person's ledger, entry by entry, each with its reason."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, assert_never

import msgspec
from asyncpg import Record

from learning.queries.packs.team_catalogue import load_older_versions
from learning.queries.people.current_user import CurrentUser
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.recognition.points import EntryReason, find_entry_reason
from learning.tables.database import connection

LEDGER_PAGE_SIZE = 50
SELECT_LEDGER_PAGE = """
SELECT id, points, cause, day, earned_at, note, split_part(cause, ':', 2) AS subject_id,
  CASE WHEN cause LIKE 'moment%' THEN (SELECT trait FROM moment WHERE receiver = $1
    AND split_part(cause, ':', 2) IN (moment.id::text, moment.key::text)) END AS trait,
  CASE WHEN cause LIKE 'challenge:%' THEN (SELECT title FROM challenge
    WHERE split_part(cause, ':', 2) IN (challenge.id::text, challenge.key::text)) END AS title
FROM ledger_entry WHERE person = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
"""
SELECT_POINTS = "SELECT points FROM progress WHERE person = $1"


class LedgerLine(msgspec.Struct, frozen=True):
    """A ledger entry: its points, its reason and the local day that it belongs to.

    `subject` is what the reason is about: the text of a concept, the title of a lesson or of a
    challenge, or the words of a leader. It is null where there is none. `language` is that of a
    text of a pack.
    """

    id: int
    points: int
    reason: EntryReason
    subject: str | None
    language: str | None
    day: date
    earned_at: datetime


class _Subject(NamedTuple):
    """What an entry is about; the language of a pack's text, None where people wrote it."""

    text: str | None
    language: str | None


class PointsPage(msgspec.Struct, frozen=True):
    """All points of a person, and a page of entries; `more` says that there are older ones."""

    points: int
    lines: list[LedgerLine]
    more: bool


async def load_points_page(
    user: CurrentUser, catalogue: TeamCatalogue, before_id: int | None
) -> PointsPage:
    """Read a page of the ledger, newest first: the newest entries, or those below `before_id`."""
    async with connection() as conn:
        points = await conn.fetchval(SELECT_POINTS, user.id)
        rows = await conn.fetch(SELECT_LEDGER_PAGE, user.id, before_id, LEDGER_PAGE_SIZE + 1)
    catalogue = await _add_older_versions(user, catalogue, rows)
    lines = [_make_ledger_line(row, catalogue, user.language) for row in rows[:LEDGER_PAGE_SIZE]]
    return PointsPage(points, lines, len(rows) > LEDGER_PAGE_SIZE)


async def _add_older_versions(
    user: CurrentUser, catalogue: TeamCatalogue, rows: Collection[Record]
) -> TeamCatalogue:
    """Add older pack versions where entries are about what is no longer in force."""
    subject_ids = {
        row["subject_id"]
        for row in rows
        if row["cause"].startswith(("concept:", "lesson:", "checkpoint:"))
    }
    missing_packs = {
        subject_id.partition(".")[0]
        for subject_id in subject_ids
        if not _find_title(subject_id, catalogue, user.language)
    }
    if not missing_packs:
        return catalogue
    older_versions = await load_older_versions(user.path, missing_packs)
    return replace(catalogue, older_versions=older_versions)


def _make_ledger_line(row: Record, catalogue: TeamCatalogue, language: str) -> LedgerLine:
    reason = find_entry_reason(row["cause"], row["points"])
    subject = _find_subject(reason, row, catalogue, language)
    return LedgerLine(
        id=row["id"],
        points=row["points"],
        reason=reason,
        subject=(subject.text if subject else None) or row["note"] or None,
        language=subject.language if subject and subject.text else None,
        day=row["day"],
        earned_at=row["earned_at"],
    )


def _find_subject(
    reason: EntryReason, row: Record, catalogue: TeamCatalogue, language: str
) -> _Subject | None:
    """Find what an entry is about; None where nothing or only its note says so."""
    match reason:
        case "right_answer" | "wrong_answer" | "lesson" | "checkpoint":
            return _find_title(row["subject_id"], catalogue, language)
        case "moment" | "moment_removed":
            return _find_title(row["trait"] or "", catalogue, language)
        case "challenge":
            return _Subject(row["title"], None)
        case "correction" | "other":
            return None
        case _:
            assert_never(reason)


def _find_title(subject_id: str, catalogue: TeamCatalogue, language: str) -> _Subject | None:
    """Find the text of a concept or of a question's concept, or the title of a lesson."""
    if found := catalogue.find_question(subject_id):
        subject_id = found[1].concept
    for pack_version in (*catalogue.pack_versions, *catalogue.older_versions):
        pack = pack_version.pack_in_language(language)
        lesson_by_id = {lesson.id: lesson for lesson in pack.lessons}
        if lesson := lesson_by_id.get(subject_id):
            return _Subject(lesson.title, pack.language_of(lesson))
        if subject_id in pack_version.concept_by_id:
            for concept in pack.concepts:
                if concept.id == subject_id:
                    lesson = lesson_by_id[concept.lesson]
                    return _Subject(concept.statement, pack.language_of(lesson))
    return None
