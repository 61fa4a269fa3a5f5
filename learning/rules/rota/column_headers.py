"""The headers of columns: what each may hold, by the words of `words/columns.json`."""

import re
from collections.abc import Mapping
from typing import Literal

from learning.rules.rota.folding import fold_text
from learning.rules.rota.word_lists import load_word_lists

ColumnField = Literal[
    "login", "name", "first_name", "last_name", "date", "end_date", "start", "end",
    "shift", "kind", "hours", "works", "ignore",
]  # fmt: skip
"""What a column can hold. `kind` is a type, a position or a status: only words for off count."""
COLUMN_FIELDS: tuple[ColumnField, ...] = (
    "login", "name", "first_name", "last_name", "date", "end_date", "start", "end",
    "shift", "kind", "hours", "works", "ignore",
)  # fmt: skip
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*+[)\]]")


def make_header_key(text: str) -> str:
    """Return a header without case, accents, spaces and marks: "Start_Time" is "starttime"."""
    return re.sub(r"[^a-z0-9]", "", fold_text(text))


def _load_header_fields() -> Mapping[str, frozenset[ColumnField]]:
    fields: dict[str, set[ColumnField]] = {}
    for name, headers_by_language in load_word_lists("columns").items():
        for headers in headers_by_language.values():
            for header in headers:
                fields.setdefault(make_header_key(header), set()).add(name)  # type: ignore[arg-type]
    return {key: frozenset(found) for key, found in fields.items()}


FIELDS_BY_HEADER = _load_header_fields()


def find_header_fields(text: str) -> frozenset[ColumnField]:
    """Return what a column with a header may hold."""
    for key in (make_header_key(text), make_header_key(IN_BRACKETS.sub("", text))):
        if fields := FIELDS_BY_HEADER.get(key):
            return fields
    return frozenset()
