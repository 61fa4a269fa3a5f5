"""Which file names a pack may hold, and where."""

import re
from collections.abc import Iterable, Iterator

from content.findings import Finding, Place, shown
from content.limits import PATH_CHARS
from content.registry import fault

LANGUAGE = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
KEBAB = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PACK_FILE = "pack.yaml"
PACK_TRANSLATION = re.compile(rf"pack\.({LANGUAGE})\.yaml")
LESSON_FILE = re.compile(rf"lessons/({KEBAB})\.md")
LESSON_TRANSLATION = re.compile(rf"lessons/({KEBAB})\.({LANGUAGE})\.md")
MEDIA_FILE = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png|jpg|webp))")
NOTES = frozenset({"README.md", "CREDITS.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})

_SAFE = re.compile(r"[A-Za-z0-9._ /-]+")
_DROPPINGS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})

UNSAFE = fault("path-unsafe", "A path that leads out of its folder could overwrite something else.")
NAME = fault("path-name", "Plain names read the same on every phone, disk and web server.")
DUPLICATE = fault(
    "path-duplicate", "On many disks these are one file, so one would replace the other."
)
KIND = fault(
    "file-kind", "Files that the format does not know would be carried to every phone for nothing."
)


def unsafe(path: str) -> Finding | None:
    """The finding for a path that could lead out of the pack or reads differently elsewhere; None for a good one."""
    if (
        path.startswith("/")
        or "\\" in path
        or "\0" in path
        or path[1:2] == ":"
        or ".." in path.split("/")
    ):
        return UNSAFE.finding(
            Place(shown(path)), "the path is absolute or leads upwards", "use paths inside the pack"
        )
    if len(path) > PATH_CHARS or "//" in path or not _SAFE.fullmatch(path):
        what = f"the name is longer than {PATH_CHARS} characters or holds unusual ones"
        return NAME.finding(
            Place(shown(path)), what, "use letters, digits, dot, dash and underscore"
        )
    return None


def ignored(path: str) -> bool:
    """True for what file managers and version control leave behind."""
    return any(part.startswith(".") or part in _DROPPINGS for part in path.split("/"))


def collisions(paths: Iterable[str]) -> Iterator[Finding]:
    """Names that are there twice, exactly or but for capitals."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(path.casefold(), path)
        if first is not path:
            what = f"the name is there twice: {shown(first)} and {shown(path)}"
            yield DUPLICATE.finding(Place(shown(path)), what, "rename or remove one")


def known(path: str) -> bool:
    """True for a path that pack format 1 has a use for."""
    patterns = (PACK_TRANSLATION, LESSON_FILE, LESSON_TRANSLATION, MEDIA_FILE)
    return (
        path == PACK_FILE or path in NOTES or any(pattern.fullmatch(path) for pattern in patterns)
    )


def unknown_files(paths: Iterable[str]) -> Iterator[Finding]:
    """Files in a place, with a name or of a kind that the format does not know."""
    for path in sorted(paths):
        if not known(path):
            fix = "keep pack.yaml, lessons/<lesson-id>.md and media/*.svg|png|jpg|webp; remove or rename this"
            yield KIND.finding(Place(shown(path)), "no such file belongs in a pack", fix)
