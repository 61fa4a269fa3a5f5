"""What a new version of a pack changes under learners' feet: ids are how what they did is carried over."""

from collections.abc import Iterator

from content import FilePlace, Finding, LessonPack, Severity
from learning.actions.compile_pack import global_id
from learning.rules.catalogue import Document

PACK_FILE = "pack.yaml"


def warn_of_changes(earlier: Document, pack: LessonPack) -> Iterator[Finding]:
    """Compare with the newest earlier version: lessons, concepts and badges that vanish, questions that test another concept."""
    before = earlier.packs[earlier.language]
    lessons = pack.original.lessons
    yield from _vanished("lesson", pack.id, [one.id for one in before.lessons], {one.id for one in lessons})
    concepts = {concept.id for lesson in lessons for concept in lesson.concepts}
    yield from _vanished("concept", pack.id, [one.id for one in before.concepts], concepts)
    badges = [badge.id for badge in (before.badge, *before.badges)]
    yield from _vanished("badge", pack.id, badges, {badge.id for badge in (pack.original.badge, *pack.original.badges)})
    tested = {question.id: question.concept for question in before.questions}
    for lesson in lessons:
        for question in lesson.questions:
            was = tested.get(global_id(pack.id, question.id))
            if was not in (None, global_id(pack.id, question.concept)):
                yield _finding(
                    question.position.place_of("concept"),
                    "warning",
                    "version-question-moved",
                    f"question {question.id!r} tested {_local(was)!r} in the version before, now {question.concept!r}",
                    "Answers that were given to it stay with the concept they were given for.",
                    "give a question about another concept a new id",
                )


def raise_version(pack: LessonPack, newest: int, line: int) -> Finding:
    """Refuse a number that is taken by other content, or is below the newest version; `line` is where it stands."""
    taken = "is taken by other content" if pack.version == newest else f"is not above the newest, {newest}"
    return _finding(
        FilePlace(PACK_FILE, line),
        "error",
        "version-not-raised",
        f"version {pack.version} of {pack.id!r} {taken}",
        "A version never changes once it is there, so that answers can be understood and a publication rolled back.",
        f"raise version to {newest + 1}",
    )


def _vanished(what: str, pack: str, before: list[str], now: set[str]) -> Iterator[Finding]:
    for name in before:
        if (local := name.removeprefix(f"{pack}.")) not in now:
            yield _finding(
                FilePlace(PACK_FILE),
                "warning",
                f"version-{what}-gone",
                f"{what} {local!r} of the version before is not there any more",
                "What people did under an id is kept for that id; a new id starts from nothing.",
                f"if the {what} only has a new id, give it the old one back",
            )


def _finding(place: FilePlace, severity: Severity, rule: str, what: str, why: str, fix: str) -> Finding:
    return Finding(place.file, place.line, severity, rule, what, why, fix)


def _local(name: str) -> str:
    return name.partition(".")[2]
