"""Read all files of a pack into a draft, which the checks then look at.

A draft holds everything that could be read, also of a broken pack, so that one run reports all
findings.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from content import paths
from content.authoring_rules import QuestionForm
from content.build import build_lesson
from content.document import KeyPath, YamlDocument, load_yaml
from content.findings import FilePlace, Finding, Violation, make_message
from content.front_matter import CardBlock, LessonFile, split_lesson_file
from content.markdown import CardImage, render_card
from content.pack_pictures import PackPictures, read_pictures
from content.rules import declare_rule
from content.schema_check import SchemaResult, check_schema
from content.source import UnpackedFiles
from content.text_decoding import decode_text
from content.translation_overlay import overlay_translation
from content.values import PackLesson, PackQuestion

PACK_FILE_MISSING_RULE = declare_rule("pack-file-missing")


class TranslationKey(NamedTuple):
    """Names a lesson in another language."""

    lesson: str
    language: str


@dataclass(frozen=True, slots=True)
class LessonDraft:
    """A lesson as read. `lesson` leaves out what is broken.

    `refused_elements`, `missing_alts`, `changes` and `title_marks` are violations found while
    rendering its cards.
    """

    name: str
    document: YamlDocument
    lesson: PackLesson
    images: tuple[CardImage, ...]
    refused_elements: tuple[Violation, ...]
    missing_alts: tuple[Violation, ...]
    changes: tuple[Violation, ...]
    title_marks: tuple[Violation, ...]


@dataclass(slots=True)
class PackDraft:
    """Everything that could be read of a pack.

    `pack_translations` and `lesson_translations` are as written. `translated_lessons` are lessons
    with the texts of a translation laid over their original.
    """

    source: UnpackedFiles
    document: YamlDocument = field(default_factory=lambda: YamlDocument(paths.PACK_FILE))
    pack_translations: dict[str, YamlDocument] = field(default_factory=dict)
    lessons: dict[str, LessonDraft] = field(default_factory=dict)
    lesson_translations: dict[TranslationKey, LessonFile] = field(default_factory=dict)
    translated_lessons: dict[TranslationKey, LessonDraft] = field(default_factory=dict)
    pictures: PackPictures = field(default_factory=PackPictures)
    findings: list[Finding] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The language of the originals."""
        return str(self.document.data.get("language", ""))

    @property
    def listed_lessons(self) -> list[str]:
        """The lessons that pack.yaml names, in order."""
        lessons = self.document.data.get("lessons")
        return [id_ for id_ in lessons if isinstance(id_, str)] if isinstance(lessons, list) else []

    @property
    def lessons_readable(self) -> bool:
        """False if some lesson is unreadable: then no check may say that something is missing."""
        return all(draft.document.is_readable for draft in self.lessons.values())

    def list_badges(self) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
        """The badges of pack.yaml as written with their paths, the badge of the pack first."""
        data = self.document.data
        if isinstance(badge := data.get("badge"), dict):
            yield ("badge",), badge
        more = data.get("badges")
        for i, badge in enumerate(more if isinstance(more, list) else ()):
            if isinstance(badge, dict):
                yield ("badges", i), badge

    def list_all_lessons(self) -> Iterator[LessonDraft]:
        """Originals, then translated lessons."""
        yield from self.lessons.values()
        yield from self.translated_lessons.values()

    def list_questions(self, *forms: QuestionForm) -> Iterator[PackQuestion]:
        """The questions of the original lessons, of these forms or of all."""
        for lesson in self.lessons.values():
            for question in lesson.lesson.questions:
                if not forms or question.form in forms:
                    yield question


def draft_pack(source: UnpackedFiles) -> PackDraft:
    """Read every file of a source that the format defines."""
    draft = PackDraft(source, pictures=read_pictures(source.files))
    draft.findings += [*source.findings, *paths.find_unknown_files(source.files)]
    if paths.PACK_FILE in source.files:
        draft.document, _ = _read_yaml(draft, paths.PACK_FILE, "pack-1")
    elif source.files or not source.findings:
        place = FilePlace(paths.PACK_FILE)
        draft.findings.append(
            PACK_FILE_MISSING_RULE.make_finding(place, make_message("pack-file-missing"))
        )
    # Two passes, because a translation needs its original, and "a.de.md" sorts before "a.md".
    for path in sorted(source.files):
        if found := paths.LESSON_FILE.fullmatch(path):
            draft.lessons[found[1]] = _read_lesson(draft, path, found[1])
    for path in sorted(source.files):
        if found := paths.PACK_TRANSLATION_FILE.fullmatch(path):
            draft.pack_translations[found[1]], _ = _read_yaml(draft, path, "pack-translation-1")
        elif found := paths.LESSON_TRANSLATION_FILE.fullmatch(path):
            _read_translation(draft, path, TranslationKey(found[1], found[2]))
    return draft


def _read_yaml(draft: PackDraft, path: str, schema: str) -> tuple[YamlDocument, SchemaResult]:
    text, finding = decode_text(path, draft.source.files[path])
    document, findings = (YamlDocument(path), [finding]) if finding else load_yaml(path, text)
    fits = check_schema(document, schema)
    draft.findings += [*findings, *fits.findings]
    return document, fits


def _open_lesson(draft: PackDraft, path: str) -> LessonFile:
    text, finding = decode_text(path, draft.source.files[path])
    file = (
        LessonFile(YamlDocument(path), (), [finding]) if finding else split_lesson_file(path, text)
    )
    draft.findings += file.findings
    return file


def _read_lesson(draft: PackDraft, path: str, name: str) -> LessonDraft:
    file = _open_lesson(draft, path)
    fits = check_schema(file.document, "lesson-1")
    draft.findings += fits.findings
    return _assemble_lesson(name, draft.language, file.document, file.blocks, fits)


def _read_translation(draft: PackDraft, path: str, key: TranslationKey) -> None:
    """Read a translation, and lay it over its original if that is readable."""
    file = draft.lesson_translations[key] = _open_lesson(draft, path)
    findings = check_schema(file.document, "lesson-translation-1").findings
    draft.findings += findings
    original = draft.lessons.get(key.lesson)
    if original and original.document.is_readable and file.document.is_readable:
        both = overlay_translation(original.document, file.document)
        # Only what fits the schema can be built. These findings are there already.
        fits = check_schema(both, "lesson-1")
        draft.translated_lessons[key] = _assemble_lesson(
            key.lesson, key.language, both, file.blocks, fits
        )


def _assemble_lesson(
    name: str,
    language: str,
    document: YamlDocument,
    blocks: tuple[CardBlock, ...],
    fits: SchemaResult,
) -> LessonDraft:
    cards = [render_card(block, document.file) for block in blocks]
    lesson = build_lesson(document, language, fits.broken, tuple(one.card for one in cards))
    return LessonDraft(
        name,
        document,
        lesson,
        images=tuple(image for card in cards for image in card.images),
        refused_elements=tuple(violation for card in cards for violation in card.refused_elements),
        missing_alts=tuple(violation for card in cards for violation in card.missing_alts),
        changes=tuple(violation for card in cards for violation in card.changes),
        title_marks=tuple(violation for card in cards for violation in card.title_marks),
    )
