"""The audit trail: who did what to whom."""

from piccolo.columns import JSONB, BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from learning.tables.people import PersonTable


class AuditEntryTable(Table, tablename="audit_entry"):
    """One act of a leader, an admin or the operator (`person` is null). Rows are only added."""

    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None, null=False, index=True)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    verb = Varchar(length=40)
    subject = Varchar(length=120)
    detail = JSONB(default="{}")
