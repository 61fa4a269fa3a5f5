"""Tables of moments: real acts of service that somebody saw."""

from piccolo.columns import (
    UUID,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class MomentTable(Table, tablename="moment"):
    """Something that `giver` saw `receiver` do.

    `key` is the public id; the giver's phone makes it. `kind` is a `MomentKind` and `status` a
    `MomentStatus` of `learning.rules.recognition.moments`. `trait` is a lesson's id. `paid` says
    that the receiver has points for it. `settled_by` is the person who took the last action.
    """

    id = BigSerial(primary_key=True)
    key = UUID(default=None, null=False, unique=True)
    giver = ForeignKey(references=PersonTable, null=False)
    receiver = ForeignKey(references=PersonTable, null=False, index=True)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=8)
    trait = Varchar(length=130)
    sentence = Text()
    status = Varchar(length=10)
    paid = Boolean(default=False)
    day = Date(default=None, null=False)
    at = Timestamptz(default=None, null=False)
    settled_by: "ForeignKey[PersonTable]" = ForeignKey(
        references=PersonTable, null=True, on_delete=OnDelete.set_null
    )
    settled_at = Timestamptz(default=None, null=True)


class MomentPhotoTable(Table, tablename="moment_photo"):
    """The photo of a moment, without camera metadata such as place and time."""

    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False, unique=True)
    content_type = Varchar(length=40)
    content = Bytea()


class MomentReportTable(Table, tablename="moment_report"):
    """A report of a moment. The moment is hidden until a leader has decided on it."""

    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False)
    person = ForeignKey(references=PersonTable, null=False)
    reason = Varchar(length=200)
    at = Timestamptz(default=None, null=False)

    moment_report_once = Unique([moment, person])
