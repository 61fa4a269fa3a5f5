"""Text files as spreadsheets write them: encodings, delimiters, quotation marks, and bounds."""

import time

import pytest
from support.rota_tables import list_codes, read_rota

from learning.rules.refusals import Invalid, TooLarge
from learning.rules.rota.rota import MAX_ROTA_PROBLEMS
from learning.rules.rota.table_text import decode_table
from learning.rules.rota.text_table import read_text_table

NAMES = "name;date;shift\nJosé Muñoz;2026-12-07;Früh\nŁukasz Żak;2026-12-08;Off\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_encoding_of_unicode_is_read(encoding: str) -> None:
    assert decode_table(NAMES.encode(encoding)) == NAMES


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "name;date\nJosé Muñoz;2026-12-07\nO’Brien – Ann;2026-12-08\n"),
        ("cp1250", "name;date\nŁukasz Wójcik;2026-12-07\nPaweł Żak;2026-12-08\n"),
        ("mac_roman", "name;date\nJosé Muñoz;2026-12-07\n"),
        ("cp850", "name;date\nJosé Muñoz;2026-12-07\n"),
    ],
)
def test_code_pages_are_told_by_what_looks_like_words(encoding: str, text: str) -> None:
    assert decode_table(text.encode(encoding)) == text


def test_the_language_of_the_reader_helps_where_the_bytes_leave_it_open() -> None:
    text = "imię;data\nEwa Gęś;2026-12-07\n"
    assert decode_table(text.encode("cp1250"), "pl") == text
    assert decode_table(text.encode("cp1250"), "en", "Europe/Warsaw") == text


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\na;b;c\n1;2;3\n",
        '"sep=;"\na;b;c\n1;2;3\n',
        "SEP=|\r\na|b|c\r\n1|2|3\r\n",
        "sep=\t\na\tb\tc\n1\t2\t3",
        '"a";"b";"c"\n1;2;3\n',
        "a|b|c\n1|2|3",
        "a\tb\tc\r1\t2\t3\r",
        "a;b;c;;;\n;;;;;\n1;2;3;;;\n,,,\n",
        "\n\na,b,c\n\n1,2,3\n",
    ],
)
def test_delimiters_and_empty_cells(text: str) -> None:
    table = read_text_table(text.encode())
    cells = [line.cells for line in table.lines if any(cell.isalnum() for cell in line.cells)]
    assert cells == [("a", "b", "c"), ("1", "2", "3")]


def test_a_delimiter_inside_of_quotation_marks_is_none() -> None:
    text = '"name";"date";"late, early, or night, or off"\n"Lee, Anna";2026-12-07;"1,5"\n'
    table = read_text_table(text.encode())
    assert table.lines[1].cells == ("Lee, Anna", "2026-12-07", "1,5")


def test_lines_are_numbered_as_in_the_file() -> None:
    text = 'sep=,\nname,date\n\n"Anna\nLee",2026-12-07\n,,\nBo,never\n'
    assert [line.number for line in read_text_table(text.encode()).lines] == [2, 4, 7]


def test_an_open_quotation_mark_costs_its_own_line_only() -> None:
    text = 'name,date,shift\nTess,2026-12-07,"Early\nTess,2026-12-08,Off\nAnna,2026-12-08,"x"y\n'
    table = read_text_table(text.encode())
    assert [line.cells[0] for line in table.lines] == ["name", "Tess"]
    assert list_codes(table.problems) == [(2, "rota.open_quotation"), (4, "rota.unreadable_line")]


def test_lines_that_two_stray_quotation_marks_enclose_are_not_swallowed() -> None:
    text = 'name,date,shift\nTess,2026-12-07,"Early\nAnna,2026-12-08,Off\nBo,2026-12-08,Late"\n'
    table = read_text_table(text.encode())
    assert [line.number for line in table.lines] == [1, 3, 4]
    assert list_codes(table.problems) == [(2, "rota.open_quotation")]


@pytest.mark.parametrize(
    "raw",
    [
        b"name," + b"x," * 240_000 + b"\n",
        b"name,date\n" + b"a,b\n" * 30_000,
        (b"x," * 700 + b"\n") * 1500,
    ],
)
def test_a_table_that_no_rota_is_is_refused_at_once(raw: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(TooLarge):
        read_text_table(raw)
    assert time.monotonic() - started < 5


def test_more_open_quotation_marks_than_are_listed_refuse_the_file_at_once() -> None:
    table = read_text_table(b"a,b\n" + b'a,"\n' * MAX_ROTA_PROBLEMS)
    assert (len(table.lines), len(table.problems)) == (1, MAX_ROTA_PROBLEMS)
    started = time.monotonic()
    with pytest.raises(Invalid, match=r"rota\.no_table"):
        read_text_table(b"a,b\n" + b'a,"\n' * 40_000)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "rota.old_workbook"),
        (b"PK\x03\x04\x00\x00", "rota.unreadable_workbook"),
        (b"%PDF-1.7 1 0 obj", "rota.printed"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "rota.printed"),
        (b" <!DOCTYPE html><table><tr><td>x", "rota.web_page"),
        (b'"', "rota.open_quotation"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_advice(raw: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rota(raw)
    assert (refused.value.code, refused.value.problems[0].code) == ("rota.no_table", code)
    assert refused.value.problems[0].values["line"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "sep=,\nName;Date;Hours\nTess Bakerman;07.12.2026;8,5\n",
        'Name, Date\n"Tess Bakerman", "2026-12-07"\n',
        '"Name,Date"\n"Tess Bakerman,2026-12-07"\n',
        '"Name,""Date"""\n"Tess Bakerman,""2026-12-07"""\n\n',
        'Name,Date\n="Tess Bakerman",="2026-12-07"\n',
        "Name,Date\nTess Bakerman,'2026-12-07\n",
    ],
)
def test_what_spreadsheets_wrap_around_values_is_taken_off(text: str) -> None:
    read = read_rota(text)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == ([7], [])
