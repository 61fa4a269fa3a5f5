"""The names of people in files, in the spellings of spreadsheets.

"Lee, Anna", "LEE Anna (1023)" and "Anna  Leé" can all be Anna Lee. The keys of a name are tried in
order, the closest spelling first, so that namesakes with other accents stay apart.
"""

import re
from functools import lru_cache

from learning.rules.people.name_keys import make_name_key
from learning.rules.rota.folding import fold_text

NOTES_IN_BRACKETS = re.compile(r"(?<!\s)\s*+[(\[][^()\[\]]*+[)\]]\s*+")
NOT_IN_WORDS = re.compile(r"[^a-z0-9]+")
LOOSE_MARK = "~"
"""It begins keys that ignore accents and the order of words, so that no other key equals one."""


@lru_cache(maxsize=20_000)
def list_name_keys(name: str) -> tuple[str, ...]:
    """List the keys by which a name of a file may be that of a person, the closest first."""
    plain = NOTES_IN_BRACKETS.sub(" ", name.removeprefix("'"))
    last, comma, first = plain.partition(",")
    spellings = [name, plain, *([f"{first} {last}"] if comma else [])]
    keys = [make_name_key(spelling) for spelling in spellings]
    return tuple(dict.fromkeys(key for key in [*keys, make_loose_name_key(plain)] if key))


def make_loose_name_key(name: str) -> str:
    """Return what a name has in all spellings: its words without accents, in one order."""
    words = NOT_IN_WORDS.split(fold_text(name).replace("'", ""))
    return LOOSE_MARK + "".join(sorted(words)) if any(words) else ""


def list_person_keys(name: str) -> tuple[str, ...]:
    """List the keys under which a person is found."""
    return tuple(dict.fromkeys((make_name_key(name), make_loose_name_key(name))))
