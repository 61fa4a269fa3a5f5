"""The files that say how to sign in: `demo.json`, and `first-admin.json` where there is no demo. Only this user reads them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import choice, randbelow
from typing import Any

from learning.rules.people.join_codes import JOIN_CODE_ALPHABET
from learning.rules.people.secret_policy import validate_new_pin
from learning.rules.refusals import Invalid
from ops.operator_errors import translate_storage_errors

DEMO_FILE = "demo.json"
FIRST_ADMIN_FILE = "first-admin.json"


@dataclass(frozen=True, slots=True)
class SignInDetails:
    """What one person signs in with; `secret` is a PIN or a password."""

    login: str
    secret: str


@dataclass(frozen=True, slots=True)
class DemoSignIns:
    """Where to go and who to be there; `join_code` lets somebody new in."""

    base_url: str
    join_code: str
    learner: SignInDetails
    leader: SignInDetails
    admin: SignInDetails


@dataclass(frozen=True, slots=True)
class FirstAdminSignIn:
    """The one person of an organisation that has just begun."""

    base_url: str
    join_code: str
    admin: SignInDetails


def write_sign_ins(file: Path, content: DemoSignIns | FirstAdminSignIn) -> None:
    """Write the file for this user's eyes only; whoever reads it finds the old content or the new one, never a part.

    Raises:
        Problem: the data folder can't be written, or its disk is full.
    """
    _replace_file(file, asdict(content))


def update_base_url(file: Path, url: str) -> None:
    """Put the address of today into the file, if it is there: the port may be another one than last time.

    Raises:
        Problem: the data folder can't be written, or its disk is full.
    """
    content = read_sign_ins(file)
    if content and content.get("base_url") != url:
        _replace_file(file, {**content, "base_url": url})


def read_sign_ins(file: Path) -> dict[str, Any] | None:
    """Read the file; None where there is none, or where it is no longer what it was.

    Raises:
        Problem: it is there and can't be read.
    """
    with translate_storage_errors(file.parent):
        try:
            content = json.loads(file.read_text())
        except (FileNotFoundError, ValueError):
            return None
    return content if isinstance(content, dict) else None


def make_pin() -> str:
    """Make a PIN of six digits that is none of the obvious ones."""
    while True:
        try:
            return validate_new_pin(f"{randbelow(10**6):06}")
        except Invalid:
            continue


def make_password() -> str:
    """Make a password of 60 random bits that can be read out and typed on a phone: four signs, three times."""
    signs = [choice(JOIN_CODE_ALPHABET.lower()) for _ in range(12)]
    return "-".join("".join(signs[place : place + 4]) for place in (0, 4, 8))


def _replace_file(file: Path, content: dict[str, Any]) -> None:
    temporary = file.with_suffix(".new")
    with translate_storage_errors(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:  # noqa: PTH123 - of a descriptor
            json.dump(content, new, indent=2)
            new.write("\n")
            new.flush()
            os.fsync(new.fileno())
        temporary.replace(file)
