"""Days in every form in which tables hold them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rota_tables import WINDOW

from learning.rules.rota.written_dates import (
    InvalidDayTextError,
    NumberOrder,
    WrittenDate,
    read_written_date,
)

DAY = date(2026, 12, 7)
FORMS = (
    *("2026-12-07", "2026/12/07", "2026.12.07", "20261207", "46363", "2026-12-07 09:00"),
    *("2026-12-07T09:00:00", "2026-12-07T09:00:00.000Z", "2026-12-06T23:30:00-05:00"),
    *("07/12/2026", "7/12/26", "07.12.2026", "7.12.26", "07-12-2026", "07.12.", "7/12"),
    *("07/12/2026 09:00", "07/12/2026 9:00 AM", "7.12.2026 09.00", "7.12.2026, 09:00 Uhr"),
    *("Mon 7/12", "Mon 7/12 9:00", "Mo. 07.12.", "Mo 7.12", "Pn 7.12", "07/12/2026 (Mon)"),
    *("7 Dec 2026", "7-Dec-26", "07/Dec/2026", "Dec 7, 2026", "Dec 7", "Mon, Dec 7", "Dec 7 '26"),
    *("Monday 7th December 2026", "7. Dezember 2026", "Montag 07.12.2026", "Mo, 7.12.2026"),
    *("lundi 7 décembre 2026", "lun. 7 déc. 2026", "Lundi 07/12/2026", "lun 07/12"),
    *("lunes, 7 de diciembre de 2026", "7 de diciembre de 2026", "7 grudnia 2026", "7 gru 2026"),
    *("poniedziałek, 7 grudnia 2026 r.", "Mon, Dec 7, 2026 9:00 AM", "7 Dec 2026, 9am"),
)


def find_day(text: str, order: NumberOrder | None = "dmy", zone: str = "Europe/London") -> date:
    written = read_written_date(text, zone)
    assert written is not None, text
    return written.find_day(order, WINDOW)


@pytest.mark.parametrize("text", FORMS)
def test_a_day_in_many_forms(text: str) -> None:
    assert find_day(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *("9-5", "9:00", "09:00-17:00", "8", "7.5", "40.5", "1023", "123456", "12 hours"),
        *("9a-5p", "09.00–17.00", "Early", "Mon", "May", "Week 50", "Anna 12", "2026", ""),
        *("31/31/2026", "0/12/2026", "9" * 61),
    ],
)
def test_shifts_hours_and_numbers_are_no_days(text: str) -> None:
    assert read_written_date(text) is None


def test_the_month_is_first_where_the_order_says_so() -> None:
    assert find_day("12/07/2026", "mdy") == DAY
    assert find_day("Mon 12/7", "mdy") == DAY
    for text in ("13/12/2026", "31/12/26"):
        with pytest.raises(InvalidDayTextError):
            find_day(text, "mdy")
    with pytest.raises(InvalidDayTextError):
        find_day("07/12/2026", None)


def test_an_instant_with_an_offset_is_a_day_of_the_zone() -> None:
    assert find_day("2026-12-07T23:30:00Z", zone="Europe/Warsaw") == date(2026, 12, 8)
    assert find_day("2026-12-07T23:30:00Z") == DAY


def test_a_weekday_that_is_another_day_is_a_fault() -> None:
    with pytest.raises(InvalidDayTextError):
        find_day("Tue 7/12/2026")


def test_mar_is_a_weekday_or_a_month() -> None:
    assert find_day("mar. 8 déc. 2026") == date(2026, 12, 8)
    assert find_day("Mar 8, 2027") == find_day("8 mar 2027") == date(2027, 3, 8)
    assert find_day("mar 8/12") == date(2026, 12, 8)


def test_a_day_without_a_year_is_the_nearest() -> None:
    assert find_day("5 Jan") == date(2027, 1, 5)
    assert find_day("30.11.") == date(2026, 11, 30)


@given(
    st.integers(0, (WINDOW.last - WINDOW.first).days).map(
        lambda ahead: WINDOW.first + timedelta(days=ahead)
    ),
    st.sampled_from(
        [
            ("%Y-%m-%d", None),
            ("%d/%m/%Y", "dmy"),
            ("%m/%d/%Y", "mdy"),
            ("%d.%m.%y", "dmy"),
            ("%a %d %b %Y", None),
            ("%A, %B %d, %Y", None),
            ("%d-%b-%y", None),
            ("%m/%d/%y %I:%M %p", "mdy"),
        ]
    ),
)
def test_what_a_program_writes_is_read(day: date, form: tuple[str, NumberOrder | None]) -> None:
    assert find_day(day.strftime(form[0]), form[1]) == day


@given(st.text(alphabet="0123456789/.- :apmMonDecTZ,+é", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    written = read_written_date(text)
    assert written is None or isinstance(written, WrittenDate)
