"""Weekly leagues of people of similar activity, and seasons that are over."""

from piccolo.columns import BigInt, BigSerial, Date, ForeignKey, Integer, SmallInt, Timestamptz
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class LeagueTable(Table, tablename="league"):
    """About thirty people for a week. `tier` is that of the one in the middle; `organisation` is the root team."""

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(references=TeamTable, null=False)
    week = Date(default=None, null=False)
    tier = SmallInt()
    number = Integer()
    settled_at = Timestamptz(default=None, null=True)

    league_once = Unique([organisation, week, tier, number])


class LeagueMemberTable(Table, tablename="league_member"):
    """A person's week in a league. Place, points and `moved` (1 up, -1 down, 0 stays) are written when it is settled.

    `tier` is the person's own: a league holds neighbours, mostly of one tier.
    """

    id = BigSerial(primary_key=True)
    league = ForeignKey(references=LeagueTable, null=False, index=True)
    person = ForeignKey(references=PersonTable, null=False)
    week = Date(default=None, null=False)
    tier = SmallInt(default=1)
    points = Integer(null=True, default=None)
    place = SmallInt(null=True, default=None)
    moved = SmallInt(null=True, default=None)

    league_member_once = Unique([person, week])


class SeasonResultTable(Table, tablename="season_result"):
    """Where a person stood on a team's board when a season was closed; never changed afterwards."""

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    season = Date(default=None, null=False)
    person = BigInt()
    points = Integer()
    place = Integer()
    closed_at = Timestamptz(default=None, null=False)

    season_result_once = Unique([team, season, person])
