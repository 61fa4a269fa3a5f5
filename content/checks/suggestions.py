"""Suggest the nearest known name."""

from collections.abc import Collection
from difflib import get_close_matches

from content.findings import make_printable

MAX_COMPARED_NAMES = 500
"""Comparing takes ten microseconds a name, and a pack may have a thousand unknown ones."""


def suggest_name(name: str, known: Collection[str]) -> str | None:
    """The known name that is closest to `name`; None if none is close, or of too many names."""
    if len(known) > MAX_COMPARED_NAMES:
        return None
    close = get_close_matches(name, list(known), n=1)
    return make_printable(close[0]) if close else None
