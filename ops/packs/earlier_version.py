"""Hold a pack against an older version of itself, with the server's own words and one thing more that it lets pass."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from content import FilePlace, Finding, LessonPack, PackReport, read_pack
from learning.actions.compare_pack import PACK_FILE, raise_version, warn_of_changes
from learning.actions.compile_pack import compile_pack, global_id
from ops.problems import Problem


def compare_with_earlier(report: PackReport, earlier: Path) -> PackReport:
    """Add what changed under learners' feet to a report.

    Raises:
        Problem: the older one is no pack without errors, or another pack.
    """
    before = read_pack(earlier)
    if before.pack is None:
        raise Problem(
            f"{earlier} cannot be compared with: it has errors of its own. Check it first."
        )
    if report.pack is None or report.compute_digest == before.compute_digest:
        return report
    if before.pack.id != report.pack.id:
        raise Problem(f"{earlier} is the pack {before.pack.id!r}, not an older {report.pack.id!r}.")
    found = (*report.findings, *_find_changes(before.pack, before.compute_digest, report.pack))
    broken = any(finding.severity == "error" for finding in found)
    return replace(report, findings=found, pack=None if broken else report.pack)


def _find_changes(before: LessonPack, digest: str, pack: LessonPack) -> Iterator[Finding]:
    if pack.version <= before.version:
        yield raise_version(pack, before.version, pack.position.fields.get("version", 1))
    yield from warn_of_changes(compile_pack(before, digest, secret=""), pack)
    yield from _find_gone_questions(before, pack)


def _find_gone_questions(before: LessonPack, pack: LessonPack) -> Iterator[Finding]:
    now = {question.id for lesson in pack.original.lessons for question in lesson.questions}
    for lesson in before.original.lessons:
        for question in lesson.questions:
            if question.id not in now:
                place = _find_nearest_place(pack, lesson.id)
                yield Finding(
                    place.file,
                    place.line,
                    "warning",
                    "version-question-gone",
                    f"question {global_id(pack.id, question.id)!r} of the version before is not there any more",
                    "Answers are kept for an id; who answered it is asked the same again under the new one.",
                    "if the question only has a new id, give it the old one back",
                )


def _find_nearest_place(pack: LessonPack, lesson: str) -> FilePlace:
    """Where the lesson's questions are now, or pack.yaml."""
    found = (
        one.position.place_of("questions") for one in pack.original.lessons if one.id == lesson
    )
    return next(found, FilePlace(PACK_FILE))
