"""Find secrets that are guessed first: common ones, patterns, and what is known of the person."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from learning.rules.people.common_words import COMMON_PINS, COMMON_WORDS
from learning.rules.people.logins import make_login_stem

MIN_PIN_DISTINCT_DIGITS = 3
MIN_UNCOMMON_CHARS = 6
"""Characters of a password that are in no common word, name, number or row."""
MIN_NAME_CHARS = 3
NUMBER = re.compile(r"\d{2,}")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
)
MIN_ROW_CHARS = 3
DATE_FORMS = "%d%m %m%d %d%m%y %m%d%y %y%m%d %d%m%Y %m%d%Y %Y%m%d %Y%d%m %m%y %y%m %m%Y %Y%m"
"""The ways to write a day or a month in digits alone."""
LETTER_BY_SIGN = str.maketrans("0134578@$!|+", "oieastbasiit")
KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")


@dataclass(frozen=True, slots=True)
class SecretOwner:
    """What others know of a person: the names, and the day of joining."""

    names: tuple[str, ...]
    joined: date


def is_common_pin(pin: str) -> bool:
    """Say whether a PIN is a common one, of one or two digits, a pattern, or a year."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return (
        pin in COMMON_PINS
        or len(set(pin)) < MIN_PIN_DISTINCT_DIGITS
        or len(steps) == 1
        or _repeats_a_block(pin)
        or pin[::2] == pin[1::2]
        or _is_year_or_date(pin)
    )


def tells_of_owner(pin: str, owner: SecretOwner) -> bool:
    """Say whether a PIN is the day of joining, or a name on the letters of a keypad."""
    if pin in owner.joined.strftime(DATE_FORMS).split():
        return True
    return any(word.translate(KEYPAD).startswith(pin) for word in _list_name_words(owner))


def is_common_password(password: str, owner: SecretOwner | None) -> bool:
    """Say whether hardly anything of a password is more than common words, names and numbers."""
    plain = password.casefold()
    if _repeats_a_block(plain):
        return True
    words = [*COMMON_WORDS, *_list_name_words(owner)]
    common: set[int] = set()
    for text in (plain, plain.translate(LETTER_BY_SIGN)):
        common.update(_list_places(text, words))
        common.update(place for found in NUMBER.finditer(text) for place in range(*found.span()))
        common.update(_list_row_places(text))
    rest = [sign for place, sign in enumerate(plain) if place not in common and sign.isalnum()]
    return len(rest) < MIN_UNCOMMON_CHARS


def _repeats_a_block(text: str) -> bool:
    """Say whether a text is one block several times, for example 8484."""
    return text in (text + text)[1:-1]


def _is_year_or_date(pin: str) -> bool:
    """Say whether a PIN is a year from 1900 to 2099, or eight digits of a date with such a year."""
    if len(pin) == 4:
        return pin[:2] in ("19", "20")
    if len(pin) != 8:
        return False
    parts = (
        (pin[4:], pin[2:4], pin[:2]),
        (pin[4:], pin[:2], pin[2:4]),
        (pin[:4], pin[4:6], pin[6:]),
    )
    return any(
        year[:2] in ("19", "20") and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
        for year, month, day in parts
    )


def _list_name_words(owner: SecretOwner | None) -> list[str]:
    """List the words of the names in Latin letters, and the names in one word."""
    stems = [make_login_stem(name) for name in owner.names] if owner else []
    words = [word for stem in stems for word in (*stem.split("-"), stem.replace("-", ""))]
    return [word for word in words if len(word) >= MIN_NAME_CHARS]


def _list_places(text: str, words: Iterable[str]) -> Iterator[int]:
    """List the places in a text that are part of one of the words."""
    for word in words:
        start = text.find(word)
        while start >= 0:
            yield from range(start, start + len(word))
            start = text.find(word, start + 1)


def _list_row_places(text: str) -> Iterator[int]:
    """List the places of letters that stand in the order of the alphabet or of a keyboard."""
    rows = [row for line in ROWS for row in (line, line[::-1])]
    for start in range(len(text) - MIN_ROW_CHARS + 1):
        places = range(start, start + MIN_ROW_CHARS)
        part = text[start : start + MIN_ROW_CHARS]
        if len(set(part)) == 1 or any(part in row for row in rows):
            yield from places
