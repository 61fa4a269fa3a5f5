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
from content.findings import FilePlace, Finding, make_printable
from content.registry import fault
from content.source import (
    PATH_LINK_RULE,
    TOO_BIG_RULE,
    TOO_MANY_FILES_RULE,
    ByteBudget,
    UnpackedFiles,
    report_too_big,
)

ZIP_UNREADABLE_RULE = fault(
    "zip-unreadable", "Nothing of a damaged or foreign file can be trusted."
)
ZIP_ENCRYPTED_RULE = fault(
    "zip-encrypted", "Nobody is there to type a password when a pack is checked."
)
ZIP_METHOD_RULE = fault(
    "zip-method",
    "Stored and deflated entries are what every zip tool reads, within bounded memory.",
)
ZIP_OVERLAP_RULE = fault(
    "zip-overlap", "Entries that share bytes are how a small zip becomes a huge one."
)

_CHUNK_BYTES = 64 * 1024
_DIRECTORY_ENTRY_MARK = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_NOT_FILES = frozenset({stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK})
# Hostile bytes make zipfile raise all of these; every one means "damaged".
_DAMAGE_ERRORS = (
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


def read_zip(data: bytes, name: str) -> UnpackedFiles:
    """Read a zip of at most 20 MB; `name` is what findings about the whole call it."""
    source = UnpackedFiles(make_printable(name))
    refusal = _refuse_whole(data, source.name)
    if refusal:
        source.findings.append(refusal)
        return source
    try:
        with ZipFile(BytesIO(data)) as archive:
            source.findings.extend(_read_entries(archive, source))
    except _DAMAGE_ERRORS as error:
        what = f"this is not a zip, or a damaged one ({type(error).__name__})"
        source.findings.append(
            ZIP_UNREADABLE_RULE.finding(FilePlace(source.name), what, "zip the pack's folder again")
        )
    source.files = _strip_top_folder(source.files)
    return source


def _refuse_whole(data: bytes, name: str) -> Finding | None:
    if len(data) > limits.MAX_ARCHIVE_BYTES:
        what = f"the zip is larger than {limits.MAX_ARCHIVE_BYTES // 1024 // 1024} MB"
        return TOO_BIG_RULE.finding(FilePlace(name), what, "make its pictures smaller")
    # Each entry of the directory starts with this mark, so this bounds their number before zipfile builds a list.
    if data.count(_DIRECTORY_ENTRY_MARK) > limits.MAX_ENTRIES:
        what = f"the zip holds more than {limits.MAX_ENTRIES} entries"
        return TOO_MANY_FILES_RULE.finding(FilePlace(name), what, "zip the folder of one pack")
    return None


def _read_entries(archive: ZipFile, source: UnpackedFiles) -> Iterator[Finding]:
    entries = [info for info in archive.infolist() if not info.is_dir()]
    yield from paths.find_collisions(info.orig_filename for info in entries)
    yield from _find_overlaps(archive.infolist())
    budget = ByteBudget()
    for info in entries:
        path = info.orig_filename
        finding = paths.find_unsafe_path(path)
        if finding:
            yield finding
        elif not paths.is_ignored(path) and path not in source.files:
            yield from _read_entry(archive, info, source, budget)


def _read_entry(
    archive: ZipFile, info: ZipInfo, source: UnpackedFiles, budget: ByteBudget
) -> Iterator[Finding]:
    path = info.orig_filename
    place = FilePlace(make_printable(path))
    if stat.S_IFMT(info.external_attr >> 16) in _NOT_FILES:
        yield PATH_LINK_RULE.finding(
            place, "this entry is a link or a device, not a file", "put the file itself in the zip"
        )
    elif info.flag_bits & 0x1:
        yield ZIP_ENCRYPTED_RULE.finding(
            place, "this entry is encrypted", "zip the pack without a password"
        )
    elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        what = f"this entry is compressed by method {info.compress_type}"
        yield ZIP_METHOD_RULE.finding(place, what, "zip with the usual method (deflate)")
    else:
        data = _inflate_entry(archive, info, budget.allowed_bytes(path))
        if data is None:
            yield report_too_big(path, budget.allowed_bytes(path))
        else:
            budget.spend_bytes(path, len(data))
            source.files[path] = data


def _inflate_entry(archive: ZipFile, info: ZipInfo, allowance: int) -> bytes | None:
    """The entry's bytes, or None as soon as there are more than allowed."""
    parts, size = [], 0
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > allowance:
                return None
            parts.append(chunk)
    return b"".join(parts)


def _find_overlaps(infos: list[ZipInfo]) -> Iterator[Finding]:
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            what = "this entry shares bytes with another one"
            yield ZIP_OVERLAP_RULE.finding(
                FilePlace(make_printable(info.orig_filename)),
                what,
                "zip the pack's folder again with a usual tool",
            )
        end = max(
            end,
            info.header_offset + _LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size,
        )


def _strip_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Zipping a folder puts its name before every path; take it off if all share it."""
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.split("/", 1)[1]: data for path, data in files.items()}
