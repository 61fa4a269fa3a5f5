"""Advice by the nearest name."""

from collections.abc import Iterable
from difflib import get_close_matches

from content.findings import make_printable


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A question naming the closest known name, or else the other advice."""
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean `{make_printable(close[0])}`?" if close else otherwise
