"""Tables of challenges, notices and displays."""

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
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from learning.tables.people import PersonTable, TeamTable


class ChallengeTable(Table, tablename="challenge"):
    """What a leader launched for `team` and the teams below it.

    `key` is the id from the leader's phone. `form` is a `ChallengeForm`, `measure` a `Measure` and
    `status` a `ChallengeStatus` of `learning.rules.challenges`; `template` is the id of a template,
    or empty. Texts are stored as the leader wrote them. `unit` is the leader's word, `unit_type` a
    `UnitType`, and `score_max` the highest score, for scores. `target` is in the unit of the
    measure, per person and day on duty where `per_person` is set. First and last day are local
    days of each team; `starts_at` and `ends_at` are the earliest start and the latest end in UTC.
    `result` is a `ChallengeResult`, written once when the challenge is settled. Before
    `next_count_at`, answers do not make it count again.
    """

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
    unit_type = Varchar(length=10, default="count")
    lower_is_better = Boolean(default=False)
    score_max = DoublePrecision(null=True, default=None)
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
    next_count_at = Timestamptz(default=None, null=True)


class ChallengeTeamTable(Table, tablename="challenge_team"):
    """A team that takes part, with the start and end of its own time zone.

    `duty` is the sum of its people's days on duty. `baseline` is the value of the measure at the
    start, for measures that count from there. `value` only rises, except with figures from outside.
    `weight` is the sum of the weights of these figures: 0 while there is none. It is 1 for measures
    that count by themselves.
    """

    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict, index=True)
    starts_at = Timestamptz(default=None, null=False)
    ends_at = Timestamptz(default=None, null=False)
    duty = Integer(default=0)
    baseline = DoublePrecision(default=0.0)
    value = DoublePrecision(default=0.0)
    weight = DoublePrecision(default=1.0)
    place = SmallInt(null=True, default=None)

    challenge_team_once = Unique([challenge, team])


class ChallengeStageTable(Table, tablename="challenge_stage"):
    """A milestone, or a stage of a quest, at a value of the measure. It is reached once."""

    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    number = SmallInt()
    title = Varchar(length=80)
    story = Text()
    target = DoublePrecision()
    reached_at = Timestamptz(default=None, null=True)

    challenge_stage_once = Unique([challenge, number])


class ChallengeFigureTable(Table, tablename="challenge_figure"):
    """A figure from outside of a team and day: `amount`, and `out_of` where it is a share.

    `base` is the number of answers behind a rate. The newest row of a team and day counts. A
    deleted row stays, with `deleted_at`, so that a repeated request does not bring it back.
    `person` is null for a machine.
    """

    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    team = ForeignKey(references=TeamTable, null=False, on_delete=OnDelete.restrict)
    key = UUID(default=None, null=False)
    day = Date(default=None, null=False)
    amount = DoublePrecision()
    out_of = DoublePrecision(null=True, default=None)
    base = DoublePrecision(null=True, default=None)
    note = Varchar(length=200, null=True, default=None)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    at = Timestamptz(default=None, null=False)
    deleted_at = Timestamptz(default=None, null=True)

    challenge_figure_once = Unique([challenge, key])


class ChallengeTokenTable(Table, tablename="challenge_token"):
    """A token with which a machine may send figures of one challenge. `token` is its SHA-256.

    It ends with the leader who made it: `made_as` and `made_in` are the role and team of that day.
    """

    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    token = Bytea(unique=True)
    name = Varchar(length=60)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    made_as = Varchar(length=10, null=True, default=None)
    made_in = ForeignKey(references=TeamTable, null=True, default=None, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)
    expires_at = Timestamptz(default=None, null=True)
    revoked_at = Timestamptz(default=None, null=True)


class ChallengeCheerTable(Table, tablename="challenge_cheer"):
    """One cheer of a person for a challenge. There is at most one a day."""

    id = BigSerial(primary_key=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False)
    at = Timestamptz(default=None, null=False)

    challenge_cheer_once = Unique([challenge, person, day])


class NoticeTable(Table, tablename="notice"):
    """A message to the people of a team about a challenge.

    `kind` and `slot` make it unique. `body` holds the values of its text.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False, index=True)
    challenge = ForeignKey(references=ChallengeTable, null=False)
    kind = Varchar(length=20)
    slot = Varchar(length=40)
    body = JSONB(default="{}")
    at = Timestamptz(default=None, null=False)

    notice_once = Unique([team, challenge, kind, slot])


class DisplayTable(Table, tablename="display"):
    """A screen on the wall of a break room.

    It shows `code` until a leader pairs it with a team. `token` is the SHA-256 of its token.
    """

    id = BigSerial(primary_key=True)
    token = Bytea(unique=True)
    code = Varchar(length=8, null=True, default=None, unique=True)
    team = ForeignKey(references=TeamTable, null=True, default=None)
    person = ForeignKey(references=PersonTable, null=True, on_delete=OnDelete.set_null)
    created_at = Timestamptz(default=None, null=False)
    paired_at = Timestamptz(default=None, null=True)
    seen_at = Timestamptz(default=None, null=True)
