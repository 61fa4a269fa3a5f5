"""What a browser is asked about passkeys, in the JSON that WebAuthn defines."""

from collections.abc import Iterable
from typing import Any

from webauthn import generate_authentication_options, generate_registration_options
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from learning.rules.people.passkey_proofs import ALGORITHMS
from learning.rules.people.passkeys import CHALLENGE_LIFETIME, KnownCredential
from learning.rules.people.relying_party import RelyingParty

RELYING_PARTY_NAME = "Herobreak"
TIMEOUT_MS = int(CHALLENGE_LIFETIME.total_seconds() * 1000)


def make_registration_options(
    party: RelyingParty,
    challenge: bytes,
    user_handle: bytes,
    login: str,
    name: str,
    known: Iterable[KnownCredential],
) -> dict[str, Any]:
    """Make `PublicKeyCredentialCreationOptionsJSON`: what is asked for a new passkey.

    The authenticator must check the person (screen lock, finger, face) and keep the account, so
    that no login has to be typed. It need not say what it is.
    """
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=RELYING_PARTY_NAME,
        user_id=user_handle,
        user_name=login,
        user_display_name=name,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(
                id=one.credential_id,
                transports=[AuthenticatorTransport(way) for way in one.transports],
            )
            for one in known
        ],
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def make_sign_in_options(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """Make `PublicKeyCredentialRequestOptionsJSON`: what is asked at a sign-in.

    It lists no passkeys, whoever wants to sign in: a list would tell who has some.
    """
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=TIMEOUT_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)
