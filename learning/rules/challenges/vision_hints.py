"""Find hints that would make a leader's vision stronger.

The idea is the V.E.D. principle (vision, engagement, delivery) of the second blog post of John
Jarrett: a leader names the award, the day and the reason first, and the figure after that. Nothing
is forbidden: the leader may ignore each hint. The phone app holds the sentences of the hints.
"""

import re
from collections.abc import Iterator
from typing import Literal

VisionHintCode = Literal["empty", "figure", "short", "long", "people", "scene"]
"""empty: nothing is written. figure: it is mostly a percentage. short, long: its length. people: it
names nobody. scene: it names no day, place or thing that people can see."""

MAX_VISION_CHARS = 400
"""Characters that people read on a phone in a break."""
MIN_VISION_CHARS = 25
"""A shorter vision is only a heading."""


def _split_word_list(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FIGURE_PATTERN = re.compile(
    r"(?<!\d)\d++(?:[.,]\d++)?+\s*+(?:%|per\s?cent\b|percent\b|points?\b)", re.IGNORECASE
)
_VISION_WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH_WORDS = _split_word_list("the and to we of our is in for will you a us")
_PEOPLE_WORDS = _split_word_list(
    "we us our ours team colleague colleagues customer customers guest guests patient patients "
    "passenger passengers family families people person everybody everyone anyone somebody "
    "someone child children mother father regular regulars caller callers member members "
    "visitor visitors neighbour neighbours judge judges inspector you your"
)
_SCENE_WORDS = _split_word_list(
    "award awards ceremony stage evening night morning day week month season summer winter "
    "christmas opening photo photograph wall trophy plaque medal party newspaper letter smile "
    "smiles queue counter door table kitchen shop floor lobby phone room see hear picture "
    "imagine remember tell tells walk walks leave leaves come comes stand stands proud monday "
    "tuesday wednesday thursday friday saturday sunday"
)


def find_vision_hints(vision: str) -> tuple[VisionHintCode, ...]:
    """Return the hints for a vision, the most useful first. A vivid vision gets none."""
    return tuple(_iterate_vision_hints(" ".join(vision.split())))


def _iterate_vision_hints(vision: str) -> Iterator[VisionHintCode]:
    words = [word.lower() for word in _VISION_WORD_PATTERN.findall(vision)]
    if not words and not vision:
        yield "empty"
        return
    if _is_mostly_figure(vision, words):
        yield "figure"
    elif len(vision) < MIN_VISION_CHARS:
        yield "short"
    if len(vision) > MAX_VISION_CHARS:
        yield "long"
    if len(_ENGLISH_WORDS & set(words)) >= 2:  # the word lists are English
        yield from _iterate_word_hints(set(words))


def _is_mostly_figure(vision: str, words: list[str]) -> bool:
    """Say whether it has a percentage, and few words or none about people or a scene."""
    return bool(_FIGURE_PATTERN.search(vision)) and (
        len(words) < 12 or not (_PEOPLE_WORDS | _SCENE_WORDS) & set(words)
    )


def _iterate_word_hints(words: set[str]) -> Iterator[VisionHintCode]:
    if not words & _PEOPLE_WORDS:
        yield "people"
    if not words & _SCENE_WORDS:
        yield "scene"
