"""Compare a pack with an earlier version of itself.

The findings are those of an upload, and a warning for each question that is gone.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from content import FilePlace, Finding, LessonPack, PackReport, make_message, read_pack
from content.paths import PACK_FILE
from learning.steps.packs.compare_pack_versions import (
    find_version_changes,
    make_version_not_raised_finding,
)
from learning.steps.packs.compile_pack import compile_pack, make_global_id
from ops.operator_errors import OperatorError


def compare_with_earlier(report: PackReport, earlier: Path) -> PackReport:
    """Add findings about the changes since the `earlier` version to a report.

    Raises:
        OperatorError: the earlier version has errors or is another pack.
    """
    before = read_pack(earlier)
    if before.pack is None:
        raise OperatorError("operator.earlier_pack_faulty", path=earlier)
    if report.pack is None or report.digest == before.digest:
        return report
    if before.pack.id != report.pack.id:
        raise OperatorError(
            "operator.earlier_pack_differs",
            path=earlier,
            pack=before.pack.id,
            expected_pack=report.pack.id,
        )
    found = (*report.findings, *_find_changes(before.pack, before.digest, report.pack))
    broken = any(finding.severity == "error" for finding in found)
    return replace(report, findings=found, pack=None if broken else report.pack)


def _find_changes(before: LessonPack, digest: str, pack: LessonPack) -> Iterator[Finding]:
    if pack.version <= before.version:
        yield make_version_not_raised_finding(
            pack, before.version, pack.position.fields.get("version", 1)
        )
    yield from find_version_changes(compile_pack(before, digest, secret=""), pack)
    yield from _find_gone_questions(before, pack)


def _find_gone_questions(before: LessonPack, pack: LessonPack) -> Iterator[Finding]:
    now = {question.id for lesson in pack.original.lessons for question in lesson.questions}
    for lesson in before.original.lessons:
        for question in lesson.questions:
            if question.id not in now:
                place = _find_nearest_place(pack, lesson.id)
                message = make_message(
                    "version-question-gone", id=make_global_id(pack.id, question.id)
                )
                yield Finding(
                    place.file,
                    place.line,
                    "warning",
                    "version-question-gone",
                    message["code"],
                    message["values"],
                )


def _find_nearest_place(pack: LessonPack, lesson: str) -> FilePlace:
    """The place of the lesson's questions, or pack.yaml if the lesson is gone."""
    found = (
        one.position.place_of("questions") for one in pack.original.lessons if one.id == lesson
    )
    return next(found, FilePlace(PACK_FILE))
