"""Read a pack: report all that is wrong with it, and return its values if there is no error."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import content.checks  # noqa: F401 - the import registers the checks
from content.archive import read_zip
from content.build import build_local, build_source
from content.checks.registry import run_checks
from content.draft import PackDraft, TranslationKey, draft_pack
from content.figures import PackFigures, count_figures
from content.findings import FilePlace, Finding, make_message
from content.image_types import expected_content_type
from content.limits import MAX_ARCHIVE_BYTES, MAX_FINDINGS
from content.paths import MEDIA_FILE, PACK_FILE
from content.rules import declare_rule
from content.source import UnpackedFiles, read_folder
from content.translation_overlay import overlay_translation
from content.values import LessonPack, LocalPack, MediaFile

TOO_MANY_FINDINGS_RULE = declare_rule("too-many-findings")
PICTURE_RULES = frozenset({"media-broken", "media-missing", "media-kind", "file-kind"})
"""Faults of pictures that leave the texts as they are."""


@dataclass(frozen=True, slots=True)
class PackReport:
    """The result of reading a pack. `pack` is None if any finding is an error.

    `digest` has 64 hex digits. `figures` are counted in strict reading, over all that was readable.
    """

    pack: LessonPack | None
    findings: tuple[Finding, ...]
    digest: str
    figures: PackFigures | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings because of which the pack cannot be used."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def read_pack(
    where: Path | str | bytes,
    *,
    name: str = "pack.zip",
    strict: bool = False,
    without_pictures: bool = False,
) -> PackReport:
    """Read and check a pack: a folder, a zip file, or the bytes of a zip.

    Findings about a whole zip given as bytes have `name` as their file. `strict` adds the rules
    about teaching. `without_pictures` gives the pack although pictures of it cannot be shown, so
    that its author can look at the rest. Never raises because of the content; a missing path raises
    FileNotFoundError.
    """
    source = read_zip(where, name) if isinstance(where, bytes) else _unpack_path(Path(where))
    draft = draft_pack(source)
    findings = _limit_findings(
        [*draft.findings, *islice(run_checks(draft, strict), MAX_FINDINGS + 1)], source
    )
    tolerated = PICTURE_RULES if without_pictures else frozenset()
    usable = not any(
        finding.severity == "error" and finding.rule not in tolerated for finding in findings
    )
    found = count_figures(draft) if strict else None
    return PackReport(
        _build_pack(draft) if usable else None, findings, compute_digest(source.files), found
    )


def compute_digest(files: dict[str, bytes]) -> str:
    """SHA-256 over sorted paths and their bytes: the same for a folder and its zip."""
    whole = sha256()
    for path in sorted(files):
        whole.update(sha256(path.encode("utf-8", "surrogateescape")).digest())
        whole.update(sha256(files[path]).digest())
    return whole.hexdigest()


def _unpack_path(path: Path) -> UnpackedFiles:
    if path.is_dir():
        return read_folder(path)
    with path.open("rb") as file:
        return read_zip(file.read(MAX_ARCHIVE_BYTES + 1), path.name)


def _limit_findings(findings: Iterable[Finding], source: UnpackedFiles) -> tuple[Finding, ...]:
    """Each finding once, in the order of files and lines.

    At most `MAX_FINDINGS` are kept, errors first, and a finding says that there are more.
    """
    ordered = sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity != "error", f.file != source.name, f.file, f.line),
    )[: MAX_FINDINGS + 1]
    if len(ordered) > MAX_FINDINGS:
        message = make_message("too-many-findings", most=MAX_FINDINGS)
        ordered[MAX_FINDINGS] = TOO_MANY_FINDINGS_RULE.make_finding(FilePlace(source.name), message)
    return tuple(
        sorted(ordered, key=lambda f: (f.file != source.name, f.file != PACK_FILE, f.file, f.line))
    )


def _build_pack(draft: PackDraft) -> LessonPack:
    """The values of a draft without errors."""
    data = draft.document.data
    locals_ = {draft.language: _build_local_pack(draft, draft.language)}
    locals_ |= {
        language: _build_local_pack(draft, language) for language in draft.pack_translations
    }
    media = {
        found[1]: MediaFile(expected_content_type(path) or "", body)
        for path, body in draft.pictures.clean.items()
        if (found := MEDIA_FILE.fullmatch(path))
    }
    return LessonPack(
        id=data["id"],
        version=int(data["version"]),
        language=draft.language,
        licence=data["licence"],
        authors=tuple(data["authors"]),
        source=build_source(draft.document),
        languages=locals_,
        media=media,
        position=draft.document.position_of(),
    )


def _build_local_pack(draft: PackDraft, language: str) -> LocalPack:
    translation = draft.pack_translations.get(language)
    document = overlay_translation(draft.document, translation) if translation else draft.document
    lessons = (
        draft.translated_lessons.get(TranslationKey(id_, language), draft.lessons[id_]).lesson
        for id_ in draft.listed_lessons
    )
    return build_local(document, language, tuple(lessons))
