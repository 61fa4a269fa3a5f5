from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from learning.rules.recognition.streak_calendar import find_frozen_days, make_streak_calendar
from learning.rules.recognition.streaks import (
    calculate_streak_on,
    list_daily_streaks,
    replay_streak,
)
from learning.rules.rota.days import ALL_ISO_WEEKDAYS, Rota

TODAY = date(2026, 3, 4)
WEEKDAYS_ROTA = Rota((1, 2, 3, 4, 5))


def list_days_ago(*days: int) -> frozenset[date]:
    return frozenset(TODAY - timedelta(days=day) for day in days)


some_days = st.frozensets(
    st.integers(0, 60).map(lambda day: TODAY - timedelta(days=day)), max_size=60
)
rotas = st.builds(Rota, st.frozensets(st.integers(1, 7), min_size=1), some_days, some_days)


def test_the_calendar_has_three_weeks_the_current_one_and_the_next() -> None:
    days = [day for day, _ in make_streak_calendar((), WEEKDAYS_ROTA, TODAY)]
    assert (days[0], days[-1], len(days)) == (date(2026, 2, 9), date(2026, 3, 15), 35)


def test_every_day_has_its_state() -> None:
    practised = list_days_ago(
        *range(3, 14), 0
    )  # eleven days, a Sunday among them, then Monday and Tuesday missed
    states = dict(make_streak_calendar(practised, WEEKDAYS_ROTA, TODAY))
    assert states[TODAY] == "practised"
    assert states[TODAY - timedelta(days=2)] == "frozen"
    assert states[TODAY - timedelta(days=1)] == "missed"
    assert states[TODAY - timedelta(days=14)] == "off", "before the first break nothing was asked"
    assert states[TODAY + timedelta(days=1)] == "ahead"
    assert states[TODAY + timedelta(days=3)] == "off"


def test_today_is_open_unless_it_is_off() -> None:
    assert dict(make_streak_calendar(list_days_ago(1), WEEKDAYS_ROTA, TODAY))[TODAY] == "today"
    assert (
        dict(make_streak_calendar(list_days_ago(1), Rota(ALL_ISO_WEEKDAYS, [TODAY]), TODAY))[TODAY]
        == "off"
    )


@given(some_days, rotas)
@example(list_days_ago(12, 11, 10, 2, 1, 0), Rota((1,)))
def test_no_day_is_missed_while_a_streak_lasts_that_was_not_earned_back(
    practised: frozenset[date], rota: Rota
) -> None:
    streaks = list_daily_streaks(practised, rota)
    is_whole = all(streak.days == count for count, streak in enumerate(streaks, 1))
    if is_whole and streaks and calculate_streak_on(streaks[-1], TODAY, rota).days:
        assert "missed" not in {state for _, state in make_streak_calendar(practised, rota, TODAY)}


@given(some_days, rotas)
def test_no_more_days_are_frozen_than_freezes_were_earned(
    practised: frozenset[date], rota: Rota
) -> None:
    frozen = find_frozen_days(practised, rota, TODAY)
    assert (
        len(frozen) + calculate_streak_on(replay_streak(practised, rota), TODAY, rota).freezes
        <= len(practised) // 10
    )
    assert all(rota.is_work_day(day) and day not in practised for day in frozen)


@given(some_days, rotas)
def test_exactly_the_practised_days_are_practised(practised: frozenset[date], rota: Rota) -> None:
    for day, state in make_streak_calendar(practised, rota, TODAY):
        assert (state == "practised") == (day in practised)
