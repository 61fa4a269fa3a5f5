"""Inputs that once showed a fault, kept as files: `found/<decoder>/<fault>-<digest>`.

The suite gives each to its decoder again.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from fuzz.decoder import MEGABYTE

FOUND = Path(__file__).parent / "found"
MOST_KEPT_BYTES = MEGABYTE // 4
"""A larger input is only named in the report: write it as a test that makes it."""


class FoundInput(NamedTuple):
    """An input that was kept, and the decoder that it is for."""

    decoder: str
    path: Path


def keep_input(folder: Path, decoder: str, kind: str, data: bytes) -> str:
    """Keep an input as a file and return its name; of a large one, only the name."""
    path = folder / decoder / f"{kind}-{sha256(data).hexdigest()[:12]}"
    if len(data) <= MOST_KEPT_BYTES:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return f"{decoder}/{path.name}"


def list_found_inputs() -> Iterator[FoundInput]:
    """List the inputs that were kept."""
    for path in sorted(FOUND.glob("*/*")):
        yield FoundInput(path.parent.name, path)
