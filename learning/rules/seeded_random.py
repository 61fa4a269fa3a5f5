"""Numbers that depend only on given values: the same on every machine."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Shuffled = TypeVar("Shuffled")
UINT64_MASK = (1 << 64) - 1


def hash64(*parts: object) -> int:
    """Return a whole number from 0 to 2**64 - 1 that depends on nothing but the parts."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def mix64(*numbers: int) -> int:
    """Return such a number for whole numbers alone, faster than a hash.

    It is SplitMix64 (Steele, Lea and Flood 2014).
    """
    state = 0
    for number in numbers:
        state = (state + number + 0x9E3779B97F4A7C15) & UINT64_MASK
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & UINT64_MASK
        state = (state ^ state >> 27) * 0x94D049BB133111EB & UINT64_MASK
        state ^= state >> 31
    return state


def random_fraction(*parts: object) -> float:
    """Return a number from 0 (included) to 1 (excluded)."""
    return (hash64(*parts) >> 11) / (1 << 53)


def shuffle_seeded(items: Sequence[Shuffled], *parts: object) -> list[Shuffled]:
    """Return the items in an order that depends on the parts alone (Fisher-Yates)."""
    shuffled = list(items)
    bits = hash64(*parts)
    for last in range(len(shuffled) - 1, 0, -1):
        bits, index = divmod(bits, last + 1)
        shuffled[last], shuffled[index] = shuffled[index], shuffled[last]
        if bits < 1 << 16:
            bits = hash64(bits, last, *parts)
    return shuffled
