"""How long a lesson or a question takes: the one estimate behind every minute that is announced.

A person reads everything that an item shows at `READING_WORDS_PER_MINUTE`: cards, stems, choices,
the lines of a scenario, and the feedback. Looking at pictures, deciding and tapping come on top.
`scale_to_pace` makes it the time of one person, by their measured pace.

`content/prose.py` estimates a lesson in the same way when a pack is checked; a test holds both
equal for all packs that ship.
"""

import html
import re
from collections.abc import Sequence
from math import ceil
from statistics import fmean
from typing import NamedTuple

from learning.rules.packs.pack_contents import Lesson, Question, ScenarioNode
from learning.rules.practice.forms import FORM_RULES

READING_WORDS_PER_MINUTE = 180
SECONDS_PER_PICTURE = 4
SECONDS_PER_CARD = 2
"""To turn a card."""

USUAL_PACE = 20.0
"""The pace of a person who takes as long as estimated; 40 is that of one who takes twice as long.

It is the seconds from opening a question of 45 words to handing in the answer.
"""
MIN_PACE, MAX_PACE = 8.0, 80.0
"""Bounds of one measured pace, for mistaken taps and for phones that were put down.

Nobody is planned for at more than 450 words a minute.
"""
ROUNDING_NOISE = 1e-6
"""So that 18 seconds, computed as 18.000000000000004, are not 19."""
SCENARIO_TURNS = 8
"""Turns of a scenario that are counted. Some lead back to an earlier node and never end."""

_HTML_ELEMENT = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_HTML_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: scripts without spaces between words."""
_SPACELESS_CHARACTERS_PER_WORD = 2


class ItemTime(NamedTuple):
    """Seconds at the usual pace.

    `measured` is the part that a phone measures: until a lesson is finished or an answer is handed
    in. `whole` includes the feedback.
    """

    measured: float
    whole: float


def count_words(*texts: str | None) -> int:
    """Count words; in a script without spaces, two characters are a word."""
    text = "\n".join(filter(None, texts))
    spaceless = sum(map(len, _SPACELESS.findall(text)))
    return len(_WORD.findall(_SPACELESS.sub(" ", text))) + ceil(
        spaceless / _SPACELESS_CHARACTERS_PER_WORD
    )


def estimate_lesson_time(lesson: Lesson) -> ItemTime:
    """Estimate a lesson. The author's own figure counts where it is longer."""
    words = count_words(lesson.try_it)
    pictures = 0
    for card in lesson.cards:
        words += count_words(card.title, html.unescape(_HTML_ELEMENT.sub(" ", card.html)))
        pictures += len(_HTML_IMAGE.findall(card.html))
    seconds = (
        _calculate_reading_seconds(words)
        + pictures * SECONDS_PER_PICTURE
        + len(lesson.cards) * SECONDS_PER_CARD
    )
    return ItemTime(*[max(seconds, float(lesson.seconds))] * 2)


def estimate_question_time(question: Question) -> ItemTime:
    """Estimate a question, as a mean of answering it right and wrong."""
    words: float = count_words(
        question.stem,
        *(choice.text for choice in question.choices),
        *(target.text for target in question.targets),
    )
    if question.nodes:
        words += _count_scenario_words(question.start, question.nodes)
    measured = _calculate_reading_seconds(words) + FORM_RULES[question.form].handling_seconds
    return ItemTime(
        measured, measured + _calculate_reading_seconds(_count_feedback_words(question))
    )


def scale_to_pace(seconds: float, pace: float) -> int:
    """Return the whole seconds that something takes a person of this pace, rounded up."""
    return ceil(seconds * pace / USUAL_PACE - ROUNDING_NOISE)


def measure_pace(seconds: float, time: ItemTime) -> float:
    """Return the pace of a person who took so many seconds for an item."""
    return min(max(seconds * USUAL_PACE / max(time.measured, 1.0), MIN_PACE), MAX_PACE)


def _calculate_reading_seconds(words: float) -> float:
    return words * 60 / READING_WORDS_PER_MINUTE


def _count_feedback_words(question: Question) -> float:
    """Count the words of the feedback: on the answer, and on each choice that is shown with it."""
    explained = [count_words(choice.feedback) for choice in question.choices if choice.feedback]
    shown_choices = max(1, len(question.key.choices) if question.key else 1)
    return (
        _mean(explained) * min(shown_choices, len(explained))
        + (count_words(question.right) + count_words(question.wrong)) / 2
    )


def _count_scenario_words(start: str | None, nodes: Sequence[ScenarioNode]) -> float:
    """Count the words from a node to an end, as a mean over all replies."""
    own = {node.id: count_words(node.says, *(move.text for move in node.choices)) for node in nodes}
    replies = {
        node.id: [(move.to, count_words(move.feedback)) for move in node.choices] for node in nodes
    }
    words: dict[str, float] = dict.fromkeys(own, 0.0)
    for _ in range(SCENARIO_TURNS):
        words = {
            node: own[node]
            + _mean([feedback + words.get(to, 0.0) for to, feedback in replies[node]])
            for node in own
        }
    return words.get(start or "", 0.0)


def _mean(values: list[int] | list[float]) -> float:
    return fmean(values) if values else 0.0
