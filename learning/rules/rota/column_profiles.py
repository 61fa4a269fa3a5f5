"""What the values of a column look like: days, times, names, words for leave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from learning.rules.people.logins import normalise_login
from learning.rules.rota.column_headers import ColumnField, find_header_fields, make_header_key
from learning.rules.rota.day_off_words import means_day_off
from learning.rules.rota.folding import fold_text
from learning.rules.rota.person_names import list_name_keys
from learning.rules.rota.table_lines import TableLine
from learning.rules.rota.written_dates import read_written_date

WORDS_FOR_NOTHING = frozenset(
    (
        "na",
        "no",
        "none",
        "nil",
        "nein",
        "non",
        "nie",
        "brak",
        "00",
        "notapplicable",
        "free",
        "closed",
    )
)
"""Words that in a column without a known header need not be about a day off."""
MAX_PROFILED_LINES = 60
TIME_PATTERN = re.compile(
    r"\d{1,2}(?:[:.h]\d{2}(?:[:.]\d{2})?)?\s?(?:[ap]\.?m?\.?)?(?:\s?(?:-|to|bis|a)\s?"
    r"\d{1,2}(?:[:.h]\d{2}(?:[:.]\d{2})?)?\s?(?:[ap]\.?m?\.?)?)?(?:\s?uhr)?"
)


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The people whom the sender leads: keys of their names, and logins."""

    name_keys: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()

    def has_name(self, text: str) -> bool:
        """Say whether a text is the name of one of them."""
        return any(key in self.name_keys for key in list_name_keys(text))

    def has_login(self, text: str) -> bool:
        """Say whether a text is the login of one of them."""
        return normalise_login(text) in self.logins


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """The shares of a column's values that are days, times, names or logins.

    `has_leave` is true where a value is a word for leave.
    """

    filled: int = 0
    dates: float = 0
    times: float = 0
    names: float = 0
    logins: float = 0
    has_leave: bool = False
    header_fields: frozenset[ColumnField] = field(default_factory=frozenset)


def profile_column(
    index: int, header: str, lines: Sequence[TableLine], known: KnownPeople, zone: str
) -> ColumnProfile:
    """Look at the values of a column: at those of the first lines, for words of leave at all."""
    shown = lines[:MAX_PROFILED_LINES]
    values = [cell for line in shown if (cell := line.get_cell(index))]
    all_values = {line.get_cell(index) for line in lines}
    count = len(values) or 1
    return ColumnProfile(
        len(values),
        sum(read_written_date(value, zone) is not None for value in values) / count,
        sum(TIME_PATTERN.fullmatch(fold_text(value)) is not None for value in values) / count,
        sum(known.has_name(value) for value in values) / count,
        sum(known.has_login(value) for value in values) / count,
        any(_names_leave(value) for value in all_values),
        find_header_fields(header),
    )


def _names_leave(text: str) -> bool:
    """Say whether a text is a word for leave or off that means nothing else."""
    letters = make_header_key(text)
    return len(letters) > 1 and letters not in WORDS_FOR_NOTHING and means_day_off(text)
