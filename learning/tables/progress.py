"""Points, awards and their totals. Progress can be computed from the ledger and the attempts."""

from piccolo.columns import (
    JSONB,
    Array,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Real,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class ProgressTable(Table, tablename="progress"):
    """One row per person, locked while a batch is recorded under contention.

    `week` is the Monday that `week_points` belong to, `month` and `season` the first days of those
    of the other totals. `scored_at` is when the last points came; it decides between equals.
    `freezes` are held, each for one missed working day; `lost_streak` can be earned back.
    `counters` are for the badge rules. `pace` is how long the person takes
    (`rules/practice/item_time.py`), `drift` by how much reviews go better or worse than expected,
    `done` the ids of questions and lessons finished on `last_day`. `late_done` are those that
    were received on `late_day` and finished on an earlier day: they count for the limits of both.
    `entries_spread_until` is how much the person sent of late (`rules/practice/entry_rate.py`).
    `unfolded` says that the figures of the team do not count the newest practice yet.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False, unique=True)
    points = Integer(default=0)
    week = Date(default=None, null=True, index=True)
    week_points = Integer(default=0)
    month = Date(default=None, null=True)
    month_points = Integer(default=0)
    season = Date(default=None, null=True)
    season_points = Integer(default=0)
    scored_at = Timestamptz(default=None, null=True)
    streak = Integer(default=0)
    longest_streak = Integer(default=0)
    freezes = SmallInt(default=0)
    lost_streak = Integer(default=0)
    last_day = Date(default=None, null=True)
    counters = JSONB(default="{}")
    pace = Real(default=20.0)
    drift = Real(default=0.0)
    done = Array(base_column=Varchar(length=130), default=[])
    late_day = Date(default=None, null=True)
    late_done = Array(base_column=Varchar(length=130), default=[])
    entries_spread_until = Timestamptz(default=None, null=True)
    unfolded = Boolean(default=False)


class LedgerEntryTable(Table, tablename="ledger_entry"):
    """Points with their cause. Rows are only added; `cause` is unique for a person.

    A correction is an entry of its own: its points may be negative, its `note` says why.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    cause = Varchar(length=200)
    points = SmallInt()
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    day = Date(default=None, null=False)
    earned_at = Timestamptz(default=None, null=False)
    note = Varchar(length=200, null=True, default=None)

    ledger_entry_once = Unique([person, cause])


class AwardTable(Table, tablename="award"):
    """A badge that a person has earned, once."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    badge = Varchar(length=130)
    earned_at = Timestamptz(default=None, null=False)

    award_once = Unique([person, badge])
