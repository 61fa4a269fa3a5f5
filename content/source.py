"""Read a folder or a zip into {path: bytes}, within bounds, whatever is in there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content import limits, paths
from content.findings import FilePlace, Finding, make_printable
from content.registry import fault

TOO_BIG_RULE = fault(
    "too-big", "Packs travel to phones over mobile data and are unpacked in memory."
)
TOO_MANY_FILES_RULE = fault(
    "too-many-files", "A pack of a thousand files is not a pack of lessons."
)
PATH_LINK_RULE = fault("path-link", "A link or device would read something outside the pack.")
FILE_UNREADABLE_RULE = fault("file-unreadable", "What cannot be read cannot be checked or shown.")

_PICTURE_SUFFIXES = (".svg", ".png", ".jpg", ".webp")


@dataclass(slots=True)
class UnpackedFiles:
    """What was read: files by path, and the faults met while reading. `name` stands for the whole in findings."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class ByteBudget:
    """Counts bytes as they come; headers and `stat` are not believed."""

    total: int = limits.MAX_TOTAL_BYTES
    text: int = limits.MAX_TOTAL_TEXT_BYTES

    def allowed_bytes(self, path: str) -> int:
        """How many bytes this file may still have."""
        if path.endswith(_PICTURE_SUFFIXES):
            return min(limits.MAX_MEDIA_BYTES, self.total)
        return min(limits.MAX_TEXT_BYTES, self.total, self.text)

    def spend_bytes(self, path: str, size: int) -> None:
        """Take a file's bytes off."""
        self.total -= size
        if not path.endswith(_PICTURE_SUFFIXES):
            self.text -= size


def report_too_big(path: str, allowance: int) -> Finding:
    """The finding for a file that has more bytes than it may."""
    what = f"the file is larger than the {allowance:,} bytes it may have"
    return TOO_BIG_RULE.finding(
        FilePlace(make_printable(path)),
        what,
        "make pictures smaller (an SVG, a WebP), split long lessons",
    )


def read_folder(folder: Path) -> UnpackedFiles:
    """Read every file below `folder`; links and devices are findings, hidden files are left out."""
    source, budget = UnpackedFiles(make_printable(folder.name or ".")), ByteBudget()
    for count, path in enumerate(_walk_folder(folder, folder)):
        name = path.relative_to(folder).as_posix()
        if count >= limits.MAX_ENTRIES:
            what = f"the folder holds more than {limits.MAX_ENTRIES} files"
            source.findings.append(
                TOO_MANY_FILES_RULE.finding(
                    FilePlace(source.name), what, "check one pack at a time"
                )
            )
            break
        finding = paths.find_unsafe_path(name) or _read_file(path, name, source, budget)
        if finding:
            source.findings.append(finding)
    source.findings.extend(paths.find_collisions(source.files))
    return source


def _walk_folder(folder: Path, top: Path) -> Iterator[Path]:
    """Files, links and devices below a folder in a fixed order; no link is followed.

    A folder that cannot be listed, or lies too deep for any path of a pack, comes itself.
    """
    try:
        inside = sorted(path for path in folder.iterdir() if not paths.is_ignored(path.name))
    except OSError:
        yield folder
        return
    for path in inside:
        deep = len(str(path.relative_to(top))) > limits.MAX_PATH_CHARS
        if path.is_dir() and not path.is_symlink() and not deep:
            yield from _walk_folder(path, top)
        else:
            yield path


def _read_file(path: Path, name: str, source: UnpackedFiles, budget: ByteBudget) -> Finding | None:
    if path.is_dir() and not path.is_symlink():
        return FILE_UNREADABLE_RULE.finding(
            FilePlace(make_printable(name)), "this folder cannot be read", "check its permissions"
        )
    if path.is_symlink() or not path.is_file():
        return PATH_LINK_RULE.finding(
            FilePlace(make_printable(name)),
            "this is a link or a device, not a file",
            "put the file itself here",
        )
    allowance = budget.allowed_bytes(name)
    try:
        with path.open("rb") as file:
            data = file.read(allowance + 1)
    except OSError as error:
        return FILE_UNREADABLE_RULE.finding(
            FilePlace(make_printable(name)),
            f"cannot be read: {error.strerror}",
            "check its permissions",
        )
    if len(data) > allowance:
        return report_too_big(name, allowance)
    budget.spend_bytes(name, len(data))
    source.files[name] = data
    return None
