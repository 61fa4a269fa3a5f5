from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.days import Rota
from learning.rules.rota import RotaFile, Window, difference, is_off

MONDAY = date(2026, 3, 2)
WEEK = Window(MONDAY, MONDAY + timedelta(days=6))
OFFICE = (1, 2, 3, 4, 5)


def days(*ahead: int) -> frozenset[date]:
    return frozenset(MONDAY + timedelta(days=day) for day in ahead)


in_weeks = st.integers(0, 20).map(lambda day: MONDAY + timedelta(days=day))


def as_rota(known: Mapping[date, bool]) -> Rota:
    return Rota(
        OFFICE, {day for day, works in known.items() if not works}, {day for day, works in known.items() if works}
    )


def applied(known: Mapping[date, bool], put: Mapping[date, bool], drop: object) -> dict[date, bool]:
    return {day: works for day, works in {**known, **put}.items() if day not in drop}  # type: ignore[operator] # a list


def test_shifts_make_days_on_and_their_absence_days_off() -> None:
    found = difference(days(1, 2, 5), WEEK, OFFICE, {}, MONDAY)
    assert found.put == {**dict.fromkeys(days(0, 3, 4), False), **dict.fromkeys(days(5), True)}
    assert (found.drop, found.days) == ([], 4)


def test_what_is_like_the_week_again_is_dropped() -> None:
    known = {MONDAY: False, MONDAY + timedelta(days=5): True}
    found = difference(days(0, 1, 2, 3, 4), WEEK, OFFICE, known, MONDAY)
    assert (found.put, sorted(found.drop)) == ({}, sorted(known))


@given(st.frozensets(in_weeks), in_weeks, in_weeks, st.dictionaries(in_weeks, st.booleans()))
def test_within_the_file_every_day_is_as_it_says(
    shifts: frozenset[date], first: date, last: date, known: dict[date, bool]
) -> None:
    covers = Window(min(first, last), max(first, last))
    found = difference(shifts, covers, OFFICE, known, MONDAY)
    after = applied(known, found.put, found.drop)
    rota = as_rota(after)
    for ahead in range(21):
        day = MONDAY + timedelta(days=ahead)
        assert rota.works(day) == (day in shifts if day in covers else as_rota(known).works(day))
    assert difference(shifts, covers, OFFICE, after, MONDAY).days == 0, "the same file again changes nothing"


@given(st.frozensets(in_weeks), in_weeks, st.dictionaries(in_weeks, st.booleans()))
def test_no_day_that_is_over_becomes_a_missed_one(
    shifts: frozenset[date], today: date, known: dict[date, bool]
) -> None:
    found = difference(shifts, Window(MONDAY, MONDAY + timedelta(days=20)), OFFICE, known, today)
    before, after = as_rota(known), as_rota(applied(known, found.put, found.drop))
    over = (MONDAY + timedelta(days=ahead) for ahead in range((today - MONDAY).days))
    assert all(before.works(day) for day in over if after.works(day))


def test_a_file_covers_from_its_first_day_to_its_last() -> None:
    rota = RotaFile({"anna": {MONDAY: True}, "bo": {MONDAY + timedelta(days=6): False}})
    assert rota.covers == WEEK
    assert RotaFile({}).covers is None


def test_words_for_a_free_day() -> None:
    assert all(is_off(text) for text in ("", " OFF ", "Day  off", "Annual Leave"))
    assert not any(is_off(text) for text in ("08:00-16:00", "Early", "Office"))
