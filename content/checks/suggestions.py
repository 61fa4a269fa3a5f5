"""Suggest the nearest known name."""

from collections.abc import Iterable
from difflib import get_close_matches

from content.findings import make_printable


def suggest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that is closest to `name`; None if none is close."""
    close = get_close_matches(name, list(known), n=1)
    return make_printable(close[0]) if close else None
