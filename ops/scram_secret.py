"""Passwords of PostgreSQL accounts as the server stores them.

A statement with the plain password would stay in the server's log where it logs statements.
"""

import hashlib
import hmac
import unicodedata
from base64 import b64encode

SCRAM_ITERATIONS = 4096
"""How often the hash is repeated: the server's own default."""


def make_scram_secret(password: str, salt: bytes) -> str:
    """Make what the server stores of a password (RFC 5803). `salt` is 16 random bytes."""
    prepared = unicodedata.normalize("NFKC", password).encode()
    salted = hashlib.pbkdf2_hmac("sha256", prepared, salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    parts = (b64encode(part).decode() for part in (salt, stored_key, server_key))
    return "SCRAM-SHA-256${}:{}${}:{}".format(SCRAM_ITERATIONS, *parts)
