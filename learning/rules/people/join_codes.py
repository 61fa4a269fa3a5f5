"""Join codes of teams and pairing codes of displays: short, and readable in handwriting."""

import unicodedata
from datetime import timedelta

JOIN_CODE_LENGTH = 8
JOIN_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 characters, 5 bits each. O is read as 0, I and L as 1. U is left out to avoid rude words."""
JOIN_CODE_CORRECTIONS = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None}
)
MAX_TYPED_JOIN_CODE_CHARS = 40
JOIN_CODE_LIFETIME = timedelta(days=365)
"""How long people can join a team with its code. A leader replaces it at any time."""


def make_join_code(random_bytes: bytes) -> str:
    """Make a join code from five random bytes."""
    number = int.from_bytes(random_bytes[:5], "big")
    return "".join(JOIN_CODE_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))


def normalise_join_code(text: str) -> str | None:
    """Return a join code as it is stored, from how a person types it; None if it cannot be one."""
    folded = unicodedata.normalize("NFKC", text[:MAX_TYPED_JOIN_CODE_CHARS])
    code = folded.strip().upper().translate(JOIN_CODE_CORRECTIONS)
    is_code = len(code) == JOIN_CODE_LENGTH and set(code) <= set(JOIN_CODE_ALPHABET)
    return code if is_code else None


def format_join_code(code: str) -> str:
    """Group a join code for reading: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"
