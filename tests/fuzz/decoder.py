"""What is fuzzed: a function that takes bytes from outside, and what must hold of its results."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from learning.rules.refusals import Refused

Shape = Literal["bytes", "text", "json", "zip"]
"""How inputs are changed: as bytes, by lines, as a JSON value, or inside the entries of a zip."""
KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE


@dataclass(frozen=True, slots=True)
class Decoder:
    """A decoder of bytes from outside.

    `decode` returns a value or raises one of `refusals`. `check` asserts what must hold of a value.
    `modules` are the files and folders whose lines guide the search. `most_bytes` is the largest
    input that the application accepts. An input may take `base_ms` and `ms_per_kb` of CPU time on
    the machine for which they were stated, and `most_memory` bytes of new memory.
    """

    name: str
    decode: Callable[[bytes], object]
    check: Callable[[object], None]
    list_seeds: Callable[[], Sequence[bytes]]
    modules: tuple[str, ...]
    shape: Shape = "text"
    tokens: tuple[bytes, ...] = ()
    refusals: tuple[type[Exception], ...] = (Refused,)
    most_bytes: int = MEGABYTE
    base_ms: float = 100
    ms_per_kb: float = 5
    most_memory: int = 128 * MEGABYTE
