"""Streaks: a fold of practised days that no day off breaks, with freezes, and a way back."""

from collections.abc import Iterable
from datetime import date, timedelta

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
OFFICE = Rota((1, 2, 3, 4, 5))
DAILY = Rota(ALL_ISO_WEEKDAYS)


def ahead(*counts: int) -> list[date]:
    return [MONDAY + timedelta(days=count) for count in counts]


def some_days(most: int) -> st.SearchStrategy[frozenset[date]]:
    return st.frozensets(
        st.integers(0, 70).map(lambda count: MONDAY + timedelta(days=count)), max_size=most
    )


rotas = st.builds(Rota, st.frozensets(st.integers(1, 7), min_size=1), some_days(12), some_days(12))
practised = st.one_of(
    some_days(70),
    st.builds(
        lambda length, more: frozenset(ahead(*range(length))) | more,
        st.integers(0, 45),
        some_days(12),
    ),
)
lots = st.builds(
    Streak,
    days=st.integers(0, 40),
    longest=st.just(40),
    last=st.just(MONDAY),
    freezes=st.integers(0, MAX_FREEZES),
    lost=st.just(0),
)


def figures(days: Iterable[date], rota: Rota = DAILY) -> tuple[int, int]:
    streak = replay_streak(days, rota)
    return streak.days, streak.longest


def test_a_weekend_off_does_not_break_it() -> None:
    assert figures(ahead(0, 1, 2, 3, 4, 7), OFFICE) == (6, 6)


def test_a_missed_working_day_does() -> None:
    assert figures(ahead(0, 2), OFFICE) == (1, 1)


def test_a_day_off_in_the_week_does_not() -> None:
    assert figures(ahead(0, 2), Rota(OFFICE.work_days, ahead(1))) == (2, 2)


def test_a_shift_on_a_day_that_the_week_has_free_is_a_working_day() -> None:
    assert figures(ahead(4, 7), Rota(OFFICE.work_days, (), ahead(5))) == (1, 1)


def test_practice_on_a_day_off_counts() -> None:
    assert figures(ahead(4, 5), OFFICE) == (2, 2)


def test_today_is_not_missed_until_it_is_over() -> None:
    streak = Streak(4, 4, MONDAY)
    assert calculate_streak_on(streak, MONDAY + timedelta(days=1), OFFICE).days == 4
    assert calculate_streak_on(streak, MONDAY + timedelta(days=2), OFFICE).days == 0


def test_nobody_who_never_practised_has_one() -> None:
    assert calculate_streak_on(Streak(), MONDAY, OFFICE) == Streak()


def test_every_tenth_day_earns_a_freeze_and_two_are_the_most() -> None:
    earned = [streak.freezes for streak in list_daily_streaks(ahead(*range(40)), DAILY)]
    assert (earned[8], earned[9], earned[19], earned[39]) == (0, 1, 2, 2)
    assert [streak.freeze_in for streak in list_daily_streaks(ahead(*range(20)), DAILY)] == [
        *range(9, 0, -1),
        *range(10, 0, -1),
        0,
    ]


def test_days_that_were_not_in_a_row_earn_freezes_too() -> None:
    assert replay_streak(ahead(*range(0, 40, 4)), DAILY).freezes == 1


def test_a_freeze_stands_in_for_a_missed_day() -> None:
    streak = replay_streak(ahead(*range(10), 11), DAILY)
    assert (streak.days, streak.freezes, streak.lost) == (11, 0, 0)


def test_what_the_freezes_cannot_bridge_breaks_it_and_takes_them() -> None:
    streak = replay_streak(ahead(*range(10), 12), DAILY)
    assert (streak.days, streak.longest, streak.freezes, streak.lost) == (1, 10, 0, 10)


def test_three_days_in_a_row_bring_a_lost_streak_back() -> None:
    days = ahead(*range(8), 9, 10, 11)
    assert [
        (streak.days, streak.lost, streak.earn_back_in)
        for streak in list_daily_streaks(days, DAILY)
    ][-4:] == [
        (8, 0, 0),
        (1, 8, 2),
        (2, 8, 1),
        (11, 0, 0),
    ]


def test_an_attempt_to_come_back_that_fails_costs_nothing() -> None:
    streak = replay_streak(ahead(*range(8), 9, 11), DAILY)
    assert (streak.days, streak.lost, streak.earn_back_in) == (1, 8, 2)


def test_after_weeks_away_there_is_nothing_to_earn_back() -> None:
    assert replay_streak(ahead(*range(8), 8 + MAX_MISSED_DAYS_TO_EARN_BACK), DAILY).lost == 8
    assert replay_streak(ahead(*range(8), 9 + MAX_MISSED_DAYS_TO_EARN_BACK), DAILY).lost == 0


def test_two_days_are_not_worth_earning_back() -> None:
    assert replay_streak(ahead(0, 1, 3), DAILY).lost == 0


@given(practised, rotas)
def test_practising_day_by_day_equals_replaying(days: frozenset[date], rota: Rota) -> None:
    streak = Streak()
    for day in sorted(days):
        streak = add_practice_day(add_practice_day(streak, day, rota), day, rota)
    assert streak == replay_streak(days, rota)


@given(practised, rotas, st.randoms(use_true_random=False))
def test_a_replay_gives_the_same_whatever_comes_late(
    days: frozenset[date], rota: Rota, random: object
) -> None:
    shuffled = sorted(days, key=lambda _: random.random())  # type: ignore[attr-defined] # a seeded Random
    assert replay_streak([*shuffled, *shuffled[:3]], rota) == replay_streak(days, rota)


@given(practised, rotas)
def test_freezes_are_never_below_none_nor_above_two(days: frozenset[date], rota: Rota) -> None:
    for streak in list_daily_streaks(days, rota):
        assert 0 <= streak.freezes <= MAX_FREEZES
        assert 0 < streak.days <= streak.longest
        assert not streak.lost or 0 < streak.earn_back_in < 3


@given(practised, rotas)
def test_practising_every_working_day_is_never_broken(days: frozenset[date], rota: Rota) -> None:
    calendar = ahead(*range(71))
    full = {day for day in calendar if rota.is_work_day(day)} | days
    streak = replay_streak(full, rota)
    assert (streak.days, streak.longest) == (len(full), len(full))


@given(practised, rotas, some_days(20))
def test_a_day_off_never_breaks_it(
    days: frozenset[date], rota: Rota, leave: frozenset[date]
) -> None:
    """More leave, practised on or not, never makes a streak shorter than it was at that day."""
    kept = Rota(rota.work_days, frozenset(rota.days_off) | leave, frozenset(rota.days_on) - leave)
    for without, within in zip(
        list_daily_streaks(days, rota), list_daily_streaks(days, kept), strict=True
    ):
        assert within.days >= without.days
        assert within.freezes >= without.freezes


@given(lots, st.integers(1, 30), rotas)
def test_days_off_alone_change_nothing_at_all(streak: Streak, away: int, rota: Rota) -> None:
    leave = ahead(*range(1, away + 1))
    assert (
        calculate_streak_on(streak, MONDAY + timedelta(days=away + 1), Rota(rota.work_days, leave))
        == streak
    )


@given(lots, st.integers(0, 20), rotas)
def test_what_if_is_what_then_happens(streak: Streak, gap: int, rota: Rota) -> None:
    """Who practises today stands tomorrow where it was said; who does not, where that was said."""
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
def test_the_longest_counts_what_was_earned_back(days: tuple[int, ...], longest: int) -> None:
    assert replay_streak(ahead(*days), DAILY).longest == longest
