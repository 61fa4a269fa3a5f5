from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.boards.boards import (
    BOARD_SCORE_SCALE,
    MAX_UTC_LEAD,
    BoardRow,
    BoardView,
    calculate_percentile,
    make_board_view,
    number_board_rows,
)
from learning.rules.boards.periods import PERIOD_RULES


def whole(size: int, rank: int | None) -> BoardView:
    return BoardView(size, rank, ())


def test_the_seconds_of_every_period_fit_below_the_points_in_every_zone() -> None:
    """A period lasts from 04:00 of its first day in the east to its last instant in the west."""
    max_days = max(rule.max_days for rule in PERIOD_RULES.values())
    longest = timedelta(days=max_days) + timedelta(hours=16) + MAX_UTC_LEAD
    assert longest.total_seconds() < BOARD_SCORE_SCALE
    earliest = datetime(2026, 7, 1, 4, tzinfo=UTC) - timedelta(hours=14)
    assert earliest > datetime(2026, 7, 1, tzinfo=UTC) - MAX_UTC_LEAD


def test_the_highest_score_is_a_whole_number_of_redis() -> None:
    assert 100_000_000 * BOARD_SCORE_SCALE < 2**53


@given(st.integers(0, 2**30), st.integers(0, BOARD_SCORE_SCALE - 1))
def test_points_are_read_from_a_score(points: int, early: int) -> None:
    assert BoardRow(1, 7, points * BOARD_SCORE_SCALE + early).points == points


@given(st.integers(1, 40), st.data())
def test_nobody_sees_the_bottom_but_who_stands_there(size: int, data: st.DataObject) -> None:
    rank = data.draw(st.none() | st.integers(1, size))
    rows = number_board_rows(1, [(100 + place, 0) for place in range(1, size + 1)])
    shown = [place.rank for place in make_board_view(size, rank, [*rows, *rows[:3]]).rows]
    assert shown == sorted(set(shown))
    assert (size in shown) == (rank == size or size == 1)


@given(st.integers(1, 2000), st.data())
def test_a_share_is_told_in_the_better_half_alone(size: int, data: st.DataObject) -> None:
    rank = data.draw(st.integers(1, size))
    share = calculate_percentile(whole(size, rank))
    assert share is None or (50 <= share <= 100 and 2 * rank <= size)
    assert calculate_percentile(whole(size, None)) is None


def test_the_first_is_ahead_of_all_others() -> None:
    assert [calculate_percentile(whole(11, rank)) for rank in (1, 2, 5, 6)] == [100, 90, 60, None]
