"""Find changes of a new pack version by which people lose progress, which is stored by id."""

from collections.abc import Iterator

from content import FilePlace, Finding, LessonPack, Message, Severity, make_message
from content.paths import PACK_FILE
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.packs.compile_pack import make_global_id


def find_version_changes(earlier: PackDocument, pack: LessonPack) -> Iterator[Finding]:
    """Compare with the newest earlier version.

    Warns of lessons, concepts and badges that are gone, and of questions on another concept.
    """
    before = earlier.packs[earlier.language]
    lessons = pack.original.lessons
    lesson_ids = {lesson.id for lesson in lessons}
    for id_ in _list_removed_ids(pack.id, [lesson.id for lesson in before.lessons], lesson_ids):
        yield _make_pack_warning("version-lesson-gone", make_message("version-lesson-gone", id=id_))
    concepts = {concept.id for lesson in lessons for concept in lesson.concepts}
    for id_ in _list_removed_ids(pack.id, [concept.id for concept in before.concepts], concepts):
        yield _make_pack_warning(
            "version-concept-gone", make_message("version-concept-gone", id=id_)
        )
    badges = [badge.id for badge in (before.badge, *before.badges)]
    badge_ids = {badge.id for badge in (pack.original.badge, *pack.original.badges)}
    for id_ in _list_removed_ids(pack.id, badges, badge_ids):
        yield _make_pack_warning("version-badge-gone", make_message("version-badge-gone", id=id_))
    tested = {question.id: question.concept for question in before.questions}
    for lesson in lessons:
        for question in lesson.questions:
            previous_concept = tested.get(make_global_id(pack.id, question.id))
            if previous_concept not in (None, make_global_id(pack.id, question.concept)):
                message = make_message(
                    "version-question-moved",
                    question=question.id,
                    before=_strip_pack_id(previous_concept),
                    now=question.concept,
                )
                place = question.position.place_of("concept")
                yield _make_version_finding(place, "warning", "version-question-moved", message)


def make_version_not_raised_finding(pack: LessonPack, newest: int, line: int) -> Finding:
    """Refuse a version that other content has, or that is below the newest; `line` is its line."""
    version = pack.version
    if version == newest:
        message = make_message("version-taken", version=version, pack=pack.id, next=newest + 1)
    else:
        message = make_message(
            "version-low", version=version, pack=pack.id, newest=newest, next=newest + 1
        )
    return _make_version_finding(FilePlace(PACK_FILE, line), "error", "version-not-raised", message)


def _list_removed_ids(pack: str, before: list[str], now: set[str]) -> Iterator[str]:
    """The ids, without the pack's prefix, of the earlier version that are not in the new one."""
    local = (name.removeprefix(f"{pack}.") for name in before)
    yield from (name for name in local if name not in now)


def _make_pack_warning(rule: str, message: Message) -> Finding:
    return _make_version_finding(FilePlace(PACK_FILE), "warning", rule, message)


def _make_version_finding(
    place: FilePlace, severity: Severity, rule: str, message: Message
) -> Finding:
    return Finding(place.file, place.line, severity, rule, message["code"], message["values"])


def _strip_pack_id(name: str) -> str:
    return name.partition(".")[2]
