"""Are there as many questions as it seems, or the same ones again in other words?"""

from collections.abc import Iterator
from itertools import combinations

from content.alike import likeness, plain, telling
from content.draft import Draft
from content.findings import Problem, shown
from content.registry import check
from content.values import Question

STEMS_ALIKE = 0.6  # of their telling words shared: in good packs the closest two share 0.3
STEM_WORDS = 4  # telling words that a stem must have for a likeness to say anything
TWINS_ALIKE = 0.4  # stem and choices of two variants of one concept: in good packs 0.2 at most


def _questions(draft: Draft) -> list[Question]:
    return [question for lesson in draft.lessons.values() for question in lesson.lesson.questions]


@check(
    "stem-repeated", "A stem met before is answered from memory, and stops being read.", strict=True
)
def stem_repeated(draft: Draft) -> Iterator[Problem]:
    """No two stems of the pack are the same, or nearly."""
    seen: list[tuple[Question, str, frozenset[str]]] = []
    for question in _questions(draft):
        here, telling_here = plain(question.stem), telling(question.stem)
        for other, there, telling_there in seen:
            same = here == there
            enough = min(len(telling_here), len(telling_there)) >= STEM_WORDS
            if same or (enough and likeness(telling_here, telling_there) >= STEMS_ALIKE):
                what = f"this stem is {'the same as' if same else 'nearly'} that of {shown(other.id)} ({_where(other)})"
                yield Problem(question.at.place("stem"), what, "give it a scene of its own")
                break
        seen.append((question, here, telling_here))


@check(
    "variants-one-form",
    "Recognising, ordering and choosing words are different ways of knowing.",
    strict=True,
)
def variants_one_form(draft: Draft) -> Iterator[Problem]:
    """A concept's practice questions are of two forms at least."""
    practice = [q for q in _questions(draft) if not q.checkpoint and q.form != "reflection"]
    for lesson in draft.lessons.values():
        for concept in lesson.lesson.concepts:
            forms = [question.form for question in practice if question.concept == concept.id]
            if len(forms) > 1 and len(set(forms)) == 1:
                what = f"all {len(forms)} practice questions on {shown(concept.id)} are of the form {forms[0]}"
                yield Problem(concept.at.place(), what, "write one of them in another form")


@check(
    "variants-twins", "A reworded twin tests the same memory twice and nothing new.", strict=True
)
def variants_twins(draft: Draft) -> Iterator[Problem]:
    """Two questions on one concept share few words."""
    by_concept: dict[str, list[Question]] = {}
    for question in _questions(draft):
        by_concept.setdefault(question.concept, []).append(question)
    for questions in by_concept.values():
        said = [(question, telling(_whole(question))) for question in questions]
        for (one, of_one), (other, of_other) in combinations(said, 2):
            shared = likeness(of_one, of_other)
            if shared >= TWINS_ALIKE and plain(one.stem) != plain(other.stem):
                what = f"this shares {shared:.0%} of its words with {shown(one.id)} ({_where(one)})"
                yield Problem(
                    other.at.place("stem"),
                    what,
                    "change the trade, the trouble and what is to be done",
                )


def _whole(question: Question) -> str:
    """Stem, choices, targets and lines; the choices of a statement are nobody's words."""
    choices = [] if question.form == "true_false" else [choice.text for choice in question.choices]
    lines = [
        text
        for node in question.nodes
        for text in (node.says, *(choice.text for choice in node.choices))
    ]
    return " ".join(
        [question.stem, *choices, *(target.text for target in question.targets), *lines]
    )


def _where(question: Question) -> str:
    return f"{question.at.file}:{question.at.line}"
