"""What the requests about passkeys share: bytes as text, and for which address passkeys work."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.refusal_docs import Refusal
from api.strict_requests import StrictRequest
from learning.rules.people.relying_party import RelyingParty, find_relying_party
from learning.rules.refusals import Conflict, Invalid

BASE64URL_PATTERN = r"^[A-Za-z0-9_-]*$"
ShortBytes = Annotated[
    str, Meta(min_length=1, max_length=1400, pattern=BASE64URL_PATTERN, examples=["AQIDBA"])
]
"""At most 1,050 bytes: ids, signatures, and what an authenticator says of itself."""
LongBytes = Annotated[
    str, Meta(min_length=1, max_length=8192, pattern=BASE64URL_PATTERN, examples=["AQIDBA"])
]
"""At most 6,144 bytes: what a browser says, and an attestation with the largest key."""

ADDRESS_REFUSALS: tuple[Refusal, ...] = ((Conflict, "passkey.not_at_this_address"),)
"""Of `get_relying_party`."""


class PasskeyOptions(msgspec.Struct):
    """What the browser is asked, in the JSON that WebAuthn defines."""

    options: dict[str, Any]


def get_relying_party(request: StrictRequest) -> RelyingParty:
    """Give the relying party of the address that the operator has set.

    Raises:
        Conflict: browsers have no passkeys at such an address.
    """
    url = request.app.state.settings.url
    party = find_relying_party(url)
    if party is None:
        raise Conflict("passkey.not_at_this_address", url=url)
    return party


def decode_base64url(text: str) -> bytes:
    """Decode base64url without padding.

    Raises:
        Invalid: it has a length that no bytes have.
    """
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except Base64Error:
        raise Invalid("passkey.not_verified") from None
