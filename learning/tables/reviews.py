"""Attempts, lesson readings, memories and plans. Memory is computed from the attempts."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
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

from learning.tables.packs import PackVersionTable
from learning.tables.people import PersonTable


class AttemptTable(Table, tablename="attempt"):
    """One attempt, never changed. `key` is the id from the phone, `day` the team's local day.

    `guess` is the chance to be right by luck that the memory was computed with.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    key = UUID(default=None, null=False)
    question = Varchar(length=130)
    concept = Varchar(length=130)
    pack_version = ForeignKey(references=PackVersionTable, null=False, on_delete=OnDelete.restrict)
    response = JSONB()
    sure = Boolean()
    correct = Boolean(null=True, default=None)
    grade = SmallInt(null=True, default=None)
    points = SmallInt(default=0)
    answered_at = Timestamptz(default=None, null=False)
    received_at = Timestamptz(default=None, null=False)
    day = Date(default=None, null=False)
    seconds = Real()
    guess = Real(default=0.0)

    attempt_once = Unique([person, key])


class LessonReadTable(Table, tablename="lesson_read"):
    """A lesson reading. The first one of a lesson earns points; later ones are kept too."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    key = UUID(default=None, null=False)
    lesson = Varchar(length=130)
    points = SmallInt(default=0)
    read_at = Timestamptz(default=None, null=False)
    day = Date(default=None, null=False)
    seconds = Real()

    lesson_read_once = Unique([person, key])


class MemoryTable(Table, tablename="memory"):
    """The memory of a person and concept: FSRS stability (days), difficulty (1-10), the due day.

    `last_at` is the instant of the newest attempt, `question` its question, so that questions vary.
    `right_days` counts the days with a right answer since the last wrong one.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    concept = Varchar(length=130)
    stability = Real()
    difficulty = Real()
    due = Date(default=None, null=False)
    last_day = Date(default=None, null=False)
    last_at = Timestamptz(default=None, null=False)
    last_grade = SmallInt()
    reviews = Integer()
    lapses = Integer()
    question = Varchar(length=130)
    right_days = SmallInt(default=0)

    memory_once = Unique([person, concept])


class MemorySnapshotTable(Table, tablename="memory_snapshot"):
    """The memory of a person and concept some time ago, so that a replay can begin there.

    `last_id` is the key of its newest attempt, `weights` the digest of the weights that it was
    computed with. Rows can be deleted at any time.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    concept = Varchar(length=130)
    weights = BigInt()
    stability = Real()
    difficulty = Real()
    last_day = Date(default=None, null=False)
    last_at = Timestamptz(default=None, null=False)
    last_id = UUID(default=None, null=False)
    last_grade = SmallInt()
    reviews = Integer()
    lapses = Integer()
    question = Varchar(length=130)
    right_days = SmallInt()

    memory_snapshot_once = Unique([person, concept, weights])


class PlanTable(Table, tablename="plan"):
    """The plan of a person and local day. `items` is a list of `break_contents.BreakItem`.

    `catalogue_revision` is that of the catalogue that the plan was composed with.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False, index=True)
    catalogue_revision = Integer()
    items = JSONB()
    made_at = Timestamptz(default=None, null=False)

    plan_once = Unique([person, day])


class IssuedBreakTable(Table, tablename="issued_break"):
    """A person and local day on which their phone fetched the break from the server.

    Work that comes late is believed for that day and the days after it
    (`rules/practice/device_times.py`).
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False)

    issued_break_once = Unique([person, day])
