"""Measure how similar two texts are: the share of their content words that both have."""

import re

_SIMILARITY_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|(?<=[sxzh])es|s)$")
_STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a an and are as at be but by do does for from has have he her him his how i i'm in is it
        it's its me my no not of on or our she so that the their them then there they this to up
        was we what when which who will with you your
        say says said first next best customer put order match sort moves fill gap gaps right words
        """,
    )
)


def normalise_words(text: str) -> str:
    """The text's words in lower case, without punctuation, joined by single spaces."""
    return " ".join(_split_words(text))


def find_content_words(text: str) -> frozenset[str]:
    """The stems of a text's words, without stop words."""
    return frozenset(_strip_ending(word) for word in _split_words(text) if word not in _STOP_WORDS)


def measure_similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard index: shared words over all words of both, 0 to 1; 0 if neither has any."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _split_words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _SIMILARITY_WORD.findall(text.casefold())]


def _strip_ending(word: str) -> str:
    """A word without the most common endings, so that a changed grammar makes no difference."""
    word = word.removesuffix("'s")
    return _ENDING.sub("", word)
