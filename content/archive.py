"""Read a zip into {path: bytes} without believing anything it says about itself.

Python before 3.11.8 inflates overlapping entries, so sizes are counted on what comes out, in small pieces, and reading
stops at the bound. Names, methods and flags come from the central directory, the only part that `zipfile` offers.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content import limits, paths
from content.findings import Finding, Place, shown
from content.registry import fault
from content.source import LINK, TOO_BIG, TOO_MANY, Budget, Unpacked, too_big

NOT_A_ZIP = fault("zip-unreadable", "Nothing of a damaged or foreign file can be trusted.")
ENCRYPTED = fault("zip-encrypted", "Nobody is there to type a password when a pack is checked.")
METHOD = fault(
    "zip-method",
    "Stored and deflated entries are what every zip tool reads, within bounded memory.",
)
OVERLAP = fault("zip-overlap", "Entries that share bytes are how a small zip becomes a huge one.")

_CHUNK = 64 * 1024
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_NOT_FILES = frozenset({stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK})
# Hostile bytes make zipfile raise all of these; every one means "damaged".
_DAMAGE = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
    BadZipFile,
    struct.error,
    zlib.error,
)


def read_zip(data: bytes, name: str) -> Unpacked:
    """Read a zip of at most 20 MB; `name` is what findings about the whole call it."""
    source = Unpacked(shown(name))
    refusal = _refuse_whole(data, source.name)
    if refusal:
        source.findings.append(refusal)
        return source
    try:
        with ZipFile(BytesIO(data)) as archive:
            source.findings.extend(_read_entries(archive, source))
    except _DAMAGE as error:
        what = f"this is not a zip, or a damaged one ({type(error).__name__})"
        source.findings.append(
            NOT_A_ZIP.finding(Place(source.name), what, "zip the pack's folder again")
        )
    source.files = _without_top_folder(source.files)
    return source


def _refuse_whole(data: bytes, name: str) -> Finding | None:
    if len(data) > limits.ARCHIVE_BYTES:
        what = f"the zip is larger than {limits.ARCHIVE_BYTES // 1024 // 1024} MB"
        return TOO_BIG.finding(Place(name), what, "make its pictures smaller")
    # Each entry of the directory starts with this mark, so this bounds their number before zipfile builds a list.
    if data.count(_DIRECTORY_ENTRY) > limits.ENTRIES:
        what = f"the zip holds more than {limits.ENTRIES} entries"
        return TOO_MANY.finding(Place(name), what, "zip the folder of one pack")
    return None


def _read_entries(archive: ZipFile, source: Unpacked) -> Iterator[Finding]:
    entries = [info for info in archive.infolist() if not info.is_dir()]
    yield from paths.collisions(info.orig_filename for info in entries)
    yield from _overlaps(archive.infolist())
    budget = Budget()
    for info in entries:
        path = info.orig_filename
        finding = paths.unsafe(path)
        if finding:
            yield finding
        elif not paths.ignored(path) and path not in source.files:
            yield from _read_entry(archive, info, source, budget)


def _read_entry(
    archive: ZipFile, info: ZipInfo, source: Unpacked, budget: Budget
) -> Iterator[Finding]:
    path = info.orig_filename
    place = Place(shown(path))
    if stat.S_IFMT(info.external_attr >> 16) in _NOT_FILES:
        yield LINK.finding(
            place, "this entry is a link or a device, not a file", "put the file itself in the zip"
        )
    elif info.flag_bits & 0x1:
        yield ENCRYPTED.finding(place, "this entry is encrypted", "zip the pack without a password")
    elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        what = f"this entry is compressed by method {info.compress_type}"
        yield METHOD.finding(place, what, "zip with the usual method (deflate)")
    else:
        data = _inflate(archive, info, budget.allowance(path))
        if data is None:
            yield too_big(path, budget.allowance(path))
        else:
            budget.spend(path, len(data))
            source.files[path] = data


def _inflate(archive: ZipFile, info: ZipInfo, allowance: int) -> bytes | None:
    """The entry's bytes, or None as soon as there are more than allowed."""
    parts, size = [], 0
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > allowance:
                return None
            parts.append(chunk)
    return b"".join(parts)


def _overlaps(infos: list[ZipInfo]) -> Iterator[Finding]:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            what = "this entry shares bytes with another one"
            yield OVERLAP.finding(
                Place(shown(info.orig_filename)),
                what,
                "zip the pack's folder again with a usual tool",
            )
        end = max(
            end,
            info.header_offset + _LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size,
        )


def _without_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Zipping a folder puts its name before every path; take it off if all share it."""
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.split("/", 1)[1]: data for path, data in files.items()}
