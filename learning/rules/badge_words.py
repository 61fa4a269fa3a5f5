"""What counters count, in words: for one of a thing, and for more."""

_WORDS = {
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
HEADS = frozenset(_WORDS)
"""What the name of a counter begins with, up to its first dot."""


def in_words(counter: str, have: int, need: int) -> str:
    """Say how far a counter is, such as “3 of 5 lessons read” or “Seen by a leader: not yet”."""
    one, more = _WORDS[counter.partition(".")[0]]
    return f"{have} of {need} {more}" if need > 1 else _yet(one, have)


def ideas_in_words(have: int, need: int) -> str:
    """Say how many ideas are remembered."""
    return f"{have} of {need} ideas remembered" if need > 1 else _yet("The idea remembered", have)


def fresh_in_words(have: int, need: int) -> str:
    """Say what wakes a badge that rests."""
    return f"{have} of {need} ideas fresh again" if need > 1 else _yet("An idea fresh again", have)


def _yet(one: str, have: int) -> str:
    return one if have else f"{one}: not yet"
