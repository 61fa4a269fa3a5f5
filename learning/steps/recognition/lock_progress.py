"""Lock, change and save the rows of `progress` of several people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from asyncpg import Connection, Record

from learning.queries.recognition.counters import decode_counters
from learning.rules.boards.periods import PointsTotals, add_entries_to_totals
from learning.rules.recognition.points import PointsEntry

TOTALS_COLUMNS = PointsTotals.__struct_fields__
LOCK_PROGRESS_ROWS = f"""
SELECT g.person, {", ".join(f"g.{name}" for name in TOTALS_COLUMNS)}, g.counters,
  p.team, t.path, t.zone,
  (SELECT COALESCE(max(id), 0) FROM publication) AS catalogue_revision,
  (SELECT COALESCE(max(id), 0) FROM adoption) AS adoption
FROM progress g JOIN person p ON p.id = g.person JOIN team t ON t.id = p.team
WHERE g.person = ANY($1) ORDER BY g.person FOR UPDATE OF g
"""
UPDATE_PROGRESS_ROWS = f"""
UPDATE progress g
SET counters = new.counters, {", ".join(f"{name} = new.{name}" for name in TOTALS_COLUMNS)}
FROM json_populate_recordset(NULL::progress, $1::json) AS new WHERE g.person = new.person
"""


@dataclass(slots=True)
class LockedProgress:
    """The locked row of one person, with their team.

    `entries` and `changed_counters` are what `add_entries` added.
    """

    team: int
    path: tuple[int, ...]
    zone: str
    catalogue_revision: int
    adoption: int
    totals: PointsTotals
    counters: dict[str, int]
    entries: list[PointsEntry] = field(default_factory=list)
    changed_counters: set[str] = field(default_factory=set)

    def add_entries(self, entries: Collection[PointsEntry], counters: Mapping[str, int]) -> None:
        """Add ledger entries and their counters. No counter falls below 0."""
        self.totals = add_entries_to_totals(self.totals, entries)
        self.entries += entries
        self.counters |= {
            name: max(0, self.counters.get(name, 0) + number) for name, number in counters.items()
        }
        self.changed_counters |= counters.keys()


async def lock_progress(conn: Connection, people: Iterable[int]) -> dict[int, LockedProgress]:
    """Lock the rows of some people, in the order of their ids to avoid deadlocks.

    Joins the caller's transaction.
    """
    return {
        row["person"]: _read_locked_progress(row)
        for row in await conn.fetch(LOCK_PROGRESS_ROWS, list(people))
    }


async def save_progress(conn: Connection, progress_by_person: Mapping[int, LockedProgress]) -> None:
    """Write the rows back in one statement."""
    rows = [
        {
            "person": person,
            "counters": progress.counters,
            **{name: getattr(progress.totals, name) for name in TOTALS_COLUMNS},
        }
        for person, progress in progress_by_person.items()
    ]
    await conn.execute(UPDATE_PROGRESS_ROWS, msgspec.json.encode(rows).decode())


def _read_locked_progress(row: Record) -> LockedProgress:
    return LockedProgress(
        team=row["team"],
        path=tuple(row["path"]),
        zone=row["zone"],
        catalogue_revision=row["catalogue_revision"],
        adoption=row["adoption"],
        totals=PointsTotals(**{name: row[name] for name in TOTALS_COLUMNS}),
        counters=decode_counters(row["counters"]),
    )
