"""Whole calendars against a second implementation, which goes through the days one by one.

A calendar is drawn as plain values, written as a file in many spellings, and read again. What the
days should be follows from the values alone.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rules.rota.rota import RotaWindow
from learning.rules.rota.rota_calendar import read_calendar_rota

MONDAY = date(2026, 3, 9)
WINDOW = RotaWindow(MONDAY, MONDAY + timedelta(days=34))
"""The clocks of London change on its third Sunday."""
LONDON = ZoneInfo("Europe/London")
SPELLINGS = ("tzid", "windows", "utc", "floating", "elsewhere")
WEEKDAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_OFFSETS = st.integers(-6, 40)


@dataclass
class Series:
    """Shifts at one time of the day on some weekdays, and what became of some of them.

    `moved` gives new days for some days, None where the shift was cancelled. Days are offsets.
    """

    first: int
    weeks: int
    weekdays: frozenset[int]
    begins: time
    excluded: frozenset[int]
    moved: dict[int, int | None]
    added: frozenset[int]
    is_off: bool = False
    spellings: list[str] = field(default_factory=list)
    is_newest_first: bool = False

    def list_rule_days(self) -> list[int]:
        days = range(self.first, self.first + 7 * self.weeks)
        found = [day for day in days if (MONDAY + timedelta(day)).weekday() in self.weekdays]
        return sorted({self.first, *found, *self.added})


def find_day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


def find_expected_days(all_series: list[Series]) -> dict[date, bool]:
    """Go through the days one by one: true where a shift is left that no leave holds.

    All events take the same time, so that leave holds the shifts that begin with it.
    """
    expected: dict[date, bool] = {}
    for offset in range((WINDOW.last - WINDOW.first).days + 1):
        named, shifts, leave = False, set[time](), set[time]()
        for series in all_series:
            starts = series.list_rule_days()
            is_there = offset in starts
            stays = is_there and offset not in series.excluded and offset not in series.moved
            comes = any(series.moved[day] == offset for day in starts if day in series.moved)
            named |= is_there or comes
            if stays or comes:
                (leave if series.is_off else shifts).add(series.begins)
        if named:
            expected[find_day(offset)] = bool(shifts - leave)
    return expected


def write_moment(name: str, offset: int, begins: time, spelling: str) -> str:
    local = datetime.combine(find_day(offset), begins, LONDON)
    if spelling == "utc":
        return f"{name}:{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if spelling == "floating":
        return f"{name}:{local:%Y%m%dT%H%M%S}"
    if spelling == "elsewhere":
        other = local.astimezone(ZoneInfo("America/New_York"))
        return f"{name};TZID=America/New_York:{other:%Y%m%dT%H%M%S}"
    zone = "GMT Standard Time" if spelling == "windows" else "Europe/London"
    return f"{name};TZID={zone}:{local:%Y%m%dT%H%M%S}"


def write_series(series: Series, uid: int) -> list[str]:
    """Write the series and its changes as events; the rule is in the zone of its first start."""
    spelling = iter(series.spellings * 40)
    own = next(one for one in ("tzid", "windows", "floating") if one in {*series.spellings, "tzid"})
    days = ",".join(WEEKDAY_NAMES[day] for day in sorted(series.weekdays))
    until = find_day(series.first + 7 * series.weeks - 1)
    summary = "SUMMARY:Annual leave" if series.is_off else "SUMMARY:Early"
    rule = f"RRULE:FREQ=WEEKLY;BYDAY={days};UNTIL={until:%Y%m%d}"
    length = "DURATION:PT8H"
    master = [
        f"UID:{uid}",
        summary,
        length,
        write_moment("DTSTART", series.first, series.begins, own),
        rule,
        *(
            write_moment("EXDATE", day, series.begins, next(spelling))
            for day in sorted(series.excluded)
        ),
        *(
            write_moment("RDATE", day, series.begins, next(spelling))
            for day in sorted(series.added)
        ),
    ]
    starts = [day for day in series.list_rule_days() if day in series.moved]
    changes = [
        [
            f"UID:{uid}",
            summary,
            length,
            rule,  # some calendars repeat the rule in a changed day
            write_moment("RECURRENCE-ID", day, series.begins, next(spelling)),
            write_moment(
                "DTSTART",
                day if (to := series.moved[day]) is None else to,
                series.begins,
                next(spelling),
            ),
            *(["STATUS:CANCELLED"] if to is None else []),
        ]
        for day in starts
    ]
    events = [*changes, master] if series.is_newest_first else [master, *changes]
    return [line for lines in events for line in ("BEGIN:VEVENT", *lines, "END:VEVENT")]


def write_calendar(all_series: list[Series]) -> bytes:
    lines = [line for uid, series in enumerate(all_series) for line in write_series(series, uid)]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


SERIES = st.builds(
    Series,
    first=st.integers(-6, 20),
    weeks=st.integers(1, 4),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1, max_size=5),
    begins=st.sampled_from([time(3, 30), time(9), time(12), time(18, 15)]),
    excluded=st.frozensets(DAY_OFFSETS, max_size=6),
    moved=st.dictionaries(DAY_OFFSETS, st.none() | DAY_OFFSETS, max_size=6),
    added=st.frozensets(DAY_OFFSETS, max_size=4),
    is_off=st.booleans(),
    spellings=st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=5),
    is_newest_first=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SERIES, min_size=1, max_size=3))
def test_the_days_are_those_of_a_second_implementation(all_series: list[Series]) -> None:
    found = read_calendar_rota(write_calendar(all_series), "Europe/London", WINDOW)
    assert not found.problems
    assert found.people.get("", {}) == find_expected_days(all_series)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 34), min_size=1, max_size=6, unique=True),
    st.data(),
)
def test_what_was_written_is_shown_or_a_finding_names_its_line(
    offsets: list[int], data: st.DataObject
) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    begins_at: dict[int, int] = {}
    for offset in offsets:
        begins_at[offset] = len(lines) + 1
        lines += ["BEGIN:VEVENT", f"UID:{offset}", write_moment("DTSTART", offset, time(9), "tzid")]
        lines += ["DURATION:PT8H", "SUMMARY:Early", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    place = data.draw(st.integers(2, len(lines) - 1), label="line that is damaged")
    damage = data.draw(st.sampled_from(["removed", "cut", "doubled", "garbled"]), label="damage")
    damaged = {
        "removed": lines[:place] + lines[place + 1 :],
        "cut": lines[:place],
        "doubled": lines[: place + 1] + lines[place:],
        "garbled": [*lines[:place], lines[place].replace("2026", "20x6"), *lines[place + 1 :]],
    }[damage]
    found = read_calendar_rota("\r\n".join(damaged).encode(), "Europe/London", WINDOW)
    shown = {day for day, works in found.people.get("", {}).items() if works}
    named = {int(str(problem.values["line"])) for problem in found.problems}
    kept = "\r\n".join(damaged)
    for offset, line in begins_at.items():
        if f"UID:{offset}\r\n" in kept + "\r\n" and find_day(offset) not in shown:
            ends = line + 6
            assert any(line - 1 <= one <= ends for one in named), (offset, damage, named)
