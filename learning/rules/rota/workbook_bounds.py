"""The bounds of an Excel workbook, checked before a library opens it.

A workbook is a zip of XML. Its bytes are counted while they are inflated, since headers can lie. A
library makes room for every cell between the first and the last, so these are found beforehand.
"""

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile

from learning.rules.refusals import TooLarge, make_line_problem
from learning.rules.rota.table_lines import (
    MAX_TABLE_CELLS,
    MAX_TABLE_COLUMNS,
    MAX_TABLE_LINES,
    make_no_table_error,
)

MAX_WORKBOOK_PARTS = 500
MAX_WORKBOOK_BYTES = 32 * 1024 * 1024
"""Bytes of a workbook after inflation."""
MAX_SHARED_TEXT_BYTES = 64 * 1024
"""Bytes of one text that cells share. Excel allows half of that."""
MAX_REPEATED_BYTES = 200 * 1024 * 1024
"""Cells that share texts, times the longest of these texts."""
CHUNK_BYTES = 256 * 1024
OVERLAP_BYTES = 300
"""Bytes of a chunk that are looked at again with the next one."""
CELL_PATTERN = re.compile(rb"""\br\s{0,9}=\s{0,9}["']\s{0,9}([A-Za-z]{1,4})(\d{1,9})""")
ROW_PATTERN = re.compile(
    rb"""<(?:\w{1,20}:)?row\s[^>]{0,200}?\br\s{0,9}=\s{0,9}["']\s{0,9}(\d{1,9})"""
)
SHARED_CELL_PATTERN = re.compile(rb"""\bt\s{0,9}=\s{0,9}["']s["']""")
SHARED_TEXT_PATTERN = re.compile(rb"<(?:\w{1,20}:)?si\b")
LETTERS = 26
UNREADABLE_ZIP_ERRORS = (
    BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass(slots=True)
class _WorkbookSize:
    """What was counted so far, over all parts."""

    size: int = 0
    last_row: int = 0
    last_column: int = 0
    sharing_cells: int = 0
    longest_text: int = 0

    def check(self) -> None:
        """Check what was counted.

        Raises:
            TooLarge: it is more than any rota has.
        """
        if (
            self.size > MAX_WORKBOOK_BYTES
            or self.last_column > MAX_TABLE_COLUMNS
            or self.last_row > MAX_TABLE_LINES
            or self.last_row * self.last_column > MAX_TABLE_CELLS
            or self.longest_text > MAX_SHARED_TEXT_BYTES
            or self.sharing_cells * self.longest_text > MAX_REPEATED_BYTES
        ):
            raise TooLarge(
                "rota.too_many_cells", max_lines=MAX_TABLE_LINES, max_columns=MAX_TABLE_COLUMNS
            )


def check_workbook(raw: bytes) -> None:
    """Check that a workbook is whole and no larger than any rota.

    Raises:
        Invalid: it is no workbook.
        TooLarge: it has more parts, bytes or cells than any rota.
    """
    counted = _WorkbookSize()
    try:
        with ZipFile(BytesIO(raw)) as workbook:
            parts = workbook.infolist()
            if len(parts) > MAX_WORKBOOK_PARTS:
                counted.size = MAX_WORKBOOK_BYTES + 1
            counted.check()
            for part in parts:
                with workbook.open(part) as opened:
                    _count_part(opened, counted)
    except UNREADABLE_ZIP_ERRORS:
        problem = make_line_problem(1, "rota.unreadable_workbook")
        raise make_no_table_error(problem) from None


def _count_part(opened: IO[bytes], counted: _WorkbookSize) -> None:
    """Inflate one part, counting its bytes and what makes a library need room."""
    tail, start, text_start = b"", 0, -1
    while chunk := opened.read(CHUNK_BYTES):
        counted.size += len(chunk)
        seen = tail + chunk
        for found in CELL_PATTERN.finditer(seen):
            counted.last_column = max(counted.last_column, _find_column(found[1]))
            counted.last_row = max(counted.last_row, int(found[2]))
        for found in ROW_PATTERN.finditer(seen):
            counted.last_row = max(counted.last_row, int(found[1]))
        counted.sharing_cells += len(SHARED_CELL_PATTERN.findall(seen))
        for found in SHARED_TEXT_PATTERN.finditer(seen):
            if text_start >= 0:
                counted.longest_text = max(counted.longest_text, start + found.start() - text_start)
            text_start = start + found.start()
        counted.check()
        tail = seen[-OVERLAP_BYTES:]
        start += len(seen) - len(tail)
    if text_start >= 0:
        counted.longest_text = max(counted.longest_text, start + len(tail) - text_start)
    counted.check()


def _find_column(letters: bytes) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + letter - ord("A") + 1
    return number
