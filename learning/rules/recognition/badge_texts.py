"""What counters count, in words: for one of a thing, and for more."""

_COUNTER_TEXTS = {
    "lessons": ("A lesson read", "lessons read"),
    "checkpoint": ("A checkpoint question right", "checkpoint questions right"),
    "answers": ("A question answered", "questions answered"),
    "concepts": ("An idea met", "ideas met"),
    "right": ("A right answer", "right answers"),
    "unsure": ("“Not sure” said aloud", "times “not sure” said aloud"),
    "sure_right": ("Sure, and right", "times sure, and right"),
    "kept": ("An idea kept for a week", "ideas kept for a week"),
    "streak": ("A working day of practice", "working days in a row"),
    "moment": ("Seen by a leader", "times seen by a leader"),
    "moments": ("Seen by a leader", "times seen by a leader"),
    "challenge": ("A challenge won", "challenges won"),
}
COUNTER_PREFIXES = frozenset(_COUNTER_TEXTS)
"""What the name of a counter begins with, up to its first dot."""


def describe_counter(counter: str, have: int, need: int) -> str:
    """Say how far a counter is, such as “3 of 5 lessons read” or “Seen by a leader: not yet”."""
    singular, plural = _COUNTER_TEXTS[counter.partition(".")[0]]
    return f"{have} of {need} {plural}" if need > 1 else _describe_single(singular, have)


def describe_remembered(have: int, need: int) -> str:
    """Say how many ideas are remembered."""
    return (
        f"{have} of {need} ideas remembered"
        if need > 1
        else _describe_single("The idea remembered", have)
    )


def describe_refresh(have: int, need: int) -> str:
    """Say what wakes a badge that rests."""
    return (
        f"{have} of {need} ideas fresh again"
        if need > 1
        else _describe_single("An idea fresh again", have)
    )


def _describe_single(singular: str, have: int) -> str:
    return singular if have else f"{singular}: not yet"
