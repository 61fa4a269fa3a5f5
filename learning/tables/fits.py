"""Weights of the memory model: what was fitted per organisation, and what is in force."""

from piccolo.columns import (
    JSONB,
    Array,
    BigSerial,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class MemoryFitTable(Table, tablename="memory_fit"):
    """The result of one night, never changed. Its id is the version of the weights.

    `team` is the root. `weights` are the 21 of FSRS-6, null when there was too little data.
    `figures` are those of `weights_fitting.WeightsFit`. `reason` is its code, empty when the fit
    was adopted.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    weights = Array(base_column=DoublePrecision(), null=True, default=None)
    answers = Integer()
    later = Integer()
    people = Integer()
    figures = JSONB(default="{}")
    reason = Text()
    made_at = Timestamptz(default=None, null=False)


class AdoptionTable(Table, tablename="adoption"):
    """From `since` on, this fit is in force for the organisation; null is the library's weights.

    The newest row counts. While it has `hold`, the nightly fits adopt nothing.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    fit = ForeignKey(references=MemoryFitTable, null=True, on_delete=OnDelete.restrict)
    hold = Boolean(default=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)
    since = Timestamptz(default=None, null=False)
