"""Immutable versions of packs, and where each is in force."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class PackVersionTable(Table, tablename="pack_version"):
    """One version of a pack, never changed. `document` is a `pack_contents.PackDocument`."""

    id = BigSerial(primary_key=True)
    pack = Varchar(length=64)
    version = Integer()
    digest = Varchar(length=64, unique=True)
    title = Text()
    document = JSONB()
    created_at = Timestamptz(default=None, null=False)

    pack_version_once = Unique([pack, version])


class PackMediaTable(Table, tablename="pack_media"):
    """A picture or sound of one version."""

    id = BigSerial(primary_key=True)
    pack_version = ForeignKey(references=PackVersionTable, null=False)
    name = Text()
    content_type = Varchar(length=40)
    content = Bytea()

    pack_media_once = Unique([pack_version, name])


class PublicationTable(Table, tablename="publication"):
    """From `at` on, the team and the teams below it learn this version; null withdraws the pack.

    The newest row of a pack on the way from the root to a team is in force; the nearest team wins.
    """

    id = BigSerial(primary_key=True)
    pack = Varchar(length=64)
    pack_version = ForeignKey(references=PackVersionTable, null=True, on_delete=OnDelete.restrict)
    team = ForeignKey(references=TeamTable, null=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)


class PackImportTable(Table, tablename="pack_import"):
    """An uploaded zip on its way to becoming a version. `findings` is the checker's report."""

    id = UUID(primary_key=True, default=None)
    filename = Varchar(length=120)
    archive = Bytea(null=True, default=None)
    status = Varchar(length=10)
    progress = SmallInt(default=0)
    findings = JSONB(default="[]")
    pack_version = ForeignKey(references=PackVersionTable, null=True)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)
