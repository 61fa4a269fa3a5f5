"""Teams, people, their days off, their sessions, and counts of guesses."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.reference import LazyTableReference
from piccolo.constraints import Unique
from piccolo.table import Table


class TeamTable(Table, tablename="team"):
    """A node of the organisation; the root is the organisation itself.

    `path` holds the ids from the root to this team, itself included, so that one array test finds
    a subtree. `work_days` are ISO weekdays, 1 for Monday. The people of a hidden team are not
    shown to other teams. Where `moments_reviewed`, thanks are shown to others after a leader's yes.
    """

    id = BigSerial(primary_key=True)
    parent: "ForeignKey[TeamTable]" = ForeignKey(
        references=LazyTableReference("TeamTable", module_path=__name__),
        null=True,
        on_delete=OnDelete.restrict,
    )
    path = Array(base_column=BigInt())
    name = Varchar(length=80)
    zone = Varchar(length=64)
    work_days = Array(base_column=SmallInt())
    join_code = Varchar(length=12, unique=True)
    join_code_expires_at = Timestamptz(default=None, null=True)
    hidden = Boolean(default=False)
    moments_reviewed = Boolean(default=True)
    created_at = Timestamptz(default=None, null=False)


class PersonTable(Table, tablename="person"):
    """A member of staff. `secret` is an argon2 hash. `work_days`, where set, replace the team's.

    Where `erased_at` is set, no personal data is left. `counted_with` is the team that heads the
    person's group in sums over people; it never changes. A person with `moments_paused_at` gives
    no moments, and one with `names_paused_at` changes no alias.
    `secret_from_other` says that somebody else has set the secret: the person must choose another
    first, before `given_secret_ends_at`. `name_key` and `alias_key` are what searches compare
    (`make_name_key`). They are null after a change until the worker has written them.
    """

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
    moments_paused_at = Timestamptz(default=None, null=True)
    names_paused_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None, null=False)
    counted_with = ForeignKey(
        references=TeamTable, null=True, default=None, on_delete=OnDelete.set_null, index=True
    )
    secret_from_other = Boolean(default=False)
    given_secret_ends_at = Timestamptz(default=None, null=True)
    name_key = Text(null=True, default=None)
    alias_key = Text(null=True, default=None)

    person_name_once_in_team = Unique([team, name])


class RotaDayTable(Table, tablename="rota_day"):
    """A local day that differs from the work week: a shift where `works`, else a day off."""

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    day = Date(default=None, null=False)
    works = Boolean(default=False)

    rota_day_once = Unique([person, day])


class RotaColumnsTable(Table, tablename="rota_columns"):
    """What a leader of a team said about the columns of rotas with one set of headers.

    `fields` are the fields of the columns in order, "" where they are recognised. `dates` is the
    order of days that was chosen, if any.
    """

    id = BigSerial(primary_key=True)
    team = ForeignKey(references=TeamTable, null=False)
    headers = Text()
    fields = Array(base_column=Varchar(length=20))
    dates = Varchar(length=4, null=True, default=None)
    changed_at = Timestamptz(default=None, null=False)

    rota_columns_once = Unique([team, headers])


class SessionTable(Table, tablename="session"):
    """A signed-in device. `token` is the SHA-256 of the token, which only the device has.

    `browser` says what it is, for the list of devices. With `idle_hours` the session ends when it
    was not used for so long; `expires_at` then moves with its use, to 180 days at most.
    """

    id = BigSerial(primary_key=True)
    token = Bytea(unique=True)
    person = ForeignKey(references=PersonTable, null=False, index=True)
    created_at = Timestamptz(default=None, null=False)
    expires_at = Timestamptz(default=None, null=False)
    seen_at = Timestamptz(default=None, null=True)
    browser = Varchar(length=40, default="")
    idle_hours = Integer(default=None, null=True)


class KnownDeviceTable(Table, tablename="known_device"):
    """A device that has signed in to an account. `mark` is the SHA-256 of its long-lived cookie.

    It has a budget of guesses of its own, so that guesses of others do not shut it out.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False)
    mark = Bytea(index=True)
    seen_at = Timestamptz(default=None, null=False)

    known_device_once = Unique([person, mark])


class SignInGuardTable(Table, tablename="sign_in_guard"):
    """Counted guesses or new people of one key (an account, a device or an address).

    A count of new people began at `since`. A budget of guesses is whole again at `until`.
    """

    id = BigSerial(primary_key=True)
    key = Varchar(length=120, unique=True)
    failures = Integer(default=0)
    since = Timestamptz(default=None, null=False)
    until = Timestamptz(default=None, null=True)
