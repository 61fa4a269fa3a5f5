"""Count what the XML of one part of a workbook holds, with a parser that reads XML strictly.

The library that reads workbooks finds cells in any spelling of XML: with spaces around `=`, with
prefixes, with attributes in any order. Patterns do not. So a parser counts.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat  # document types, and so entities, are refused

from learning.rules.refusals import TooLarge
from learning.rules.rota.table_lines import MAX_TABLE_CELLS, MAX_TABLE_COLUMNS, MAX_TABLE_LINES

MAX_WORKBOOK_BYTES = 32 * 1024 * 1024
"""Bytes of a workbook after inflation."""
MAX_WORKBOOK_CELLS = 2 * MAX_TABLE_CELLS
"""Cells of all sheets. A year of weeks with 26 columns and 1,000 lines each is less."""
MAX_SHARED_TEXT_BYTES = 64 * 1024
"""Bytes of one text that cells share. Excel allows half of that."""
MAX_REPEATED_BYTES = 200 * 1024 * 1024
"""Cells that share texts, times the longest of these texts."""
CELL_REFERENCE = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
ROW_NUMBER = re.compile(r"[0-9]{1,9}")
LETTERS = 26


class UnreadablePartError(ValueError):
    """A part holds what no program writes, and what programs read in different ways."""


@dataclass(slots=True)
class WorkbookSize:
    """What was counted so far, over all parts."""

    size: int = 0
    cells: int = 0
    sharing_cells: int = 0
    longest_text: int = 0

    def check(self) -> None:
        """Check what was counted.

        Raises:
            TooLarge: it is more than any rota has.
        """
        if (
            self.size > MAX_WORKBOOK_BYTES
            or self.cells > MAX_WORKBOOK_CELLS
            or self.longest_text > MAX_SHARED_TEXT_BYTES
            or self.sharing_cells * self.longest_text > MAX_REPEATED_BYTES
        ):
            raise make_too_many_cells_error()


@dataclass(slots=True)
class PartCounter:
    """Counts the cells of one part while its bytes are given, and notes what its sheets read.

    `sheets` are the ids by which a list of sheets names their parts, `targets` the parts that these
    ids stand for.
    """

    counted: WorkbookSize
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    text_start: int = -1
    sheets: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    parser: expat.XMLParserType = field(default_factory=lambda: expat.ParserCreate("UTF-8"))

    def __post_init__(self) -> None:
        self.parser.StartElementHandler = self.start_element
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Count what the next bytes hold.

        Raises:
            TooLarge: the workbook holds more than any rota has.
            UnreadablePartError: the part is written as no program does.
            ExpatError: it is no XML.
        """
        self.counted.size += len(chunk)
        self.parser.Parse(chunk, is_last)
        if is_last:
            self.end_text()
            self.counted.cells += self.last_row * self.last_column
        self.check()

    def check(self) -> None:
        """Raise TooLarge for what is more than any rota has."""
        self.counted.check()
        if (
            self.last_row > MAX_TABLE_LINES
            or self.last_column > MAX_TABLE_COLUMNS
            or self.last_row * self.last_column > MAX_TABLE_CELLS
        ):
            raise make_too_many_cells_error()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Note one element: a cell, a row, a shared text, or a sheet."""
        match name.rpartition(":")[2]:
            case "c":
                self.note_cell(attributes)
            case "row":
                self.note_row(attributes)
            case "si":
                self.end_text()
                self.text_start = self.parser.CurrentByteIndex
            case "sheet":
                self.sheets += [
                    value for key, value in attributes.items() if key.endswith(":id") or key == "id"
                ]
            case "Relationship":
                self.targets.append(attributes.get("Target", ""))

    def note_row(self, attributes: dict[str, str]) -> None:
        """Begin a row. Without a number it is the next one."""
        number = attributes.get("r")
        if number is not None and not ROW_NUMBER.fullmatch(number):
            raise UnreadablePartError
        self.row = self.row + 1 if number is None else int(number)
        self.column, self.last_row = 0, max(self.last_row, self.row)

    def note_cell(self, attributes: dict[str, str]) -> None:
        """Count a cell. Without a reference it is the next one of its row."""
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        elif found := CELL_REFERENCE.fullmatch(reference):
            self.column, self.row = find_column(found[1]), int(found[2])
        else:
            raise UnreadablePartError
        self.last_row = max(self.last_row, self.row)
        self.last_column = max(self.last_column, self.column)
        self.counted.sharing_cells += attributes.get("t") == "s"

    def end_text(self) -> None:
        """Note how long the shared text is that ends here at the latest."""
        if self.text_start >= 0:
            length = self.parser.CurrentByteIndex - self.text_start
            self.counted.longest_text = max(self.counted.longest_text, length)
        self.text_start = -1

    def refuse_doctype(self, *_: object) -> None:
        """Refuse a document type: it can define entities, which multiply texts."""
        raise UnreadablePartError


def find_column(letters: str) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def make_too_many_cells_error() -> TooLarge:
    """Make the refusal of a workbook that holds more than any rota."""
    return TooLarge("rota.too_many_cells", max_lines=MAX_TABLE_LINES, max_columns=MAX_TABLE_COLUMNS)
