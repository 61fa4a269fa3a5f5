"""How fast an organisation forgets: what was fitted to its own answers, and what is in force."""

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
    """What came of one night, never changed; its id is the version of the weights. `team` is the root.

    `weights` are FSRS-6's twenty-one, null if there was too little to fit; `figures` are those of `rules.fitting.Fit`; `reason`
    says why it was declined, and is empty if it was adopted.
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
    """From `since` on, the organisation's memories are folded by this fit; null is the library's weights.

    The newest row is in force. While it says `hold`, the nightly fits adopt nothing: somebody has decided.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    fit = ForeignKey(references=MemoryFitTable, null=True, on_delete=OnDelete.restrict)
    hold = Boolean(default=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)
    since = Timestamptz(default=None, null=False)
