"""What there is to learn: ideas in lessons of four, each tested by two to four questions of several forms."""

from functools import cache
from random import Random

from support.catalogues import make_pack_version

from learning.rules.packs.pack_contents import (
    AnswerKey,
    Card,
    Concept,
    Lesson,
    Pack,
    PackBadge,
    Question,
    QuestionChoice,
)
from learning.rules.packs.team_catalogue import TeamCatalogue
from learning.rules.practice.forms import FORM_RULES, Form
from learning.rules.practice.grading import Response

CONCEPTS = 200
LESSON = 4
MIXTURE: list[Form] = ["single"] * 7
MIXTURE += ["multiple", "true_false"] * 2
MIXTURE += ["order", "match", "sort", "gap"]
"""Forms about as often as in the packs that ship."""
LUCK = (0.8, 1.3)
"""What the chance to guess a question really is, in shares of what the rules believe of its form."""


@cache
def course() -> TeamCatalogue:
    """Build the shelf, the same for everybody."""
    return TeamCatalogue(1, (make_pack_version(_pack(Random("course"))),))


@cache
def luck(question: str) -> float:
    """Return the chance to be right without knowing."""
    found = course().find_question(question)
    assert found
    return FORM_RULES[found[1].form].guess_chance * Random(question).uniform(*LUCK)


def respond(question: Question, right: bool) -> Response:
    """Return a response that is graded so."""
    assert question.key
    if question.key.pairs:
        return Response(pairs={"a": "a", "b": "b"} if right else {"a": "b", "b": "a"})
    return Response(("a",) if right else ("b",))


def _pack(dice: Random) -> Pack:
    concepts = tuple(
        Concept(
            f"course.c{number}",
            f"course.l{number // LESSON}",
            "An idea.",
            critical=dice.random() < 0.05,
        )
        for number in range(CONCEPTS)
    )
    return Pack(
        id="course",
        version=1,
        language="en",
        title="Course",
        summary="Simulated.",
        source="Nobody",
        licence="CC0-1.0",
        badge=PackBadge("done", "Done", "All of it.", "media/badge.svg"),
        lessons=tuple(
            _lesson(dice, concepts[first : first + LESSON]) for first in range(0, CONCEPTS, LESSON)
        ),
        concepts=concepts,
        questions=tuple(
            _question(dice, one, turn) for one in concepts for turn in range(dice.randint(2, 4))
        ),
    )


def _lesson(dice: Random, concepts: tuple[Concept, ...]) -> Lesson:
    ids = tuple(concept.id for concept in concepts)
    return Lesson(
        concepts[0].lesson,
        "Lesson",
        "Idea",
        "Try",
        dice.randint(60, 90),
        (Card(None, "<p></p>"),),
        ids,
    )


def _question(dice: Random, concept: Concept, turn: int) -> Question:
    form = dice.choice(MIXTURE)
    choices = (QuestionChoice("a", "This"), QuestionChoice("b", "That"))
    paired = form in ("match", "sort")
    return Question(
        id=f"{concept.id}-{turn}",
        concept=concept.id,
        lesson=concept.lesson,
        form=form,
        stem="Which?",
        choices=choices,
        targets=choices if paired else (),
        key=AnswerKey(pairs={"a": "a", "b": "b"}) if paired else AnswerKey(choices=("a",)),
    )
