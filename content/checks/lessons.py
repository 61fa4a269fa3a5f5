"""Does a lesson take the time it says, explain every answer and say what its pictures show?"""

import re
from collections.abc import Iterator

from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.prose import count_words, estimate_seconds
from content.registry import check
from content.values import PackQuestion

MAX_SECONDS_OFF = (
    10  # between claim and estimate: people differ more than that, a whole card does not
)
LESSON_SECONDS_RANGE = (60, 120)  # the schema holds claims to this
MIN_FEEDBACK_WORDS = 3
MIN_ALT_WORDS, MAX_ALT_CHARS = 3, 160

_FORMS_WITH_ONE_FEEDBACK = ("order", "match", "sort", "gap")
_PICTURE_OPENING = re.compile(
    r"(?:(?:an?|the|this) )?(?:\w+ )?(?:image|picture|photo|photograph|illustration|graphic|drawing|icon|diagram|svg)\b"
    r"(?: (?:of|showing|that|with)\b|:)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\S+\.(?:svg|png|jpe?g|webp)", re.IGNORECASE)
_KIND_OF_PICTURE = re.compile(
    r"\W*(?:image|picture|photo|illustration|graphic|drawing|icon|badge|logo|alt(?: text)?)\W*",
    re.I,
)


@check(
    "lesson-seconds",
    "Who was promised a minute and gets two does not open the next one.",
    strict=True,
)
def lesson_seconds(draft: PackDraft) -> Iterator[Violation]:
    """The claim is what reading takes: 200 words a minute, 4 s a picture, 2 s a card, give or take 10 s."""
    for one in draft.lessons.values():
        found, claim = estimate_seconds(one.lesson), one.lesson.seconds
        if one.lesson.cards and claim and abs(found - claim) > MAX_SECONDS_OFF:
            what = f"reading the cards and `try_it` takes about {found:.0f} s, {claim} are claimed"
            yield Violation(one.document.place_of("seconds"), what, _advice(found))


def _advice(found: float) -> str:
    if LESSON_SECONDS_RANGE[0] <= round(found) <= LESSON_SECONDS_RANGE[1]:
        return f"write `seconds: {found:.0f}`, or cut or add words"
    return (
        f"{'add' if found < LESSON_SECONDS_RANGE[0] else 'cut'} words: a lesson takes 60 to 120 s"
    )


@check("feedback-missing", "An answer without a why teaches nothing, right or wrong.", strict=True)
def feedback_missing(draft: PackDraft) -> Iterator[Violation]:
    """Forms whose choices are not explained one by one say why the whole is right or wrong."""
    for question in _questions(draft):
        if question.form in _FORMS_WITH_ONE_FEEDBACK and question.feedback is None:
            what = f"this {question.form} question has no `feedback`"
            yield Violation(
                question.position.place_of(),
                what,
                "add `feedback:` with `right:` and `wrong:`, each saying why",
            )


@check(
    "feedback-empty",
    "“Wrong” says what the screen shows already; the why is what is learnt.",
    strict=True,
)
def feedback_empty(draft: PackDraft) -> Iterator[Violation]:
    """Feedback has three words at least and is said of one choice alone."""
    for question in _questions(draft):
        seen: set[str] = set()
        for text, place in _list_feedback(question):
            same = text.casefold() in seen
            seen.add(text.casefold())
            if same or count_words(text) < MIN_FEEDBACK_WORDS:
                what = f"this feedback {'is there twice' if same else 'says no why'}: {make_printable(text)}"
                yield Violation(place, what, "say what this choice does to the customer")


def _questions(draft: PackDraft) -> Iterator[PackQuestion]:
    for lesson in draft.lessons.values():
        yield from lesson.lesson.questions


def _list_feedback(question: PackQuestion) -> Iterator[tuple[str, FilePlace]]:
    moves = [choice for node in question.nodes for choice in node.choices]
    for choice in (*question.choices, *moves):
        if choice.feedback is not None:
            field = choice.id if question.form == "true_false" else "feedback"
            yield choice.feedback, choice.position.place_of(field)
    for text in question.feedback or ():
        yield text, question.position.place_of("feedback")


@check(
    "alt-useless",
    "A screen reader says “image” by itself; what it shows is what is missing.",
    strict=True,
)
def alt_useless(draft: PackDraft) -> Iterator[Violation]:
    """Alt text says what the picture shows, in three words to 160 characters, without “image of”."""
    told = [
        (str(badge["alt"]), draft.document.place_of(*path, "alt"))
        for path, badge in draft.list_badges()
        if badge.get("alt")
    ]
    told += [(image.alt, image.place) for one in draft.list_all_lessons() for image in one.images]
    for alt, place in told:
        if alt.strip() and (wrong := _useless(alt.strip())):
            yield Violation(
                place,
                f"the alt text {wrong}: {make_printable(alt)}",
                "say who does what, as you would on the phone",
            )


def _useless(alt: str) -> str | None:
    if _PICTURE_OPENING.match(alt):
        return "says that it is a picture"
    if _FILE_NAME.fullmatch(alt) or _KIND_OF_PICTURE.fullmatch(alt):
        return "names a file or a kind of picture"
    if len(alt) > MAX_ALT_CHARS:
        return f"has {len(alt)} characters, {MAX_ALT_CHARS} at most"
    return f"has fewer than {MIN_ALT_WORDS} words" if count_words(alt) < MIN_ALT_WORDS else None
