"""The secrets that were used, and the forms in which one could be written somewhere."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote

KINDS: Final[Mapping[str, str]] = {
    "first admin's secret": "the password in the file for the first sign-in",
    "handed-out secret": "a secret that the operator or a leader has set",
    "own secret": "a PIN or a password that a person has chosen",
    "wrong secret": "a secret that was refused",
    "secret in the wrong place": "typed as a login or a name, in broken JSON, in an address",
    "session": "the cookie of a session",
    "device": "the cookie of a device",
    "display": "the cookie of a display",
    "display code": "the code that a display shows until it is paired",
    "join code": "the code with which people join a team",
    "figure token": "the token of a machine",
    "metrics token": "the operator's token",
    "passkey challenge": "what a passkey must sign",
}


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of a kind of `KINDS`."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Needle:
    """One form of a secret: `plain`, or `sha256` of it; both also encoded."""

    secret: Secret
    form: str
    content: bytes


def list_needles(secret: Secret) -> Iterator[Needle]:
    """List all forms. An encoded one is found at each place inside a longer encoded text."""
    plain = secret.value.encode()
    digest = sha256(plain).digest()
    for form, content in (("plain", plain), ("sha256", digest)):
        contents = {content, content.hex().encode(), *_list_base64(content)}
        if form == "plain":
            contents.add(quote(secret.value, safe="").encode())
        yield from (Needle(secret, form, one) for one in sorted(contents))


def _list_base64(content: bytes) -> Iterator[bytes]:
    """Give the middle of the base64 text at each of the three alignments."""
    for before in range(3):
        padded = bytes(before) + content
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            encoded = encode(padded).rstrip(b"=")
            yield encoded[-(-before * 8 // 6) : len(padded) * 8 // 6]
