"""What a new version of a pack changes under learners' feet: ids are how what they did is carried over."""

from collections.abc import Iterator

from content import Finding, Pack, Place, Severity
from learning.rules.packs.pack_contents import PackDocument
from learning.steps.packs.compile_pack import make_global_id

PACK_FILE_NAME = "pack.yaml"


def find_version_changes(earlier: PackDocument, pack: Pack) -> Iterator[Finding]:
    """Compare with the newest earlier version: lessons, concepts and badges that vanish, questions that test another concept."""
    before = earlier.packs[earlier.language]
    lessons = pack.original.lessons
    yield from _find_removed_ids(
        "lesson", pack.id, [one.id for one in before.lessons], {one.id for one in lessons}
    )
    concepts = {concept.id for lesson in lessons for concept in lesson.concepts}
    yield from _find_removed_ids("concept", pack.id, [one.id for one in before.concepts], concepts)
    badges = [badge.id for badge in (before.badge, *before.badges)]
    yield from _find_removed_ids(
        "badge",
        pack.id,
        badges,
        {badge.id for badge in (pack.original.badge, *pack.original.badges)},
    )
    tested = {question.id: question.concept for question in before.questions}
    for lesson in lessons:
        for question in lesson.questions:
            previous_concept = tested.get(make_global_id(pack.id, question.id))
            if previous_concept not in (None, make_global_id(pack.id, question.concept)):
                yield _make_version_finding(
                    question.at.place("concept"),
                    "warning",
                    "version-question-moved",
                    f"question {question.id!r} tested {_strip_pack_id(previous_concept)!r} in the version before, now {question.concept!r}",
                    "Answers that were given to it stay with the concept they were given for.",
                    "give a question about another concept a new id",
                )


def make_version_not_raised_finding(pack: Pack, newest: int, line: int) -> Finding:
    """Refuse a number that is taken by other content, or is below the newest version; `line` is where it stands."""
    taken = (
        "is taken by other content"
        if pack.version == newest
        else f"is not above the newest, {newest}"
    )
    return _make_version_finding(
        Place(PACK_FILE_NAME, line),
        "error",
        "version-not-raised",
        f"version {pack.version} of {pack.id!r} {taken}",
        "A version never changes once it is there, so that answers can be understood and a publication rolled back.",
        f"raise version to {newest + 1}",
    )


def _find_removed_ids(what: str, pack: str, before: list[str], now: set[str]) -> Iterator[Finding]:
    for name in before:
        if (local := name.removeprefix(f"{pack}.")) not in now:
            yield _make_version_finding(
                Place(PACK_FILE_NAME),
                "warning",
                f"version-{what}-gone",
                f"{what} {local!r} of the version before is not there any more",
                "What people did under an id is kept for that id; a new id starts from nothing.",
                f"if the {what} only has a new id, give it the old one back",
            )


def _make_version_finding(
    place: Place, severity: Severity, rule: str, what: str, why: str, fix: str
) -> Finding:
    return Finding(place.file, place.line, severity, rule, what, why, fix)


def _strip_pack_id(name: str) -> str:
    return name.partition(".")[2]
