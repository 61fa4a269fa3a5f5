"""Pay people for something other than answers: the one way to their ledger, totals, counters and badges.

The cause of an entry is unique for a person, so whatever is repeated or raced pays once. Answers go by `standing.py`,
which rests on the same stamp: a batch that was decided meanwhile finds the row changed, and is decided again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from asyncpg import Connection

from learning.actions.accounts import Account, keep_accounts, open_accounts
from learning.actions.give_badges import give_badges
from learning.leaderboards import Boards
from learning.rules.badges import Badge
from learning.rules.periods import Totals
from learning.rules.points import Entry

INSERT = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at, note)
SELECT person, cause, points, team, day, earned_at, note FROM json_populate_recordset(NULL::ledger_entry, $1::json)
ON CONFLICT (person, cause) DO NOTHING RETURNING person, cause
"""


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody is to be paid. `counters` are added when any of the entries is new; one worth 0 counts without paying."""

    person: int
    entries: Collection[Entry]
    counters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Paid:
    """Where a person stands after it, what of it is new, and what that earned.

    `entries` are those that were not in the ledger before: none when all of it is a repeat.
    """

    person: int
    totals: Totals
    entries: tuple[Entry, ...] = ()
    awards: tuple[Badge, ...] = ()

    def tell(self, boards: Boards) -> None:
        """Tell the boards, after the commit."""
        if self.entries:
            boards.tell(self.person, exact=any(entry.points < 0 for entry in self.entries))


async def pay(
    conn: Connection, person: int, entries: Collection[Entry], counters: Mapping[str, int], now: datetime
) -> Paid:
    """Pay one person, as `pay_all` does many."""
    (paid,) = await pay_all(conn, [Due(person, entries, counters)], now)
    return paid


async def pay_all(conn: Connection, dues: Sequence[Due], now: datetime) -> list[Paid]:
    """Write entries into people's ledgers, inside the caller's transaction, and everything that follows from them.

    However many they are, it takes six statements: once in a transaction, for all of its people, so that no two wait for
    each other. Whoever is due several things is paid them in their order, and what they earn is decided at the end of it.
    No counter falls below 0, and a badge that is held stays. After the commit the caller has the boards told, by `Paid.tell`.
    """
    accounts = await open_accounts(conn, {due.person for due in dues})
    new = await _insert(conn, dues, accounts)
    for due in dues:
        if entries := _taken(due, new):
            accounts[due.person].add(entries, due.counters)
    changed = {person: account for person, account in accounts.items() if account.entries}
    awards: dict[int, tuple[Badge, ...]] = {}
    if changed:
        await keep_accounts(conn, changed)
        awards = await give_badges(conn, changed, now)
    return [
        Paid(person, account.totals, tuple(account.entries), awards.get(person, ()))
        for person, account in accounts.items()
    ]


async def _insert(conn: Connection, dues: Sequence[Due], accounts: Mapping[int, Account]) -> set[tuple[int, str]]:
    """Insert the lines; return person and cause of those that were not there."""
    lines = [_line(due.person, accounts[due.person].team, entry) for due in dues for entry in due.entries]
    rows = await conn.fetch(INSERT, msgspec.json.encode(lines).decode()) if lines else []
    return {(row["person"], row["cause"]) for row in rows}


def _line(person: int, team: int, entry: Entry) -> dict[str, Any]:
    return {
        "person": person,
        "team": team,
        "cause": entry.cause,
        "points": entry.points,
        "day": entry.day,
        "earned_at": entry.at,
        "note": entry.note,
    }


def _taken(due: Due, new: set[tuple[int, str]]) -> list[Entry]:
    """Take what is new of somebody's entries; the first of two with the same cause is the one that was inserted."""
    taken = []
    for entry in due.entries:
        if (line := (due.person, entry.cause)) in new:
            new.remove(line)
            taken.append(entry)
    return taken
