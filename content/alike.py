"""How alike two texts are: the share of their words, little ones aside, that both have."""

import re

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|(?<=[sxzh])es|s)$")
_LITTLE = frozenset(
    re.findall(
        r"\S+",
        """
        a an and are as at be but by do does for from has have he her him his how i i'm in is it it's its me my no not of
        on or our she so that the their them then there they this to up was we what when which who will with you your
        say says said first next best customer put order match sort moves fill gap gaps right words
        """,
    )
)


def plain(text: str) -> str:
    """The text's words in small letters: equal for texts that differ in signs, capitals and spaces."""
    return " ".join(_words(text))


def telling(text: str) -> frozenset[str]:
    """The words that make a text what it is, without endings."""
    return frozenset(_stem(word) for word in _words(text) if word not in _LITTLE)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words over all words of both, 0 to 1; 0 where neither has any."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def _stem(word: str) -> str:
    """A word without the commonest endings: enough to see that a twin only changed its grammar."""
    word = word.removesuffix("'s")
    return _ENDING.sub("", word)
