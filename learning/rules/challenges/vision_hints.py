"""A gentle look at a leader's vision: does it speak of something people can see, or of a percentage?

The idea is the V.E.D. principle of John Jarrett's second blog post: a leader names the award, the day and the reason, and only then
the figure. Nothing here forbids anything: each finding is a hint that the leader may leave aside.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_VISION_CHARS = 400
"""Letters that people read on a phone in a break."""
MIN_VISION_CHARS = 25
"""Letters below which a vision is a heading."""


def _split_word_list(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_FIGURE_PATTERN = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:%|per\s?cent\b|percent\b|points?\b)", re.IGNORECASE
)
_VISION_WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH_WORDS = _split_word_list("the and to we of our is in for will you a us")
_PEOPLE_WORDS = _split_word_list(
    "we us our ours team colleague colleagues customer customers guest guests patient patients passenger passengers family families"
    " people person everybody everyone anyone somebody someone child children mother father regular regulars caller callers"
    " member members visitor visitors neighbour neighbours judge judges inspector you your"
)
_SCENE_WORDS = _split_word_list(
    "award awards ceremony stage evening night morning day week month season summer winter christmas opening photo photograph"
    " wall trophy plaque medal party newspaper letter smile smiles queue counter door table kitchen shop floor lobby phone room"
    " see hear picture imagine remember tell tells walk walks leave leaves come comes stand stands proud"
    " monday tuesday wednesday thursday friday saturday sunday"
)


@dataclass(frozen=True, slots=True)
class VisionHint:
    """Something that would make a vision stronger. `code` is stable; `text` is for the leader."""

    code: str
    text: str


def find_vision_hints(vision: str) -> tuple[VisionHint, ...]:
    """Return what would make it stronger, the most useful first; nothing for a vision that shows people a picture."""
    return tuple(_iterate_vision_hints(" ".join(vision.split())))


def _iterate_vision_hints(vision: str) -> Iterator[VisionHint]:
    words = [word.lower() for word in _VISION_WORD_PATTERN.findall(vision)]
    if not words and not vision:
        yield VisionHint(
            "empty",
            "Say why this matters. What will people see, hear or hold on the day it is done?",
        )
        return
    if _is_mostly_figure(vision, words):
        yield VisionHint(
            "figure",
            "That is a figure. Say first what it stands for, then how far: the figure belongs under Delivery.",
        )
    elif len(vision) < MIN_VISION_CHARS:
        yield VisionHint("short", "A sentence more: what will be different, and for whom?")
    if len(vision) > MAX_VISION_CHARS:
        yield VisionHint(
            "long", "People read this in a break. Two or three sentences are stronger than ten."
        )
    if len(_ENGLISH_WORDS & set(words)) >= 2:  # the lists of words below know English only
        yield from _iterate_word_hints(set(words))


def _is_mostly_figure(vision: str, words: list[str]) -> bool:
    """Say whether a percentage leads, with few words around it that speak of people or of a scene."""
    return bool(_FIGURE_PATTERN.search(vision)) and (
        len(words) < 12 or not (_PEOPLE_WORDS | _SCENE_WORDS) & set(words)
    )


def _iterate_word_hints(words: set[str]) -> Iterator[VisionHint]:
    if not words & _PEOPLE_WORDS:
        yield VisionHint(
            "people",
            "Nobody is in it yet. Who will feel the difference: which customers, which colleagues?",
        )
    if not words & _SCENE_WORDS:
        yield VisionHint("scene", "Give it a day and a place: what would a photograph of it show?")
