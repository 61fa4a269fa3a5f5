"""The passkeys of the leader or admin who asks: add, list, rename and remove them."""

from datetime import datetime
from secrets import token_bytes
from typing import Annotated

import msgspec
from litestar import delete, get, patch, post
from litestar.params import JSONBody
from msgspec import Meta

from api.cookies import RequestDevice
from api.field_types import PathRowId
from api.identity import Leader, Now, read_session_token
from api.passkey_fields import (
    ADDRESS_REFUSALS,
    LongBytes,
    PasskeyOptions,
    ShortBytes,
    decode_base64url,
    get_relying_party,
)
from api.refusal_docs import Refusal, declare_refusals
from api.shared_refusals import GUESS_REFUSALS, NAME_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.people.add_passkey import add_passkey, begin_passkey
from learning.actions.people.manage_passkeys import remove_passkey, rename_passkey
from learning.queries.people.passkeys import list_passkeys
from learning.rules.people.passkey_proofs import PasskeyRegistration
from learning.rules.people.passkeys import CHALLENGE_BYTES, MAX_PASSKEYS
from learning.rules.people.relying_party import find_relying_party
from learning.rules.refusals import Conflict, Forbidden, Invalid, NotFound

OwnSecret = Annotated[str, Meta(min_length=1, max_length=200, examples=["quiet lamps sing loudly"])]
TransportName = Annotated[str, Meta(max_length=20, examples=["internal"])]
PasskeyName = Annotated[str, Meta(max_length=200, examples=["My phone"])]

UNKNOWN_REFUSALS: tuple[Refusal, ...] = ((NotFound, "passkey.unknown"),)


class PasskeyConfirmation(msgspec.Struct, forbid_unknown_fields=True):
    """The own password. It is not needed in the first minutes after a sign-in."""

    secret: OwnSecret | None = None


class NewPasskey(msgspec.Struct, forbid_unknown_fields=True):
    """A passkey that the browser has made. Bytes are base64url without padding."""

    credential_id: ShortBytes
    client_data: LongBytes
    attestation: LongBytes
    transports: Annotated[list[TransportName], Meta(max_length=8)] = []
    name: PasskeyName = ""


class PasskeyRename(msgspec.Struct, forbid_unknown_fields=True):
    """Another name for a passkey."""

    name: PasskeyName


class PasskeyView(msgspec.Struct):
    """A passkey of the person who asks. `name` is empty where none was given.

    With `backed_up` it is kept in the cloud of the device. A copy of it was refused at
    `copy_refused_at`.
    """

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    backed_up: bool
    copy_refused_at: datetime | None


class PasskeyList(msgspec.Struct):
    """The passkeys of the person, the oldest first.

    `available` says whether passkeys work at the address of this server; if not, none can be added.
    """

    passkeys: list[PasskeyView]
    max_passkeys: int
    available: bool


@get("/passkeys", tags=["session"])
async def read_passkeys(request: StrictRequest, leader: Leader) -> PasskeyList:
    """List the passkeys of the person."""
    return PasskeyList(
        [
            PasskeyView(
                id=str(one.id),
                name=one.name,
                created_at=one.created_at,
                last_used_at=one.last_used_at,
                backed_up=one.backed_up,
                copy_refused_at=one.copy_refused_at,
            )
            for one in await list_passkeys(leader.id)
        ],
        MAX_PASSKEYS,
        find_relying_party(request.app.state.settings.url) is not None,
    )


@post(
    "/passkeys/begin",
    status_code=200,
    tags=["session"],
    opt=declare_refusals(
        *ADDRESS_REFUSALS,
        *GUESS_REFUSALS,
        (Forbidden, "passkey.confirm_first"),
        (Invalid, "secret.not_the_current_one"),
        (Conflict, "passkey.too_many"),
    ),
)
async def begin_own_passkey(
    request: StrictRequest, data: JSONBody[PasskeyConfirmation], leader: Leader, now: Now
) -> PasskeyOptions:
    """Begin a new passkey."""
    party = get_relying_party(request)
    token, challenge = read_session_token(request), token_bytes(CHALLENGE_BYTES)
    return PasskeyOptions(await begin_passkey(leader, data.secret, token, party, challenge, now))


@post(
    "/passkeys",
    status_code=204,
    tags=["session"],
    opt=declare_refusals(
        *ADDRESS_REFUSALS,
        *NAME_REFUSALS,
        (Invalid, "passkey.not_verified"),
        (Invalid, "passkey.other_address"),
        (Conflict, "passkey.too_late"),
        (Conflict, "passkey.already_added"),
        (Conflict, "passkey.too_many"),
    ),
)
async def add_own_passkey(
    request: StrictRequest,
    data: JSONBody[NewPasskey],
    leader: Leader,
    now: Now,
    device: RequestDevice,
) -> None:
    """Add the passkey that the browser has made. Without a name it has that of the browser."""
    party = get_relying_party(request)
    registration = PasskeyRegistration(
        decode_base64url(data.credential_id),
        decode_base64url(data.client_data),
        decode_base64url(data.attestation),
        tuple(data.transports),
    )
    await add_passkey(leader, registration, data.name or device.browser, party, now)


@patch(
    "/passkeys/{passkey:int}",
    status_code=204,
    tags=["session"],
    opt=declare_refusals(*UNKNOWN_REFUSALS, *NAME_REFUSALS),
)
async def rename_own_passkey(
    passkey: PathRowId, data: JSONBody[PasskeyRename], leader: Leader, now: Now
) -> None:
    """Give a passkey another name."""
    await rename_passkey(leader, passkey, data.name, now)


@delete(
    "/passkeys/{passkey:int}",
    status_code=204,
    tags=["session"],
    opt=declare_refusals(*UNKNOWN_REFUSALS),
)
async def remove_own_passkey(passkey: PathRowId, leader: Leader, now: Now) -> None:
    """Remove a passkey. Devices that it signed in stay signed in."""
    await remove_passkey(leader, passkey, now)


handlers = [
    read_passkeys,
    begin_own_passkey,
    add_own_passkey,
    rename_own_passkey,
    remove_own_passkey,
]
