"""Passkeys: their limits, and what is known of one."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from webauthn.helpers.structs import AuthenticatorTransport

MAX_PASSKEYS = 10
"""Passkeys of one person."""
MAX_PASSKEY_NAME_CHARS = 40
CHALLENGE_BYTES = 32
CHALLENGE_LIFETIME = timedelta(minutes=5)
"""How long a browser may take to answer, the person included."""
TRANSPORTS = frozenset(transport.value for transport in AuthenticatorTransport)


@dataclass(frozen=True, slots=True)
class KnownCredential:
    """A passkey that a person has already: its id, and how a browser reaches it."""

    credential_id: bytes
    transports: tuple[str, ...]


def make_user_handle(installation_secret: str, person: int) -> bytes:
    """Make the id under which authenticators keep an account. It tells nothing of the person."""
    return hmac.digest(installation_secret.encode(), f"passkey:{person}".encode(), "sha256")


def keep_known_transports(transports: Iterable[str]) -> list[str]:
    """Keep the ways to reach an authenticator that are known, each once, in order."""
    return sorted(TRANSPORTS.intersection(transports))


def is_copied(stored_count: int, new_count: int) -> bool:
    """Say whether a passkey was copied, by how often the authenticator says it was used.

    The count rises with each use. Passkeys that are kept in a cloud always say 0.
    """
    return (stored_count > 0 or new_count > 0) and new_count <= stored_count
