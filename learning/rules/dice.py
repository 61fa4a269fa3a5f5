"""Seeded dice: the same parts always fall the same way, on every machine."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Thing = TypeVar("Thing")


def throw(*parts: object) -> int:
    """Return a whole number from 0 to 2**64 - 1 that depends on nothing but the parts."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def fraction(*parts: object) -> float:
    """Return a number from 0 (included) to 1 (excluded)."""
    return (throw(*parts) >> 11) / (1 << 53)


def shuffle(things: Sequence[Thing], *parts: object) -> list[Thing]:
    """Return the things in an order that depends on the parts alone (Fisher-Yates)."""
    out = list(things)
    bits = throw(*parts)
    for last in range(len(out) - 1, 0, -1):
        bits, place = divmod(bits, last + 1)
        out[last], out[place] = out[place], out[last]
        if bits < 1 << 16:
            bits = throw(bits, last, *parts)
    return out
