"""Pay people for something other than answers: the one way to their ledger, totals, counters and badges.

The cause of an entry is unique for a person, so whatever is repeated or raced pays once. Answers go by `learner_state.py`,
which rests on the same stamp: a batch that was decided meanwhile finds the row changed, and is decided again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from asyncpg import Connection

from learning.leaderboards import BoardPublisher
from learning.rules.boards.periods import PointsTotals
from learning.rules.recognition.badges import Badge
from learning.rules.recognition.points import PointsEntry
from learning.steps.recognition.award_badges import award_badges
from learning.steps.recognition.lock_progress import LockedProgress, lock_progress, save_progress

INSERT_LEDGER_ENTRIES = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at, note)
SELECT person, cause, points, team, day, earned_at, note FROM json_populate_recordset(NULL::ledger_entry, $1::json)
ON CONFLICT (person, cause) DO NOTHING RETURNING person, cause
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """What somebody is to be paid. `counters` are added when any of the entries is new; one worth 0 counts without paying."""

    person: int
    entries: Collection[PointsEntry]
    counters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PostingResult:
    """Where a person stands after it, what of it is new, and what that earned.

    `entries` are those that were not in the ledger before: none when all of it is a repeat.
    """

    person: int
    totals: PointsTotals
    entries: tuple[PointsEntry, ...] = ()
    awards: tuple[Badge, ...] = ()

    def enqueue_board_update(self, boards: BoardPublisher) -> None:
        """Tell the boards, after the commit."""
        if self.entries:
            boards.enqueue(self.person, exact=any(entry.points < 0 for entry in self.entries))


async def post_ledger_entries(
    conn: Connection,
    person: int,
    entries: Collection[PointsEntry],
    counters: Mapping[str, int],
    now: datetime,
) -> PostingResult:
    """Pay one person, as `post_ledger_batch` does many."""
    (result,) = await post_ledger_batch(conn, [Posting(person, entries, counters)], now)
    return result


async def post_ledger_batch(
    conn: Connection, postings: Sequence[Posting], now: datetime
) -> list[PostingResult]:
    """Write entries into people's ledgers, inside the caller's transaction, and everything that follows from them.

    However many they are, it takes six statements: once in a transaction, for all of its people, so that no two wait for
    each other. Whoever is due several things is paid them in their order, and what they earn is decided at the end of it.
    No counter falls below 0, and a badge that is held stays. After the commit the caller has the boards told, by `Paid.tell`.
    """
    progress_by_person = await lock_progress(conn, {due.person for due in postings})
    new_causes = await _insert_ledger_entries(conn, postings, progress_by_person)
    for posting in postings:
        if entries := _select_new_entries(posting, new_causes):
            progress_by_person[posting.person].add_entries(entries, posting.counters)
    changed = {
        person: progress for person, progress in progress_by_person.items() if progress.entries
    }
    awards: dict[int, tuple[Badge, ...]] = {}
    if changed:
        await save_progress(conn, changed)
        awards = await award_badges(conn, changed, now)
    return [
        PostingResult(person, account.totals, tuple(account.entries), awards.get(person, ()))
        for person, account in progress_by_person.items()
    ]


async def _insert_ledger_entries(
    conn: Connection, postings: Sequence[Posting], progress_by_person: Mapping[int, LockedProgress]
) -> set[tuple[int, str]]:
    """Insert the lines; return person and cause of those that were not there."""
    lines = [
        _make_ledger_row(due.person, progress_by_person[due.person].team, entry)
        for due in postings
        for entry in due.entries
    ]
    rows = (
        await conn.fetch(INSERT_LEDGER_ENTRIES, msgspec.json.encode(lines).decode())
        if lines
        else []
    )
    return {(row["person"], row["cause"]) for row in rows}


def _make_ledger_row(person: int, team: int, entry: PointsEntry) -> dict[str, Any]:
    return {
        "person": person,
        "team": team,
        "cause": entry.cause,
        "points": entry.points,
        "day": entry.day,
        "earned_at": entry.earned_at,
        "note": entry.note,
    }


def _select_new_entries(posting: Posting, new_causes: set[tuple[int, str]]) -> list[PointsEntry]:
    """Take what is new of somebody's entries; the first of two with the same cause is the one that was inserted."""
    new_entries = []
    for entry in posting.entries:
        if (line := (posting.person, entry.cause)) in new_causes:
            new_causes.remove(line)
            new_entries.append(entry)
    return new_entries
