"""The paths that a pack may hold."""

import re
from collections.abc import Iterable, Iterator

from content.findings import FilePlace, Finding, Message, make_message, make_printable
from content.limits import MAX_PATH_CHARS
from content.picture_names import find_unshown_format, names_picture, suggest_picture_path
from content.rules import declare_rule

LANGUAGE_PATTERN = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
KEBAB_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
PACK_FILE = "pack.yaml"
PACK_TRANSLATION_FILE = re.compile(rf"pack\.({LANGUAGE_PATTERN})\.yaml")
LESSON_FILE = re.compile(rf"lessons/({KEBAB_PATTERN})\.md")
LESSON_TRANSLATION_FILE = re.compile(rf"lessons/({KEBAB_PATTERN})\.({LANGUAGE_PATTERN})\.md")
MEDIA_FILE = re.compile(r"media/([A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png|jpg|webp))")
NOTE_FILES = frozenset({"README.md", "CREDITS.md", "LICENSE", "LICENSE.md", "LICENSE.txt"})

_YAML_SUFFIX = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)
_LESSON_SUFFIX = re.compile(r"(?:\.(?:md|markdown))?\.(?:md|markdown|txt)$", re.IGNORECASE)
"""Editors on Windows add `.txt` to the name that an author has typed."""
_SAFE_PATH = re.compile(r"[A-Za-z0-9._ /-]+")
_SYSTEM_FILES = frozenset(
    {"__macosx", "icon\r", "$recycle.bin", "thumbs.db", "ehthumbs.db", "desktop.ini"}
)

PATH_UNSAFE_RULE = declare_rule("path-unsafe")
PATH_NAME_RULE = declare_rule("path-name")
PATH_DUPLICATE_RULE = declare_rule("path-duplicate")
FILE_KIND_RULE = declare_rule("file-kind")


def find_unsafe_path(path: str) -> Finding | None:
    """The finding for a path that leads out of the pack or is not portable; None for a good one."""
    place = FilePlace(make_printable(path))
    if (
        path.startswith("/")
        or "\\" in path
        or "\0" in path
        or path[1:2] == ":"
        or ".." in path.split("/")
    ):
        return PATH_UNSAFE_RULE.make_finding(place, make_message("path-unsafe"))
    if len(path) > MAX_PATH_CHARS or "//" in path or not _SAFE_PATH.fullmatch(path):
        return PATH_NAME_RULE.make_finding(place, _describe_name(path))
    return None


def _describe_name(path: str) -> Message:
    if names_picture(path):
        better = make_printable(suggest_picture_path(path))
        return make_message("path-name-picture", most=MAX_PATH_CHARS, name=better)
    return make_message("path-name", most=MAX_PATH_CHARS)


def is_ignored(path: str) -> bool:
    """True for files that file managers, office programs and version control create."""
    return any(
        (part.startswith((".", "~$")) and part not in (".", ".."))
        or part.casefold() in _SYSTEM_FILES
        for part in path.split("/")
    )


def find_collisions(paths: Iterable[str]) -> Iterator[Finding]:
    """Find paths that equal an earlier one, capitals aside."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(path.casefold(), path)
        if first is not path:
            message = make_message(
                "path-duplicate", first=make_printable(first), second=make_printable(path)
            )
            yield PATH_DUPLICATE_RULE.make_finding(FilePlace(make_printable(path)), message)


def is_known_path(path: str) -> bool:
    """True for a path that pack format 1 defines."""
    patterns = (PACK_TRANSLATION_FILE, LESSON_FILE, LESSON_TRANSLATION_FILE, MEDIA_FILE)
    return (
        path == PACK_FILE
        or path in NOTE_FILES
        or any(pattern.fullmatch(path) for pattern in patterns)
    )


def find_unknown_files(paths: Iterable[str]) -> Iterator[Finding]:
    """Find files whose path the format does not define."""
    for path in sorted(paths):
        if not is_known_path(path):
            place = FilePlace(make_printable(path))
            yield FILE_KIND_RULE.make_finding(place, _describe_unknown(path))


def suggest_lesson_id(name: str) -> str:
    """The id that a lesson should have: `look-up` for `lessons/Look up.md.txt`."""
    plain = _LESSON_SUFFIX.sub("", name.rpartition("/")[2])
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "lesson"


def _describe_unknown(path: str) -> Message:
    """Say where a file belongs, or what to make of it."""
    suffix = path.rpartition(".")[2].lower()
    if format_ := find_unshown_format(path):
        better = make_printable(suggest_picture_path(path))
        return make_message("file-picture-format", format=format_, name=better)
    if names_picture(path):
        return make_message("file-picture-name", name=make_printable(suggest_picture_path(path)))
    if suffix in ("zip", "7z", "rar", "tar", "gz"):
        return make_message("file-zip")
    if _YAML_SUFFIX.search(path) and "/" not in path:
        return make_message("file-other-name", name=PACK_FILE)
    if suffix in ("md", "markdown", "txt") and path.casefold().startswith("lessons/"):
        return make_message("file-other-name", name=f"lessons/{suggest_lesson_id(path)}.md")
    return make_message("file-kind")
