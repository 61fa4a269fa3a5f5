from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.calendar import calendar, frozen_days
from learning.rules.days import EVERY_DAY, Rota
from learning.rules.streaks import as_of, of_days

TODAY = date(2026, 3, 4)
OFFICE = Rota((1, 2, 3, 4, 5))


def ago(*days: int) -> frozenset[date]:
    return frozenset(TODAY - timedelta(days=day) for day in days)


some_days = st.frozensets(st.integers(0, 60).map(lambda day: TODAY - timedelta(days=day)), max_size=60)
rotas = st.builds(Rota, st.frozensets(st.integers(1, 7), min_size=1), some_days, some_days)


def test_it_shows_three_weeks_this_one_and_the_next() -> None:
    days = [day for day, _ in calendar((), OFFICE, TODAY)]
    assert (days[0], days[-1], len(days)) == (date(2026, 2, 9), date(2026, 3, 15), 35)


def test_every_kind_of_day_is_called_what_it_is() -> None:
    practised = ago(*range(3, 14), 0)  # eleven days, a Sunday among them, then Monday and Tuesday missed
    states = dict(calendar(practised, OFFICE, TODAY))
    assert states[TODAY] == "practised"
    assert states[TODAY - timedelta(days=2)] == "frozen"
    assert states[TODAY - timedelta(days=1)] == "missed"
    assert states[TODAY - timedelta(days=14)] == "off", "before the first break nothing was asked"
    assert states[TODAY + timedelta(days=1)] == "ahead"
    assert states[TODAY + timedelta(days=3)] == "off"


def test_today_can_still_be_done_unless_it_is_off() -> None:
    assert dict(calendar(ago(1), OFFICE, TODAY))[TODAY] == "today"
    assert dict(calendar(ago(1), Rota(EVERY_DAY, [TODAY]), TODAY))[TODAY] == "off"


@given(some_days, rotas)
def test_nothing_is_missed_while_a_streak_stands(practised: frozenset[date], rota: Rota) -> None:
    streak = of_days(practised, rota)
    if streak.days == len(practised) and as_of(streak, TODAY, rota).days:
        assert "missed" not in {state for _, state in calendar(practised, rota, TODAY)}


@given(some_days, rotas)
def test_no_more_days_are_frozen_than_freezes_were_earned(practised: frozenset[date], rota: Rota) -> None:
    frozen = frozen_days(practised, rota, TODAY)
    assert len(frozen) + as_of(of_days(practised, rota), TODAY, rota).freezes <= len(practised) // 10
    assert all(rota.works(day) and day not in practised for day in frozen)


@given(some_days, rotas)
def test_every_practised_day_is_shown_as_such(practised: frozenset[date], rota: Rota) -> None:
    for day, state in calendar(practised, rota, TODAY):
        assert (state == "practised") == (day in practised)
