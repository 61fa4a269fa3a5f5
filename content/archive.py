"""Read a zip into {path: bytes} without trusting the sizes that it declares.

Python before 3.11.8 inflates overlapping entries. So the inflated bytes are counted in small
pieces, and reading stops at the bound. Names, methods and flags come from the central directory,
because `zipfile` offers nothing else.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content import limits, paths
from content.entry_names import NamedEntry, name_entries
from content.findings import FilePlace, Finding, make_message, make_printable
from content.rules import declare_rule
from content.source import (
    PATH_LINK_RULE,
    TOO_BIG_RULE,
    TOO_MANY_FILES_RULE,
    ByteBudget,
    UnpackedFiles,
    report_too_big,
)

ZIP_UNREADABLE_RULE = declare_rule("zip-unreadable")
ZIP_ENCRYPTED_RULE = declare_rule("zip-encrypted")
ZIP_METHOD_RULE = declare_rule("zip-method")
ZIP_OVERLAP_RULE = declare_rule("zip-overlap")

_CHUNK_BYTES = 64 * 1024
_DIRECTORY_ENTRY_MARK = b"PK\x01\x02"
_LOCAL_HEADER_BYTES = 30
_NOT_FILES = frozenset({stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK})
# Hostile bytes make zipfile raise all of these. Each means that the zip is damaged.
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
    """Read a zip of at most 20 MB. Findings about the whole zip have `name` as their file."""
    source = UnpackedFiles(make_printable(name))
    refusal = _refuse_whole(data, source.name)
    if refusal:
        source.findings.append(refusal)
        return source
    try:
        with ZipFile(BytesIO(data)) as archive:
            source.findings.extend(_read_entries(archive, source))
    except _DAMAGE_ERRORS as error:
        message = make_message("zip-unreadable", error=type(error).__name__)
        source.findings.append(ZIP_UNREADABLE_RULE.make_finding(FilePlace(source.name), message))
    return source


def _refuse_whole(data: bytes, name: str) -> Finding | None:
    if len(data) > limits.MAX_ARCHIVE_BYTES:
        message = make_message("zip-too-big", megabytes=limits.MAX_ARCHIVE_BYTES // 1024 // 1024)
        return TOO_BIG_RULE.make_finding(FilePlace(name), message)
    # Each entry of the directory starts with this mark. Counting the marks bounds the number of
    # entries before zipfile makes a list of them.
    if data.count(_DIRECTORY_ENTRY_MARK) > limits.MAX_ENTRIES:
        message = make_message("zip-too-many-entries", most=limits.MAX_ENTRIES)
        return TOO_MANY_FILES_RULE.make_finding(FilePlace(name), message)
    return None


def _read_entries(archive: ZipFile, source: UnpackedFiles) -> Iterator[Finding]:
    entries = name_entries(archive.infolist())
    yield from paths.find_collisions(entry.path for entry in entries)
    yield from _find_overlaps(archive.infolist())
    budget = ByteBudget()
    for entry in entries:
        finding = paths.find_unsafe_path(entry.path)
        if finding:
            yield finding
        elif not paths.is_known_path(entry.path):
            source.files[entry.path] = b""  # it has a finding by its name alone
        elif entry.path not in source.files:
            yield from _read_entry(archive, entry, source, budget)


def _read_entry(
    archive: ZipFile, entry: NamedEntry, source: UnpackedFiles, budget: ByteBudget
) -> Iterator[Finding]:
    info, path = entry
    place = FilePlace(make_printable(path))
    if stat.S_IFMT(info.external_attr >> 16) in _NOT_FILES:
        yield PATH_LINK_RULE.make_finding(place, make_message("zip-entry-link"))
    elif info.flag_bits & 0x1:
        yield ZIP_ENCRYPTED_RULE.make_finding(place, make_message("zip-encrypted"))
    elif info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        message = make_message("zip-method", method=info.compress_type)
        yield ZIP_METHOD_RULE.make_finding(place, message)
    else:
        data = _inflate_entry(archive, info, budget.allowed_bytes(path))
        if data is None:
            yield report_too_big(path, budget.allowed_bytes(path))
        else:
            budget.spend_bytes(path, len(data))
            source.files[path] = data


def _inflate_entry(archive: ZipFile, info: ZipInfo, allowance: int) -> bytes | None:
    """The entry's bytes; None if there are more than allowed."""
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
            place = FilePlace(make_printable(info.orig_filename))
            yield ZIP_OVERLAP_RULE.make_finding(place, make_message("zip-overlap"))
        end = max(
            end,
            info.header_offset + _LOCAL_HEADER_BYTES + len(info.orig_filename) + info.compress_size,
        )
