"""A pack on its way to being one: everything that could be read, for the rules to look at.

A draft is there even when half the pack is broken, so that one run tells an author everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from content import paths
from content.build import build_lesson
from content.document import Document, Path, load
from content.findings import Finding, Place, Problem
from content.front_matter import Block, LessonFile, split
from content.markdown import Image, draw
from content.overlay import overlay
from content.registry import fault
from content.shape import Shape, shape
from content.source import Unpacked
from content.text import decode
from content.values import Lesson

NO_PACK_FILE = fault(
    "pack-file-missing", "pack.yaml is where a pack says what it is and which lessons it has."
)


class Translation(NamedTuple):
    """Names a lesson in another language."""

    lesson: str
    language: str


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson as read. `lesson` leaves out what is broken; `markdown` and `alts` are problems met in its cards."""

    name: str
    document: Document
    lesson: Lesson
    images: tuple[Image, ...]
    markdown: tuple[Problem, ...]
    alts: tuple[Problem, ...]


@dataclass(slots=True)
class Draft:
    """Everything that could be read of a pack. `words` and `lesson_words` hold translations as written."""

    source: Unpacked
    document: Document = field(default_factory=lambda: Document(paths.PACK_FILE))
    words: dict[str, Document] = field(default_factory=dict)
    lessons: dict[str, LessonDraft] = field(default_factory=dict)
    lesson_words: dict[Translation, LessonFile] = field(default_factory=dict)
    localised: dict[Translation, LessonDraft] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the originals."""
        return str(self.document.data.get("language", ""))

    @property
    def listed(self) -> list[str]:
        """The lessons that pack.yaml names, in order."""
        lessons = self.document.data.get("lessons")
        return [id_ for id_ in lessons if isinstance(id_, str)] if isinstance(lessons, list) else []

    @property
    def whole(self) -> bool:
        """False if some lesson could not be read at all, so that nothing can be said to be missing."""
        return all(draft.document.readable for draft in self.lessons.values())

    def badges(self) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The badges of pack.yaml as written, the one for the whole pack first, each with its path."""
        data = self.document.data
        if isinstance(badge := data.get("badge"), dict):
            yield ("badge",), badge
        more = data.get("badges")
        for i, badge in enumerate(more if isinstance(more, list) else ()):
            if isinstance(badge, dict):
                yield ("badges", i), badge

    def every_lesson(self) -> Iterator[LessonDraft]:
        """Originals, then lessons in their translations."""
        yield from self.lessons.values()
        yield from self.localised.values()


def draft_pack(source: Unpacked) -> Draft:
    """Read every file of a source that the format knows."""
    draft = Draft(source)
    draft.findings += [*source.findings, *paths.unknown_files(source.files)]
    if paths.PACK_FILE in source.files:
        draft.document, _ = _yaml(draft, paths.PACK_FILE, "pack-1")
    elif source.files or not source.findings:
        fix = "add pack.yaml at the top of the folder or zip"
        draft.findings.append(
            NO_PACK_FILE.finding(Place(paths.PACK_FILE), "there is no pack.yaml", fix)
        )
    # Originals sort before their translations: "a.md" after "a.de.md", so two passes.
    for path in sorted(source.files):
        if found := paths.LESSON_FILE.fullmatch(path):
            draft.lessons[found[1]] = _lesson(draft, path, found[1])
    for path in sorted(source.files):
        if found := paths.PACK_TRANSLATION.fullmatch(path):
            draft.words[found[1]], _ = _yaml(draft, path, "pack-translation-1")
        elif found := paths.LESSON_TRANSLATION.fullmatch(path):
            _translation(draft, path, Translation(found[1], found[2]))
    return draft


def _yaml(draft: Draft, path: str, schema: str) -> tuple[Document, Shape]:
    text, finding = decode(path, draft.source.files[path])
    document, findings = (Document(path), [finding]) if finding else load(path, text)
    fits = shape(document, schema)
    draft.findings += [*findings, *fits.findings]
    return document, fits


def _open(draft: Draft, path: str) -> LessonFile:
    text, finding = decode(path, draft.source.files[path])
    file = LessonFile(Document(path), (), [finding]) if finding else split(path, text)
    draft.findings += file.findings
    return file


def _lesson(draft: Draft, path: str, name: str) -> LessonDraft:
    file = _open(draft, path)
    fits = shape(file.document, "lesson-1")
    draft.findings += fits.findings
    return _assemble(name, draft.language, file.document, file.blocks, fits)


def _translation(draft: Draft, path: str, key: Translation) -> None:
    """Read a translation, and lay it over its original if there is one."""
    file = draft.lesson_words[key] = _open(draft, path)
    findings = shape(file.document, "lesson-translation-1").findings
    draft.findings += findings
    original = draft.lessons.get(key.lesson)
    if original and original.document.readable and file.document.readable:
        both = overlay(original.document, file.document)
        fits = shape(
            both, "lesson-1"
        )  # again, so that only what fits is built; what does not was said already
        draft.localised[key] = _assemble(key.lesson, key.language, both, file.blocks, fits)


def _assemble(
    name: str, language: str, document: Document, blocks: tuple[Block, ...], fits: Shape
) -> LessonDraft:
    drawn = [draw(block, document.file) for block in blocks]
    lesson = build_lesson(document, language, fits.broken, tuple(one.card for one in drawn))
    markdown = tuple(problem for one in drawn for problem in one.elements)
    alts = tuple(problem for one in drawn for problem in one.alts)
    images = tuple(image for one in drawn for image in one.images)
    return LessonDraft(name, document, lesson, images, markdown, alts)
