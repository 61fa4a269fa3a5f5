"""Check that questions differ from each other, and are not reworded copies."""

from collections.abc import Iterator
from itertools import combinations

from content.authoring_rules import AUTHORING_RULES
from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import Message, Violation, make_message, make_printable
from content.text_similarity import find_content_words, measure_similarity, normalise_words
from content.values import PackQuestion

# Share of content words that two stems share. In good packs the closest two share 0.3.
MAX_STEM_SIMILARITY = 0.6
MIN_STEM_WORDS = 4  # content words; with fewer, the similarity of two stems says nothing
# Stem and choices of two questions on one concept. In good packs they share at most 0.2.
MAX_TWIN_SIMILARITY = 0.4


@register_check("stem-repeated", strict=True)
def check_stem_repeated(draft: PackDraft) -> Iterator[Violation]:
    """No two stems of the pack are the same, or nearly the same."""
    seen: list[tuple[PackQuestion, str, frozenset[str]]] = []
    for question in draft.list_questions():
        text, words = normalise_words(question.stem), find_content_words(question.stem)
        for other, other_text, other_words in seen:
            if text == other_text or _are_similar(words, other_words):
                message = _describe_same_stem(other, same=text == other_text)
                yield Violation(question.position.place_of("stem"), message)
                break
        seen.append((question, text, words))


def _are_similar(words: frozenset[str], other: frozenset[str]) -> bool:
    enough = min(len(words), len(other)) >= MIN_STEM_WORDS
    return enough and measure_similarity(words, other) >= MAX_STEM_SIMILARITY


def _describe_same_stem(other: PackQuestion, same: bool) -> Message:
    id_, position = make_printable(other.id), other.position
    if same:
        return make_message("stem-repeated", question=id_, file=position.file, line=position.line)
    return make_message("stem-similar", question=id_, file=position.file, line=position.line)


@register_check("variants-one-form", strict=True)
def check_variants_one_form(draft: PackDraft) -> Iterator[Violation]:
    """A concept's practice questions have at least two forms."""
    practice = [
        question
        for question in draft.list_questions()
        if not question.checkpoint and AUTHORING_RULES[question.form].graded
    ]
    for lesson in draft.lessons.values():
        for concept in lesson.lesson.concepts:
            forms = [question.form for question in practice if question.concept == concept.id]
            if len(forms) > 1 and len(set(forms)) == 1:
                message = make_message(
                    "variants-one-form",
                    count=len(forms),
                    concept=make_printable(concept.id),
                    form=forms[0],
                )
                yield Violation(concept.position.place_of(), message)


@register_check("variants-twins", strict=True)
def check_variants_twins(draft: PackDraft) -> Iterator[Violation]:
    """Two questions on one concept share few words."""
    by_concept: dict[str, list[PackQuestion]] = {}
    for question in draft.list_questions():
        by_concept.setdefault(question.concept, []).append(question)
    for questions in by_concept.values():
        worded = [
            (question, find_content_words(_join_question_text(question))) for question in questions
        ]
        for (first, first_words), (second, second_words) in combinations(worded, 2):
            share = measure_similarity(first_words, second_words)
            same_stem = normalise_words(first.stem) == normalise_words(second.stem)
            if share >= MAX_TWIN_SIMILARITY and not same_stem:
                message = make_message(
                    "variants-twins",
                    share=share,
                    question=make_printable(first.id),
                    file=first.position.file,
                    line=first.position.line,
                )
                yield Violation(second.position.place_of("stem"), message)


def _join_question_text(question: PackQuestion) -> str:
    """Stem, choices, targets and lines. True and false are left out: every statement has them."""
    choices = [] if question.form == "true_false" else [choice.text for choice in question.choices]
    lines = [
        text
        for node in question.nodes
        for text in (node.says, *(choice.text for choice in node.choices))
    ]
    targets = (target.text for target in question.targets)
    return " ".join([question.stem, *choices, *targets, *lines])
