"""What the preview of a pack shows: the phone's own payloads, made from a folder each time something in it is saved.

Nothing is stored. A thing that changed gets a new id, so that the phone, which remembers what it has done, shows it again
and goes on after what has not changed.
"""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from content import Finding, Media, read_pack
from learning.queries.packs.pack_payloads import PackPayloads
from learning.queries.practice.break_items import ItemReason
from learning.rules.packs.pack_contents import Question
from learning.rules.packs.team_catalogue import PackVersion
from learning.rules.practice.grading import Response, is_correct
from learning.rules.refusals import Invalid
from learning.rules.seeded_random import hash64
from learning.steps.packs.compile_pack import compile_pack

PREVIEW = "preview"  # ids are salted everywhere; here nothing is secret
SECONDS = 20  # what a question is said to take
WHY = msgspec.json.encode(ItemReason("preview", 0))

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """The pack as it was when it was last read without errors, and what is wrong with it now."""

    number: int = 0
    title: str = ""
    digest: str = ""
    badge: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def items_of(self, lesson: str | None) -> list[Item]:
        """Everything in the pack's order, or one lesson (by the author's id) and its questions."""
        return [item for item in self.items if lesson in (None, _local(str(item["lesson"])))]

    def lessons(self) -> list[dict[str, str]]:
        """Ids and titles of the lessons."""
        lessons = (item["shown"] for item in self.items if item["shown"]["kind"] == "lesson")
        return [
            {"id": _local(_plain(lesson["lesson_id"])), "title": lesson["title"]}
            for lesson in lessons
        ]

    def right(self, question: str, response: Response) -> bool | None:
        """Grade a response as the server would; None for one that cannot be graded."""
        asked = self.questions.get(_plain(question))
        try:
            return is_correct(asked, response) if asked else None
        except Invalid:
            return None

    def status(self) -> dict[str, object]:
        """What the bar over the page shows."""
        return {
            "edition": self.number,
            "title": self.title,
            "lessons": self.lessons(),
            "findings": [asdict(finding) for finding in self.findings],
        }


class Shown:
    """The edition on show, shared by the watcher that renews it and the pages that wait for the next one."""

    def __init__(self, path: Path) -> None:
        """Read the pack for the first time."""
        self.path = path
        self.edition = Edition()
        self.sitting = 1
        self._changed = threading.Condition()
        self.renew()

    def renew(self) -> None:
        """Read the pack again, and tell everybody who waits."""
        fresh = read_edition(self.path, self.edition)
        with self._changed:
            self.edition = fresh
            self._changed.notify_all()

    def begin_again(self) -> None:
        """Forget what the phone has done: it signs in as somebody new."""
        with self._changed:
            self.sitting += 1

    def wait(self, number: int, seconds: float) -> Edition:
        """Return the edition as soon as it is another than this one, or after so long."""
        with self._changed:
            self._changed.wait_for(lambda: self.edition.number != number, seconds)
            return self.edition


def read_edition(path: Path, before: Edition) -> Edition:
    """Read a pack. With errors, the pages of the edition before stay; a folder in the middle of a change may have gone."""
    try:
        working, taught = read_pack(path), read_pack(path, strict=True)
    except OSError as error:
        gone = Finding(
            path.name, 1, "error", "file-unreadable", str(error), "", "put the folder back"
        )
        return replace(before, number=before.number + 1, findings=(gone,))
    if working.pack is None:
        return replace(before, number=before.number + 1, findings=taught.findings)
    volume = PackVersion(
        0, working.digest, compile_pack(working.pack, working.digest, secret=PREVIEW)
    )
    badge = volume.badges_in_language()[0]
    return Edition(
        number=before.number + 1,
        title=working.pack.original.title,
        digest=working.digest,
        badge={"badge_id": badge.id, "title": badge.title, "story": badge.story, "art": badge.art},
        items=_items(volume),
        questions=volume.question_by_id,
        media=working.pack.media,
        findings=taught.findings,
    )


def _items(volume: PackVersion) -> tuple[Item, ...]:
    payloads, items = PackPayloads(volume, ""), list[Item]()
    for lesson in volume.lesson_by_id:
        items.append(_item(lesson, "lesson_id", payloads.encode_lesson(lesson, WHY), volume.digest))
        for question in volume.question_by_id.values():
            if question.lesson == lesson:
                encoded = payloads.encode_question(question.id, WHY, SECONDS, hash64(question.id))
                items.append(_item(lesson, "question_id", encoded, volume.digest))
    return tuple(items)


def _item(lesson: str, key: str, encoded: bytes, digest: str) -> Item:
    """An item under an id that changes with what it shows, but not with the addresses of its pictures."""
    shown = msgspec.json.decode(encoded)
    shown[key] += "~" + sha256(encoded.replace(digest.encode(), b"")).hexdigest()[:8]
    return {"lesson": lesson, "shown": shown}


def _plain(name: str) -> str:
    return name.partition("~")[0]


def _local(name: str) -> str:
    return name.partition(".")[2]
