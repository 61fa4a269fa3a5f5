"""Check over the whole pack that guessing is no better than chance.

Each check computes how probable a result is if choices were placed at random. It reports a result
that chance gives in less than one pack in twenty (`CHANCE_LEVEL`). Ties are shared: a right choice
that is one of two longest ones counts half.
"""

from collections.abc import Iterator
from typing import NamedTuple

from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import Violation, make_message, make_printable
from content.probability import probability_at_least, probability_at_most
from content.values import PackQuestion

CHANCE_LEVEL = 0.05
MAX_CHARS_OF_NAMES = 320  # of the questions named in one finding


class ChoiceGuess(NamedTuple):
    """A guess at one question: how right it is, and how right blind chance is (both 0 to 1)."""

    question: PackQuestion
    right: float
    chance: float


def list_marked_questions(draft: PackDraft) -> Iterator[PackQuestion]:
    """Questions whose right choices are marked among others, in the order of the files."""
    for question in draft.list_questions("single", "multiple"):
        right = len(question.key.choices) if question.key else 0
        if 0 < right < len(question.choices):
            yield question


def guess_longest(question: PackQuestion) -> ChoiceGuess:
    """Guess the longest choice."""
    right = question.key.choices if question.key else ()
    most = max(len(choice.text) for choice in question.choices)
    longest = [choice.id in right for choice in question.choices if len(choice.text) == most]
    return ChoiceGuess(question, sum(longest) / len(longest), len(right) / len(question.choices))


@register_check("right-longest", strict=True)
def check_right_longest(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, the longest choice is right no more often than by chance."""
    guesses = [guess_longest(question) for question in list_marked_questions(draft)]
    hits, chances = sum(guess.right for guess in guesses), [guess.chance for guess in guesses]
    if guesses and probability_at_least(chances, int(hits)) < CHANCE_LEVEL:
        message = make_message(
            "right-longest",
            right=hits,
            count=len(guesses),
            chance=sum(chances),
            questions=_limit_question_ids(
                guess.question.id for guess in guesses if guess.right == 1
            ),
        )
        yield Violation(guesses[0].question.position.place_of("choices"), message)


def _limit_question_ids(names: Iterator[str]) -> list[str]:
    """The first names, printable, as many as fit into `MAX_CHARS_OF_NAMES`."""
    listed, chars = list[str](), 0
    for name in names:
        chars += len(make_printable(name)) + len(", ")
        if chars > MAX_CHARS_OF_NAMES:
            break
        listed.append(make_printable(name))
    return listed


@register_check("right-position", strict=True)
def check_right_position(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, the right choice stands in each place about as often as by chance."""
    questions = list(list_marked_questions(draft))
    places = range(max((len(question.choices) for question in questions), default=0))
    for place in places:
        long_enough = [question for question in questions if len(question.choices) > place]
        count = sum(
            question.choices[place].id in (question.key.choices if question.key else ())
            for question in long_enough
        )
        chances = [guess_longest(question).chance for question in long_enough]
        tail = min(probability_at_least(chances, count), probability_at_most(chances, count))
        if tail < CHANCE_LEVEL / 2:
            message = make_message(
                "right-position",
                right=count,
                count=len(long_enough),
                place=place + 1,
                chance=sum(chances),
            )
            yield Violation(long_enough[0].position.place_of("choices"), message)


@register_check("right-true", strict=True)
def check_right_true(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, statements are true about as often as false."""
    questions = list(draft.list_questions("true_false"))
    true = sum(
        question.key is not None and question.key.choices == ("true",) for question in questions
    )
    chances = [0.5] * len(questions)
    tail = min(probability_at_least(chances, true), probability_at_most(chances, true))
    if questions and tail < CHANCE_LEVEL / 2:
        message = make_message("right-true", right=true, count=len(questions))
        yield Violation(questions[0].position.place_of("answer"), message)
