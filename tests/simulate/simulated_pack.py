"""A simulated pack: lessons of four concepts, with two to four questions per concept."""

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

CONCEPT_COUNT = 200
CONCEPTS_PER_LESSON = 4
FORM_MIXTURE: tuple[Form, ...] = (
    ("single",) * 7 + ("multiple", "true_false") * 2 + ("order", "match", "sort", "gap")
)
"""The forms of questions, about as frequent as in the shipped packs."""
WORDS_BY_FORM: dict[Form, int] = {
    "single": 77,
    "multiple": 96,
    "true_false": 45,
    "order": 67,
    "match": 77,
    "sort": 77,
    "gap": 74,
}
"""What is read for a question, feedback included: the means of the shipped packs."""
GUESS_FACTOR_RANGE = (0.8, 1.3)
"""The real guess chance of a question, divided by the one that the rules assume for its form."""


@cache
def build_catalogue() -> TeamCatalogue:
    """Build the catalogue. It is the same for all people."""
    return TeamCatalogue(1, (make_pack_version(_make_pack(Random("course"))),))


@cache
def calculate_guess_chance(question: str) -> float:
    """Calculate the chance of a correct guess."""
    found = build_catalogue().find_question(question)
    assert found
    rules = FORM_RULES[found[1].form]
    return rules.guess_chance * Random(question).uniform(*GUESS_FACTOR_RANGE)


def make_response(question: Question, right: bool) -> Response:
    """Make a response that is graded as `right` says."""
    assert question.key
    if question.key.pairs:
        return Response(pairs={"a": "a", "b": "b"} if right else {"a": "b", "b": "a"})
    return Response(("a",) if right else ("b",))


def _make_pack(random: Random) -> Pack:
    concepts = tuple(
        Concept(
            f"course.c{number}",
            f"course.l{number // CONCEPTS_PER_LESSON}",
            "An idea.",
            critical=random.random() < 0.05,
        )
        for number in range(CONCEPT_COUNT)
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
            _make_lesson(random, concepts[first : first + CONCEPTS_PER_LESSON])
            for first in range(0, CONCEPT_COUNT, CONCEPTS_PER_LESSON)
        ),
        concepts=concepts,
        questions=tuple(
            _make_question(random, one, turn)
            for one in concepts
            for turn in range(random.randint(2, 4))
        ),
    )


def _make_lesson(random: Random, concepts: tuple[Concept, ...]) -> Lesson:
    ids = tuple(concept.id for concept in concepts)
    return Lesson(
        concepts[0].lesson,
        "Lesson",
        "Idea",
        "Try",
        random.randint(60, 90),
        (Card(None, "<p></p>"),),
        ids,
    )


def _make_question(random: Random, concept: Concept, turn: int) -> Question:
    form = random.choice(FORM_MIXTURE)
    choices = (QuestionChoice("a", "This"), QuestionChoice("b", "That"))
    paired = form in ("match", "sort")
    return Question(
        id=f"{concept.id}-{turn}",
        concept=concept.id,
        lesson=concept.lesson,
        form=form,
        stem="which " * WORDS_BY_FORM[form],
        choices=choices,
        targets=choices if paired else (),
        key=AnswerKey(pairs={"a": "a", "b": "b"}) if paired else AnswerKey(choices=("a",)),
    )
