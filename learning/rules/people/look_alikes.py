"""Names that look alike although they are written with other characters.

Letters are compared by their pictures, as Unicode lists them (UTS 39, confusables).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from disarm import skeleton_key

from learning.rules.people.name_keys import MAX_CACHED_KEYS, make_name_key

FIRST_GENERAL_MARK_CLASS = 200
"""Marks of this combining class and above can stand on any letter."""
OVERLAY_CLASS = 1
DIGITS_LIKE_LETTERS = str.maketrans("01", "ol")


def find_look_alike(name: str, others: Iterable[str]) -> str | None:
    """Find the first name that one could take for `name`, spelling or accents aside.

    An accent that has a letter of its own, as in é, is a difference; one put on top is none.
    """
    pictures = make_picture_keys(name)
    return next((other for other in others if make_picture_keys(other) & pictures), None)


def find_all_look_alikes(name_by_login: Mapping[str, str]) -> dict[str, list[str]]:
    """Find the logins of people whose names one could mix up, accents aside, for each login."""
    logins_by_picture: defaultdict[str, list[str]] = defaultdict(list)
    for login, name in name_by_login.items():
        for picture in make_plain_picture_keys(name):
            logins_by_picture[picture].append(login)
    alike: dict[str, list[str]] = {}
    for logins in logins_by_picture.values():
        for login in logins if len(logins) > 1 else ():
            others = {*alike.get(login, ()), *logins} - {login}
            alike[login] = sorted(others)
    return alike


@lru_cache(MAX_CACHED_KEYS)
def make_picture_keys(name: str) -> frozenset[str]:
    """Return what a name can be taken for: as it is written, and in small letters."""
    plain = _drop_general_marks(unicodedata.normalize("NFC", name))
    spellings = (plain, make_name_key(plain))
    return frozenset(
        make_name_key(skeleton_key(spelling)).translate(DIGITS_LIKE_LETTERS)
        for spelling in spellings
    )


@lru_cache(MAX_CACHED_KEYS)
def make_plain_picture_keys(name: str) -> frozenset[str]:
    """Return what a name can be taken for by somebody who overlooks accents."""
    return make_picture_keys(_drop_general_marks(unicodedata.normalize("NFD", name)))


def _drop_general_marks(name: str) -> str:
    """Drop the marks that stand apart from their letters and could stand on any letter."""
    return "".join(character for character in name if not _is_general_mark(character))


def _is_general_mark(character: str) -> bool:
    place = unicodedata.combining(character)
    return (
        place >= FIRST_GENERAL_MARK_CLASS
        or place == OVERLAY_CLASS
        or unicodedata.category(character) == "Me"
    )
