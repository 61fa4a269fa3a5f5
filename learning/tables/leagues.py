"""Weekly leagues of people of similar activity, and the results of past seasons."""

from piccolo.columns import BigInt, BigSerial, Date, ForeignKey, Integer, SmallInt, Timestamptz
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class LeagueTable(Table, tablename="league"):
    """A league of about thirty people for a week.

    `tier` is the median of its members' tiers. `organisation` is the root team.
    """

    id = BigSerial(primary_key=True)
    organisation = ForeignKey(references=TeamTable, null=False)
    week = Date(default=None, null=False)
    tier = SmallInt()
    number = Integer()
    settled_at = Timestamptz(default=None, null=True)

    league_once = Unique([organisation, week, tier, number])


class LeagueMemberTable(Table, tablename="league_member"):
    """A person in a league of a week.

    `points`, `place` and `moved` (1 up, -1 down, 0 neither) are written when the league is settled.
    `tier` is the person's own, which may differ from that of the league.
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
    """The place of a person on the board of a team when a season was closed. It never changes."""

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    season = Date(default=None, null=False)
    person = BigInt()
    points = Integer()
    place = Integer()
    closed_at = Timestamptz(default=None, null=False)

    season_result_once = Unique([team, season, person])
