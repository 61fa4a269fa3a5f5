"""The audit log: who did what to whom."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from learning.tables.people import PersonTable


class AuditEntryTable(Table, tablename="audit_entry"):
    """One act, or one refusal, of a person or the operator (`person` is null).

    Rows are only added: a trigger refuses changes and deletions. It allows two exceptions, which
    the migration `learning_0016_audit_log` states: words go when a person is erased, and entries
    go when they are two years old. `verb` is one of `AUDIT_VERB_RULES`.
    """

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None, null=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.restrict)
    verb = Varchar(length=40)
    subject = Varchar(length=120)
    detail = JSONB(default="{}")
