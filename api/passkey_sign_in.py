"""Sign in by passkey, with a login or without one."""

from secrets import token_bytes
from typing import Annotated

import msgspec
from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta

from api.cookies import RequestDevice, answer_sign_in
from api.identity import Now
from api.me import OwnProfile, load_profile_of_token
from api.passkey_fields import (
    ADDRESS_REFUSALS,
    LongBytes,
    PasskeyOptions,
    ShortBytes,
    decode_base64url,
    get_relying_party,
)
from api.refusal_docs import declare_refusals
from api.shared_refusals import GUESS_REFUSALS
from api.strict_requests import StrictRequest
from learning.actions.people.record_refusals import record_refused_passkey
from learning.actions.people.sign_in_by_passkey import begin_passkey_sign_in, sign_in_by_passkey
from learning.rules.people.passkey_proofs import PasskeyProof
from learning.rules.people.passkeys import CHALLENGE_BYTES
from learning.rules.refusals import Invalid, Unauthenticated


class PasskeySignInStart(msgspec.Struct, forbid_unknown_fields=True):
    """The login, where it is typed. Without one the passkey says whose account it is."""

    login: Annotated[str, Meta(min_length=1, max_length=200, examples=["mary-hill"])] | None = None


class PasskeySignIn(msgspec.Struct, forbid_unknown_fields=True):
    """The signature of a passkey. Bytes are base64url without padding."""

    credential_id: ShortBytes
    client_data: LongBytes
    authenticator_data: ShortBytes
    signature: ShortBytes
    user_handle: ShortBytes


@post(
    "/session/passkey/begin",
    status_code=200,
    tags=["session"],
    opt=declare_refusals(*ADDRESS_REFUSALS, *GUESS_REFUSALS),
)
async def begin_passkey_sign_in_of_device(
    request: StrictRequest, data: JSONBody[PasskeySignInStart], now: Now, device: RequestDevice
) -> PasskeyOptions:
    """Begin a sign-in by passkey. The answer is of the same form for every login."""
    party, challenge = get_relying_party(request), token_bytes(CHALLENGE_BYTES)
    return PasskeyOptions(await begin_passkey_sign_in(data.login, device, party, challenge, now))


@post(
    "/session/passkey",
    tags=["session"],
    opt=declare_refusals(
        *ADDRESS_REFUSALS,
        (Unauthenticated, "passkey.not_verified"),
        (Unauthenticated, "passkey.other_address"),
        (Unauthenticated, "passkey.too_late"),
        (Unauthenticated, "passkey.of_nobody"),
        (Unauthenticated, "passkey.of_other_login"),
        (Unauthenticated, "passkey.copied"),
        (Invalid, "passkey.not_verified"),
    ),
)
async def sign_in_device_by_passkey(
    request: StrictRequest, data: JSONBody[PasskeySignIn], now: Now, device: RequestDevice
) -> Response[OwnProfile]:
    """Sign this device in by passkey."""
    party = get_relying_party(request)
    proof = PasskeyProof(
        decode_base64url(data.credential_id),
        decode_base64url(data.client_data),
        decode_base64url(data.authenticator_data),
        decode_base64url(data.signature),
        decode_base64url(data.user_handle),
    )
    return await answer_sign_in(
        request,
        device,
        sign_in_by_passkey(proof, device, party, now),
        lambda: load_profile_of_token(device.token, now),
        lambda code: record_refused_passkey(
            request.app.state.refusal_counts, proof.credential_id, code, device.browser, now
        ),
    )


handlers = [begin_passkey_sign_in_of_device, sign_in_device_by_passkey]
