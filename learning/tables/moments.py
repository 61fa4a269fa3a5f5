"""Real acts of service that somebody saw."""

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
    """Something that `giver` saw `receiver` do. `key` is the id that the giver's phone gave it, and the one that all know it by.

    `kind` is `seen` (counts once a leader confirms it), `kudos` (thanks among colleagues, without points) or `missed` (a leader's
    private note that brings the trait's ideas forward). `status` is `waiting`, `confirmed`, `declined`, `reported` or `removed`; a
    private note is `noted`. `trait` is a lesson's id. `paid` says that the receiver has points for it.
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
    """The picture of a moment, without what the camera noted about place and time."""

    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False, unique=True)
    content_type = Varchar(length=40)
    content = Bytea()


class MomentReportTable(Table, tablename="moment_report"):
    """Somebody asks that a moment be looked at; it is hidden until a leader has."""

    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False)
    person = ForeignKey(references=PersonTable, null=False)
    reason = Varchar(length=200)
    at = Timestamptz(default=None, null=False)

    moment_report_once = Unique([moment, person])
