"""The files that say how to sign in, as a test reads them."""

import json
import stat
from pathlib import Path


def read_sign_in(file: Path, role: str) -> dict[str, str]:
    """Login and secret of a role."""
    found: dict[str, str] = json.loads(file.read_text())[role]
    return found


def is_owner_only(file: Path) -> bool:
    """Whether nobody else can read it."""
    return stat.S_IMODE(file.stat().st_mode) == 0o600
