"""Write ledger entries that do not come from practice, with totals, counters and badges.

The cause of an entry is unique for a person, so a repeated or concurrent call pays once. Practice
is saved by the steps of `learner_state`. Both change the row of `progress`: a batch of attempts
that was computed before finds the row changed and is computed again.
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
SELECT person, cause, points, team, day, earned_at, note
FROM json_populate_recordset(NULL::ledger_entry, $1::json)
ON CONFLICT (person, cause) DO NOTHING RETURNING person, cause
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """Entries and counters for one person.

    `counters` are added when any of the entries is new, also when it is worth 0 points.
    """

    person: int
    entries: Collection[PointsEntry]
    counters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PostingResult:
    """The totals of a person after a posting, the new entries and the badges that they earned.

    `entries` are those that were not in the ledger before. There are none after a repeat.
    """

    person: int
    totals: PointsTotals
    entries: tuple[PointsEntry, ...] = ()
    awards: tuple[Badge, ...] = ()

    def enqueue_board_update(self, boards: BoardPublisher) -> None:
        """Make the boards follow. Call it after the commit."""
        if self.entries:
            boards.enqueue(self.person, exact=any(entry.points < 0 for entry in self.entries))


async def post_ledger_entries(
    conn: Connection,
    person: int,
    entries: Collection[PointsEntry],
    counters: Mapping[str, int],
    now: datetime,
) -> PostingResult:
    """Post entries of one person, as `post_ledger_batch` does for many."""
    (result,) = await post_ledger_batch(conn, [Posting(person, entries, counters)], now)
    return result


async def post_ledger_batch(
    conn: Connection, postings: Sequence[Posting], now: datetime
) -> list[PostingResult]:
    """Write entries into people's ledgers and update their totals, counters and badges.

    It takes six statements for any number of people. Call it once in a transaction for all its
    people: it locks them in one order, so two callers cannot deadlock. Several postings of one
    person are applied in order, and badges are decided after the last one. No counter falls below
    0, and an award stays. Joins the caller's transaction. After the commit the caller calls
    `PostingResult.enqueue_board_update`.
    """
    progress_by_person = await lock_progress(conn, {posting.person for posting in postings})
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
        PostingResult(person, progress.totals, tuple(progress.entries), awards.get(person, ()))
        for person, progress in progress_by_person.items()
    ]


async def _insert_ledger_entries(
    conn: Connection, postings: Sequence[Posting], progress_by_person: Mapping[int, LockedProgress]
) -> set[tuple[int, str]]:
    """Insert the entries; return person and cause of those that were not there before."""
    lines = [
        _make_ledger_row(posting.person, progress_by_person[posting.person].team, entry)
        for posting in postings
        for entry in posting.entries
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
    """Return the entries of a posting that were inserted, and remove them from `new_causes`.

    Of two postings with the same cause, the first one gets the entry.
    """
    new_entries = []
    for entry in posting.entries:
        if (line := (posting.person, entry.cause)) in new_causes:
            new_causes.remove(line)
            new_entries.append(entry)
    return new_entries
