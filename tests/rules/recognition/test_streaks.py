"""Streaks: practised days in a row, freezes, and lost days that can be earned back."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.recognition.streaks import (
    MAX_FREEZES,
    MAX_MISSED_DAYS_TO_EARN_BACK,
    Streak,
    add_practice_day,
    calculate_streak_on,
    list_daily_streaks,
    list_missed_days,
    replay_streak,
)
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

MONDAY = date(2026, 3, 2)
WEEKDAYS_ROTA = Rota((1, 2, 3, 4, 5))
DAILY_ROTA = Rota(ALL_ISO_WEEKDAYS)


def list_days(*counts: int) -> list[date]:
    return [MONDAY + timedelta(days=count) for count in counts]


def some_days(most: int) -> st.SearchStrategy[frozenset[date]]:
    return st.frozensets(
        st.integers(0, 70).map(lambda count: MONDAY + timedelta(days=count)), max_size=most
    )


rotas = st.builds(Rota, st.frozensets(st.integers(1, 7), min_size=1), some_days(12), some_days(12))
practised = st.one_of(
    some_days(70),
    st.builds(
        lambda length, more: frozenset(list_days(*range(length))) | more,
        st.integers(0, 45),
        some_days(12),
    ),
)
streaks = st.builds(
    Streak,
    days=st.integers(0, 40),
    longest=st.just(40),
    last=st.just(MONDAY),
    freezes=st.integers(0, MAX_FREEZES),
    lost=st.just(0),
)


def measure_streak(days: Iterable[date], rota: Rota = DAILY_ROTA) -> tuple[int, int]:
    streak = replay_streak(days, rota)
    return streak.days, streak.longest


def test_a_weekend_off_does_not_break_a_streak() -> None:
    assert measure_streak(list_days(0, 1, 2, 3, 4, 7), WEEKDAYS_ROTA) == (6, 6)


def test_a_missed_working_day_breaks_a_streak() -> None:
    assert measure_streak(list_days(0, 2), WEEKDAYS_ROTA) == (1, 1)


def test_a_day_off_in_the_week_does_not_break_a_streak() -> None:
    assert measure_streak(list_days(0, 2), Rota(WEEKDAYS_ROTA.work_days, list_days(1))) == (2, 2)


def test_a_rota_day_on_a_weekend_is_a_working_day() -> None:
    assert measure_streak(list_days(4, 7), Rota(WEEKDAYS_ROTA.work_days, (), list_days(5))) == (
        1,
        1,
    )


def test_practice_on_a_day_off_counts() -> None:
    assert measure_streak(list_days(4, 5), WEEKDAYS_ROTA) == (2, 2)


def test_today_is_not_missed_until_it_is_over() -> None:
    streak = Streak(4, 4, MONDAY)
    assert calculate_streak_on(streak, MONDAY + timedelta(days=1), WEEKDAYS_ROTA).days == 4
    assert calculate_streak_on(streak, MONDAY + timedelta(days=2), WEEKDAYS_ROTA).days == 0


def test_a_person_who_never_practised_has_no_streak() -> None:
    assert calculate_streak_on(Streak(), MONDAY, WEEKDAYS_ROTA) == Streak()


def test_every_tenth_day_earns_a_freeze_up_to_two() -> None:
    earned = [streak.freezes for streak in list_daily_streaks(list_days(*range(40)), DAILY_ROTA)]
    assert (earned[8], earned[9], earned[19], earned[39]) == (0, 1, 2, 2)
    assert [
        streak.freeze_in for streak in list_daily_streaks(list_days(*range(20)), DAILY_ROTA)
    ] == [
        *range(9, 0, -1),
        *range(10, 0, -1),
        0,
    ]


def test_days_that_were_not_in_a_row_earn_freezes_too() -> None:
    assert replay_streak(list_days(*range(0, 40, 4)), DAILY_ROTA).freezes == 1


def test_a_freeze_covers_a_missed_day() -> None:
    streak = replay_streak(list_days(*range(10), 11), DAILY_ROTA)
    assert (streak.days, streak.freezes, streak.lost) == (11, 0, 0)


def test_too_few_freezes_are_spent_and_the_streak_breaks() -> None:
    streak = replay_streak(list_days(*range(10), 12), DAILY_ROTA)
    assert (streak.days, streak.longest, streak.freezes, streak.lost) == (1, 10, 0, 10)


def test_three_days_in_a_row_bring_a_lost_streak_back() -> None:
    days = list_days(*range(8), 9, 10, 11)
    assert [
        (streak.days, streak.lost, streak.earn_back_in)
        for streak in list_daily_streaks(days, DAILY_ROTA)
    ][-4:] == [
        (8, 0, 0),
        (1, 8, 2),
        (2, 8, 1),
        (11, 0, 0),
    ]


def test_a_broken_new_streak_keeps_the_lost_days() -> None:
    streak = replay_streak(list_days(*range(8), 9, 11), DAILY_ROTA)
    assert (streak.days, streak.lost, streak.earn_back_in) == (1, 8, 2)


def test_after_too_many_missed_days_nothing_can_be_earned_back() -> None:
    assert (
        replay_streak(list_days(*range(8), 8 + MAX_MISSED_DAYS_TO_EARN_BACK), DAILY_ROTA).lost == 8
    )
    assert (
        replay_streak(list_days(*range(8), 9 + MAX_MISSED_DAYS_TO_EARN_BACK), DAILY_ROTA).lost == 0
    )


def test_a_streak_of_two_days_cannot_be_earned_back() -> None:
    assert replay_streak(list_days(0, 1, 3), DAILY_ROTA).lost == 0


@given(practised, rotas)
def test_adding_days_one_by_one_equals_a_replay(days: frozenset[date], rota: Rota) -> None:
    streak = Streak()
    for day in sorted(days):
        streak = add_practice_day(add_practice_day(streak, day, rota), day, rota)
    assert streak == replay_streak(days, rota)


@given(practised, rotas, st.randoms(use_true_random=False))
def test_a_replay_does_not_depend_on_the_order(
    days: frozenset[date], rota: Rota, random: Random
) -> None:
    shuffled = random.sample(sorted(days), len(days))
    assert replay_streak([*shuffled, *shuffled[:3]], rota) == replay_streak(days, rota)


@given(practised, rotas)
def test_freezes_stay_between_zero_and_two(days: frozenset[date], rota: Rota) -> None:
    for streak in list_daily_streaks(days, rota):
        assert 0 <= streak.freezes <= MAX_FREEZES
        assert 0 < streak.days <= streak.longest
        assert not streak.lost or 0 < streak.earn_back_in < 3


@given(practised, rotas)
def test_practice_on_every_working_day_is_never_broken(days: frozenset[date], rota: Rota) -> None:
    calendar = list_days(*range(71))
    full = {day for day in calendar if rota.is_work_day(day)} | days
    streak = replay_streak(full, rota)
    assert (streak.days, streak.longest) == (len(full), len(full))


@given(practised, rotas, some_days(20))
def test_a_day_off_never_shortens_a_streak(
    days: frozenset[date], rota: Rota, leave: frozenset[date]
) -> None:
    """More leave, practised on or not, never makes a streak shorter than it was at that day."""
    kept = Rota(rota.work_days, frozenset(rota.days_off) | leave, frozenset(rota.days_on) - leave)
    for without, within in zip(
        list_daily_streaks(days, rota), list_daily_streaks(days, kept), strict=True
    ):
        assert within.days >= without.days
        assert within.freezes >= without.freezes


@given(streaks, st.integers(1, 30), rotas)
def test_days_off_alone_change_nothing(streak: Streak, days_away: int, rota: Rota) -> None:
    leave = list_days(*range(1, days_away + 1))
    assert (
        calculate_streak_on(
            streak, MONDAY + timedelta(days=days_away + 1), Rota(rota.work_days, leave)
        )
        == streak
    )


@given(streaks, st.integers(0, 20), rotas)
def test_the_forecasts_of_tomorrow_come_true(streak: Streak, gap: int, rota: Rota) -> None:
    """`if_today` and `if_missed` of the streak page are the streaks of tomorrow."""
    today = MONDAY + timedelta(days=gap)
    tomorrow = today + timedelta(days=1)
    if_today, if_missed = (
        add_practice_day(streak, today, rota),
        calculate_streak_on(streak, tomorrow, rota),
    )
    assert calculate_streak_on(if_today, tomorrow, rota) == if_today
    after = add_practice_day(streak, tomorrow, rota)
    assert after.days in (if_missed.days + 1, if_missed.lost + 3)
    if (
        rota.is_work_day(today)
        and gap
        and len(list_missed_days(MONDAY, tomorrow, rota)) > streak.freezes
    ):
        assert if_missed.days == 0


@given(practised, rotas)
def test_every_missed_day_is_a_working_day_without_practice(
    days: frozenset[date], rota: Rota
) -> None:
    for last, day in zip(sorted(days), sorted(days)[1:], strict=False):
        missed = list_missed_days(last, day, rota)
        assert all(rota.is_work_day(one) and one not in days for one in missed)


@pytest.mark.parametrize(("days", "longest"), [((0, 1, 2, 5), 3), ((0, 1, 2, 5, 6, 7), 6)])
def test_the_longest_streak_counts_days_that_were_earned_back(
    days: tuple[int, ...], longest: int
) -> None:
    assert replay_streak(list_days(*days), DAILY_ROTA).longest == longest
