"""What people are called: tidy names, logins made of them, and join codes that survive handwriting."""

import re
import unicodedata
from collections.abc import Collection
from zoneinfo import available_timezones

from anyascii import anyascii

from learning.rules.refusals import InputProblem, Invalid
from learning.rules.rota.days import ALL_ISO_WEEKDAYS

MAX_NAME_CHARS = 80
MAX_ALIAS_CHARS = 40
MAX_LOGIN_CHARS = 60
JOIN_CODE_LENGTH = 8
JOIN_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs, 5 bits each. O reads as 0, I and L as 1; U is left out, for words nobody wants on a wall."""
LANGUAGE_TAG_PATTERN = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""Signs that cannot be seen and yet belong: Persian and Indian names are written with them."""
JOIN_CODE_CORRECTIONS = str.maketrans(
    {"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None}
)


def normalise_name(text: str, field: str = "name", max_chars: int = MAX_NAME_CHARS) -> str:
    """Return a name composed (NFC), trimmed, with single spaces.

    Raises:
        Invalid: nothing is left, it is longer than `most` characters, or it holds a character that does not print.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _invalid_text(field, "Write a name.")
    if len(name) > max_chars:
        raise _invalid_text(field, f"Use at most {max_chars} characters; these are {len(name)}.")
    if any(_is_unprintable(character) for character in name):
        raise _invalid_text(field, "It holds a character that cannot be seen. Type it again.")
    if not any(sign.isalnum() for sign in name):
        raise _invalid_text(field, "Use at least one letter or digit.")
    return name


def normalise_text(text: str, field: str, max_chars: int) -> str:
    """Return what somebody wrote, composed (NFC) and trimmed, its line breaks kept; it may be empty.

    Raises:
        Invalid: it is longer than `most` characters, or holds a character that does not print.
    """
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    tidied = "\n".join(lines).strip()
    if len(tidied) > max_chars:
        raise _invalid_text(field, f"Use at most {max_chars} characters; these are {len(tidied)}.")
    if any(_is_unprintable(character) for character in tidied if character != "\n"):
        raise _invalid_text(field, "It holds a character that cannot be seen. Type it again.")
    return tidied


def make_name_key(name: str) -> str:
    """Return what two spellings of one name share: "  ANNA  Lee" and "Anna Lee" are one person."""
    visible = "".join(character for character in name if character not in ZERO_WIDTH_JOINERS)
    folded = unicodedata.normalize("NFKC", visible).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def make_login_stem(name: str) -> str:
    """Make the beginning of a login: lower-case ASCII letters, digits and dashes, "hero" where a name has none."""
    return normalise_login(name)[: MAX_LOGIN_CHARS - 6].strip("-") or "hero"


def normalise_login(text: str) -> str:
    """Return a login as it is stored, from how somebody types it: capitals, spaces, accents and alphabets do not matter."""
    plain = anyascii(unicodedata.normalize("NFKC", text[:200])).lower().replace("'", "")
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:MAX_LOGIN_CHARS].strip("-")


def validate_language_tag(text: str, field: str = "language") -> str:
    """Return a language tag (BCP 47) of at most 16 characters.

    Raises:
        Invalid: it does not look like one.
    """
    if len(text) > 16 or not LANGUAGE_TAG_PATTERN.fullmatch(text):
        raise _invalid_text(field, "Use a language tag such as en or pt-BR.")
    return text


def make_join_code(random_bytes: bytes) -> str:
    """Make a join code from five random bytes."""
    number = int.from_bytes(random_bytes[:5], "big")
    return "".join(JOIN_CODE_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))


def normalise_join_code(text: str) -> str | None:
    """Return a join code as it is stored, however it was typed; None when it cannot be one."""
    code = unicodedata.normalize("NFKC", text[:40]).strip().upper().translate(JOIN_CODE_CORRECTIONS)
    return (
        code
        if len(code) == JOIN_CODE_LENGTH
        and all(character in JOIN_CODE_ALPHABET for character in code)
        else None
    )


def format_join_code(code: str) -> str:
    """Group a join code for reading: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def validate_time_zone(zone: str) -> str:
    """Return the zone's name.

    Raises:
        Invalid: it is not an IANA time zone.
    """
    if zone not in available_timezones():
        raise _invalid_text(
            "zone", f"{zone[:64]!r} is not a time zone: use a name such as Europe/London."
        )
    return zone


def validate_work_days(days: Collection[int]) -> list[int]:
    """Return weekdays in order, each once.

    Raises:
        Invalid: they are none, or no ISO weekdays.
    """
    week = sorted(set(days))
    if not week or not set(week) <= set(ALL_ISO_WEEKDAYS):
        raise Invalid(
            "Those are not work days.",
            [InputProblem("work_days", "Name weekdays from 1 (Monday) to 7 (Sunday).")],
        )
    return week


def _is_unprintable(character: str) -> bool:
    """Say whether a sign is a control, a private one, half of a pair, or one that turns the writing around."""
    return character not in ZERO_WIDTH_JOINERS and unicodedata.category(character) in (
        "Cc",
        "Cf",
        "Co",
        "Cs",
        "Cn",
        "Zl",
        "Zp",
    )


def _invalid_text(field: str, message: str) -> Invalid:
    return Invalid(message, [InputProblem(field, message)])
