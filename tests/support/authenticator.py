"""A software authenticator: it makes passkeys and signs with them, as a phone or a key does."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, HAS_CREDENTIAL = 1, 4, 8, 16, 64

Options = Mapping[str, Any]


def encode(content: bytes) -> str:
    """Encode bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Decode base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftPasskey:
    """A passkey with its private key. `uses` is what the authenticator counts."""

    credential_id: bytes
    user_handle: bytes
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    uses: int = 0


@dataclass
class Authenticator:
    """An authenticator and the browser before it. A test changes a field to make it lie.

    `flags` say what it checked. With `step` 0 it does not count uses.
    """

    origin: str = "https://hero.test"
    party: str = "hero.test"
    flags: int = PRESENT | VERIFIED
    step: int = 1
    frame: bool = False
    passkeys: list[SoftPasskey] = field(default_factory=list)

    def make(self, options: Options, credential_id: bytes | None = None) -> dict[str, Any]:
        """Make a passkey, with a random id if none is given. Give the body that adds it."""
        passkey = SoftPasskey(credential_id or token_bytes(32), decode(options["user"]["id"]))
        self.passkeys.append(passkey)
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._write_data(passkey, HAS_CREDENTIAL) + write_credential(passkey),
        }
        return {
            "credential_id": encode(passkey.credential_id),
            "client_data": encode(self._write_client_data("webauthn.create", options)),
            "attestation": encode(cbor2.dumps(attestation)),
            "transports": ["internal", "hybrid"],
            "name": "",
        }

    def sign(self, options: Options, number: int = -1) -> dict[str, Any]:
        """Sign with a passkey, the newest if none is named. Give the body of the sign-in."""
        passkey = self.passkeys[number]
        passkey.uses += self.step
        client_data = self._write_client_data("webauthn.get", options)
        data = self._write_data(passkey)
        signed = data + sha256(client_data).digest()
        return {
            "credential_id": encode(passkey.credential_id),
            "client_data": encode(client_data),
            "authenticator_data": encode(data),
            "signature": encode(passkey.key.sign(signed, ECDSA(SHA256()))),
            "user_handle": encode(passkey.user_handle),
        }

    def _write_client_data(self, kind: str, options: Options) -> bytes:
        content = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.frame,
        }
        return json.dumps(content).encode()

    def _write_data(self, passkey: SoftPasskey, flags: int = 0) -> bytes:
        party = sha256(self.party.encode()).digest()
        return party + bytes([self.flags | flags]) + passkey.uses.to_bytes(4, "big")


def write_credential(passkey: SoftPasskey) -> bytes:
    """Write the part of an attestation with the id and the public key (ES256 on P-256)."""
    point = passkey.key.public_key().public_numbers()
    x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
    public_key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
    length = len(passkey.credential_id).to_bytes(2, "big")
    return bytes(16) + length + passkey.credential_id + public_key
