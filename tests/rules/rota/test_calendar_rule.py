"""Rules that repeat: `dateutil` is the second implementation, a day at a time the third."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import vRecur

from learning.rules.rota.calendar_rule import parse_rule
from learning.rules.rota.calendar_starts import iterate_rule
from learning.rules.rota.rota import RotaFault

START = datetime.combine(date(2026, 3, 2), clock(9))
LONG_AGO = datetime.combine(date(1990, 1, 1), clock(9))
SPAN = timedelta(days=800)

WEEKDAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
PLACED_WEEKDAYS = st.builds("{}{}".format, st.sampled_from(["1", "2", "-1", "5"]), WEEKDAYS)


def join_some(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=3, unique=True).map(
        lambda chosen: ",".join(map(str, chosen))
    )


def count_from_both_ends(greatest: int) -> st.SearchStrategy[int]:
    return st.integers(-greatest, greatest).filter(bool)


PLAIN_DAYS = st.builds("BYDAY={}".format, join_some(WEEKDAYS))
MONTH_DAYS = st.builds("BYMONTHDAY={}".format, join_some(count_from_both_ends(28)))
MONTHS = st.builds("BYMONTH={}".format, join_some(st.integers(1, 12)))
DAYS_BY_FREQUENCY = {
    "DAILY": st.just("") | PLAIN_DAYS | MONTHS,
    "WEEKLY": st.just("") | PLAIN_DAYS | st.builds("{};{}".format, PLAIN_DAYS, MONTHS),
    "MONTHLY": st.just("")
    | PLAIN_DAYS
    | MONTH_DAYS
    | st.builds("BYDAY={}".format, join_some(PLACED_WEEKDAYS))
    | st.builds("{};{}".format, PLAIN_DAYS, MONTH_DAYS),
    "YEARLY": st.just("")
    | MONTHS
    | st.builds("{};{}".format, MONTHS, MONTH_DAYS)
    | st.builds("{};BYDAY={}".format, MONTHS, join_some(PLACED_WEEKDAYS))
    | st.builds("BYDAY={}".format, join_some(PLACED_WEEKDAYS))
    | st.builds("BYYEARDAY={}".format, join_some(count_from_both_ends(365)))
    | st.builds("BYWEEKNO={};{}".format, join_some(count_from_both_ends(52)), PLAIN_DAYS),
}
RULES = st.sampled_from(list(DAYS_BY_FREQUENCY)).flatmap(
    lambda frequency: st.builds(
        "FREQ={};INTERVAL={};{};{};{};{}".format,
        st.just(frequency),
        st.integers(1, 3 if frequency in ("DAILY", "WEEKLY") else 2),
        DAYS_BY_FREQUENCY[frequency],
        st.sampled_from(
            ["", "BYHOUR=9,14", "BYHOUR=6"]
            + ["BYSETPOS=1", "BYSETPOS=-1"] * (frequency != "WEEKLY")
        ),
        st.just("") | st.builds("WKST={}".format, WEEKDAYS),
        st.just("") | st.builds("COUNT={}".format, st.integers(1, 40)),
    )
)
"""Rules that RFC 5545 allows and that `dateutil` does not follow to the year 9999.

It reads BYDAY with and without places in one rule as both at once, so they are not mixed; and in a
weekly rule with BYSETPOS it counts the first week from the first start on.
"""


def list_ours(
    rule: str, start: datetime, first: date, until: datetime | None = None
) -> list[datetime]:
    parsed = parse_rule(vRecur.from_ical(rule), start, until)
    last = (start + SPAN).date()
    return [
        wall
        for wall in iterate_rule(parsed, start, first, last, lambda _: None)
        if wall.date() >= first
    ]


def list_by_dateutil(rule: str, start: datetime) -> Iterator[datetime]:
    last = datetime.combine((start + SPAN).date(), clock.max)
    parts = ";".join(part for part in rule.split(";") if part)
    for wall in rrulestr(parts, dtstart=start):
        if wall > last:
            return
        yield wall


@settings(max_examples=100, deadline=None)
@given(RULES, st.integers(0, 2000), st.integers(0, 400))
@example("FREQ=YEARLY;INTERVAL=1;BYDAY=MO;BYWEEKNO=53;WKST=SU", 0, 0)
@example("FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 3, 0)
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU;COUNT=4", 6, 10)
def test_the_starts_are_those_of_dateutil(rule: str, ahead: int, skipped: int) -> None:
    start = START + timedelta(days=ahead)
    first = (start + timedelta(days=skipped)).date()
    expected = [wall for wall in list_by_dateutil(rule, start) if wall.date() >= first]
    assert list_ours(rule, start, first) == expected


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=YEARLY;BYWEEKNO=20", [date(2026, 5, 11), date(2027, 5, 17)]),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU", [date(2027, 1, 10), date(2028, 1, 9)]),
    ],
)
def test_a_week_number_means_the_weekday_of_the_first_start(rule: str, days: list[date]) -> None:
    assert [wall.date() for wall in list_ours(rule, START, START.date())] == days


def test_a_rule_ends_with_its_last_possible_start() -> None:
    until = START + timedelta(days=2)
    assert list_ours("FREQ=DAILY", START, START.date(), until) == [
        START + timedelta(days=ahead) for ahead in range(3)
    ]


def test_only_days_near_the_span_are_looked_at() -> None:
    spent: list[int] = []
    parsed = parse_rule(vRecur.from_ical("FREQ=DAILY"), LONG_AGO, None)
    begun = time.monotonic()
    found = iterate_rule(parsed, LONG_AGO, date(2026, 3, 2), date(2026, 3, 8), spent.append)
    assert (len(list(found)), sum(spent) < 20, time.monotonic() - begun < 1) == (7, True, True)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_of_rules(text: str) -> None:
    with suppress(RotaFault, ValueError):
        assert parse_rule(vRecur.from_ical(text), START, None).interval > 0
