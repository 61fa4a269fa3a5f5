from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.days import works
from learning.rules.memory import Rota
from learning.rules.streaks import extend, of_days, shown

MONDAY = date(2026, 3, 2)
OFFICE = Rota((1, 2, 3, 4, 5))
rotas = st.builds(
    Rota,
    st.sets(st.integers(1, 7), min_size=1).map(tuple),
    st.sets(st.integers(0, 60), max_size=10).map(lambda off: frozenset(MONDAY + timedelta(days=day) for day in off)),
)
practised = st.sets(st.integers(0, 60), min_size=1).map(lambda days: {MONDAY + timedelta(days=day) for day in days})


def test_a_weekend_off_does_not_break_it() -> None:
    assert of_days([MONDAY + timedelta(days=day) for day in (0, 1, 2, 3, 4, 7)], OFFICE) == (6, 6)


def test_a_missed_working_day_does() -> None:
    assert of_days([MONDAY, MONDAY + timedelta(days=2)], OFFICE) == (1, 1)


def test_a_day_off_in_the_week_does_not() -> None:
    rota = Rota((1, 2, 3, 4, 5), {MONDAY + timedelta(days=1)})
    assert of_days([MONDAY, MONDAY + timedelta(days=2)], rota) == (2, 2)


def test_practice_on_a_day_off_counts() -> None:
    assert of_days([MONDAY + timedelta(days=day) for day in (4, 5)], OFFICE) == (2, 2)


def test_today_is_not_missed_until_it_is_over() -> None:
    assert shown(4, MONDAY, MONDAY + timedelta(days=1), OFFICE) == 4
    assert shown(4, MONDAY, MONDAY + timedelta(days=2), OFFICE) == 0


def test_nobody_who_never_practised_has_one() -> None:
    assert shown(0, None, MONDAY, OFFICE) == 0


@given(practised, rotas)
def test_extending_day_by_day_equals_replaying(days: set[date], rota: Rota) -> None:
    streak, last = 0, None
    for day in sorted(days):
        streak, last = extend(streak, last, day, rota), day
    assert streak == of_days(days, rota)[0]


@given(practised, rotas)
def test_practising_every_working_day_is_never_broken(days: set[date], rota: Rota) -> None:
    calendar = (MONDAY + timedelta(days=day) for day in range(61))
    full = {day for day in calendar if works(day, rota.work_days, rota.days_off)} | days
    assert of_days(full, rota) == (len(full), len(full))


@given(practised, st.integers(0, 60), rotas)
def test_one_more_day_never_shortens_the_longest(days: set[date], more: int, rota: Rota) -> None:
    assert of_days(days | {MONDAY + timedelta(days=more)}, rota)[1] >= of_days(days, rota)[1]
