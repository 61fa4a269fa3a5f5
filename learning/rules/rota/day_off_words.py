"""Which texts of a shift mean a day off: the words of `words/day_off.json`, in any spelling.

A text means a day off if it holds a word for one and nothing else but words that stand beside it:
"Annual leave (approved)". A word that is not listed makes it a shift: "Holiday cover".
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from learning.rules.rota.folding import fold_text
from learning.rules.rota.word_lists import load_word_lists

MAX_DAY_OFF_CHARS = 80
"""The longest text that is looked at. A longer one is a description of a shift."""
WORD_PATTERN = re.compile(r"[a-z](?:[./][a-z])+\.?(?![a-z])|[a-z0-9][a-z0-9']*|[^\sa-z0-9]")
ONLY_MARKS_PATTERN = re.compile(r"[-/\\.,_\s·•*()\[\]]*")
CODE_PATTERN = re.compile(r"(?<![a-z0-9.])([a-z])\s?[./\\-]\s?([a-z])\.?(?![a-z0-9.])")
CODE = r"\1/\2"
"""A code of two letters, for example "a/l", however its letters are joined."""
ENDING_IN_BRACKETS = re.compile(r"(?<=[a-z])\((?:e|s|es|a|in|n)\)")
"""A second ending of a word, for example of "absent(e)"."""
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""How umlauts are written on keyboards without them."""
NO_HOURS_PATTERN = re.compile(r"0+(?:[.,:h]0+)?\s*(?:h|hrs?|hours?|std\.?|godz\.?)?")
HOURS_PATTERN = re.compile(
    r"\d{1,3}(?:[.,]\d{1,2})?\s?(?:h|hrs?|hours?|d|days?|std|stunden|tage?|horas|dias|jours?|heures?|"
    r"godz|dni)\b\.?"
)
COUNT_PATTERN = re.compile(
    r"(?<![\w.,:/-])(?:(?:day )?\d{1,2}\s?(?:of|/|von|de|z)\s?\d{1,2}|x\s?\d{1,2}"
    r"|(?:[1-9]|1\d|2[0-4])(?:[.,]\d{1,2})?)(?=\W*$)"
)
"""Which day of a leave it is, or how many hours or days it takes, at the end of a text."""
SPAN_PATTERN = re.compile(
    r"\d{1,2}(?:[:.h]\d{0,2})?(?:\s?[ap]\.?m\.?)?\s?(?:-|to|bis|a)\s?"
    r"\d{1,2}(?:[:.h]\d{0,2})?(?:\s?[ap]\.?m\.?)?(?!\S)"
)


def _split_words(text: str) -> tuple[str, ...]:
    """Split a folded text into words. A code with points or strokes, as in "a/l", is one word."""
    found = WORD_PATTERN.findall(text)
    return tuple(
        word.rstrip(".'") for word in found if unicodedata.category(word[0])[0] not in "PZ"
    )


def _load_phrases() -> tuple[
    frozenset[tuple[str, ...]], frozenset[tuple[str, ...]], frozenset[str]
]:
    off, beside, alone = set(), set(), set()
    for lists in load_word_lists("day_off").values():
        off |= {_split_words(spelling) for spelling in _list_spellings(lists["off"])}
        beside |= {_split_words(spelling) for spelling in _list_spellings(lists["beside"])}
        alone |= {fold_text(word) for word in lists["alone"]}
    return frozenset(off), frozenset(beside), frozenset(alone)


def _list_spellings(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        for spelling in (phrase, phrase.translate(SPELLED_OUT)):
            yield CODE_PATTERN.sub(CODE, fold_text(spelling))


OFF_PHRASES, PHRASES_BESIDE, WORDS_ALONE = _load_phrases()
MAX_PHRASE_WORDS = max(map(len, OFF_PHRASES | PHRASES_BESIDE))


@lru_cache(maxsize=20_000)
def means_day_off(text: str) -> bool:
    """Say whether the text of a shift means a day off. An empty text and a dash mean one."""
    if len(text) > MAX_DAY_OFF_CHARS:
        return False
    folded = fold_text(text)
    if ONLY_MARKS_PATTERN.fullmatch(folded) or NO_HOURS_PATTERN.fullmatch(folded):
        return True
    if folded in WORDS_ALONE:
        return True
    plain = ENDING_IN_BRACKETS.sub("", CODE_PATTERN.sub(CODE, folded))
    for pattern in (SPAN_PATTERN, HOURS_PATTERN, COUNT_PATTERN):
        plain = pattern.sub(" ", plain)
    words = _split_words(plain)
    return _holds_only_day_off(words)


def _holds_only_day_off(words: tuple[str, ...]) -> bool:
    """Say whether the words can be parted into listed phrases, one of them for a day off."""
    reachable = {(0, False)}
    for start in range(len(words)):
        for is_off in (False, True):
            if (start, is_off) not in reachable:
                continue
            for end in range(start + 1, min(len(words), start + MAX_PHRASE_WORDS) + 1):
                phrase = words[start:end]
                if phrase in OFF_PHRASES:
                    reachable.add((end, True))
                if phrase in PHRASES_BESIDE:
                    reachable.add((end, is_off))
    return (len(words), True) in reachable
