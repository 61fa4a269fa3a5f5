"""The lines of a table, whichever kind of file it came from, and the bounds of its size."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from learning.rules.refusals import InputProblem, Invalid, TooLarge

MAX_TABLE_LINES = 20_000
MAX_TABLE_COLUMNS = 800
"""A year of days across, each with a start and an end."""
MAX_TABLE_CELLS = 1_000_000
MAX_CELL_CHARS = 500
"""Characters of one cell that are read."""
TEXT_FORMULA = re.compile(r"""\A="([^"]*)"\Z|\A'(?=\d)""")
"""How programs keep a spreadsheet from reading a text as a number: ="0123" and '0123."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line with anything in it. `number` counts from 1, as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def get_cell(self, column: int) -> str:
        """Return a cell; "" where the line ends before it."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def filled_columns(self) -> list[int]:
        """List the columns that hold something."""
        return [column for column, cell in enumerate(self.cells) if cell]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: a sheet, or all of a text file. Lines of empty cells are left out."""

    name: str
    lines: tuple[TableLine, ...]
    problems: tuple[InputProblem, ...] = ()


def tidy_lines(rows: Iterable[tuple[int, Iterable[str]]]) -> Iterator[TableLine]:
    """Trim cells and the empty ends of lines, and leave empty lines out.

    Raises:
        TooLarge: there are more lines, columns or cells than any rota has.
    """
    lines = cells = 0
    for number, row in rows:
        trimmed = [TEXT_FORMULA.sub(r"\1", cell[:MAX_CELL_CHARS].strip()) for cell in row]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if not trimmed:
            continue
        lines, cells = lines + 1, cells + len(trimmed)
        check_table_size(lines, len(trimmed), cells)
        yield TableLine(number, tuple(trimmed))


def check_table_size(lines: int, columns: int, cells: int) -> None:
    """Check that a table is no larger than any rota.

    Raises:
        TooLarge: it is larger.
    """
    if lines > MAX_TABLE_LINES or columns > MAX_TABLE_COLUMNS or cells > MAX_TABLE_CELLS:
        raise TooLarge(
            "rota.too_many_cells", max_lines=MAX_TABLE_LINES, max_columns=MAX_TABLE_COLUMNS
        )


def make_no_table_error(problem: InputProblem) -> Invalid:
    """Make the refusal of a file that is no table, with what is wrong with it."""
    return Invalid("rota.no_table", [problem])
