"""What people are called: tidy names, logins made of them, and join codes that survive handwriting."""

import re
import unicodedata
from collections.abc import Collection
from zoneinfo import available_timezones

from anyascii import anyascii

from learning.rules.days import EVERY_DAY
from learning.rules.problems import Invalid, Problem

NAME_LENGTH = 80
ALIAS_LENGTH = 40
LOGIN_LENGTH = 60
CODE_LENGTH = 8
CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs, 5 bits each. O reads as 0, I and L as 1; U is left out, for words nobody wants on a wall."""
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
JOINERS = "\u200c\u200d"
"""Signs that cannot be seen and yet belong: Persian and Indian names are written with them."""
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", " ": None, "-": None})


def tidy_name(text: str, where: str = "name", most: int = NAME_LENGTH) -> str:
    """Return a name composed (NFC), trimmed, with single spaces.

    Raises:
        Invalid: nothing is left, it is longer than `most` characters, or it holds a character that does not print.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise _invalid(where, "Write a name.")
    if len(name) > most:
        raise _invalid(where, f"Use at most {most} characters; these are {len(name)}.")
    if any(_unprintable(sign) for sign in name):
        raise _invalid(where, "It holds a character that cannot be seen. Type it again.")
    if not any(sign.isalnum() for sign in name):
        raise _invalid(where, "Use at least one letter or digit.")
    return name


def tidy_text(text: str, where: str, most: int) -> str:
    """Return what somebody wrote, composed (NFC) and trimmed, its line breaks kept; it may be empty.

    Raises:
        Invalid: it is longer than `most` characters, or holds a character that does not print.
    """
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    tidied = "\n".join(lines).strip()
    if len(tidied) > most:
        raise _invalid(where, f"Use at most {most} characters; these are {len(tidied)}.")
    if any(_unprintable(sign) for sign in tidied if sign != "\n"):
        raise _invalid(where, "It holds a character that cannot be seen. Type it again.")
    return tidied


def same_name(name: str) -> str:
    """Return what two spellings of one name share: "  ANNA  Lee" and "Anna Lee" are one person."""
    seen = "".join(sign for sign in name if sign not in JOINERS)
    folded = unicodedata.normalize("NFKC", seen).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def login_stem(name: str) -> str:
    """Make the beginning of a login: lower-case ASCII letters, digits and dashes, "hero" where a name has none."""
    return tidy_login(name)[: LOGIN_LENGTH - 6].strip("-") or "hero"


def tidy_login(text: str) -> str:
    """Return a login as it is stored, from how somebody types it: capitals, spaces, accents and alphabets do not matter."""
    plain = anyascii(unicodedata.normalize("NFKC", text[:200])).lower().replace("'", "")
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return "-".join(words)[:LOGIN_LENGTH].strip("-")


def tidy_language(text: str, where: str = "language") -> str:
    """Return a language tag (BCP 47) of at most 16 characters.

    Raises:
        Invalid: it does not look like one.
    """
    if len(text) > 16 or not LANGUAGE.fullmatch(text):
        raise _invalid(where, "Use a language tag such as en or pt-BR.")
    return text


def make_code(dice: bytes) -> str:
    """Make a join code from five random bytes."""
    number = int.from_bytes(dice[:5], "big")
    return "".join(CODE_SIGNS[number >> shift & 31] for shift in range(35, -1, -5))


def tidy_code(text: str) -> str | None:
    """Return a join code as it is stored, however it was typed; None when it cannot be one."""
    code = unicodedata.normalize("NFKC", text[:40]).strip().upper().translate(MISREAD)
    return code if len(code) == CODE_LENGTH and all(sign in CODE_SIGNS for sign in code) else None


def shown_code(code: str) -> str:
    """Group a join code for reading: ABCD-EFGH."""
    return f"{code[:4]}-{code[4:]}"


def known_zone(zone: str) -> str:
    """Return the zone's name.

    Raises:
        Invalid: it is not an IANA time zone.
    """
    if zone not in available_timezones():
        raise _invalid("zone", f"{zone[:64]!r} is not a time zone: use a name such as Europe/London.")
    return zone


def known_week(days: Collection[int]) -> list[int]:
    """Return weekdays in order, each once.

    Raises:
        Invalid: they are none, or no ISO weekdays.
    """
    week = sorted(set(days))
    if not week or not set(week) <= set(EVERY_DAY):
        raise Invalid(
            "Those are not work days.", [Problem("work_days", "Name weekdays from 1 (Monday) to 7 (Sunday).")]
        )
    return week


def _unprintable(sign: str) -> bool:
    """Say whether a sign is a control, a private one, half of a pair, or one that turns the writing around."""
    return sign not in JOINERS and unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def _invalid(where: str, what: str) -> Invalid:
    return Invalid(what, [Problem(where, what)])
