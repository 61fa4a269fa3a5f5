"""What was answered and what is remembered. Attempts are the truth; memory is a fold of them."""

from piccolo.columns import (
    JSONB,
    UUID,
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
    """One answer, never changed. `key` is the id that the phone gave it; `day` is the team's local day.

    `guess` is the chance to be right by luck alone that the memory was folded with.
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
    """A lesson read to its end. The first reading of a lesson earns points; later ones are kept too."""

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
    """How well a person remembers a concept: FSRS stability (days) and difficulty (1-10), the day it is due.

    `last_at` is the instant of the newest attempt in it, `question` its question, so that variants rotate.
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

    memory_once = Unique([person, concept])


class PlanTable(Table, tablename="plan"):
    """The break prepared for a person on a local day. `items` is a list of `rules.breaks.Item`.

    `edition` is the newest publication that the plan knew.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False, index=True)
    edition = Integer()
    items = JSONB()
    made_at = Timestamptz(default=None, null=False)

    plan_once = Unique([person, day])
