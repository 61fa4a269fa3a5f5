"""What paying changes of people's standing: their rows of `progress`, locked in the order of their ids, and kept together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields

import msgspec
from asyncpg import Connection, Record

from learning.queries.counters import counters_in
from learning.rules.periods import Totals, roll_over
from learning.rules.points import Entry

COLUMNS = tuple(field.name for field in fields(Totals))
LOCK = f"""
SELECT g.person, {", ".join(f"g.{name}" for name in COLUMNS)}, g.counters, p.team, t.path, t.zone,
  (SELECT COALESCE(max(id), 0) FROM publication) AS edition, (SELECT COALESCE(max(id), 0) FROM adoption) AS adoption
FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team
WHERE g.person = ANY($1) ORDER BY g.person FOR UPDATE OF g
"""
KEEP = f"""
UPDATE progress g SET counters = new.counters, {", ".join(f"{name} = new.{name}" for name in COLUMNS)}
FROM json_populate_recordset(NULL::progress, $1::json) AS new WHERE g.person = new.person
"""


@dataclass(slots=True)
class Account:
    """Somebody's locked row with their team. `entries` and `moved` are the lines and the counters that were added to it."""

    team: int
    path: tuple[int, ...]
    zone: str
    edition: int
    adoption: int
    totals: Totals
    counters: dict[str, int]
    entries: list[Entry] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)

    def add(self, entries: Collection[Entry], counters: Mapping[str, int]) -> None:
        """Add lines and what they count. No counter falls below 0."""
        self.totals = roll_over(self.totals, entries)
        self.entries += entries
        self.counters |= {name: max(0, self.counters.get(name, 0) + number) for name, number in counters.items()}
        self.moved |= counters.keys()


async def open_accounts(conn: Connection, people: Iterable[int]) -> dict[int, Account]:
    """Lock some people's rows, inside the caller's transaction; in the order of their ids, so that no two wait for each other."""
    return {row["person"]: _account(row) for row in await conn.fetch(LOCK, list(people))}


async def keep_accounts(conn: Connection, accounts: Mapping[int, Account]) -> None:
    """Write them back in one statement."""
    rows = [
        {"person": person, "counters": account.counters, **{name: getattr(account.totals, name) for name in COLUMNS}}
        for person, account in accounts.items()
    ]
    await conn.execute(KEEP, msgspec.json.encode(rows).decode())


def _account(row: Record) -> Account:
    return Account(
        team=row["team"],
        path=tuple(row["path"]),
        zone=row["zone"],
        edition=row["edition"],
        adoption=row["adoption"],
        totals=Totals(**{name: row[name] for name in COLUMNS}),
        counters=counters_in(row["counters"]),
    )
