"""What screens show of teams, kept by the worker, and the teams of which it is out of date.

All rows can be deleted at any time: `herobreak team recount` writes them again.
"""

from piccolo.columns import (
    BigSerial,
    Boolean,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import TeamTable


class TeamFiguresTable(Table, tablename="team_figures"):
    """Sums over the people of one team, without the teams below, on its local day `day`.

    `people` are learners and leaders. `active` of them practised in the last week, and
    `on_longest_streak` of these are on their longest streak. The minutes and `over` are a
    `Capacity`; `over` is null where nothing may be shown.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, unique=True, on_delete=OnDelete.cascade)
    day = Date(default=None, null=False)
    people = Integer()
    active = Integer()
    on_longest_streak = Integer()
    due_minutes = Integer(null=True, default=None)
    available_minutes = Integer(null=True, default=None)
    over = Boolean(null=True, default=None)


class TeamKnowledgeTable(Table, tablename="team_knowledge"):
    """The sum of the rows of `group_knowledge` of a team and of all teams below it.

    `kind` and `concept` are theirs. `oldest_day` is the day of the oldest row in the sum.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    concept = Varchar(length=130)
    people = Integer()
    total = DoublePrecision()
    oldest_day = Date(default=None, null=False)

    team_knowledge_once = Unique([team, kind, concept])


class TeamChangeTable(Table, tablename="team_change"):
    """One change of the people of a team since its figures were counted. It can be there twice."""

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.cascade)
