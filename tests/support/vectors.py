"""Cases that Python and TypeScript share: `tests/vectors/*.json`, run by pytest and by vitest."""

from pathlib import Path
from typing import Any

import msgspec

VECTORS_FOLDER = Path(__file__).parent.parent / "vectors"


def read_vectors(name: str) -> Any:
    """Read the cases of one file, by its name without the ending."""
    return msgspec.json.decode((VECTORS_FOLDER / f"{name}.json").read_bytes())
