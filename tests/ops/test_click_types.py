"""Click types read weekdays and days as an operator writes them."""

from datetime import date

import click
import pytest

from ops.click_types import DaysParam, WorkDaysParam


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon-fri", (1, 2, 3, 4, 5)),
        ("Sun-Thu", (1, 2, 3, 4, 7)),
        ("mon,wed,sat-sun", (1, 3, 6, 7)),
        ("mon - sun", (1, 2, 3, 4, 5, 6, 7)),
        ("tuesday", (2,)),
        ("fri-mon, thurs", (1, 4, 5, 6, 7)),
    ],
)
def test_lists_and_ranges_of_weekdays_are_read(written: str, days: tuple[int, ...]) -> None:
    assert WorkDaysParam().convert(written, None, None) == days


@pytest.mark.parametrize(
    "written", ["", "1-5", "mo-fr", "mon-", "mon--fri", "mon-tue-wed", "monkey", "mon;tue"]
)
def test_text_that_is_no_list_of_weekdays_is_refused(written: str) -> None:
    with pytest.raises(click.BadParameter, match="write mon-fri"):
        WorkDaysParam().convert(written, None, None)


@pytest.mark.parametrize(
    ("written", "first", "last", "count"),
    [
        ("2026-12-24", date(2026, 12, 24), date(2026, 12, 24), 1),
        ("2026-12-24..2026-12-26", date(2026, 12, 24), date(2026, 12, 26), 3),
        ("2028-02-28..2028-03-01", date(2028, 2, 28), date(2028, 3, 1), 3),
        ("2026-01-01..2027-01-01", date(2026, 1, 1), date(2027, 1, 1), 366),
        ("9999-12-30..9999-12-31", date(9999, 12, 30), date(9999, 12, 31), 2),
    ],
)
def test_days_and_ranges_of_days_are_read(
    written: str, first: date, last: date, count: int
) -> None:
    days = DaysParam().convert(written, None, None)
    assert (days[0], days[-1], len(days)) == (first, last, count)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("christmas", "no day"),
        ("2026-02-30", "no day"),
        ("24.12.2026", "no day"),
        ("2026-12-24..", "no day"),
        ("..2026-12-24", "no day"),
        ("2026-12-24...2026-12-26", "no day"),
        ("2026-12-26..2026-12-24", "ends before it begins"),
        ("2026-01-01..2027-01-02", "longer than a year"),
        ("0001-01-01..9999-12-31", "longer than a year"),
    ],
)
def test_text_that_is_no_day_is_refused(written: str, says: str) -> None:
    with pytest.raises(click.BadParameter, match=says):
        DaysParam().convert(written, None, None)
