"""Changes of series and versions of events: what counts, what is taken out, in every spelling."""

from datetime import date, timedelta

import pytest

from learning.rules.rota.rota import RotaWindow
from learning.rules.rota.rota_calendar import read_calendar_rota

MONDAY = date(2026, 3, 2)
WINDOW = RotaWindow(MONDAY, MONDAY + timedelta(days=40))
SERIES = ("DTSTART;TZID=Europe/London:20260302T090000", "DURATION:PT8H", "RRULE:FREQ=DAILY;COUNT=5")


def make_event(*lines: str, uid: str = "1") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT"])


def read(*events: str, method: str = "PUBLISH") -> dict[int, bool]:
    """Read the days, counted from Monday."""
    file = ["BEGIN:VCALENDAR", f"METHOD:{method}", *events, "END:VCALENDAR"]
    found = read_calendar_rota("\r\n".join(file).encode(), "Europe/London", WINDOW)
    assert not found.problems, found.problems
    return {(day - MONDAY).days: works for day, works in sorted(found.people.get("", {}).items())}


def make_days(works: str) -> dict[int, bool]:
    """Make days from a picture: x is a shift, - a day off, a space a day that is not named."""
    return {day: mark == "x" for day, mark in enumerate(works) if mark != " "}


@pytest.mark.parametrize(
    ("change", "days"),
    [
        (["RECURRENCE-ID:20260304T090000Z", "DTSTART:20260307T090000Z"], "xx-xxx"),
        (
            [
                "RECURRENCE-ID;TZID=GMT Standard Time:20260304T090000",
                "DTSTART;TZID=GMT Standard Time:20260307T090000",
            ],
            "xx-xxx",
        ),
        (
            [
                'RECURRENCE-ID;TZID="Romance Standard Time":20260304T100000',
                "DTSTART;TZID=Romance Standard Time:20260307T100000",
            ],
            "xx-xxx",
        ),
        (["RECURRENCE-ID;VALUE=DATE:20260304", "DTSTART:20260307T090000"], "xx-xxx"),
        (["RECURRENCE-ID:20260304T000000", "DTSTART:20260307T090000"], "xx-xxx"),
        (["RECURRENCE-ID:20260304T090000Z", "DTSTART:20260305T090000Z"], "xx-xx"),
        (
            ["RECURRENCE-ID:20260304T090000Z", "DTSTART:20260307T090000Z", SERIES[2]],
            "xx-xxx",
        ),
        (["RECURRENCE-ID:20260306T090000Z", "STATUS:CANCELLED"], "xxxx-"),
        (
            [
                "RECURRENCE-ID:20260306T090000Z",
                "DTSTART:20260306T090000Z",
                "STATUS:CANCELLED",
            ],
            "xxxx-",
        ),
        (
            [
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T090000Z",
                "DTSTART:20260305T100000Z",
            ],
            "xx-xxx",
        ),
        (
            ["RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T090000Z", "STATUS:CANCELLED"],
            "xx---",
        ),
    ],
)
def test_a_changed_day_of_a_series(change: list[str], days: str) -> None:
    expected = make_days(days)
    for events in ((SERIES, change), (change, SERIES)):
        assert read(*(make_event(*lines) for lines in events)) == expected


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE;TZID=Europe/London:20260306T090000",
        "EXDATE:20260306T090000Z",
        "EXDATE;VALUE=DATE:20260306",
        "EXDATE;TZID=America/New_York:20260306T040000",
        "EXDATE;TZID=GMT Standard Time:20260306T000000",
        "EXRULE:FREQ=WEEKLY;BYDAY=FR",
        "RDATE:20260306T090000Z\r\nEXDATE:20260306T090000Z",
    ],
)
def test_an_exception_in_any_form_takes_the_last_day_out(exception: str) -> None:
    assert read(make_event(*SERIES, exception)) == make_days("xxxx-")


def test_an_extra_date_may_repeat_a_day_of_the_rule_or_be_a_period() -> None:
    extra = "RDATE:20260303T090000Z\r\nRDATE;VALUE=PERIOD:20260307T090000Z/PT8H"
    assert read(make_event(*SERIES, extra)) == make_days("xxxxxx")
    leave = "RDATE;VALUE=PERIOD:20260307T000000Z/P2D"
    assert read(make_event(*SERIES, leave)) == make_days("xxxxxxx")


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("SEQUENCE:0", "SEQUENCE:1"),
        ("DTSTAMP:20260101T000000Z", "SEQUENCE:1"),
        ("LAST-MODIFIED:20260101T000000Z", "LAST-MODIFIED:20260102T000000Z"),
        ("DTSTAMP:20260101T000000Z", "DTSTAMP:20260102T000000Z"),
        ("SEQUENCE:2\r\nDTSTAMP:20260103T000000Z", "SEQUENCE:10\r\nDTSTAMP:20260101T000000Z"),
    ],
)
def test_the_newer_version_counts_in_either_order(older: str, newer: str) -> None:
    events = (
        make_event("DTSTART:20260304T090000Z", older),
        make_event("DTSTART:20260302T090000Z", newer),
    )
    assert read(*events) == read(*reversed(events)) == {0: True, 2: False}
    series = make_event(*SERIES)
    changes = (
        make_event("RECURRENCE-ID:20260304T090000Z", "DTSTART:20260307T090000Z", older),
        make_event("RECURRENCE-ID;VALUE=DATE:20260304", "DTSTART:20260308T090000Z", newer),
    )
    assert read(series, *changes) == read(*reversed(changes), series) == make_days("xx-xx-x")


def test_events_of_one_uid_that_nothing_tells_apart_all_count() -> None:
    assert read(make_event("DTSTART:20260302T090000Z"), make_event("DTSTART:20260304T090000Z")) == {
        0: True,
        2: True,
    }


def test_a_cancelled_series_takes_all_its_days_and_changes_out() -> None:
    moved = make_event("RECURRENCE-ID:20260304T090000Z", "DTSTART:20260307T090000Z")
    assert read(make_event(*SERIES, "STATUS:CANCELLED"), moved) == make_days("------")
    assert read(make_event(*SERIES), moved, method="CANCEL") == make_days("------")
    assert read(make_event("STATUS:CANCELLED"), make_event("DTSTART:20260304T090000Z")) == {
        2: True
    }, "it has no start, and is no newer than the other"
    assert read(
        make_event("STATUS:CANCELLED", "SEQUENCE:1"), make_event("DTSTART:20260304T090000Z")
    ) == {2: False}


def test_a_change_without_its_series_is_a_moved_shift() -> None:
    assert read(make_event("RECURRENCE-ID:20260306T090000Z", "DTSTART:20260304T090000Z")) == {
        2: True,
        4: False,
    }


def test_a_newer_series_that_lost_a_day_also_loses_the_older_change_of_it() -> None:
    moved = make_event("RECURRENCE-ID:20260304T090000Z", "DTSTART:20260307T090000Z", "SEQUENCE:1")
    newer = make_event(*SERIES, "EXDATE:20260304T090000Z", "SEQUENCE:2")
    same = make_event(*SERIES, "EXDATE:20260304T090000Z", "SEQUENCE:1")
    assert read(newer, moved) == make_days("xx-xx-")
    assert read(same, moved) == make_days("xx-xxx")


def test_a_change_of_all_further_days_may_list_them_itself() -> None:
    listed = "RDATE;VALUE=PERIOD:20260304T090000Z/PT8H,20260311T090000Z/PT8H"
    change = ("RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T080000Z", "DTSTART:20260304T090000Z")
    assert read(make_event(*change, listed)) == {2: True, 9: True}


def test_whole_days_off_count_more_than_a_shift_and_hours_off_do_not() -> None:
    leave = ("SUMMARY:Annual leave", "DTSTART;VALUE=DATE:20260305", "DTEND;VALUE=DATE:20260307")
    assert read(make_event(*SERIES), make_event(*leave, uid="2")) == make_days("xxx--")
    hours = ("SUMMARY:Off", "DTSTART:20260305T150000Z", "DTEND:20260305T170000Z")
    assert read(make_event(*SERIES), make_event(*hours, uid="2")) == make_days("xxxxx")


@pytest.mark.parametrize(
    ("mark", "works"),
    [
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", False),
        ("X-MICROSOFT-CDO-BUSYSTATUS:BUSY", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", True),
        ("TRANSP:TRANSPARENT", True),
        ("SUMMARY:", True),
        ("SUMMARY:Day off", False),
    ],
)
def test_what_says_that_an_event_is_no_shift(mark: str, works: bool) -> None:
    assert read(make_event("DTSTART:20260302T090000Z", mark)) == {0: works}
