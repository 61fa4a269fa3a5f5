"""Excel workbooks: typed cells, merged cells, several sheets, and the bounds of their size."""

import time
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rota_tables import make_workbook, read_rota
from xlsxwriter import Workbook

from learning.rules.refusals import Invalid, TooLarge
from learning.rules.rota.workbook_table import read_workbook_tables

MONDAY = date(2026, 12, 7)
GRID: list[list[object]] = [
    ["Bakery rota"],
    ["Name", *(date(2026, 12, day) for day in range(7, 14))],
    ["Tess Bakerman", "9-5", "Off", "A/L", "", "9-5", "", ""],
    ["Anna Lee", "", "Early", "Late", "RDO", "Off", "", ""],
    ["Total", 1, 1, 1, 0, 1, 0, 0],
]
WORKBOOK = make_workbook(GRID)


def repack(raw: bytes, **changed: bytes) -> bytes:
    """Pack a workbook again, with other content in some of its parts."""
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(raw)) as before,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, changed.get(name.rpartition("/")[2], before.read(name)))
    return content.getvalue()


def test_a_grid_with_typed_days_is_read() -> None:
    read = read_rota(make_workbook(GRID, merged=["A1:H1"]))
    assert read.list_shifts("Tess Bakerman") == [7, 11]
    assert read.list_shifts("Anna Lee") == [8, 9]
    assert read.notes == [(5, "rota.line_left_out")]
    assert read.problems == []


def test_typed_times_numbers_and_days_become_text() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        clock = workbook.add_format({"num_format": "hh:mm"})
        day = workbook.add_format({"num_format": "d/m/yy"})
        both = workbook.add_format({"num_format": "d/m/yy hh:mm"})
        sheet.write_datetime(0, 0, MONDAY, day)
        sheet.write_datetime(0, 1, datetime.fromisoformat("2026-12-07T09:30"), both)
        sheet.write_number(0, 2, 0.375, clock)
        sheet.write_number(0, 3, 8)
        sheet.write_number(0, 4, 7.5)
        sheet.write_boolean(0, 5, True)
        sheet.write_formula(0, 6, "=1+1", None, 2)
    [table] = read_workbook_tables(content.getvalue())
    assert table.lines[0].cells == (
        *("2026-12-07", "2026-12-07 09:30", "09:00", "8", "7.5", "yes", "2"),
    )


def test_merged_names_and_leave_count_for_all_their_cells() -> None:
    rows: list[list[object]] = [
        ["Name", *(date(2026, 12, day) for day in range(7, 12))],
        ["Tess Bakerman", "9-12", "", "", "", ""],
        ["", "14-18", "", "10-12", "", ""],
        ["Anna Lee", "Annual leave", "", "", "", "9-5"],
    ]
    read = read_rota(make_workbook(rows, merged=["A2:A3", "B4:E4"]))
    assert read.list_shifts("Tess Bakerman") == [7, 9]
    assert read.list_days_off("Anna Lee") == [7, 8, 9, 10]
    assert read.problems == []


def test_the_sheet_with_the_rota_is_read_and_the_others_are_named() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        workbook.add_worksheet("Notes").write(0, 0, "Ring the bell")
        sheet = workbook.add_worksheet("Week 50")
        sheet.write_row(0, 0, ["name", "date", "shift"])
        sheet.write_row(1, 0, ["Anna Lee", "2026-12-07", "Early"])
        hidden = workbook.add_worksheet("Pay")
        hidden.write_row(0, 0, ["name", "date"])
        hidden.hide()
    read = read_rota(content.getvalue())
    assert (read.table.sheet, read.list_shifts("Anna Lee")) == ("Week 50", [7])
    assert [(note.where, note.code) for note in read.table.notes] == [
        ("Notes", "rota.sheet_left_out")
    ]


def test_a_cell_far_away_makes_no_room_for_all_before_it() -> None:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "name")
        sheet.write(1_048_575, 16_383, "far")
    started = time.monotonic()
    with pytest.raises(TooLarge):
        read_workbook_tables(content.getvalue())
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "sheet",
    [
        b"<row r='1'><c r = 'XFD1'/></row>",
        b'<row\n r="1048576" spans="1:1"><c/></row>',
        b'<x:row r="999999"><x:c/></x:row>',
        b" " * (40 * 1024 * 1024),
    ],
)
def test_sheets_that_would_need_much_room_are_refused_before_they_are_opened(sheet: bytes) -> None:
    with pytest.raises(TooLarge):
        read_workbook_tables(repack(make_workbook(GRID), **{"sheet1.xml": sheet}))


def test_a_long_text_that_many_cells_share_is_refused() -> None:
    shared = b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>"
    with pytest.raises(TooLarge):
        read_workbook_tables(repack(make_workbook(GRID), **{"sharedStrings.xml": shared}))
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 9000))
    shared = b"<sst><si><t>" + b"x" * 60_000 + b"</t></si></sst>"
    with pytest.raises(TooLarge):
        read_workbook_tables(
            repack(make_workbook(GRID), **{"sheet1.xml": cells, "sharedStrings.xml": shared})
        )


@settings(max_examples=200)
@given(st.data())
def test_no_workbook_breaks_the_reader(data: st.DataObject) -> None:
    raw = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        tables = read_workbook_tables(bytes(raw))
    except (Invalid, TooLarge):
        return
    assert all(table.lines for table in tables)
