"""A person's league of a week, and how their last one ended."""

from dataclasses import dataclass
from datetime import date

import msgspec

from learning.rules.boards.leagues import LEAGUE_TIERS
from learning.tables.database import connection

SELECT_LEAGUE_OF_WEEK = "SELECT league, tier FROM league_member WHERE person = $1 AND week = $2"
SELECT_LAST_LEAGUE = """
SELECT m.week, m.tier, m.place, m.moved,
       (SELECT count(*) FROM league_member o WHERE o.league = m.league AND o.place IS NOT NULL) AS active
FROM league_member m WHERE m.person = $1 AND m.week < $2 AND m.moved IS NOT NULL ORDER BY m.week DESC LIMIT 1
"""


class LastLeagueOut(msgspec.Struct, frozen=True):
    """How a league ended: the place in the better half only, and whether it led up. Down is not told."""

    week: date
    tier: int
    place: int | None
    up: bool


class LeagueOut(msgspec.Struct, frozen=True):
    """A person's league: its tier of `tiers`, 1 where everybody begins. `last` is the one before."""

    tier: int
    tiers: int
    last: LastLeagueOut | None


@dataclass(frozen=True, slots=True)
class PersonLeague:
    """The id of a league, None before it is formed, and what its members are told."""

    id: int | None
    view: LeagueOut


async def load_league(person: int, week: date) -> PersonLeague:
    """Find a person's league of a week."""
    async with connection() as conn:
        current = await conn.fetchrow(SELECT_LEAGUE_OF_WEEK, person, week)
        last = await conn.fetchrow(SELECT_LAST_LEAGUE, person, week)
    ended = None
    if last is not None:
        place = last["place"] if last["place"] and 2 * last["place"] <= last["active"] + 1 else None
        ended = LastLeagueOut(last["week"], last["tier"], place, last["moved"] > 0)
    tier = current["tier"] if current else max(1, last["tier"] + last["moved"]) if last else 1
    return PersonLeague(
        current["league"] if current else None, LeagueOut(tier, LEAGUE_TIERS, ended)
    )
