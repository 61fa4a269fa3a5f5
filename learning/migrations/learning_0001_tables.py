"""The tables of the first release.

The classes are a copy of `learning/tables` at this release. A later change of the tables is a
migration of its own: `.venv/bin/piccolo migrations new learning --auto`.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    Real,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.reference import LazyTableReference
from piccolo.constraints import Unique
from piccolo.table import Table

ID = "2026-12-01T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The tables of the first release"


class TeamTable(Table, tablename="team"):
    id = BigSerial(primary_key=True)
    parent: "ForeignKey[TeamTable]" = ForeignKey(
        references=LazyTableReference("TeamTable", module_path="learning.tables.people"),
        null=True,
        on_delete=OnDelete.restrict,
    )
    path = Array(base_column=BigInt())
    name = Varchar(length=80)
    zone = Varchar(length=64)
    work_days = Array(base_column=SmallInt())
    join_code = Varchar(length=12, unique=True)
    hidden = Boolean(default=False)
    created_at = Timestamptz(default=None, null=False)


class PersonTable(Table, tablename="person"):
    id = BigSerial(primary_key=True)
    login = Varchar(length=60, unique=True)
    name = Varchar(length=80)
    alias = Varchar(length=40, null=True, default=None)
    role = Varchar(length=10)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict, index=True)
    secret = Text(secret=True)
    language = Varchar(length=16, default="en")
    minutes = SmallInt(default=5)
    work_days = Array(base_column=SmallInt(), null=True, default=None)
    on_boards = Boolean(default=True)
    erased_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None, null=False)
    person_name_once_in_team = Unique([team, name])


class RotaDayTable(Table, tablename="rota_day"):
    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False)
    works = Boolean(default=False)
    rota_day_once = Unique([person, day])


class SessionTable(Table, tablename="session"):
    id = BigSerial(primary_key=True)
    token = Bytea(unique=True)
    person = ForeignKey(references=PersonTable, null=False, index=True)
    created_at = Timestamptz(default=None, null=False)
    expires_at = Timestamptz(default=None, null=False)


class SignInGuardTable(Table, tablename="sign_in_guard"):
    id = BigSerial(primary_key=True)
    key = Varchar(length=120, unique=True)
    failures = Integer(default=0)
    since = Timestamptz(default=None, null=False)
    until = Timestamptz(default=None, null=True)


class PackVersionTable(Table, tablename="pack_version"):
    id = BigSerial(primary_key=True)
    pack = Varchar(length=64)
    version = Integer()
    digest = Varchar(length=64, unique=True)
    title = Text()
    document = JSONB()
    created_at = Timestamptz(default=None, null=False)
    pack_version_once = Unique([pack, version])


class PackMediaTable(Table, tablename="pack_media"):
    id = BigSerial(primary_key=True)
    pack_version = ForeignKey(references=PackVersionTable, null=False)
    name = Text()
    content_type = Varchar(length=40)
    content = Bytea()
    pack_media_once = Unique([pack_version, name])


class PublicationTable(Table, tablename="publication"):
    id = BigSerial(primary_key=True)
    pack = Varchar(length=64)
    pack_version = ForeignKey(references=PackVersionTable, null=True, on_delete=OnDelete.restrict)
    team = ForeignKey(references=TeamTable, null=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)


class PackImportTable(Table, tablename="pack_import"):
    id = UUID(primary_key=True, default=None)
    filename = Varchar(length=120)
    archive = Bytea(null=True, default=None)
    status = Varchar(length=10)
    progress = SmallInt(default=0)
    findings = JSONB(default="[]")
    pack_version = ForeignKey(references=PackVersionTable, null=True)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)


class AttemptTable(Table, tablename="attempt"):
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
    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False, index=True)
    catalogue_revision = Integer()
    items = JSONB()
    made_at = Timestamptz(default=None, null=False)
    plan_once = Unique([person, day])


class ProgressTable(Table, tablename="progress"):
    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False, unique=True)
    points = Integer(default=0)
    week = Date(default=None, null=True, index=True)
    week_points = Integer(default=0)
    month = Date(default=None, null=True)
    month_points = Integer(default=0)
    season = Date(default=None, null=True)
    season_points = Integer(default=0)
    scored_at = Timestamptz(default=None, null=True)
    streak = Integer(default=0)
    longest_streak = Integer(default=0)
    freezes = SmallInt(default=0)
    lost_streak = Integer(default=0)
    last_day = Date(default=None, null=True)
    counters = JSONB(default="{}")
    pace = Real(default=20.0)
    drift = Real(default=0.0)
    done = Array(base_column=Varchar(length=130), default=[])


class LedgerEntryTable(Table, tablename="ledger_entry"):
    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    cause = Varchar(length=200)
    points = SmallInt()
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    day = Date(default=None, null=False)
    earned_at = Timestamptz(default=None, null=False)
    note = Varchar(length=200, null=True, default=None)
    ledger_entry_once = Unique([person, cause])


class AwardTable(Table, tablename="award"):
    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    badge = Varchar(length=130)
    earned_at = Timestamptz(default=None, null=False)
    award_once = Unique([person, badge])


class DueJobTable(Table, tablename="due_job"):
    id = BigSerial(primary_key=True)
    kind = Varchar(length=40)
    subject = Varchar(length=80)
    slot = Varchar(length=40)
    due_at = Timestamptz(default=None, null=False)
    leased_until = Timestamptz(default=None, null=True)
    attempts = Integer(default=0)
    done_at = Timestamptz(default=None, null=True)
    problem = Text(default=None, null=True)
    due_job_once = Unique([kind, subject, slot])


class HeartbeatTable(Table, tablename="heartbeat"):
    id = BigSerial(primary_key=True)
    part = Varchar(length=40, unique=True)
    at = Timestamptz(default=None, null=False)


class AuditEntryTable(Table, tablename="audit_entry"):
    id = BigSerial(primary_key=True)
    at = Timestamptz(default=None, null=False, index=True)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    verb = Varchar(length=40)
    subject = Varchar(length=120)
    detail = JSONB(default="{}")


class InstallationTable(Table, tablename="installation"):
    id = SmallInt(primary_key=True, default=1)
    secret = Text(secret=True)


class MemoryFitTable(Table, tablename="memory_fit"):
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
    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    fit = ForeignKey(references=MemoryFitTable, null=True, on_delete=OnDelete.restrict)
    hold = Boolean(default=False)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)
    since = Timestamptz(default=None, null=False)


class MomentTable(Table, tablename="moment"):
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
    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False, unique=True)
    content_type = Varchar(length=40)
    content = Bytea()


class MomentReportTable(Table, tablename="moment_report"):
    id = BigSerial(primary_key=True)
    moment = ForeignKey(references=MomentTable, null=False)
    person = ForeignKey(references=PersonTable, null=False)
    reason = Varchar(length=200)
    at = Timestamptz(default=None, null=False)
    moment_report_once = Unique([moment, person])


class LeagueTable(Table, tablename="league"):
    id = BigSerial(primary_key=True)
    organisation = ForeignKey(references=TeamTable, null=False)
    week = Date(default=None, null=False)
    tier = SmallInt()
    number = Integer()
    settled_at = Timestamptz(default=None, null=True)
    league_once = Unique([organisation, week, tier, number])


class LeagueMemberTable(Table, tablename="league_member"):
    id = BigSerial(primary_key=True)
    league = ForeignKey(references=LeagueTable, null=False, index=True)
    person = ForeignKey(references=PersonTable, null=False)
    week = Date(default=None, null=False)
    tier = SmallInt(default=1)
    points = Integer(null=True, default=None)
    place = SmallInt(null=True, default=None)
    moved = SmallInt(null=True, default=None)
    league_member_once = Unique([person, week])


class SeasonResultTable(Table, tablename="season_result"):
    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    season = Date(default=None, null=False)
    person = BigInt()
    points = Integer()
    place = Integer()
    closed_at = Timestamptz(default=None, null=False)
    season_result_once = Unique([team, season, person])


class ChallengeTable(Table, tablename="challenge"):
    id = BigSerial(primary_key=True)
    key = UUID(default=None, null=False, unique=True)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    owner = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    leaders = Array(base_column=BigInt(), default=[])
    template = Varchar(length=40)
    form = Varchar(length=10)
    title = Varchar(length=80)
    vision = Text()
    message = Text()
    reward = Text()
    measure = Varchar(length=20)
    trait = Varchar(length=130, null=True, default=None)
    unit = Varchar(length=40)
    target = DoublePrecision()
    per_person = Boolean(default=False)
    first_day = Date(default=None, null=False)
    last_day = Date(default=None, null=False)
    starts_at = Timestamptz(default=None, null=False)
    ends_at = Timestamptz(default=None, null=False)
    status = Varchar(length=10)
    version = Integer(default=1)
    created_at = Timestamptz(default=None, null=False)
    settled_at = Timestamptz(default=None, null=True)
    result = JSONB(null=True, default=None)


class ChallengeTeamTable(Table, tablename="challenge_team"):
    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict, index=True)
    starts_at = Timestamptz(default=None, null=False)
    ends_at = Timestamptz(default=None, null=False)
    duty = Integer(default=0)
    baseline = DoublePrecision(default=0.0)
    value = DoublePrecision(default=0.0)
    place = SmallInt(null=True, default=None)
    challenge_team_once = Unique([challenge, team])


class ChallengeStageTable(Table, tablename="challenge_stage"):
    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    number = SmallInt()
    title = Varchar(length=80)
    story = Text()
    target = DoublePrecision()
    reached_at = Timestamptz(default=None, null=True)
    challenge_stage_once = Unique([challenge, number])


class ChallengeFigureTable(Table, tablename="challenge_figure"):
    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    key = UUID(default=None, null=False)
    day = Date(default=None, null=False)
    amount = DoublePrecision()
    out_of = DoublePrecision(null=True, default=None)
    note = Varchar(length=200, null=True, default=None)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)
    challenge_figure_once = Unique([challenge, key])


class ChallengeTokenTable(Table, tablename="challenge_token"):
    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    token = Bytea(unique=True)
    name = Varchar(length=60)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)
    revoked_at = Timestamptz(default=None, null=True)


class ChallengeCheerTable(Table, tablename="challenge_cheer"):
    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False)
    at = Timestamptz(default=None, null=False)
    challenge_cheer_once = Unique([challenge, person, day])


class NoticeTable(Table, tablename="notice"):
    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, index=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    kind = Varchar(length=20)
    slot = Varchar(length=40)
    body = JSONB(default="{}")
    at = Timestamptz(default=None, null=False)
    notice_once = Unique([team, challenge, kind, slot])


class DisplayTable(Table, tablename="display"):
    id = BigSerial(primary_key=True)
    token = Bytea(unique=True)
    code = Varchar(length=8, null=True, default=None, unique=True)
    team = ForeignKey(references=TeamTable, null=True, default=None)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)
    paired_at = Timestamptz(default=None, null=True)
    seen_at = Timestamptz(default=None, null=True)


TABLES = (
    TeamTable,
    PersonTable,
    RotaDayTable,
    SessionTable,
    SignInGuardTable,
    PackVersionTable,
    PackMediaTable,
    PublicationTable,
    PackImportTable,
    AttemptTable,
    LessonReadTable,
    MemoryTable,
    PlanTable,
    ProgressTable,
    LedgerEntryTable,
    AwardTable,
    DueJobTable,
    HeartbeatTable,
    AuditEntryTable,
    InstallationTable,
    MemoryFitTable,
    AdoptionTable,
    MomentTable,
    MomentPhotoTable,
    MomentReportTable,
    LeagueTable,
    LeagueMemberTable,
    SeasonResultTable,
    ChallengeTable,
    ChallengeTeamTable,
    ChallengeStageTable,
    ChallengeFigureTable,
    ChallengeTokenTable,
    ChallengeCheerTable,
    NoticeTable,
    DisplayTable,
)


def add_table(manager: MigrationManager, table: type[Table]) -> None:
    """Add a table with its columns and constraints to the migration."""
    meta = {"table_class_name": table.__name__, "tablename": table._meta.tablename}
    manager.add_table(class_name=table.__name__, tablename=table._meta.tablename)
    for column in table._meta.columns:
        manager.add_column(
            **meta,
            column_name=column._meta.name,
            db_column_name=column._meta.db_column_name,
            column_class=type(column),
            column_class_name=type(column).__name__,
            params=column._meta.params,
        )
    for constraint in table._meta.constraints:
        manager.add_constraint(
            **meta,
            constraint_name=constraint._meta.name,
            constraint_class=type(constraint),
            params=constraint._meta.params,
        )


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="learning", description=DESCRIPTION)
    for table in TABLES:
        add_table(manager, table)
    return manager
