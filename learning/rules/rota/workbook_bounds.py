"""The bounds of an Excel workbook, checked before a library opens it.

A workbook is a zip of XML. The library makes room for every cell between the first and the last,
reads other kinds of spreadsheets too, and ends the process when the memory is not enough. So each
part is parsed here first, and the library gets a workbook of the parts that were read, and of
nothing else.
"""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile, ZipInfo

from learning.rules.refusals import Invalid, make_line_problem
from learning.rules.rota.table_lines import make_no_table_error
from learning.rules.rota.workbook_part import (
    PartCounter,
    UnreadablePartError,
    WorkbookSize,
    make_too_many_cells_error,
)

MAX_WORKBOOK_PARTS = 500
CHUNK_BYTES = 256 * 1024
SHEET_LIST = "xl/workbook.xml"
SHEET_TARGETS = "xl/_rels/workbook.xml.rels"
READ_FOLDER, READ_SUFFIXES = "xl/", (".xml", ".rels")
ROOT_TARGETS = "_rels/.rels"
ROOT_TARGETS_CONTENT = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
"""Where the list of sheets is: always in the usual place, which is looked at here."""
UNREADABLE_ZIP_ERRORS = (
    BadZipFile,
    ExpatError,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


def rewrite_workbook(raw: bytes) -> bytes:
    """Return a workbook with the same sheets, which is whole and no larger than any rota.

    Raises:
        Invalid: it is no workbook.
        TooLarge: it has more parts, bytes or cells than any rota.
    """
    content = BytesIO()
    try:
        with ZipFile(BytesIO(raw)) as workbook, ZipFile(content, "w") as rewritten:
            rewritten.writestr(ZipInfo(ROOT_TARGETS), ROOT_TARGETS_CONTENT)
            for name, part in _read_parts(workbook):
                rewritten.writestr(ZipInfo(name), part)
    except UNREADABLE_ZIP_ERRORS:
        raise make_unreadable_workbook_error() from None
    return content.getvalue()


def make_unreadable_workbook_error() -> Invalid:
    """Make the refusal of what is no workbook, or a broken one."""
    return make_no_table_error(make_line_problem(1, "rota.unreadable_workbook"))


def _read_parts(workbook: ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give the parts that say what the sheets hold, each with its name in the usual spelling."""
    entries = [(_read_name(entry), entry) for entry in workbook.infolist()]
    used = [(name, entry) for name, entry in entries if _is_used(name)]
    names = [name.lower() for name, _ in used]
    if len(entries) > MAX_WORKBOOK_PARTS:
        raise make_too_many_cells_error()
    if SHEET_LIST not in names or len(names) != len(set(names)):
        raise UnreadablePartError
    counted = WorkbookSize()
    for name, entry in used:
        with workbook.open(entry) as opened:
            yield name, _read_part(name.lower(), opened, counted)


def _read_name(entry: ZipInfo) -> str:
    return entry.filename.replace("\\", "/").removeprefix("/")


def _is_used(name: str) -> bool:
    """Say whether a part can say something of a sheet. Pictures, for example, cannot."""
    return name.lower().startswith(READ_FOLDER) and name.lower().endswith(READ_SUFFIXES)


def _read_part(name: str, opened: IO[bytes], counted: WorkbookSize) -> bytes:
    """Inflate one part while its bytes and cells are counted."""
    counter, chunks = PartCounter(counted), list[bytes]()
    while chunk := opened.read(CHUNK_BYTES):
        counter.feed(chunk)
        chunks.append(chunk)
    counter.feed(b"", is_last=True)
    if name == SHEET_LIST:
        _refuse_repetition(counter.sheets)
    if name == SHEET_TARGETS:
        _refuse_repetition([_read_target(target) for target in counter.targets])
    return b"".join(chunks)


def _refuse_repetition(names: Sequence[str]) -> None:
    """Refuse sheets that are the same part: it would be read again for each."""
    if len(names) != len(set(names)):
        raise UnreadablePartError


def _read_target(target: str) -> str:
    return target.lower().replace("\\", "/").removeprefix("/").removeprefix(READ_FOLDER)
