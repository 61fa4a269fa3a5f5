"""The template of a rota: a grid of the team's people and the next days, to be filled in."""

import csv
from collections.abc import Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Literal

from xlsxwriter import Workbook

from learning.rules.csv_cells import disarm_formula

TemplateFormat = Literal["csv", "xlsx"]
NAME_WIDTH, DAY_WIDTH = 26, 12


def write_csv_template(name_header: str, names: Sequence[str], days: Sequence[date]) -> bytes:
    """Write the template as CSV, with a mark by which Excel knows that it is UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([name_header, *(day.isoformat() for day in days)])
    writer.writerows([disarm_formula(name), *[""] * len(days)] for name in names)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx_template(name_header: str, names: Sequence[str], days: Sequence[date]) -> bytes:
    """Write the template as an Excel workbook, with the names and the days held in view."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Rota")
        bold = workbook.add_format({"bold": True})
        day_format = workbook.add_format(
            {"bold": True, "num_format": "ddd d-mmm-yyyy", "align": "left", "text_wrap": True}
        )
        sheet.set_column(0, 0, NAME_WIDTH)
        sheet.set_column(1, len(days), DAY_WIDTH)
        sheet.freeze_panes(1, 1)
        sheet.write_string(0, 0, name_header, bold)
        for column, day in enumerate(days, start=1):
            sheet.write_datetime(0, column, day, day_format)
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, 0, name)
    return content.getvalue()
