"""Values of stages: whole where whole things are counted, and in order after every change."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.challenges.challenges import StageEdit
from learning.rules.challenges.stage_targets import (
    TargetScale,
    find_target_step,
    merge_stages,
    round_up_target,
    scale_stages,
)

WHOLE = TargetScale(1.0)


def test_stages_follow_a_target_in_whole_numbers() -> None:
    assert scale_stages([3, 10], 10, 7, WHOLE) == [2, 7]
    assert scale_stages([2, 4], 4, 3, WHOLE) == [2, 3]
    assert scale_stages([25, 50, 75], 100, 30, WHOLE) == [8, 15, 22]


def test_stages_stay_apart_where_there_is_room() -> None:
    assert scale_stages([8, 9, 10], 10, 4, WHOLE) == [2, 3, 4]
    assert scale_stages([1, 2, 100], 100, 10, WHOLE) == [1, 2, 10]


def test_more_stages_than_whole_numbers_share_a_value() -> None:
    assert scale_stages([2, 4, 6, 8, 10], 10, 3, WHOLE) == [1, 1, 2, 2, 3]


def test_of_stages_at_one_value_the_last_one_stays() -> None:
    stages = [StageEdit(number, "", "", value) for number, value in enumerate((1, 1, 2, 2, 3), 1)]
    assert [stage.number for stage in merge_stages(stages)] == [2, 4, 5]
    assert merge_stages(stages[:1]) == stages[:1]
    assert merge_stages(stages[:0]) == []


def test_values_per_person_keep_hundredths() -> None:
    step = find_target_step("count", 0.5, per_person=True)
    assert scale_stages([0.4, 0.8], 0.8, 0.5, TargetScale(step)) == [0.25, 0.5]


def test_where_lower_is_better_stages_stay_above_the_target() -> None:
    down = TargetScale(1.0, lower_is_better=True, highest=100)
    assert scale_stages([20, 15, 10], 10, 12, down) == [24, 18, 12]
    assert scale_stages([90, 60], 50, 70, down) == [100, 84]
    assert scale_stages([10, 5], 0, 8, down) == [10, 8]


def test_a_target_between_two_steps_has_finer_ones() -> None:
    assert find_target_step("percentage", 95, per_person=False) == 1
    assert find_target_step("percentage", 95.5, per_person=False) == 0.01
    assert find_target_step("score", 4.2, per_person=False) == 0.1


def test_two_and_a_half_breaks_are_reached_with_the_third() -> None:
    assert [round_up_target(target) for target in (2.5, 3, 2.0000000001, -1)] == [3, 3, 2, -1]


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=12, unique=True).map(sorted),
    st.integers(0, 100),
    st.integers(1, 700),
)
def test_every_change_keeps_stages_whole_in_order_and_within_the_target(
    stages: list[int], above: int, new: int
) -> None:
    old = stages[-1] + above
    moved = scale_stages([float(one) for one in stages], old, new, WHOLE)
    assert moved == sorted(moved)
    assert all(one == int(one) and 1 <= one <= new for one in moved)
    assert len(set(moved)) == len(moved) or new < len(stages)
