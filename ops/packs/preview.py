"""Build the payloads of the phone from a pack's folder, again each time a file is saved.

Nothing is stored. An item that changed gets a new id, so that the phone, which remembers finished
items, shows it again and skips the others.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from content import Finding, MediaFile, make_message, read_pack
from learning.queries.packs.pack_payloads import PackPayloads
from learning.queries.practice.break_items import ItemReason
from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import PackVersion
from learning.rules.practice.grading import Response, is_correct
from learning.rules.practice.item_time import USUAL_PACE, scale_to_pace
from learning.rules.refusals import Invalid
from learning.rules.seeded_random import hash64
from learning.steps.packs.compile_pack import compile_pack
from ops.packs.findings_report import describe_finding

PREVIEW_SALT = "preview"  # compiling salts the ids; nothing is secret in a preview
PREVIEW_REASON = msgspec.json.encode(ItemReason("preview", 0))

PreviewItem = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PreviewRevision:
    """The pack as last read without errors, and its findings now."""

    number: int = 0
    title: str = ""
    language: str = ""
    digest: str = ""
    badge: Mapping[str, str | None] = field(default_factory=dict)
    items: tuple[PreviewItem, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    media: Mapping[str, MediaFile] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def list_items(self, lesson: str | None) -> list[PreviewItem]:
        """All items in the pack's order, or one lesson (by the author's id) and its questions."""
        return [
            item for item in self.items if lesson in (None, _strip_pack_prefix(str(item["lesson"])))
        ]

    def list_lessons(self) -> list[dict[str, str]]:
        """Ids and titles of the lessons."""
        lessons = (item["shown"] for item in self.items if item["shown"]["kind"] == "lesson")
        return [
            {
                "id": _strip_pack_prefix(_strip_version(lesson["lesson_id"])),
                "title": lesson["title"],
                "language": lesson["language"],
            }
            for lesson in lessons
        ]

    def grade_response(self, question: str, response: Response) -> bool | None:
        """Grade a response as the server does; None if it cannot be graded."""
        asked = self.questions.get(_strip_version(question))
        try:
            return is_correct(asked, response) if asked else None
        except Invalid:
            return None

    def describe_status(self) -> dict[str, object]:
        """The data of the bar over the page, as JSON."""
        return {
            "revision": self.number,
            "title": self.title,
            "language": self.language,
            "lessons": self.list_lessons(),
            "findings": [describe_finding(finding) for finding in self.findings],
        }


class PreviewState:
    """The current revision. The watcher replaces it; pages wait for the next one."""

    def __init__(self, path: Path) -> None:
        """Read the pack for the first time."""
        self.path = path
        self.revision = PreviewRevision()
        self.person_number = 1
        self._changed = threading.Condition()
        self.reload_pack()

    def reload_pack(self) -> None:
        """Read the pack again, and wake all who wait."""
        fresh = read_revision(self.path, self.revision)
        with self._changed:
            self.revision = fresh
            self._changed.notify_all()

    def start_over(self) -> None:
        """Forget what the phone has done: it signs in as another person."""
        with self._changed:
            self.person_number += 1

    def wait_for_change(self, number: int, seconds: float) -> PreviewRevision:
        """Return the revision once its number is not `number`, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.revision.number != number, seconds)
            return self.revision


def read_revision(path: Path, before: PreviewRevision) -> PreviewRevision:
    """Read a pack. With errors, the items of the revision before stay.

    The folder may be missing for a moment while an editor or version control changes it.
    """
    try:
        report = read_pack(path, without_pictures=True)
        strict_report = read_pack(path, strict=True)
    except OSError as error:
        message = make_message("folder-gone", reason=str(error))
        gone = Finding(path.name, 1, "error", "file-unreadable", message["code"], message["values"])
        return replace(before, number=before.number + 1, findings=(gone,))
    if report.pack is None:
        return replace(before, number=before.number + 1, findings=strict_report.findings)
    version = PackVersion(
        0,
        report.digest,
        compile_pack(report.pack, report.digest, secret=PREVIEW_SALT),
    )
    badge = version.badges_in_language()[0]
    return PreviewRevision(
        number=before.number + 1,
        title=report.pack.original.title,
        language=report.pack.language,
        digest=report.digest,
        badge={
            "badge_id": badge.id,
            "code": badge.code,
            "title": badge.title,
            "story": badge.story,
            "art": badge.art,
            "alt": badge.alt,
            "language": badge.language,
            "kind": badge.kind,
        },
        items=_build_items(version),
        questions=version.question_by_id,
        media=report.pack.media,
        findings=strict_report.findings,
    )


def _build_items(version: PackVersion) -> tuple[PreviewItem, ...]:
    payloads, items = PackPayloads(version, ""), list[PreviewItem]()
    seconds = {
        item_id: scale_to_pace(time.whole, USUAL_PACE)
        for item_id, time in version.item_times_in_language().items()
    }
    for lesson in version.lesson_by_id:
        encoded = payloads.encode_lesson(lesson, PREVIEW_REASON, seconds[lesson])
        items.append(_build_item(lesson, "lesson_id", encoded, version.digest))
        for question in version.question_by_id.values():
            if question.lesson == lesson:
                encoded = payloads.encode_question(
                    question.id, PREVIEW_REASON, seconds[question.id], hash64(question.id)
                )
                items.append(_build_item(lesson, "question_id", encoded, version.digest))
    return tuple(items)


def _build_item(lesson: str, key: str, encoded: bytes, digest: str) -> PreviewItem:
    """An item whose id changes with its content, except for the addresses of its pictures."""
    shown = msgspec.json.decode(encoded)
    shown[key] += "~" + sha256(encoded.replace(digest.encode(), b"")).hexdigest()[:8]
    return {"lesson": lesson, "shown": shown}


def _strip_version(name: str) -> str:
    return name.partition("~")[0]


def _strip_pack_prefix(name: str) -> str:
    return name.partition(".")[2]
