"""Extract the plain text of a lesson, and measure how hard it is to read.

The measure is the Flesch-Kincaid grade, computed by the Rust port of textstat (which downloads no
corpus). It counts sentences, words and syllables, so it is meaningless for fragments: choices and
labels are left out. Only English has a grade.
"""

import html
import re
from collections.abc import Iterable, Iterator
from math import ceil
from typing import NamedTuple

from content.findings import FilePlace
from content.values import PackCard, PackLesson, PackQuestion

_HTML_BLOCK_END = re.compile(r"</(?:p|li|blockquote)>|<br ?/?>", re.IGNORECASE)
_HTML_ELEMENT = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_PROSE_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
# Thai, Lao, Burmese, Khmer, Japanese and Chinese have no spaces between words.
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
_SPACELESS_CHARACTERS_PER_WORD = 2
_SENTENCE_END = re.compile(r"[.!?…:][\"”’)»]*$")
# An ellipsis and two dashes, which textstat does not know.
_PLAIN_PUNCTUATION = str.maketrans({"\u2026": ".", "\u2014": ",", "\u2013": ","})

READING_WORDS_PER_MINUTE = 180  # as `learning/rules/practice/item_time.py`
SECONDS_PER_PICTURE = 4
SECONDS_PER_CARD = 2


class Passage(NamedTuple):
    """A text that is read at once, and where it is written."""

    text: str
    place: FilePlace


def count_words(text: str) -> int:
    """The number of words of a text; in a script without spaces, two characters are a word."""
    spaceless = sum(map(len, _SPACELESS.findall(text)))
    return len(_PROSE_WORD.findall(_SPACELESS.sub(" ", text))) + ceil(
        spaceless / _SPACELESS_CHARACTERS_PER_WORD
    )


def extract_card_text(card: PackCard) -> str:
    """A card's text without tags and pictures. The title is a sentence of its own."""
    body = _strip_elements(_HTML_BLOCK_END.sub("\n", card.html))
    return join_sentences([card.title or "", *body.split("\n")])


def _strip_elements(card_html: str) -> str:
    return html.unescape(_HTML_ELEMENT.sub(" ", card_html))


def join_sentences(texts: Iterable[str]) -> str:
    """Join texts by spaces. A text without a final punctuation mark gets a full stop."""
    lines = (" ".join(text.split()) for text in texts)
    return " ".join(
        line if _SENTENCE_END.search(line) else f"{line}." for line in lines if count_words(line)
    )


def extract_lesson_text(lesson: PackLesson) -> str:
    """The text of a lesson's cards and of what to try."""
    return join_sentences([*map(extract_card_text, lesson.cards), lesson.try_it])


def extract_question_text(lesson: PackLesson) -> str:
    """The text of a lesson's questions: stems, lines of scenarios and feedback."""
    return join_sentences(
        passage.text
        for question in lesson.questions
        for passage in _list_question_passages(question)
    )


def _list_question_passages(question: PackQuestion) -> Iterator[Passage]:
    yield Passage(question.stem, question.position.place_of("stem"))
    for choice in question.choices:
        if choice.feedback:
            yield Passage(choice.feedback, choice.position.place_of("feedback"))
    for node in question.nodes:
        yield Passage(node.says, node.position.place_of("says"))
        yield from (
            Passage(choice.feedback or "", choice.position.place_of("feedback"))
            for choice in node.choices
        )
    for text in question.feedback or ():
        yield Passage(text, question.position.place_of("feedback"))


def list_passages(lesson: PackLesson) -> Iterator[Passage]:
    """The cards, the stems and the lines of scenarios."""
    for card in lesson.cards:
        yield Passage(extract_card_text(card), card.position.place_of())
    for question in lesson.questions:
        yield Passage(join_sentences([question.stem]), question.position.place_of("stem"))
        yield from (
            Passage(join_sentences([node.says]), node.position.place_of("says"))
            for node in question.nodes
        )


def measure_reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade: the US school year in which a text is easy; 0 without words."""
    if not count_words(text):
        return 0.0
    import textstat_rs  # slow to load, and servers read packs without it

    return max(
        0.0, textstat_rs.flesch_kincaid_grade(text.translate(_PLAIN_PUNCTUATION), lang="en_GB")
    )


def is_english(language: str) -> bool:
    """Whether a language tag is English, so that the checks of English apply."""
    return language.partition("-")[0] == "en"


def estimate_seconds(lesson: PackLesson) -> float:
    """The time to read a lesson: its words at 180 a minute, 4 s a picture, 2 s a card.

    The words are those of cards, titles and `try_it`.
    """
    count = count_words(lesson.try_it) + sum(
        count_words(card.title or "") + count_words(_strip_elements(card.html))
        for card in lesson.cards
    )
    pictures = sum(len(card.images) for card in lesson.cards)
    return (
        count * 60 / READING_WORDS_PER_MINUTE
        + pictures * SECONDS_PER_PICTURE
        + len(lesson.cards) * SECONDS_PER_CARD
    )


def calculate_lesson_seconds(lesson: PackLesson) -> int:
    """The time that a break plans for a lesson: the author's claim, or the estimate if longer."""
    return ceil(max(estimate_seconds(lesson), lesson.seconds))
