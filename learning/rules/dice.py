"""Seeded dice: the same parts always fall the same way, on every machine."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Thing = TypeVar("Thing")
ALL = (1 << 64) - 1


def throw(*parts: object) -> int:
    """Return a whole number from 0 to 2**64 - 1 that depends on nothing but the parts."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def mix(*numbers: int) -> int:
    """Do the same for whole numbers alone, where a request has no time for a hash (SplitMix64: Steele, Lea and Flood 2014)."""
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & ALL
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & ALL
        state = (state ^ state >> 27) * 0x94D049BB133111EB & ALL
        state ^= state >> 31
    return state


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
