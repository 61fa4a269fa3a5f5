"""The front door: read a pack, say everything that is wrong with it, and hand it over if nothing is."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import content.checks  # noqa: F401 - importing it registers the rules
from content.archive import read_zip
from content.build import build_local, build_source
from content.draft import Draft, Translation, draft_pack
from content.figures import Figures, figures
from content.findings import Finding, Place
from content.images import content_type
from content.limits import ARCHIVE_BYTES, FINDINGS
from content.overlay import overlay
from content.paths import MEDIA_FILE, PACK_FILE
from content.registry import RULES, fault, run_checks
from content.source import Unpacked, read_folder
from content.values import LocalPack, Media, Pack

TOO_MANY_FINDINGS = fault(
    "too-many-findings", "Nobody reads on after this many; most of them will have one cause."
)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of reading a pack: `pack` is None if any finding is an error. `digest` is 64 hex digits.

    `figures` are there for strict reading, of whatever could be read.
    """

    pack: Pack | None
    findings: tuple[Finding, ...]
    digest: str
    figures: Figures | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that keep the pack from being used."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def read_pack(where: Path | str | bytes, *, name: str = "pack.zip", strict: bool = False) -> Report:
    """Read and check a pack: a folder, a zip file, or the bytes of a zip (called `name` in findings about the whole).

    Never raises for what a pack holds; a path that is not there raises FileNotFoundError. `strict` adds the rules that
    teach authors to the rules that keep packs working.
    """
    source = read_zip(where, name) if isinstance(where, bytes) else _read_path(Path(where))
    draft = draft_pack(source)
    rules = [rule for rule in RULES.values() if strict or not rule.strict]
    findings = _bounded([*draft.findings, *islice(run_checks(draft, rules), FINDINGS + 1)], source)
    usable = not any(finding.severity == "error" for finding in findings)
    found = figures(draft) if strict else None
    return Report(_pack(draft) if usable else None, findings, digest(source.files), found)


def digest(files: dict[str, bytes]) -> str:
    """One number for a pack's content, the same for a folder and its zip: SHA-256 over sorted paths and bytes."""
    whole = sha256()
    for path in sorted(files):
        whole.update(sha256(path.encode("utf-8", "surrogateescape")).digest())
        whole.update(sha256(files[path]).digest())
    return whole.hexdigest()


def _read_path(path: Path) -> Unpacked:
    if path.is_dir():
        return read_folder(path)
    with path.open("rb") as file:
        return read_zip(file.read(ARCHIVE_BYTES + 1), path.name)


def _bounded(findings: Iterable[Finding], source: Unpacked) -> tuple[Finding, ...]:
    """In the order of files and lines, each once, the errors of a hopeless pack cut off."""
    ordered = sorted(
        dict.fromkeys(findings),
        key=lambda f: (f.severity != "error", f.file != source.name, f.file, f.line),
    )[: FINDINGS + 1]
    if len(ordered) > FINDINGS:
        what = f"there are more than {FINDINGS} findings"
        ordered[FINDINGS] = TOO_MANY_FINDINGS.finding(
            Place(source.name), what, "put these right first"
        )
    return tuple(
        sorted(ordered, key=lambda f: (f.file != source.name, f.file != PACK_FILE, f.file, f.line))
    )


def _pack(draft: Draft) -> Pack:
    """The values of a draft without errors."""
    data = draft.document.data
    locals_ = {draft.language: _local(draft, draft.language)}
    locals_ |= {language: _local(draft, language) for language in draft.words}
    media = {
        found[1]: Media(content_type(body) or "", body)
        for path, body in draft.source.files.items()
        if (found := MEDIA_FILE.fullmatch(path))
    }
    return Pack(
        id=data["id"],
        version=int(data["version"]),
        language=draft.language,
        licence=data["licence"],
        authors=tuple(data["authors"]),
        source=build_source(draft.document),
        languages=locals_,
        media=media,
        at=draft.document.at(),
    )


def _local(draft: Draft, language: str) -> LocalPack:
    words = draft.words.get(language)
    document = overlay(draft.document, words) if words else draft.document
    lessons = (
        draft.localised.get(Translation(id_, language), draft.lessons[id_]).lesson
        for id_ in draft.listed
    )
    return build_local(document, language, tuple(lessons))
