"""Hold a pack against an older version of itself, with the server's own words and one thing more that it lets pass."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from content import Finding, Pack, Place, Report, read_pack
from learning.steps.packs.compare_pack_versions import (
    PACK_FILE_NAME,
    find_version_changes,
    make_version_not_raised_finding,
)
from learning.steps.packs.compile_pack import compile_pack, make_global_id
from ops.operator_errors import OperatorError


def held_against(report: Report, earlier: Path) -> Report:
    """Add what changed under learners' feet to a report.

    Raises:
        Problem: the older one is no pack without errors, or another pack.
    """
    before = read_pack(earlier)
    if before.pack is None:
        raise OperatorError(
            f"{earlier} cannot be compared with: it has errors of its own. Check it first."
        )
    if report.pack is None or report.digest == before.digest:
        return report
    if before.pack.id != report.pack.id:
        raise OperatorError(
            f"{earlier} is the pack {before.pack.id!r}, not an older {report.pack.id!r}."
        )
    found = (*report.findings, *_changes(before.pack, before.digest, report.pack))
    broken = any(finding.severity == "error" for finding in found)
    return replace(report, findings=found, pack=None if broken else report.pack)


def _changes(before: Pack, digest: str, pack: Pack) -> Iterator[Finding]:
    if pack.version <= before.version:
        yield make_version_not_raised_finding(
            pack, before.version, pack.at.fields.get("version", 1)
        )
    yield from find_version_changes(compile_pack(before, digest, secret=""), pack)
    yield from _gone_questions(before, pack)


def _gone_questions(before: Pack, pack: Pack) -> Iterator[Finding]:
    now = {question.id for lesson in pack.original.lessons for question in lesson.questions}
    for lesson in before.original.lessons:
        for question in lesson.questions:
            if question.id not in now:
                place = _nearest(pack, lesson.id)
                yield Finding(
                    place.file,
                    place.line,
                    "warning",
                    "version-question-gone",
                    f"question {make_global_id(pack.id, question.id)!r} of the version before is not there any more",
                    "Answers are kept for an id; who answered it is asked the same again under the new one.",
                    "if the question only has a new id, give it the old one back",
                )


def _nearest(pack: Pack, lesson: str) -> Place:
    """Where the lesson's questions are now, or pack.yaml."""
    found = (one.at.place("questions") for one in pack.original.lessons if one.id == lesson)
    return next(found, Place(PACK_FILE_NAME))
