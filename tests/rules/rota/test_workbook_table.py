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


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1"><c r' + b" " * 40 + b'= "ZZZ20000"/></row>',
        b'<row r="1"><c t="' + b"n" * 999 + b'" r="A1048576"/></row>',
        b'<row spans="' + b"1" * 999 + b'" r="1048576"><c/></row>',
        b'<row r="1"><c r="&#65;&#65;&#65;&#65;1"/></row>',
        b"<" + b"x" * 99 + b':row r="1048576"><c/></' + b"x" * 99 + b":row>",
        b'<row r="20000"/><row><c/></row>',
        b"<row>" + b"<c/>" * 801 + b"</row>",
    ],
)
def test_cells_are_counted_in_every_spelling_of_xml(sheet: bytes) -> None:
    whole = b"<worksheet><sheetData>" + sheet + b"</sheetData></worksheet>"
    with pytest.raises(TooLarge):
        read_workbook_tables(repack(WORKBOOK, **{"sheet1.xml": whole}))


def change_part(name: str, old: bytes, new: bytes) -> bytes:
    """Replace something in a part of the workbook."""
    with zipfile.ZipFile(BytesIO(WORKBOOK)) as archive:
        part = next(one for one in archive.namelist() if one.endswith(name))
        content = archive.read(part)
    assert old in content
    return repack(WORKBOOK, **{name: content.replace(old, new)})


@pytest.mark.parametrize(
    "raw",
    [
        change_part(
            "workbook.xml", b"<sheet ", b'<sheet name="B" sheetId="9" r:id="rId1"/><sheet '
        ),
        change_part(
            "workbook.xml.rels", b"</R", b'<Relationship Target="xl/Worksheets/SHEET1.xml"/></R'
        ),
        change_part("sheet1.xml", b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet"),
        change_part("sheet1.xml", b'r="A1"', b'r="1A"'),
        change_part("sheet1.xml", b"</worksheet>", b""),
        change_part("styles.xml", b"<styleSheet", b"<"),
    ],
)
def test_what_programs_read_in_different_ways_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid):
        read_workbook_tables(raw)


def test_two_parts_of_one_name_are_refused() -> None:
    content = BytesIO(WORKBOOK)
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("XL/Worksheets/Sheet1.xml", "<worksheet/>")
    with pytest.raises(Invalid):
        read_workbook_tables(content.getvalue())


def test_other_spreadsheets_in_a_zip_are_refused() -> None:
    """The library reads them too, and makes room for each cell that they say is repeated."""
    names = ("office", "table", "text")
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            '<table:table table:name="S"><table:table-row table:number-rows-repeated="900">'
            '<table:table-cell office:value-type="string" table:number-columns-repeated="9">'
            "<text:p>name</text:p></table:table-cell></table:table-row></table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    with pytest.raises(Invalid):
        read_workbook_tables(content.getvalue())


def test_pictures_and_macros_of_a_workbook_are_not_read() -> None:
    content = BytesIO(WORKBOOK)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(40 * 1024 * 1024))
        archive.writestr("xl/vbaProject.bin", b"<no xml")
    assert read_workbook_tables(content.getvalue()) == read_workbook_tables(WORKBOOK)


def test_names_with_backslashes_and_other_capitals_are_read() -> None:
    content = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(WORKBOOK)) as before,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name.replace("/", "\\").replace("sheet1", "Sheet1"), before.read(name))
    assert read_workbook_tables(content.getvalue()) == read_workbook_tables(WORKBOOK)


def test_a_long_text_that_many_cells_share_is_refused() -> None:
    shared = b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>"
    with pytest.raises(TooLarge):
        read_workbook_tables(repack(make_workbook(GRID), **{"sharedStrings.xml": shared}))
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(1, 9000))
    cells = b"<sheetData>" + cells + b"</sheetData>"
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
