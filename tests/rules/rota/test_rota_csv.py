from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.messages import render_problem
from learning.rules.refusals import Invalid
from learning.rules.rota.rota import RotaWindow
from learning.rules.rota.rota_csv import DateOrder, read_csv

YEAR = RotaWindow(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 3, 2)


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
    found = read_csv(text.encode(), order, YEAR)
    assert (found.people, found.problems) == ({"anna": {DAY: True}}, ())


def test_a_table_in_the_windows_encoding_is_read() -> None:
    found = read_csv("name;date\nJosé Muñoz;2026-03-02\n".encode("cp1252"), "iso", YEAR)
    assert list(found.people) == ["José Muñoz"]


@pytest.mark.parametrize(
    "row", ["anna,2026-03-02,no,", "anna,2026-03-02,,off", "anna,2026-03-02,,", "anna,2026-03-02"]
)
def test_a_line_may_name_a_day_off(row: str) -> None:
    assert read_csv(f"login,date,works,shift\n{row}\n".encode(), "iso", YEAR).people == {
        "anna": {DAY: False}
    }


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
    found = read_csv("\n".join(lines).encode(), "iso", YEAR)
    assert found.people == {"anna": {DAY: True}, "bo": {date(2026, 3, 6): True}}
    assert [problem.values["line"] for problem in found.problems] == list(range(3, 9))
    rendered = [render_problem(problem, "en") for problem in found.problems]
    assert [where for where, _ in rendered] == [f"line {number}" for number in range(3, 9)]
    assert [problem.code for problem in found.problems] == [
        "rota.missing_login",
        "rota.invalid_day",
        "rota.day_too_far",
        "rota.neither_yes_nor_no",
        "rota.other_line_says_works",
        "rota.unreadable_line",
    ]
    assert rendered[1].what == "“03/03/2026” is not a day: write it like 2026-12-24."


@pytest.mark.parametrize(
    "text", ["", "\n\n", "who,when\nanna,2026-03-02", "login\nanna", '"', "PK\x03\x04\x00\x00"]
)
def test_a_file_that_is_no_table_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_csv(text.encode(), "iso", YEAR)
    assert refused.value.problems[0].values["line"] == 1


@given(
    st.binary(max_size=300)
    | st.text(alphabet='login,date;"\n\r\t\0 2026-03', max_size=300).map(str.encode)
)
def test_no_file_breaks_the_reader(raw: bytes) -> None:
    for sent in (raw, b"login,date,works\n" + raw):
        try:
            found = read_csv(sent, "dmy", YEAR)
        except Invalid:
            continue
        assert all(day in YEAR for days in found.people.values() for day in days)
