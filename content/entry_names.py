"""Give the entries of a zip their paths in the pack, as different systems write them.

- Windows PowerShell 5.1 writes backslashes.
- Older macOS writes UTF-8 without the flag that says so, and letters apart from their accents.
- Zipping a folder puts it before every path. The name of that folder is not part of the pack.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple
from zipfile import ZipInfo

from content.paths import PACK_FILE, is_ignored

_UTF8_FLAG = 0x800
_DRIVE = re.compile("[A-Za-z]:")
_MAX_TOP_FOLDERS = 3  # unpacking a zip into a folder of its name adds a second one
_FOLDERS_OF_A_PACK = frozenset({"lessons", "media"})


class NamedEntry(NamedTuple):
    """An entry of a zip and its path in the pack."""

    info: ZipInfo
    path: str


def name_entries(infos: Sequence[ZipInfo]) -> list[NamedEntry]:
    """Name the files among the entries, without those that a system added by itself."""
    named = [NamedEntry(info, _read_name(info)) for info in infos]
    files = [entry for entry in named if not entry.path.endswith("/")]
    kept = [entry for entry in files if not is_ignored(entry.path)] or files
    for _ in range(_MAX_TOP_FOLDERS):
        if top := _find_top_folder([path for _, path in kept]):
            kept = [NamedEntry(info, path.removeprefix(f"{top}/")) for info, path in kept]
    return [entry for entry in kept if not is_ignored(entry.path)]


def _read_name(info: ZipInfo) -> str:
    """The path of an entry with `/` between folders and composed letters."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        name = _read_unflagged_utf8(name)
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))


def _read_unflagged_utf8(name: str) -> str:
    """The name in UTF-8 if its bytes are that; `zipfile` has read them as code page 437."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _find_top_folder(names: Sequence[str]) -> str | None:
    """The folder that all paths begin with; None if there is none, or if it belongs to the pack."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) != 1 or any("/" not in name for name in names):
        return None
    top = tops.pop()
    leads_out = top in ("", ".", "..") or "\0" in top or _DRIVE.fullmatch(top)
    inner = top in _FOLDERS_OF_A_PACK and f"{top}/{PACK_FILE}" not in names
    return None if leads_out or inner else top
