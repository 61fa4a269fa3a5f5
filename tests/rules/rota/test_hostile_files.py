"""Files that were made to take long: each is refused or read before anybody notices."""

import time
from datetime import date

import pytest
from support.rota_tables import read_rota_table

from learning.rules.refusals import Invalid, TooLarge
from learning.rules.rota.rota import make_rota_window
from learning.rules.rota.rota_calendar import read_calendar_rota
from learning.rules.rota.table_reading import TableOptions

MEGABYTE = 1024 * 1024
WINDOW = make_rota_window(date(2026, 12, 1))
MAX_SECONDS = 3.0
BEGIN_EVENT = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261201T090000Z\r\n"
END_EVENT = b"END:VEVENT\r\nEND:VCALENDAR\r\n"
NESTED = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:A\r\n" * 50_000 + b"END:B\r\n" * 60_000
DATES = b",".join([b"20261201T090000Z"] * 60_000)


def test_components_that_lie_in_each_other_cost_no_more_than_their_lines() -> None:
    began = time.process_time()
    assert read_calendar_rota(NESTED, "Europe/London", WINDOW).people == {}
    assert time.process_time() - began < MAX_SECONDS


@pytest.mark.parametrize(
    "lines",
    [
        b"RDATE:" + DATES + b"\r\n",
        b"RRULE:FREQ=DAILY\r\n" + b"EXDATE:20261202T090000Z\r\n" * 40_000,
    ],
    ids=["extra dates", "exceptions"],
)
def test_a_calendar_with_more_dates_than_any_rota_is_refused_before_they_are_read(
    lines: bytes,
) -> None:
    began = time.process_time()
    with pytest.raises(Invalid, match="too_many_events"):
        read_calendar_rota(BEGIN_EVENT + lines + END_EVENT, "Europe/London", WINDOW)
    assert time.process_time() - began < MAX_SECONDS


@pytest.mark.parametrize(
    "raw",
    [
        b"\n" * MEGABYTE,
        b'"a\n' * (MEGABYTE // 3),
        b'a,"\n' * (MEGABYTE // 4),
        b"," * MEGABYTE,
        (b"name" + b",1.1." * 240_000)[:MEGABYTE],
    ],
    ids=["empty lines", "open quotes", "open last cells", "commas", "columns"],
)
def test_a_table_that_was_made_to_take_long_does_not(raw: bytes) -> None:
    began = time.process_time()
    with pytest.raises((Invalid, TooLarge)):
        read_rota_table(raw, TableOptions(WINDOW))
    assert time.process_time() - began < MAX_SECONDS
