"""Figures about groups of people as they were last shown."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
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


class GroupKnowledgeTable(Table, tablename="group_knowledge"):
    """A sum over the people of a group, as it was shown last, on the local day `day`.

    `team` heads the group. `kind` says what `total` is: the sum of what they recall (`known`), or
    how many were sure and wrong (`sure_wrong`). `states` holds, for each of the `people`, the id
    times 2^20 and the number of reviews, so that it is known how many have changed since. `turn`
    counts how often the row was written.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(length=10)
    concept = Varchar(length=130)
    people = Integer()
    total = DoublePrecision()
    states = Array(base_column=BigInt())
    day = Date(default=None, null=False)
    turn = Integer()

    group_knowledge_once = Unique([team, kind, concept])
