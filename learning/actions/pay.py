"""Pay a person for something other than answers: the one way to their ledger, totals, counters and badges.

The cause of an entry is unique for a person, so whatever is repeated or raced pays once. Answers go by `standing.py`,
which rests on the same stamp: a batch that was decided meanwhile finds the row changed, and is decided again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

import msgspec
from asyncpg import Connection, Record

from learning.actions.find_badges import find_badges
from learning.leaderboards import Boards
from learning.queries.catalogue import shelf_of
from learning.queries.weights import eras_of
from learning.rules.badge_rules import Facts
from learning.rules.badges import Badge
from learning.rules.days import local_day
from learning.rules.periods import Totals, roll_over
from learning.rules.points import Entry

COLUMNS = tuple(field.name for field in fields(Totals))
LOCK = f"""
SELECT {", ".join(f"g.{name}" for name in COLUMNS)}, g.counters, p.team, t.path, t.zone,
  (SELECT COALESCE(max(id), 0) FROM publication) AS edition, (SELECT COALESCE(max(id), 0) FROM adoption) AS adoption
FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team WHERE g.person = $1 FOR UPDATE OF g
"""
INSERT = """
INSERT INTO ledger_entry (person, cause, points, team, day, earned_at, note)
SELECT $1, cause, points, $2, day, earned_at, note
FROM unnest($3::text[], $4::smallint[], $5::date[], $6::timestamptz[], $7::text[])
  AS line (cause, points, day, earned_at, note)
ON CONFLICT (person, cause) DO NOTHING RETURNING cause
"""
KEEP = f"""
UPDATE progress SET counters = $2, {", ".join(f"{name} = ${place}" for place, name in enumerate(COLUMNS, start=3))}
WHERE person = $1
"""
HELD = "SELECT badge FROM award WHERE person = $1"
AWARD = """
INSERT INTO award (person, badge, earned_at) SELECT $1, unnest($2::text[]), $3
ON CONFLICT (person, badge) DO NOTHING RETURNING badge
"""


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
    at: Connection, person: int, entries: Collection[Entry], counters: Mapping[str, int], now: datetime
) -> Paid:
    """Write entries into somebody's ledger, inside the caller's transaction, and everything that follows from them.

    `counters` are added when any of the entries is new; an entry worth 0 counts without paying. No counter falls below
    0, and a badge that is held stays. Whoever pays several people does so in the order of their ids, so that no two
    wait for each other. After the commit the caller has the boards told, by `Paid.tell`.
    """
    row = await at.fetchrow(LOCK, person)
    before = Totals(**{name: row[name] for name in COLUMNS})
    new = await _insert(at, person, row["team"], entries)
    if not new:
        return Paid(person, before)
    totals = roll_over(before, new)
    counted = _counted(msgspec.json.decode(row["counters"], type=dict[str, int]), counters)
    await at.execute(KEEP, person, msgspec.json.encode(counted).decode(), *(getattr(totals, name) for name in COLUMNS))
    awards = await _award(at, person, row, counted, counters, now)
    return Paid(person, totals, new, awards)


async def _insert(at: Connection, person: int, team: int, entries: Collection[Entry]) -> tuple[Entry, ...]:
    """Insert the lines; return those that were not there."""
    lines = {entry.cause: entry for entry in entries}
    columns = zip(*((line.cause, line.points, line.day, line.at, line.note) for line in lines.values()), strict=True)
    rows = await at.fetch(INSERT, person, team, *map(list, columns)) if lines else []
    return tuple(lines[row["cause"]] for row in rows)


def _counted(before: Mapping[str, int], added: Mapping[str, int]) -> dict[str, int]:
    return {**before, **{name: max(0, before.get(name, 0) + number) for name, number in added.items()}}


async def _award(
    at: Connection, person: int, row: Record, counters: Mapping[str, int], moved: Collection[str], now: datetime
) -> tuple[Badge, ...]:
    """Give the badges whose rule is met now that the counters in `moved` have changed."""
    shelf, eras = await shelf_of(tuple(row["path"]), row["edition"]), await eras_of(row["path"][0], row["adoption"])
    facts = Facts(counters, day=local_day(now, row["zone"]), weights=eras.at(now))
    held = {award["badge"] for award in await at.fetch(HELD, person)}
    found = await find_badges(at, person, shelf, facts, held, moved)
    earned = {badge.id: badge for badge in found}
    rows = await at.fetch(AWARD, person, list(earned), now) if earned else []
    return tuple(earned[award["badge"]] for award in rows)
