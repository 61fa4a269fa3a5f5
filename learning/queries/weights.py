"""Which weights fold an organisation's memories, kept in this process between adoptions.

Adoptions are only ever added, and the newest one's id travels with every signed-in request, as the catalogue's edition does.
"""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from learning.rules.judging import Figures
from learning.rules.weights import ALWAYS, DEFAULT, Eras, Weights
from learning.tables.database import connection

ADOPTIONS = """
SELECT a.team, a.since, a.fit, f.weights FROM adoption a LEFT JOIN memory_fit f ON f.id = a.fit ORDER BY a.id
"""
IN_FORCE = "SELECT id, fit, hold, since FROM adoption WHERE team = $1 ORDER BY id DESC LIMIT 1"
NIGHTS = """
SELECT id, made_at, answers, later, people, reason, figures FROM memory_fit WHERE team = $1 ORDER BY id DESC LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest adoption: its id, the fit (None: the library's weights), whether somebody holds it, and since when."""

    id: int = 0
    fit: int | None = None
    hold: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """What a night has fitted; `figures` and `reason` are those of `rules.fitting.Fit`, its weights stay in the table."""

    id: int
    made_at: datetime
    answers: int
    later: int
    people: int
    reason: str
    figures: dict[str, Figures]


@dataclass(slots=True)
class _Known:
    newest: int = 0
    eras: dict[int, Eras] = field(default_factory=dict)


_known = _Known()


def forget() -> None:
    """Drop the copy, because the database behind it is another one."""
    global _known
    _known = _Known()


async def newest_adoption() -> int:
    """Return the id of the newest adoption of all, 0 before the first."""
    async with connection() as conn:
        return int(await conn.fetchval("SELECT COALESCE(max(id), 0) FROM adoption"))


async def eras_of(root: int, newest: int) -> Eras:
    """Return what is in force when, for the organisation with this root team. `newest` is an adoption that must be known."""
    if not newest:
        return ALWAYS
    known = _known if _known.newest >= newest else await _load(newest)
    return known.eras.get(root, ALWAYS)


async def in_force(root: int) -> InForce:
    """Return the newest adoption of an organisation."""
    async with connection() as conn:
        row = await conn.fetchrow(IN_FORCE, root)
    return InForce(*row) if row else InForce()


async def last_nights(root: int, most: int) -> list[Night]:
    """Return what the last nights have fitted, newest first."""
    async with connection() as conn:
        rows = await conn.fetch(NIGHTS, root, most)
    return [Night(**{**row, "figures": msgspec.json.decode(row["figures"], type=dict[str, Figures])}) for row in rows]


async def _load(newest: int) -> _Known:
    """Read all adoptions, a handful a year, and put them in the place of those that were known."""
    global _known
    async with connection() as conn:
        rows = await conn.fetch(ADOPTIONS)
    made: dict[int | None, Weights] = {None: DEFAULT}
    changes: dict[int, list[tuple[datetime, Weights]]] = {}
    for team, since, fit, values in rows:
        if fit not in made:
            made[fit] = Weights(values)
        changes.setdefault(team, []).append((since, made[fit]))
    _known = _Known(newest, {team: Eras(found) for team, found in changes.items()})
    return _known
