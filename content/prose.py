"""What a lesson says, as plain text, and how hard that is to read.

The grade is Flesch-Kincaid's, as textstat works it out (its Rust port: no corpus is fetched when it runs). It counts
sentences, words and syllables, so it says nothing about English that is not in sentences: choices and labels, most of
them fragments, are left out. Other languages have no grade here.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from content.findings import Place
from content.values import Card, Lesson, Question

_BLOCK_END = re.compile(r"</(?:p|li|blockquote)>|<br ?/?>", re.IGNORECASE)
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_WORD = re.compile(r"[^\W_]+(?:[’'.,:-][^\W_]+)*")
_ENDED = re.compile(r"[.!?…:][\"”’)»]*$")
_ODD_ENDS = str.maketrans({"\u2026": ".", "\u2014": ",", "\u2013": ","})  # ellipsis, dashes

WORDS_A_MINUTE = 200
SECONDS_A_PICTURE = 4
SECONDS_A_CARD = 2


class Passage(NamedTuple):
    """A text that somebody reads in one go, and where it is written."""

    text: str
    place: Place


def words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def plain(card: Card) -> str:
    """A card without its tags and pictures, its title a sentence of its own."""
    body = html.unescape(_TAG.sub(" ", _BLOCK_END.sub("\n", card.html)))
    return sentences([card.title or "", *body.split("\n")])


def sentences(texts: Iterable[str]) -> str:
    """The texts one after the other, each closed with a full stop where it ends with none."""
    lines = (" ".join(text.split()) for text in texts)
    return " ".join(line if _ENDED.search(line) else f"{line}." for line in lines if words(line))


def told(lesson: Lesson) -> str:
    """What a lesson tells: its cards and what to try."""
    return sentences([*map(plain, lesson.cards), lesson.try_it])


def asked(lesson: Lesson) -> str:
    """What a lesson's questions say: situations, lines of scenarios and feedback."""
    return sentences(passage.text for question in lesson.questions for passage in _spoken(question))


def _spoken(question: Question) -> Iterator[Passage]:
    yield Passage(question.stem, question.at.place("stem"))
    for choice in question.choices:
        if choice.feedback:
            yield Passage(choice.feedback, choice.at.place("feedback"))
    for node in question.nodes:
        yield Passage(node.says, node.at.place("says"))
        yield from (
            Passage(choice.feedback or "", choice.at.place("feedback")) for choice in node.choices
        )
    for text in question.feedback or ():
        yield Passage(text, question.at.place("feedback"))


def passages(lesson: Lesson) -> Iterator[Passage]:
    """What somebody reads in one go: a card, a stem, a line of a scenario."""
    for card in lesson.cards:
        yield Passage(plain(card), card.at.place())
    for question in lesson.questions:
        yield Passage(sentences([question.stem]), question.at.place("stem"))
        yield from (
            Passage(sentences([node.says]), node.at.place("says")) for node in question.nodes
        )


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: the year of an American school at which a text is read with ease; 0 for no words."""
    if not words(text):
        return 0.0
    import textstat_rs  # only who checks teaching waits for it: servers read packs too

    return max(0.0, textstat_rs.flesch_kincaid_grade(text.translate(_ODD_ENDS), lang="en_GB"))


def english(language: str) -> bool:
    """Whether the rules about English words are about this text."""
    return language.partition("-")[0] == "en"


def seconds(lesson: Lesson) -> float:
    """How long reading takes: the words of cards and `try_it` at 200 a minute, 4 s a picture, 2 s a card."""
    count = words(lesson.try_it) + sum(
        card.words + words(card.title or "") for card in lesson.cards
    )
    pictures = sum(len(card.images) for card in lesson.cards)
    return (
        count * 60 / WORDS_A_MINUTE
        + pictures * SECONDS_A_PICTURE
        + len(lesson.cards) * SECONDS_A_CARD
    )
