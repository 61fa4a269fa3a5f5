"""Tables in Excel workbooks (XLSX): the visible sheets, with merged cells filled."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from learning.rules.rota.table_lines import (
    MAX_TABLE_CELLS,
    Table,
    tidy_lines,
)
from learning.rules.rota.workbook_bounds import make_unreadable_workbook_error, rewrite_workbook

ZIP_MARK = b"PK\x03\x04"
OLD_EXCEL_MARK = b"\xd0\xcf\x11\xe0"
"""The mark of .xls files, and of workbooks with a password."""
MAX_SHEETS = 60
"""A sheet for each week of a year, and some more."""
CellValue = int | float | str | bool | time | date | datetime | timedelta


def read_workbook_tables(raw: bytes) -> list[Table]:
    """Read the visible sheets of a workbook that hold anything.

    Raises:
        Invalid: it cannot be read.
        TooLarge: it is larger than any rota.
    """
    rewritten = rewrite_workbook(raw)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(rewritten)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
                and sheet.visible == SheetVisibleEnum.Visible
            ]
            tables = [_read_sheet(workbook.get_sheet_by_name(name)) for name in names[:MAX_SHEETS]]
    except (CalamineError, ValueError):
        raise make_unreadable_workbook_error() from None
    return [table for table in tables if table.lines]


def _read_sheet(sheet: CalamineSheet) -> Table:
    values = sheet.to_python(skip_empty_area=False)
    rows = [[_write_value(value) for value in row] for row in values]
    _fill_merged_cells(rows, sheet)
    return Table(sheet.name, tuple(tidy_lines(enumerate(rows, start=1))))


def _fill_merged_cells(rows: list[list[str]], sheet: CalamineSheet) -> None:
    """Write what a merged cell says into each of the cells that it covers."""
    left = MAX_TABLE_CELLS
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        if first_row >= len(rows) or first_column >= len(rows[first_row]):
            continue
        value = rows[first_row][first_column]
        last_row = min(last_row, len(rows) - 1)
        last_column = min(last_column, len(rows[first_row]) - 1)
        left -= (last_row - first_row + 1) * (last_column - first_column + 1)
        if not value or left < 0:
            continue
        for row in rows[first_row : last_row + 1]:
            row[first_column : last_column + 1] = [value] * (last_column - first_column + 1)


def _write_value(value: CellValue) -> str:
    """Write a value of a cell as text: days by the standard, whole numbers without a point."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            is_day = value.time() == time()
            return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            minutes = int(value.total_seconds() // 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case _:
            return str(value)
