"""What a browser answers about a passkey (WebAuthn), and whether it is right.

The cryptography is that of the library `webauthn`. Anybody can send these bytes, so an answer that
is not right is None, whatever is wrong with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    bytes_to_base64url,
    parse_attestation_object,
    parse_client_data_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from learning.rules.people.relying_party import RelyingParty

ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
MAX_PUBLIC_KEY_BYTES = 1024
"""Enough for RSA with 4096 bits. A larger key would make each sign-in slower."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClientData:
    """What a browser says about a request of its own: which challenge was answered, and where."""

    challenge: bytes
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyRegistration:
    """A new passkey, as the browser hands it over. `transports` say how to reach it."""

    credential_id: bytes
    client_data: bytes
    attestation: bytes
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PasskeyProof:
    """The proof of a sign-in: a signature of a passkey over the challenge and the address."""

    credential_id: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    user_handle: bytes


def read_client_data(client_data: bytes) -> ClientData | None:
    """Read what a browser says about its request.

    It is also None for a request from a frame within a page of another site.
    """
    read = _call_or_none(lambda: parse_client_data_json(client_data))
    if read is None or read.cross_origin or not isinstance(read.origin, str):
        return None
    return ClientData(read.challenge, read.origin)


def verify_registration(
    registration: PasskeyRegistration, challenge: bytes, party: RelyingParty
) -> VerifiedRegistration | None:
    """Verify a new passkey. None if anything about it is wrong."""
    if not _has_plain_attestation(registration.attestation):
        return None
    credential = RegistrationCredential(
        id=bytes_to_base64url(registration.credential_id),
        raw_id=registration.credential_id,
        response=AuthenticatorAttestationResponse(
            client_data_json=registration.client_data, attestation_object=registration.attestation
        ),
    )
    verified = _call_or_none(
        lambda: verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    )
    if (
        verified is None
        or verified.credential_id != registration.credential_id
        or len(verified.credential_public_key) > MAX_PUBLIC_KEY_BYTES
    ):
        return None
    return verified


def verify_proof(
    proof: PasskeyProof, challenge: bytes, party: RelyingParty, public_key: bytes
) -> VerifiedAuthentication | None:
    """Verify a sign-in with the key of the passkey. None if anything about it is wrong.

    How often the passkey was used is not compared here: see `is_copied`.
    """
    credential = AuthenticationCredential(
        id=bytes_to_base64url(proof.credential_id),
        raw_id=proof.credential_id,
        response=AuthenticatorAssertionResponse(
            client_data_json=proof.client_data,
            authenticator_data=proof.authenticator_data,
            signature=proof.signature,
            user_handle=proof.user_handle,
        ),
    )
    return _call_or_none(
        lambda: verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )


def _has_plain_attestation(attestation: bytes) -> bool:
    """Say whether an attestation has no certificates, as was asked for. Others are not read."""
    read = _call_or_none(lambda: parse_attestation_object(attestation))
    if read is None:
        return False
    return read.fmt == "none" or (read.fmt == "packed" and not read.att_stmt.x5c)


def _call_or_none(work: Callable[[], T]) -> T | None:
    """Give the result of a reader or check of the library; None if it raises any error.

    For bytes that make no sense it raises errors of many kinds, and few of them are its own.
    """
    try:
        return work()
    except Exception:
        return None
