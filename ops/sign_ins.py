"""The files that say how to sign in: `demo.json`, or `first-admin.json` without a demo.

Only the user of Herobreak can read them.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import choice, randbelow
from typing import Any

from learning.private_files import replace_private_file
from learning.rules.people.join_codes import JOIN_CODE_ALPHABET
from learning.rules.people.secret_policy import validate_new_pin, validate_new_secret
from learning.rules.refusals import Invalid
from ops.operator_errors import translate_storage_errors

DEMO_FILE = "demo.json"
FIRST_ADMIN_FILE = "first-admin.json"


@dataclass(frozen=True, slots=True)
class SignInDetails:
    """The login and the secret of one person. `secret` is a PIN or a password."""

    login: str
    secret: str


@dataclass(frozen=True, slots=True)
class DemoSignIns:
    """The address of the demo and one sign-in per role. `join_code` lets a new person join."""

    base_url: str
    join_code: str
    learner: SignInDetails
    leader: SignInDetails
    admin: SignInDetails


@dataclass(frozen=True, slots=True)
class FirstAdminSignIn:
    """The address and the sign-in of the only person of a new organisation."""

    base_url: str
    join_code: str
    admin: SignInDetails


def write_sign_ins(file: Path, content: DemoSignIns | FirstAdminSignIn) -> None:
    """Write the file so that only this user can read it.

    The file is replaced as a whole: a reader finds the old content or the new one.

    Raises:
        OperatorError: the data folder can't be written, or its disk is full.
    """
    _replace_file(file, asdict(content))


def update_base_url(file: Path, url: str) -> None:
    """Write the address of this start into the file, if there is one.

    The port may differ from that of the last start.

    Raises:
        OperatorError: the data folder can't be written, or its disk is full.
    """
    content = read_sign_ins(file)
    if content and content.get("base_url") != url:
        _replace_file(file, {**content, "base_url": url})


def read_sign_ins(file: Path) -> dict[str, Any] | None:
    """Read the file. Give None if it is missing or damaged.

    Raises:
        OperatorError: the file exists and can't be read.
    """
    with translate_storage_errors(file.parent):
        try:
            content = json.loads(file.read_text())
        except (FileNotFoundError, ValueError):
            return None
    return content if isinstance(content, dict) else None


def make_pin() -> str:
    """Make a random PIN of six digits that is not one of the obvious ones."""
    while True:
        try:
            return validate_new_pin(f"{randbelow(10**6):06}")
        except Invalid:
            continue


def make_password() -> str:
    """Make a random password of 60 bits: three groups of four characters.

    It is easy to read out and to type on a phone.
    """
    while True:
        characters = [choice(JOIN_CODE_ALPHABET.lower()) for _ in range(12)]
        password = "-".join("".join(characters[start : start + 4]) for start in (0, 4, 8))
        try:
            return validate_new_secret(password, "admin")
        except Invalid:
            continue


def _replace_file(file: Path, content: dict[str, Any]) -> None:
    with translate_storage_errors(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_private_file(file, f"{json.dumps(content, indent=2)}\n".encode())
