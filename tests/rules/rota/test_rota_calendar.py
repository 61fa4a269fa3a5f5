"""Shifts in iCalendar files: single events, series, exceptions, time zones, hostile files."""

import time
from datetime import date, datetime, timedelta
from datetime import time as time_of_day

import pytest
from dateutil.rrule import rrulestr
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from learning.messages import render_problem
from learning.rules.refusals import Invalid
from learning.rules.rota.rota import RotaWindow
from learning.rules.rota.rota_calendar import (
    MAX_CALENDAR_EVENTS,
    read_calendar_rota,
)

MONDAY = date(2026, 3, 2)
WINDOW = RotaWindow(MONDAY, MONDAY + timedelta(days=27))
LONDON = "Europe/London"


def make_event(*lines: str, summary: str = "Early", uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", *lines, "END:VEVENT"])


def make_file(*events: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]).encode()


def read_shifts(*events: str, zone: str = LONDON) -> list[int]:
    """Read the days with a shift, counted from Monday."""
    found = read_calendar_rota(make_file(*events), zone, WINDOW)
    assert not found.problems, found.problems
    return sorted((day - MONDAY).days for day, works in found.people.get("", {}).items() if works)


def read_problem(*events: str) -> str:
    found = read_calendar_rota(make_file(*events), LONDON, WINDOW)
    assert len(found.problems) == 1
    where, what = render_problem(found.problems[0], "en")
    return f"{where}: {what}"


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (
            [
                "DTSTART;TZID=Europe/London:20260302T090000",
                "DTEND;TZID=Europe/London:20260302T170000",
            ],
            [0],
        ),
        (["DTSTART:20260302T220000", "DURATION:PT8H"], [0]),
        (["DTSTART:20260303T020000Z", "DURATION:PT6H"], [1]),
        (["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260304"], [0, 1]),
        (["DTSTART;VALUE=DATE:20260302"], [0]),
        (["DTSTART:20260302T090000Z", "DURATION:P2D"], [0, 1]),
        (["DTSTART:20250302T090000Z"], []),
        (["DTSTART:20260302T090000Z", "STATUS:CANCELLED"], []),
        (["DTSTART;TZID=Our own zone:20260302T090000"], [0]),
        (["DTSTART;TZID=W. Europe Standard Time:20260302T090000"], [0]),
    ],
)
def test_a_shift_belongs_to_the_day_on_which_it_begins(lines: list[str], days: list[int]) -> None:
    assert read_shifts(make_event(*lines)) == days


def test_the_day_is_the_local_day_of_the_team() -> None:
    late = make_event("DTSTART:20260302T200000Z")
    assert read_shifts(late, zone="Pacific/Auckland") == [1]
    assert read_shifts(late, zone="America/New_York") == [0]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE", [0, 2, 7, 9, 14, 16, 21, 23]),
        ("FREQ=WEEKLY;INTERVAL=2", [0, 14]),
        ("FREQ=DAILY;INTERVAL=4", [0, 4, 8, 12, 16, 20, 24]),
        ("FREQ=DAILY;COUNT=3", [0, 1, 2]),
        ("FREQ=DAILY;UNTIL=20260304T090000Z", [0, 1, 2]),
        ("FREQ=DAILY;UNTIL=20260303", [0, 1]),
        ("FREQ=DAILY;BYDAY=SA,SU", [0, 5, 6, 12, 13, 19, 20, 26, 27]),
        ("FREQ=MONTHLY;BYDAY=1MO", [0]),
        ("FREQ=MONTHLY;BYMONTHDAY=2,-1", [0]),
        ("FREQ=YEARLY", [0]),
    ],
)
def test_series_run_to_the_end_of_the_window(rule: str, days: list[int]) -> None:
    assert (
        read_shifts(make_event("DTSTART;TZID=Europe/London:20260302T090000", f"RRULE:{rule}"))
        == days
    )


def test_a_series_that_began_years_ago_keeps_its_interval() -> None:
    assert read_shifts(make_event("DTSTART:20200106T090000Z", "RRULE:FREQ=WEEKLY;INTERVAL=3")) == [
        0,
        21,
    ]


def test_a_night_series_keeps_its_day_over_the_change_of_clocks() -> None:
    night = make_event(
        "DTSTART;TZID=Europe/London:20260328T230000", "DURATION:PT8H", "RRULE:FREQ=DAILY;COUNT=3"
    )
    found = read_calendar_rota(
        make_file(night), LONDON, RotaWindow(MONDAY, MONDAY + timedelta(days=60))
    )
    assert sorted(found.people[""]) == [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)]


def test_exceptions_and_changes_of_a_series() -> None:
    series = make_event(
        "DTSTART;TZID=Europe/London:20260302T090000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU",
        "EXDATE;TZID=Europe/London:20260303T090000,20260309T090000",
        "EXDATE;TZID=Europe/London:20260310T090000",
        "RDATE;TZID=Europe/London:20260305T090000",
    )
    moved = make_event(
        "DTSTART:20260318T090000Z", "RECURRENCE-ID;TZID=Europe/London:20260316T090000"
    )
    gone = make_event(
        "DTSTART:20260317T090000Z", "RECURRENCE-ID:20260317T090000Z", "STATUS:CANCELLED"
    )
    stranger = make_event("DTSTART:20260323T090000Z", uid="2")
    assert read_shifts(moved, series, gone, stranger) == [0, 3, 16, 21, 22]


def test_leave_in_the_calendar_is_no_shift_but_belongs_to_what_the_file_covers() -> None:
    leave = make_event(
        "DTSTART;VALUE=DATE:20260309", "DTEND;VALUE=DATE:20260311", summary="Annual leave", uid="2"
    )
    found = read_calendar_rota(
        make_file(make_event("DTSTART:20260302T090000Z"), leave), LONDON, WINDOW
    )
    assert found.covered_window == RotaWindow(MONDAY, date(2026, 3, 10))
    assert read_shifts(make_event("DTSTART:20260302T090000Z"), leave) == [0]


def test_folded_lines_alarms_and_time_zone_definitions_do_not_disturb() -> None:
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDTSTART:nonsense\r\nEND:VALARM"
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nRRULE:FREQ=SECONDLY\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE"
    )
    assert read_shifts(zone, make_event("DTSTART;TZID=Mi\r\n ne:2026030\r\n\t2T090000", alarm)) == [
        0
    ]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], "no DTSTART"),
        (["DTSTART:yesterday"], "a DTSTART that cannot be read"),
        (["DTSTART:P1D"], "time without a day"),
        (["DTSTART:20260302T090000Z", "DTSTART:20260303T090000Z"], "DTSTART more than once"),
        (["DTSTART:20260302T090000Z", "DTEND;VALUE=DATE:20260303"], "two kinds"),
        (["DTSTART:20260302T090000Z", "DTEND:20290302T090000Z"], "not a shift"),
        (["DTSTART:20260302T090000Z", "DURATION:P9999999D"], "not a shift"),
        (["DTSTART:20260302T090000Z", "DTEND:20260302T080000Z"], "ends before it starts"),
        (["DTSTART:20260302T090000Z", "DURATION:-PT8H"], "ends before it starts"),
        (["DTSTART;VALUE=DATE:20260302", "DTEND;VALUE=DATE:20260301"], "ends before it starts"),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;COUNT=-1"], "in a way that rotas do not"),
        (
            ["DTSTART:20260302T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z"],
            "all further days of a series that is not in the file",
        ),
        (["DTSTART:00010101T000000Z"], ""),
    ],
)
def test_an_unreadable_event_is_a_problem_with_its_line(lines: list[str], text: str) -> None:
    assert text in read_problem(
        make_event("DTSTART:20260303T090000Z", uid="2"), make_event(*lines)
    ).removeprefix("line 8: ")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;BYDAY=2MO",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=-6MO",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYMONTH=5L",
        "FREQ=WEEKLY;BYDAY=2MO",
        "RSCALE=HEBREW;FREQ=YEARLY",
        "FREQ=DAILY;BYMINUTE=1,2,3,4,5;BYSECOND=1,2,3,4,5",
    ],
)
def test_series_that_are_no_rota_are_refused(rule: str) -> None:
    assert "in a way that rotas do not" in read_problem(
        make_event("DTSTART:20260202T090000Z", f"RRULE:{rule}")
    )


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=30;INTERVAL=12",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=366",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",
        "FREQ=WEEKLY;INTERVAL=100000",
    ],
)
def test_a_rule_that_never_comes_again_is_its_first_day_at_once(rule: str) -> None:
    begun = time.monotonic()
    assert read_shifts(make_event("DTSTART:20260302T090000Z", f"RRULE:{rule}")) == [0]
    assert time.monotonic() - begun < 1


def test_a_file_of_the_worst_series_is_read_in_seconds() -> None:
    worst = [
        make_event("DTSTART:20160401T090000Z", "RRULE:FREQ=DAILY", uid=str(number))
        for number in range(400)
    ]
    begun = time.monotonic()
    assert read_shifts(*worst) == list(range(28))
    assert time.monotonic() - begun < 10


def test_a_year_of_series_that_ended_is_read_like_no_series() -> None:
    ended = [
        make_event(
            f"DTSTART:{MONDAY - timedelta(days=100 + week * 7):%Y%m%d}T090000Z",
            f"RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;{end}",
            uid=f"{week}{end}",
        )
        for week in range(52)
        for end in ("COUNT=5", f"UNTIL={MONDAY - timedelta(days=90 + week * 7):%Y%m%d}")
    ]
    assert read_shifts(*ended, make_event("DTSTART:20260302T090000Z")) == [0]


@pytest.mark.parametrize("dates", ["RDATE", "EXDATE"])
def test_a_file_with_more_dates_than_any_rota_is_refused_at_once(dates: str) -> None:
    many = ",".join(["20260303T090000Z"] * 50_000)
    begun = time.monotonic()
    event = make_event("DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;COUNT=2", f"{dates}:{many}")
    with pytest.raises(Invalid, match="too_many_events"):
        read_shifts(event)
    assert time.monotonic() - begun < 2


def test_more_work_than_any_rota_makes_is_refused() -> None:
    rule = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9"
    endless = [
        make_event("DTSTART:19010101T090000Z", rule, uid=str(number)) for number in range(100)
    ]
    begun = time.monotonic()
    with pytest.raises(Invalid, match="too_many_events"):
        read_shifts(*endless)
    assert time.monotonic() - begun < 30


def test_many_versions_with_many_changes_are_refused_in_seconds() -> None:
    start = "DTSTART:20260302T090000Z"
    series = [make_event(start, "RRULE:FREQ=DAILY;COUNT=2")] * 2400
    changes = [make_event(start, "RECURRENCE-ID:20260302T090000Z")] * 2400
    begun = time.monotonic()
    with pytest.raises(Invalid, match="too_many_events"):
        read_shifts(*series, *changes)
    assert time.monotonic() - begun < 30


def test_many_versions_with_many_further_changes_are_refused_in_seconds() -> None:
    start = "DTSTART:20260302T090000Z"
    series = [make_event(start, "RRULE:FREQ=DAILY;COUNT=2")] * 2400
    changes = [
        make_event(
            f"DTSTART:{MONDAY + timedelta(days=number):%Y%m%d}T090000Z",
            f"RECURRENCE-ID;RANGE=THISANDFUTURE:{MONDAY + timedelta(days=number):%Y%m%d}T090000Z",
        )
        for number in range(2400)
    ]
    begun = time.process_time()
    with pytest.raises(Invalid, match="too_many_events"):
        read_shifts(*series, *changes)
    assert time.process_time() - begun < 20


def test_too_many_events_are_refused() -> None:
    with pytest.raises(Invalid, match="too_many_events"):
        read_calendar_rota(
            make_file(*["BEGIN:VEVENT\r\nEND:VEVENT"] * (MAX_CALENDAR_EVENTS + 1)), LONDON, WINDOW
        )


PROPERTY_VALUES = st.sampled_from(
    [
        "20260302T090000Z",
        "20260302",
        "P1D",
        "x",
        "",
        "00010101T000000Z",
        "99991231T235959Z",
        "20260302T090000/P1D",
    ]
)
PROPERTY_LINES = st.one_of(
    st.builds(
        "{}{}:{}".format,
        st.sampled_from(
            ["DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID", "DURATION", "UID", "STATUS"]
        ),
        st.sampled_from(
            ["", ";VALUE=DATE", ";TZID=Europe/London", ";VALUE=PERIOD", ";TZID=", ";RANGE=X"]
        ),
        PROPERTY_VALUES,
    ),
    st.builds(
        "RRULE:FREQ={};{}={}".format,
        st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "SECONDLY", ""]),
        st.sampled_from(["INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"]),
        st.sampled_from(
            ["1", "-1", "31", "0", "MO", "5SU", "20260302T090000Z", "20260302", "", "x"]
        ),
    ),
    st.sampled_from(
        ["BEGIN:VALARM", "END:VALARM", "BEGIN:VEVENT", "END:VEVENT", " folded", ":", ";=:"]
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(PROPERTY_LINES, max_size=7), max_size=3))
@example([["DTSTART:20260302T090000Z", "DURATION:20260302T090000Z"]])
def test_no_file_breaks_the_reader(events: list[list[str]]) -> None:
    found = read_calendar_rota(make_file(*(make_event(*lines) for lines in events)), LONDON, WINDOW)
    assert all(day in WINDOW for day in found.people.get("", {}))


@given(st.binary(max_size=200))
def test_random_bytes_do_not_break_the_reader(raw: bytes) -> None:
    assert read_calendar_rota(
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + raw + b"\nEND:VEVENT", LONDON, WINDOW
    )


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        *[("STATUS:CANCELED", "Early"), ("status:cancelled", "Early")],
        *[("SEQUENCE:1", "Canceled: Early"), ("SEQUENCE:1", "CANCELLED: Early")],
        *[("SEQUENCE:1", "Abgesagt: Früh"), ("SEQUENCE:1", "Annulé : Matin")],
    ],
)
def test_an_event_is_cancelled_in_every_spelling(line: str, summary: str) -> None:
    event = make_event("DTSTART:20260302T090000Z", line, summary=summary)
    found = read_calendar_rota(make_file(event), LONDON, WINDOW)
    assert found.people == {"": {MONDAY: False}}


def test_a_title_with_a_colon_is_a_shift() -> None:
    event = make_event("DTSTART:20260302T090000Z", summary="Till: cancelled orders")
    assert read_shifts(event) == [0]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=250", "FREQ=WEEKLY;BYDAY=MO,TU;COUNT=300"])
def test_thousands_of_series_that_ended_by_their_count_are_read(rule: str) -> None:
    ended = [
        make_event(f"DTSTART:20{number % 20:02}0101T090000Z", f"RRULE:{rule}", uid=f"e{number}")
        for number in range(MAX_CALENDAR_EVENTS - 1)
    ]
    assert read_shifts(*ended, make_event("DTSTART:20260303T090000Z")) == [1]


@given(
    st.sampled_from(["DAILY", "WEEKLY", "WEEKLY;BYDAY=MO,TH", "WEEKLY;BYDAY=SU;WKST=SU"]),
    st.integers(1, 3),
    st.integers(1, 40),
    st.dates(date(2025, 12, 1), date(2026, 3, 20)),
)
def test_a_series_that_ends_by_its_count_is_the_same_as_its_starts(
    frequency: str, interval: int, count: int, first: date
) -> None:
    rule = f"FREQ={frequency};INTERVAL={interval};COUNT={count}"
    starts = list(rrulestr(rule, dtstart=datetime.combine(first, time_of_day(9))))
    wanted = {(one.date() - MONDAY).days for one in starts} & set(range(28))
    days = read_shifts(make_event(f"DTSTART:{first:%Y%m%d}T090000Z", f"RRULE:{rule}"))
    assert set(days) - {(first - MONDAY).days} == wanted - {(first - MONDAY).days}


@pytest.mark.parametrize(
    ("leave", "days"),
    [
        (("DTSTART:20260304T090000", "DTEND:20260304T170000"), [0, 1, 3, 4]),
        (("DTSTART:20260304T080000", "DURATION:PT12H"), [0, 1, 3, 4]),
        (("DTSTART:20260304T090000Z", "DTEND:20260304T170000Z"), [0, 1, 3, 4]),
        (("DTSTART:20260304T090000", "DTEND:20260304T130000"), [0, 1, 2, 3, 4]),
        (("DTSTART:20260304T120000", "DTEND:20260304T180000"), [0, 1, 2, 3, 4]),
        (("DTSTART:20260304T090000",), [0, 1, 2, 3, 4]),
    ],
)
def test_hours_of_leave_count_where_they_hold_the_whole_shift(
    leave: tuple[str, ...], days: list[int]
) -> None:
    shifts = make_event(
        "DTSTART:20260302T090000", "DTEND:20260302T170000", "RRULE:FREQ=DAILY;COUNT=5"
    )
    assert read_shifts(shifts, make_event(*leave, summary="Annual leave", uid="2")) == days


def test_hours_of_leave_leave_a_second_shift_of_the_day() -> None:
    shifts = [
        make_event(f"DTSTART:20260302T{first}0000", f"DTEND:20260302T{last}0000", uid=first)
        for first, last in (("09", "13"), ("17", "21"))
    ]
    leave = ("DTSTART:20260302T090000", "DTEND:20260302T130000")
    assert read_shifts(*shifts, make_event(*leave, summary="Leave", uid="off")) == [0]
    assert read_shifts(shifts[0], make_event(*leave, summary="Leave", uid="off")) == []
