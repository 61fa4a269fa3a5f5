"""Tables in text files: CSV with any delimiter, quoted cells, and the `sep=` line of Excel."""

import csv
import re
from collections import Counter
from collections.abc import Iterator

from learning.rules.refusals import InputProblem, make_line_problem
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS
from learning.rules.rota.table_lines import Table, make_no_table_error, tidy_lines
from learning.rules.rota.table_text import decode_table

DELIMITERS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r'\s*+"?sep=(.)"?[;,\t|"]*+\s*+', re.IGNORECASE)
QUOTED_LINE = re.compile(r'\s*"((?:[^"]|"")*)"[;,\t|\s]*')
NO_TABLE = (0, 0)
"""The score of a delimiter that parts no line."""
MAX_ROW_LINES = 60
"""Lines that one row can take, by line breaks in its cells."""
UNCLOSED = "unexpected end"
"""What the parser says of a quotation mark that is never closed begins with this."""
SAMPLE_LINES, SAMPLE_CHARS = 30, 100_000


def read_text_table(raw: bytes, language: str = "en", zone: str = "UTC") -> Table:
    """Read a text file. A line that cannot be read becomes a problem.

    Raises:
        Invalid: nothing can be read at all.
        TooLarge: there are more lines or columns than any rota has.
    """
    text = decode_table(raw, language, zone).replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    first_number, delimiter = 1, None
    if found := SEPARATOR_LINE.fullmatch(first):
        text, first_number, delimiter = rest, 2, found[1]
    if delimiter is None or _score_delimiter(_take_sample(text, 1), delimiter) == NO_TABLE:
        text = _unwrap_lines(text)
        delimiter = _find_delimiter(text)
    problems: list[InputProblem] = []
    rows = _iterate_rows(text, delimiter, first_number, problems)
    lines = tuple(tidy_lines(rows))
    if problems and not lines:
        raise make_no_table_error(problems[0])
    return Table("", lines, tuple(problems))


def _unwrap_lines(text: str) -> str:
    """Take the quotation marks off lines that are quoted as a whole.

    Excel saves a file so where it has opened it with another delimiter, as one column.
    """
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if not filled or not all(QUOTED_LINE.fullmatch(line) for line in filled):
        return text
    return "\n".join(
        found[1].replace('""', '"') if (found := QUOTED_LINE.fullmatch(line)) else line
        for line in lines
    )


def _take_sample(text: str, lines: int = SAMPLE_LINES) -> str:
    return "\n".join(text[:SAMPLE_CHARS].lstrip("\n").split("\n")[:lines])


def _find_delimiter(text: str) -> str:
    """Find the delimiter by which most lines have the same number of cells, more than one."""
    sample = _take_sample(text)
    scores = {delimiter: _score_delimiter(sample, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=scores.__getitem__)


def _score_delimiter(sample: str, delimiter: str) -> tuple[int, int]:
    rows = list(_iterate_rows(sample, delimiter, 1, []))
    widths = Counter(len(cells) for _, cells in rows if len(cells) > 1 and any(cells))
    if not widths:
        return NO_TABLE
    width, lines = max(widths.items(), key=lambda one: (one[1], one[0]))
    return lines, width


def _iterate_rows(
    text: str, delimiter: str, first_number: int, problems: list[InputProblem]
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows, each with the number of the line on which it begins.

    A quotation mark that is never closed costs its own line only, not those that follow.

    Raises:
        Invalid: more lines than are listed cannot be read.
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    at = 0
    while at < len(lines):
        if lines[at] == "\n":
            at += 1
            continue
        rows = csv.reader(
            lines[at : at + MAX_ROW_LINES],
            delimiter=delimiter,
            strict=True,
            skipinitialspace=True,
        )
        try:
            row = next(rows)
            if _swallows_lines(row, delimiter):
                raise csv.Error(UNCLOSED)
            yield at + first_number, row
            at += rows.line_num
        except csv.Error as error:
            problems.append(_make_row_problem(at + first_number, str(error), rows.line_num))
            if len(problems) > MAX_ROTA_PROBLEMS:
                raise make_no_table_error(problems[0]) from None
            at += 1


def _swallows_lines(row: list[str], delimiter: str) -> bool:
    """Say whether a cell holds whole lines of the table: its quotation mark was never meant."""
    return len(row) > 1 and any(
        line.count(delimiter) >= len(row) - 1
        for cell in row
        if "\n" in cell
        for line in cell.split("\n")[1:]
    )


def _make_row_problem(number: int, message: str, line_count: int) -> InputProblem:
    if line_count > 1 or message.startswith(UNCLOSED):
        return make_line_problem(number, "rota.open_quotation")
    return make_line_problem(number, "rota.unreadable_line", message=message)
