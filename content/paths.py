"""Which file names a pack may hold, and where."""

import re
from collections.abc import Iterable, Iterator

from content.findings import FilePlace, Finding, make_printable
from content.limits import MAX_PATH_CHARS
from content.registry import fault

LANGUAGE_PATTERN = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
KEBAB_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PACK_FILE = "pack.yaml"
PACK_TRANSLATION_FILE = re.compile(rf"pack\.({LANGUAGE_PATTERN})\.yaml")
LESSON_FILE = re.compile(rf"lessons/({KEBAB_PATTERN})\.md")
LESSON_TRANSLATION_FILE = re.compile(rf"lessons/({KEBAB_PATTERN})\.({LANGUAGE_PATTERN})\.md")
MEDIA_FILE = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png|jpg|webp))")
NOTE_FILES = frozenset({"README.md", "CREDITS.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})

_SAFE_PATH = re.compile(r"[A-Za-z0-9._ /-]+")
_SYSTEM_FILES = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})

PATH_UNSAFE_RULE = fault(
    "path-unsafe", "A path that leads out of its folder could overwrite something else."
)
PATH_NAME_RULE = fault(
    "path-name", "Plain names read the same on every phone, disk and web server."
)
PATH_DUPLICATE_RULE = fault(
    "path-duplicate", "On many disks these are one file, so one would replace the other."
)
FILE_KIND_RULE = fault(
    "file-kind", "Files that the format does not know would be carried to every phone for nothing."
)


def find_unsafe_path(path: str) -> Finding | None:
    """The finding for a path that could lead out of the pack or reads differently elsewhere; None for a good one."""
    if (
        path.startswith("/")
        or "\\" in path
        or "\0" in path
        or path[1:2] == ":"
        or ".." in path.split("/")
    ):
        return PATH_UNSAFE_RULE.finding(
            FilePlace(make_printable(path)),
            "the path is absolute or leads upwards",
            "use paths inside the pack",
        )
    if len(path) > MAX_PATH_CHARS or "//" in path or not _SAFE_PATH.fullmatch(path):
        what = f"the name is longer than {MAX_PATH_CHARS} characters or holds unusual ones"
        return PATH_NAME_RULE.finding(
            FilePlace(make_printable(path)), what, "use letters, digits, dot, dash and underscore"
        )
    return None


def is_ignored(path: str) -> bool:
    """True for what file managers and version control leave behind."""
    return any(part.startswith(".") or part in _SYSTEM_FILES for part in path.split("/"))


def find_collisions(paths: Iterable[str]) -> Iterator[Finding]:
    """Names that are there twice, exactly or but for capitals."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(path.casefold(), path)
        if first is not path:
            what = f"the name is there twice: {make_printable(first)} and {make_printable(path)}"
            yield PATH_DUPLICATE_RULE.finding(
                FilePlace(make_printable(path)), what, "rename or remove one"
            )


def is_known_path(path: str) -> bool:
    """True for a path that pack format 1 has a use for."""
    patterns = (PACK_TRANSLATION_FILE, LESSON_FILE, LESSON_TRANSLATION_FILE, MEDIA_FILE)
    return (
        path == PACK_FILE
        or path in NOTE_FILES
        or any(pattern.fullmatch(path) for pattern in patterns)
    )


def find_unknown_files(paths: Iterable[str]) -> Iterator[Finding]:
    """Files in a place, with a name or of a kind that the format does not know."""
    for path in sorted(paths):
        if not is_known_path(path):
            fix = "keep pack.yaml, lessons/<lesson-id>.md and media/*.svg|png|jpg|webp; remove or rename this"
            yield FILE_KIND_RULE.finding(
                FilePlace(make_printable(path)), "no such file belongs in a pack", fix
            )
