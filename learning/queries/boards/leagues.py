"""The league of a person in a week, and how their last league ended."""

from dataclasses import dataclass
from datetime import date

import msgspec

from learning.rules.boards.leagues import LEAGUE_TIERS, LeagueTier
from learning.tables.database import connection

SELECT_LEAGUE_OF_WEEK = "SELECT league, tier FROM league_member WHERE person = $1 AND week = $2"
SELECT_LAST_LEAGUE = """
SELECT m.week, m.tier, m.place, m.moved,
       (SELECT count(*) FROM league_member o WHERE o.league = m.league AND o.place IS NOT NULL)
         AS active
FROM league_member m WHERE m.person = $1 AND m.week < $2 AND m.moved IS NOT NULL
ORDER BY m.week DESC LIMIT 1
"""


class LastLeagueOut(msgspec.Struct, frozen=True):
    """How a league ended.

    `place` is null in the lower half. `up` says whether the person moved up; that somebody moved
    down is not shown.
    """

    week: date
    tier: LeagueTier
    place: int | None
    up: bool


class LeagueOut(msgspec.Struct, frozen=True):
    """The league of a person: its tier, and the number of all tiers. `last` is the one before."""

    tier: LeagueTier
    tiers: int
    last: LastLeagueOut | None


@dataclass(frozen=True, slots=True)
class PersonLeague:
    """The id of a league (None before it is formed), and what its member sees."""

    id: int | None
    view: LeagueOut


async def load_league(person: int, week: date) -> PersonLeague:
    """Load the league of a person in the week that begins on a day."""
    async with connection() as conn:
        current = await conn.fetchrow(SELECT_LEAGUE_OF_WEEK, person, week)
        last = await conn.fetchrow(SELECT_LAST_LEAGUE, person, week)
    ended = None
    if last is not None:
        place = last["place"] if last["place"] and 2 * last["place"] <= last["active"] + 1 else None
        ended = LastLeagueOut(last["week"], last["tier"], place, last["moved"] > 0)
    tier: LeagueTier = 1
    if current is not None:
        tier = current["tier"]
    elif last is not None:
        tier = last["tier"] + last["moved"]
    return PersonLeague(
        current["league"] if current else None, LeagueOut(tier, LEAGUE_TIERS, ended)
    )
