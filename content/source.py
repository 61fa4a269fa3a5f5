"""Read a folder or a zip into {path: bytes}, within bounds, whatever is in there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content import limits, paths
from content.findings import Finding, Place, shown
from content.registry import fault

TOO_BIG = fault("too-big", "Packs travel to phones over mobile data and are unpacked in memory.")
TOO_MANY = fault("too-many-files", "A pack of a thousand files is not a pack of lessons.")
LINK = fault("path-link", "A link or device would read something outside the pack.")
UNREADABLE = fault("file-unreadable", "What cannot be read cannot be checked or shown.")

_PICTURES = (".svg", ".png", ".jpg", ".webp")


@dataclass(slots=True)
class Unpacked:
    """What was read: files by path, and the faults met while reading. `name` stands for the whole in findings."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Budget:
    """Counts bytes as they come; headers and `stat` are not believed."""

    total: int = limits.TOTAL_BYTES
    text: int = limits.TOTAL_TEXT_BYTES

    def allowance(self, path: str) -> int:
        """How many bytes this file may still have."""
        if path.endswith(_PICTURES):
            return min(limits.MEDIA_BYTES, self.total)
        return min(limits.TEXT_BYTES, self.total, self.text)

    def spend(self, path: str, size: int) -> None:
        """Take a file's bytes off."""
        self.total -= size
        if not path.endswith(_PICTURES):
            self.text -= size


def too_big(path: str, allowance: int) -> Finding:
    """The finding for a file that has more bytes than it may."""
    what = f"the file is larger than the {allowance:,} bytes it may have"
    return TOO_BIG.finding(
        Place(shown(path)), what, "make pictures smaller (an SVG, a WebP), split long lessons"
    )


def read_folder(folder: Path) -> Unpacked:
    """Read every file below `folder`; links and devices are findings, hidden files are left out."""
    source, budget = Unpacked(shown(folder.name or ".")), Budget()
    for count, path in enumerate(_walk(folder, folder)):
        name = path.relative_to(folder).as_posix()
        if count >= limits.ENTRIES:
            what = f"the folder holds more than {limits.ENTRIES} files"
            source.findings.append(
                TOO_MANY.finding(Place(source.name), what, "check one pack at a time")
            )
            break
        finding = paths.unsafe(name) or _read_one(path, name, source, budget)
        if finding:
            source.findings.append(finding)
    source.findings.extend(paths.collisions(source.files))
    return source


def _walk(folder: Path, top: Path) -> Iterator[Path]:
    """Files, links and devices below a folder in a fixed order; no link is followed.

    A folder that cannot be listed, or lies too deep for any path of a pack, comes itself.
    """
    try:
        inside = sorted(path for path in folder.iterdir() if not paths.ignored(path.name))
    except OSError:
        yield folder
        return
    for path in inside:
        deep = len(str(path.relative_to(top))) > limits.PATH_CHARS
        if path.is_dir() and not path.is_symlink() and not deep:
            yield from _walk(path, top)
        else:
            yield path


def _read_one(path: Path, name: str, source: Unpacked, budget: Budget) -> Finding | None:
    if path.is_dir() and not path.is_symlink():
        return UNREADABLE.finding(
            Place(shown(name)), "this folder cannot be read", "check its permissions"
        )
    if path.is_symlink() or not path.is_file():
        return LINK.finding(
            Place(shown(name)), "this is a link or a device, not a file", "put the file itself here"
        )
    allowance = budget.allowance(name)
    try:
        with path.open("rb") as file:
            data = file.read(allowance + 1)
    except OSError as error:
        return UNREADABLE.finding(
            Place(shown(name)), f"cannot be read: {error.strerror}", "check its permissions"
        )
    if len(data) > allowance:
        return too_big(name, allowance)
    budget.spend(name, len(data))
    source.files[name] = data
    return None
