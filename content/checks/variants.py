"""Are there as many questions as it seems, or the same ones again in other words?"""

from collections.abc import Iterator
from itertools import combinations

from content.draft import PackDraft
from content.findings import Violation, make_printable
from content.registry import check
from content.text_similarity import find_content_words, measure_similarity, normalise_words
from content.values import PackQuestion

MAX_STEM_SIMILARITY = 0.6  # of their telling words shared: in good packs the closest two share 0.3
MIN_STEM_WORDS = 4  # telling words that a stem must have for a likeness to say anything
MAX_TWIN_SIMILARITY = (
    0.4  # stem and choices of two variants of one concept: in good packs 0.2 at most
)


def _questions(draft: PackDraft) -> list[PackQuestion]:
    return [question for lesson in draft.lessons.values() for question in lesson.lesson.questions]


@check(
    "stem-repeated", "A stem met before is answered from memory, and stops being read.", strict=True
)
def stem_repeated(draft: PackDraft) -> Iterator[Violation]:
    """No two stems of the pack are the same, or nearly."""
    seen: list[tuple[PackQuestion, str, frozenset[str]]] = []
    for question in _questions(draft):
        here, telling_here = normalise_words(question.stem), find_content_words(question.stem)
        for other, there, telling_there in seen:
            same = here == there
            enough = min(len(telling_here), len(telling_there)) >= MIN_STEM_WORDS
            if same or (
                enough and measure_similarity(telling_here, telling_there) >= MAX_STEM_SIMILARITY
            ):
                what = f"this stem is {'the same as' if same else 'nearly'} that of {make_printable(other.id)} ({_format_location(other)})"
                yield Violation(
                    question.position.place_of("stem"), what, "give it a scene of its own"
                )
                break
        seen.append((question, here, telling_here))


@check(
    "variants-one-form",
    "Recognising, ordering and choosing words are different ways of knowing.",
    strict=True,
)
def variants_one_form(draft: PackDraft) -> Iterator[Violation]:
    """A concept's practice questions are of two forms at least."""
    practice = [q for q in _questions(draft) if not q.checkpoint and q.form != "reflection"]
    for lesson in draft.lessons.values():
        for concept in lesson.lesson.concepts:
            forms = [question.form for question in practice if question.concept == concept.id]
            if len(forms) > 1 and len(set(forms)) == 1:
                what = f"all {len(forms)} practice questions on {make_printable(concept.id)} are of the form {forms[0]}"
                yield Violation(
                    concept.position.place_of(), what, "write one of them in another form"
                )


@check(
    "variants-twins", "A reworded twin tests the same memory twice and nothing new.", strict=True
)
def variants_twins(draft: PackDraft) -> Iterator[Violation]:
    """Two questions on one concept share few words."""
    by_concept: dict[str, list[PackQuestion]] = {}
    for question in _questions(draft):
        by_concept.setdefault(question.concept, []).append(question)
    for questions in by_concept.values():
        said = [
            (question, find_content_words(_join_question_text(question))) for question in questions
        ]
        for (one, of_one), (other, of_other) in combinations(said, 2):
            shared = measure_similarity(of_one, of_other)
            if shared >= MAX_TWIN_SIMILARITY and normalise_words(one.stem) != normalise_words(
                other.stem
            ):
                what = f"this shares {shared:.0%} of its words with {make_printable(one.id)} ({_format_location(one)})"
                yield Violation(
                    other.position.place_of("stem"),
                    what,
                    "change the trade, the trouble and what is to be done",
                )


def _join_question_text(question: PackQuestion) -> str:
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


def _format_location(question: PackQuestion) -> str:
    return f"{question.position.file}:{question.position.line}"
