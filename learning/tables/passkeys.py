"""Passkeys of leaders and admins, and the challenges that browsers have to answer."""

from piccolo.columns import (
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from learning.tables.people import PersonTable


class PasskeyTable(Table, tablename="passkey"):
    """A passkey: a key pair of which the server has the public half.

    `sign_count` is how often it was used, as the authenticator last said; 0 if it does not count.
    A copy of the passkey was refused at `copy_refused_at`. `backed_up` says that a cloud keeps it.
    """

    id = BigSerial(primary_key=True)
    person = ForeignKey(references=PersonTable, null=False, index=True)
    credential_id = Bytea(unique=True)
    public_key = Bytea()
    sign_count = BigInt(default=0)
    name = Varchar(length=40, default="")
    transports = Array(base_column=Varchar(length=20))
    backed_up = Boolean(default=False)
    created_at = Timestamptz(default=None, null=False)
    last_used_at = Timestamptz(default=None, null=True)
    copy_refused_at = Timestamptz(default=None, null=True)


class PasskeyChallengeTable(Table, tablename="passkey_challenge"):
    """Random bytes that a browser has to answer once, before `expires_at`. `digest` is their hash.

    With `person` they are for a new passkey of that person, else for a sign-in. A sign-in with
    `login` is one to that account only.
    """

    id = BigSerial(primary_key=True)
    digest = Bytea(unique=True)
    person = ForeignKey(references=PersonTable, null=True, index=True)
    login = Varchar(length=60, null=True, default=None)
    expires_at = Timestamptz(default=None, null=False)
