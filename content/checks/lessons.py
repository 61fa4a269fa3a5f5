"""Check that a lesson takes the time it claims, explains each answer and describes its pictures."""

import re
from collections.abc import Iterator

from content.authoring_rules import AUTHORING_RULES
from content.checks.registry import register_check
from content.draft import PackDraft
from content.findings import FilePlace, Message, Violation, make_message, make_printable
from content.prose import count_words, estimate_seconds
from content.values import PackQuestion

# Between claim and estimate: reading speeds differ by more, but a whole card takes longer.
MAX_SECONDS_OFF = 10
MIN_LESSON_SECONDS, MAX_LESSON_SECONDS = 60, 120  # the schema has the same bounds
MIN_FEEDBACK_WORDS = 3
MIN_ALT_WORDS, MAX_ALT_CHARS = 3, 160

_PICTURE_OPENING = re.compile(
    r"(?:(?:an?|the|this) )?(?:\w+ )?"
    r"(?:image|picture|photo|photograph|illustration|graphic|drawing|icon|diagram|svg)\b"
    r"(?: (?:of|showing|that|with)\b|:)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S+\.(?:svg|png|jpe?g|webp)", re.IGNORECASE)
_KIND_OF_PICTURE = re.compile(
    r"\W*(?:image|picture|photo|illustration|graphic|drawing|icon|badge|logo|alt(?: text)?)\W*",
    re.IGNORECASE,
)


@register_check("lesson-seconds", strict=True)
def check_lesson_seconds(draft: PackDraft) -> Iterator[Violation]:
    """`seconds` differs from the estimated reading time by at most `MAX_SECONDS_OFF`."""
    for lesson in draft.lessons.values():
        estimate, claim = estimate_seconds(lesson.lesson), lesson.lesson.seconds
        if lesson.lesson.cards and claim and abs(estimate - claim) > MAX_SECONDS_OFF:
            place = lesson.document.place_of("seconds")
            yield Violation(place, _describe_seconds(estimate, claim))


def _describe_seconds(estimate: float, claim: int) -> Message:
    least, most = MIN_LESSON_SECONDS, MAX_LESSON_SECONDS
    if round(estimate) < least:
        return make_message("lesson-short", estimate=estimate, claim=claim, least=least, most=most)
    if round(estimate) > most:
        return make_message("lesson-long", estimate=estimate, claim=claim, least=least, most=most)
    return make_message("lesson-seconds", estimate=estimate, claim=claim)


@register_check("feedback-missing", strict=True)
def check_feedback_missing(draft: PackDraft) -> Iterator[Violation]:
    """Questions without feedback on each choice have feedback on the whole answer."""
    for question in draft.list_questions():
        if AUTHORING_RULES[question.form].feedback == "answer" and question.feedback is None:
            message = make_message("feedback-missing", form=question.form)
            yield Violation(question.position.place_of(), message)


@register_check("feedback-empty", strict=True)
def check_feedback_empty(draft: PackDraft) -> Iterator[Violation]:
    """Feedback has at least `MIN_FEEDBACK_WORDS` words, and each one is there once."""
    for question in draft.list_questions():
        seen: set[str] = set()
        for text, place in _list_feedback(question):
            if text.casefold() in seen:
                yield Violation(place, make_message("feedback-repeated", text=make_printable(text)))
            elif count_words(text) < MIN_FEEDBACK_WORDS:
                yield Violation(place, make_message("feedback-empty", text=make_printable(text)))
            seen.add(text.casefold())


def _list_feedback(question: PackQuestion) -> Iterator[tuple[str, FilePlace]]:
    node_choices = [choice for node in question.nodes for choice in node.choices]
    for choice in (*question.choices, *node_choices):
        if choice.feedback is not None:
            field = choice.id if question.form == "true_false" else "feedback"
            yield choice.feedback, choice.position.place_of(field)
    for text in question.feedback or ():
        yield text, question.position.place_of("feedback")


@register_check("alt-useless", strict=True)
def check_alt_useless(draft: PackDraft) -> Iterator[Violation]:
    """Alt text describes the picture in 3 words to 160 characters, without “image of”."""
    alts = [
        (str(badge["alt"]), draft.document.place_of(*path, "alt"))
        for path, badge in draft.list_badges()
        if badge.get("alt")
    ]
    alts += [
        (image.alt, image.place) for lesson in draft.list_all_lessons() for image in lesson.images
    ]
    for alt, place in alts:
        if alt.strip() and (message := _describe_useless_alt(alt.strip(), make_printable(alt))):
            yield Violation(place, message)


def _describe_useless_alt(alt: str, printable: str) -> Message | None:
    """What is wrong with an alt text; None for a good one."""
    if _PICTURE_OPENING.match(alt):
        return make_message("alt-says-picture", alt=printable)
    if _FILE_NAME.fullmatch(alt) or _KIND_OF_PICTURE.fullmatch(alt):
        return make_message("alt-names-file", alt=printable)
    if len(alt) > MAX_ALT_CHARS:
        return make_message("alt-long", count=len(alt), most=MAX_ALT_CHARS, alt=printable)
    if count_words(alt) < MIN_ALT_WORDS:
        return make_message("alt-short", least=MIN_ALT_WORDS, alt=printable)
    return None
