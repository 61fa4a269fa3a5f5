from collections.abc import Collection, Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.rota.days import Rota
from learning.rules.rota.rota import RotaFile, RotaWindow, compare_rota, means_day_off

MONDAY = date(2026, 3, 2)
WEEK = RotaWindow(MONDAY, MONDAY + timedelta(days=6))
MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)


def make_days(*ahead: int) -> frozenset[date]:
    return frozenset(MONDAY + timedelta(days=day) for day in ahead)


DAYS_OF_THREE_WEEKS = st.integers(0, 20).map(lambda day: MONDAY + timedelta(days=day))


def make_rota(known: Mapping[date, bool]) -> Rota:
    return Rota(
        MONDAY_TO_FRIDAY,
        {day for day, works in known.items() if not works},
        {day for day, works in known.items() if works},
    )


def apply_difference(
    known: Mapping[date, bool], put: Mapping[date, bool], drop: Collection[date]
) -> dict[date, bool]:
    return {day: works for day, works in {**known, **put}.items() if day not in drop}


def test_shifts_become_days_on_and_days_without_a_shift_days_off() -> None:
    found = compare_rota(make_days(1, 2, 5), WEEK, MONDAY_TO_FRIDAY, {}, MONDAY)
    assert found.days_to_set == {
        **dict.fromkeys(make_days(0, 3, 4), False),
        **dict.fromkeys(make_days(5), True),
    }
    assert (found.days_to_remove, found.changed_days) == ([], 4)


def test_days_that_are_like_the_week_again_are_removed() -> None:
    known = {MONDAY: False, MONDAY + timedelta(days=5): True}
    found = compare_rota(make_days(0, 1, 2, 3, 4), WEEK, MONDAY_TO_FRIDAY, known, MONDAY)
    assert (found.days_to_set, sorted(found.days_to_remove)) == ({}, sorted(known))


@given(
    st.frozensets(DAYS_OF_THREE_WEEKS),
    DAYS_OF_THREE_WEEKS,
    DAYS_OF_THREE_WEEKS,
    st.dictionaries(DAYS_OF_THREE_WEEKS, st.booleans()),
)
def test_between_first_and_last_day_every_day_is_as_in_the_file(
    shifts: frozenset[date], first: date, last: date, known: dict[date, bool]
) -> None:
    covers = RotaWindow(min(first, last), max(first, last))
    found = compare_rota(shifts, covers, MONDAY_TO_FRIDAY, known, MONDAY)
    after = apply_difference(known, found.days_to_set, found.days_to_remove)
    rota = make_rota(after)
    for ahead in range(21):
        day = MONDAY + timedelta(days=ahead)
        assert rota.is_work_day(day) == (
            day in shifts if day in covers else make_rota(known).is_work_day(day)
        )
    assert compare_rota(shifts, covers, MONDAY_TO_FRIDAY, after, MONDAY).changed_days == 0, (
        "the same file again changes nothing"
    )


@given(
    st.frozensets(DAYS_OF_THREE_WEEKS),
    DAYS_OF_THREE_WEEKS,
    st.dictionaries(DAYS_OF_THREE_WEEKS, st.booleans()),
)
def test_no_past_day_becomes_a_missed_one(
    shifts: frozenset[date], today: date, known: dict[date, bool]
) -> None:
    found = compare_rota(
        shifts, RotaWindow(MONDAY, MONDAY + timedelta(days=20)), MONDAY_TO_FRIDAY, known, today
    )
    before, after = (
        make_rota(known),
        make_rota(apply_difference(known, found.days_to_set, found.days_to_remove)),
    )
    over = (MONDAY + timedelta(days=ahead) for ahead in range((today - MONDAY).days))
    assert all(before.is_work_day(day) for day in over if after.is_work_day(day))


def test_a_file_covers_from_its_first_day_to_its_last() -> None:
    rota = RotaFile({"anna": {MONDAY: True}, "bo": {MONDAY + timedelta(days=6): False}})
    assert rota.covered_window == WEEK
    assert RotaFile({}).covered_window is None


def test_words_for_a_day_off() -> None:
    assert all(means_day_off(text) for text in ("", " OFF ", "Day  off", "Annual Leave"))
    assert not any(means_day_off(text) for text in ("08:00-16:00", "Early", "Office"))
