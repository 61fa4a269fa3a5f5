"""Rotas as lists: a line for a person and a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rota_tables import read_rota, read_rota_table

from learning.messages import render_problem
from learning.rules.refusals import Invalid
from learning.rules.rota.date_order import DateOrder
from learning.rules.rota.rota import RotaWindow
from learning.rules.rota.rota_table import merge_entries
from learning.rules.rota.table_reading import RotaTable, TableOptions

YEAR = RotaWindow(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 3, 2)
Days = dict[str, dict[date, bool]]


def read(text: str, order: DateOrder = "auto") -> tuple[Days, RotaTable, list[str]]:
    """Read a list for the year, as somebody who leads nobody."""
    table = read_rota_table(text.encode(), TableOptions(YEAR, order))
    days, contradictions = merge_entries(table.entries, str)
    codes = [problem.code for problem in [*table.problems, *contradictions]]
    return {person: dict(found) for person, found in days.items()}, table, codes


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("login,date\nanna,2026-03-02\n", "iso"),
        ("\ufeffName;Date;Till\r\nanna;02/03/2026;3\r\n", "dmy"),
        ("NAME\tDATE\r anna\t2.3.2026\r", "dmy"),
        ("login,date,works\nanna,2026-03-02,Yes\n", "iso"),
        ('login,date,shift\nanna,2026-03-02,"08:00\n16:00"\n', "iso"),
        ("login,name,date\nanna,Somebody Else,2026-03-02\n\n", "iso"),
    ],
)
def test_tables_as_spreadsheets_write_them(text: str, order: DateOrder) -> None:
    days, _, codes = read(text, order)
    assert (days, codes) == ({"anna": {DAY: True}}, [])


@pytest.mark.parametrize(
    "row", ["anna,2026-03-02,no,", "anna,2026-03-02,,off", "anna,2026-03-02,,", "anna,2026-03-02"]
)
def test_a_line_may_name_a_day_off(row: str) -> None:
    assert read(f"login,date,works,shift\n{row}\n")[0] == {"anna": {DAY: False}}


def test_every_bad_line_is_a_problem_and_the_good_ones_are_read() -> None:
    lines = [
        "login,date,works",
        "anna,2026-03-02,yes",
        ",2026-03-02,yes",
        "anna,03/03/2026,yes",
        "anna,2027-03-03,yes",
        "anna,2026-03-04,maybe",
        "anna,2026-03-02,no",
        'anna,"2026-03-05"x,yes',
        "bo,2026-03-06,yes",
    ]
    days, table, codes = read("\n".join(lines), "iso")
    assert days == {"anna": {DAY: True}, "bo": {date(2026, 3, 6): True}}
    assert [problem.values["line"] for problem in table.problems] == [3, 4, 5, 6, 8]
    rendered = [render_problem(problem, "en") for problem in table.problems]
    assert [where for where, _ in rendered] == [f"line {number}" for number in (3, 4, 5, 6, 8)]
    assert codes == [
        "rota.missing_login",
        "rota.invalid_day",
        "rota.day_too_far",
        "rota.neither_yes_nor_no",
        "rota.unreadable_line",
        "rota.other_line_says_works",
    ]
    assert rendered[1].what == "“03/03/2026” is not a day: write it like 2026-12-24."


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "who,when\nanna,2026-03-02", "login\nanna", '"', "PK\x03\x04\x00\x00", "hello"],
)
def test_a_file_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(text)
    assert refused.value.problems[0].values["line"] == 1


@given(
    st.binary(max_size=300)
    | st.text(alphabet='login,date;"\n\r\t\0 2026-03', max_size=300).map(str.encode)
)
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    for sent in (raw, b"login,date,works\n" + raw):
        try:
            table = read_rota_table(sent, TableOptions(YEAR))
        except Invalid:
            continue
        assert all(entry.day in YEAR for entry in table.entries)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Name,Shift,Till\nTess,Early,2\n", "rota.no_date_column"),
        ("Date,Shift,Till\n2026-12-07,Early,2\n", "rota.no_person_column"),
    ],
)
def test_a_refusal_names_the_missing_column_and_what_was_found(text: str, missing: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rota(text)
    assert refused.value.code == "rota.no_column_names"
    [problem] = refused.value.problems
    assert (problem.code, problem.values["found"]) == (
        missing,
        text.partition("\n")[0].replace(",", ", "),
    )


def test_columns_without_known_headers_are_recognised_by_their_values() -> None:
    read = read_rota("Wer;Wann;Was\nAnna Lee;7.12.2026;9-5\nBo Chan;8.12.2026;Frei\n")
    assert [(one.field, one.recognised_by) for one in read.table.columns] == [
        ("name", "values"),
        ("date", "values"),
        ("shift", "values"),
    ]
    assert (read.list_shifts("Anna Lee"), read.list_days_off("Bo Chan")) == ([7], [8])
    headerless = read_rota("Anna Lee,2026-12-07,9-5\nBo Chan,2026-12-08,Off\n")
    assert headerless.list_days_off("Bo Chan") == [8]


def test_of_two_fitting_headers_the_values_decide() -> None:
    read = read_rota("Name,Employee,Date,Day\nTill 2,Anna Lee,2026-12-07,Monday\n")
    assert read.list_shifts("Anna Lee") == [7]


def test_what_the_sender_says_about_columns_counts() -> None:
    text = "Day,Date,Who\n2026-12-07,2026-12-01,Anna Lee\n"
    read = read_rota(text, fields=("date", "ignore", "name"))
    assert read.list_shifts("Anna Lee") == [7]
    assert {one.recognised_by for one in read.table.columns} == {"chosen"}


def test_a_word_for_leave_counts_in_every_column_that_may_hold_one() -> None:
    text = (
        "Employee,Date,Start,End,Position,Remarks of planner\n"
        "Anna Lee,2026-12-07,09:00,17:00,Barista,\n"
        "Anna Lee,2026-12-08,09:00,17:00,Annual leave,\n"
        "Anna Lee,2026-12-09,09:00,17:00,Barista,sick\n"
        "Anna Lee,2026-12-10,,,Barista,\n"
        "Anna Lee,2026-12-11,Off,,,\n"
    )
    read = read_rota(text)
    assert (read.list_shifts("Anna Lee"), read.list_days_off("Anna Lee")) == ([7], [8, 9, 10, 11])


def test_leave_takes_all_its_days_and_a_night_shift_only_its_first() -> None:
    text = (
        "Employee,Type,Start,End,Status\n"
        "Anna Lee,Shift,2026-12-07 22:00,2026-12-08 06:00,\n"
        "Anna Lee,Annual leave,2026-12-09 00:00,2026-12-11 00:00,Approved\n"
        "Anna Lee,Annual leave,2026-12-14,2026-12-16,Declined\n"
        "Anna Lee,Shift,2026-12-20 09:00,2026-12-25 17:00,\n"
        "Anna Lee,Shift,2026-12-20 09:00,2026-12-19 17:00,\n"
    )
    read = read_rota(text)
    assert read.days["Anna Lee"] == {
        date(2026, 12, 7): True,
        date(2026, 12, 9): False,
        date(2026, 12, 10): False,
    }
    assert read.notes == [(4, "rota.line_not_in_force")]
    assert read.problems == [(5, "rota.event_too_long"), (6, "rota.ends_before_start")]


def test_lines_of_no_person_are_notes_and_no_faults() -> None:
    text = (
        "Rota of the bakery\n\nName,Date,Shift\nAnna Lee,2026-12-07,Early\n"
        "Open shift,2026-12-07,Late\nTotal,,2\nName,Date,Shift\n,,12\nPrinted on 1 Dec 2026\n"
    )
    read = read_rota(text)
    assert (read.list_shifts("Anna Lee"), read.problems) == ([7], [])
    assert [line for line, _ in read.notes] == [5, 6, 7, 8, 9]


def test_a_name_may_stand_once_for_the_lines_of_its_group() -> None:
    text = (
        "Name,Date,Shift\nAnna Lee,2026-12-07,Early\n,2026-12-08,Off\n,2026-12-09,Late\n"
        "Bo Chan,2026-12-07,Late\n"
    )
    read = read_rota(text)
    assert read.list_shifts("Anna Lee") == [7, 9]
    assert read.problems == []


def test_an_empty_cell_beside_a_shift_says_nothing() -> None:
    text = "Name,Date,Shift\nAnna Lee,2026-12-07,\nAnna Lee,2026-12-07,Late\n"
    read = read_rota(text)
    assert (read.list_shifts("Anna Lee"), read.problems) == ([7], [])


def test_an_open_shift_is_not_that_of_the_person_above() -> None:
    table = (
        "Date;Employee;Employee group;Shift type;Start;End;Status\n"
        "07-12-2026;Tess Bakerman;Shop;Normal;09:00;17:00;Assigned\n"
        "08-12-2026;Tess Bakerman;Shop;Normal;09:00;17:00;Assigned\n"
        "09-12-2026;;Shop;Normal;09:00;17:00;Open\n"
        "10-12-2026;;Shop;Normal;09:00;17:00;Open\n"
    )
    read = read_rota(table)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == ([7, 8], [])
    assert read.notes == [(4, "rota.shift_of_nobody"), (5, "rota.shift_of_nobody")]


def test_a_shift_without_a_name_is_nobodys_where_names_are_repeated() -> None:
    table = "Employee,Date\nBo Chan,2026-12-07\nBo Chan,2026-12-08\n,2026-12-09\n,2026-12-10\n"
    read = read_rota(table)
    assert (read.list_shifts("Bo Chan"), read.problems) == (
        [7, 8],
        [(4, "rota.missing_name"), (5, "rota.missing_name")],
    )


def test_a_column_may_mark_open_shifts() -> None:
    table = (
        "First Name,Last Name,Start Time,End Time,Open\n"
        "Tess,Bakerman,12/13/2026 9:00 AM,12/13/2026 5:00 PM,No\n"
        ",,12/14/2026 9:00 AM,12/14/2026 5:00 PM,Yes\n"
    )
    read = read_rota(table)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == ([13], [])
    assert read.notes == [(3, "rota.shift_of_nobody")]


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *[("ja", "nein"), ("s\u00ed", "no"), ("TAK", "NIE"), ("oui", "non"), ("WAHR", "FALSCH")],
        *[("VRAI", "FAUX"), ("1.0", "0.0"), ("x", ""), ("\u2713", "\u2717"), ("9-5", "off")],
        *[("09:00-17:00", "Annual leave"), ("Yes", "-"), ("PRAWDA", "FA\u0141SZ")],
    ],
)
def test_whether_somebody_works_is_said_in_many_ways(yes: str, no: str) -> None:
    text = f"Name,Date,Works\nTess Bakerman,2026-12-07,{yes}\nTess Bakerman,2026-12-08,{no}\n"
    read = read_rota(text)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == ([7, 8] if not no else [7], [])


def test_a_line_without_a_name_may_say_that_its_shift_is_open() -> None:
    table = (
        "Employee Name,Start Date,Start Time,End Date,End Time,Shift Notes\n"
        "Tess Bakerman,07/12/2026,09:00 AM,07/12/2026,05:00 PM,\n"
        ",08/12/2026,09:00 AM,08/12/2026,05:00 PM,Open shift\n"
    )
    read = read_rota(table)
    assert (read.list_shifts("Tess Bakerman"), read.problems) == ([7], [])
    assert read.notes == [(3, "rota.shift_of_nobody")]


def test_a_cancelled_shift_is_a_day_off_and_declined_leave_is_not() -> None:
    text = (
        "Employee,Date,Shift,Status\nTess Bakerman,2026-12-07,Early,Confirmed\n"
        "Tess Bakerman,2026-12-08,Annual leave,Declined\nTess Bakerman,2026-12-09,Late,Cancelled\n"
        "Anna Lee,2026-12-09,Early,Cancelled\nAnna Lee,2026-12-09,Late,Confirmed\n"
    )
    read = read_rota(text)
    assert (read.list_shifts("Tess Bakerman"), read.list_days_off("Tess Bakerman")) == ([7], [9])
    assert (read.list_shifts("Anna Lee"), read.problems) == ([9], [])
    assert [code for _, code in read.notes] == ["rota.line_not_in_force"] * 3
