"""Can somebody who knows nothing do better than chance? Over the whole pack, by how likely chance alone would be.

A finding needs a result that chance would give in less than one pack in twenty. Ties are shared: a right choice that is
one of two longest ones counts half.
"""

from collections.abc import Iterator
from typing import NamedTuple

from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.probability import probability_at_least, probability_at_most
from content.registry import check
from content.values import PackQuestion

CHANCE_LEVEL = 0.05


class ChoiceGuess(NamedTuple):
    """A way to guess one question: how far it was right (0 to 1), and how far blind chance would be."""

    question: PackQuestion
    right: float
    chance: float


def list_marked_questions(draft: PackDraft) -> Iterator[PackQuestion]:
    """Questions whose right choices are marked among others, in the order of the files."""
    for lesson in draft.lessons.values():
        for question in lesson.lesson.questions:
            right = len(question.key.choices) if question.key else 0
            if question.form in ("single", "multiple") and 0 < right < len(question.choices):
                yield question


def guess_longest(question: PackQuestion) -> ChoiceGuess:
    """Guess the longest choice."""
    right = question.key.choices if question.key else ()
    most = max(len(choice.text) for choice in question.choices)
    among = [choice.id in right for choice in question.choices if len(choice.text) == most]
    return ChoiceGuess(question, sum(among) / len(among), len(right) / len(question.choices))


@check("right-longest", "“Take the longest” should not be a way to a badge.", strict=True)
def right_longest(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, the longest choice is right no more often than chance would have it."""
    guesses = [guess_longest(question) for question in list_marked_questions(draft)]
    hits, chances = sum(guess.right for guess in guesses), [guess.chance for guess in guesses]
    if guesses and probability_at_least(chances, int(hits)) < CHANCE_LEVEL:
        what = f"the longest choice is right in {hits:.4g} of {len(guesses)} questions; chance would be {sum(chances):.0f}"
        names = ", ".join(
            make_printable(guess.question.id) for guess in guesses if guess.right == 1
        )
        place = guesses[0].question.position.place_of("choices")
        yield Violation(
            place,
            what,
            f"shorten right choices or say more in wrong ones, in some of: {names}"[:400],
        )


@check("right-position", "“Take the second” should not be a way to a badge.", strict=True)
def right_position(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, the right choice stands in each place about as often as chance would have it."""
    questions = list(list_marked_questions(draft))
    for place in range(max((len(question.choices) for question in questions), default=0)):
        here = [question for question in questions if len(question.choices) > place]
        count = sum(
            question.choices[place].id in (question.key.choices if question.key else ())
            for question in here
        )
        chances = [guess_longest(question).chance for question in here]
        if (
            min(probability_at_least(chances, count), probability_at_most(chances, count))
            < CHANCE_LEVEL / 2
        ):
            what = f"{count} of {len(here)} right choices are in place {place + 1}; chance would be {sum(chances):.0f}"
            yield Violation(
                here[0].position.place_of("choices"),
                what,
                "move right choices between places, over the pack",
            )


@check("right-true", "“Say true” should not be a way to a badge.", strict=True)
def right_true(draft: PackDraft) -> Iterator[Violation]:
    """Over the pack, statements are true about as often as false."""
    questions = [
        q for one in draft.lessons.values() for q in one.lesson.questions if q.form == "true_false"
    ]
    true = sum(
        question.key is not None and question.key.choices == ("true",) for question in questions
    )
    chances = [0.5] * len(questions)
    if (
        questions
        and min(probability_at_least(chances, true), probability_at_most(chances, true))
        < CHANCE_LEVEL / 2
    ):
        what = f"{true} of {len(questions)} statements are true"
        yield Violation(
            questions[0].position.place_of("answer"), what, "turn some statements round"
        )
