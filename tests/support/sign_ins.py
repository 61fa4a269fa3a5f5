"""Read the files of sign-ins that Herobreak writes."""

import json
import stat
from pathlib import Path


def read_sign_in(file: Path, role: str) -> dict[str, str]:
    """Read login and secret of a role."""
    found: dict[str, str] = json.loads(file.read_text())[role]
    return found


def is_owner_only(file: Path) -> bool:
    """Whether only the owner can read and write the file."""
    return stat.S_IMODE(file.stat().st_mode) == 0o600
