"""Read a folder into {path: bytes} within the limits. `archive.py` does the same for a zip."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content import limits, paths
from content.findings import FilePlace, Finding, make_message, make_printable
from content.rules import declare_rule

TOO_BIG_RULE = declare_rule("too-big")
TOO_MANY_FILES_RULE = declare_rule("too-many-files")
PATH_LINK_RULE = declare_rule("path-link")
FILE_UNREADABLE_RULE = declare_rule("file-unreadable")

_PICTURE_SUFFIXES = (".svg", ".png", ".jpg", ".webp")


@dataclass(slots=True)
class UnpackedFiles:
    """Files by path, and the findings of reading them.

    Findings about the whole pack have `name` as their file.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class ByteBudget:
    """Counts the bytes that may still be read. Sizes in headers and from `stat` are not trusted."""

    total: int = limits.MAX_TOTAL_BYTES
    text: int = limits.MAX_TOTAL_TEXT_BYTES

    def allowed_bytes(self, path: str) -> int:
        """How many bytes this file may have."""
        if path.endswith(_PICTURE_SUFFIXES):
            return min(limits.MAX_MEDIA_BYTES, self.total)
        return min(limits.MAX_TEXT_BYTES, self.total, self.text)

    def spend_bytes(self, path: str, size: int) -> None:
        """Count the bytes of a file that was read."""
        self.total -= size
        if not path.endswith(_PICTURE_SUFFIXES):
            self.text -= size


def report_too_big(path: str, allowance: int) -> Finding:
    """Make the finding for a file that has more than the allowed bytes."""
    message = make_message("file-too-big", bytes=allowance)
    return TOO_BIG_RULE.make_finding(FilePlace(make_printable(path)), message)


def read_folder(folder: Path) -> UnpackedFiles:
    """Read every file below `folder`. Links and devices are findings; hidden files are ignored."""
    source, budget = UnpackedFiles(make_printable(folder.name or ".")), ByteBudget()
    for count, path in enumerate(_walk_folder(folder, folder)):
        name = path.relative_to(folder).as_posix()
        if count >= limits.MAX_ENTRIES:
            message = make_message("folder-too-many-files", most=limits.MAX_ENTRIES)
            source.findings.append(
                TOO_MANY_FILES_RULE.make_finding(FilePlace(source.name), message)
            )
            break
        finding = paths.find_unsafe_path(name) or _read_file(path, name, source, budget)
        if finding:
            source.findings.append(finding)
    source.findings.extend(paths.find_collisions(source.files))
    return source


def _walk_folder(folder: Path, top: Path) -> Iterator[Path]:
    """List files, links and devices below a folder in a fixed order, without following links.

    A folder that cannot be listed, or whose path is too long for a pack, is listed itself.
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
    place = FilePlace(make_printable(name))
    if path.is_dir() and not path.is_symlink():
        return FILE_UNREADABLE_RULE.make_finding(place, make_message("folder-unreadable"))
    if path.is_symlink() or not path.is_file():
        return PATH_LINK_RULE.make_finding(place, make_message("path-link"))
    if not paths.is_known_path(name):
        source.files[name] = b""  # it has a finding by its name alone
        return None
    allowance = budget.allowed_bytes(name)
    try:
        with path.open("rb") as file:
            data = file.read(allowance + 1)
    except OSError as error:
        message = make_message("file-unreadable", reason=str(error.strerror))
        return FILE_UNREADABLE_RULE.make_finding(place, message)
    if len(data) > allowance:
        return report_too_big(name, allowance)
    budget.spend_bytes(name, len(data))
    source.files[name] = data
    return None
