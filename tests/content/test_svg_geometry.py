"""Outlines of SVG shapes are found where they are drawn."""

import time
from collections.abc import Callable

import pytest

from content.svg_geometry import is_inside, parse_transform, trace_outlines


@pytest.mark.parametrize(
    "d",
    [
        "M10 10H30V30H10Z",
        "m10 10h20v20h-20z",
        "M10,10 l20 0 0 20-20 0",
        "M10 10C10 10 30 10 30 10L30 30 10 30z",
    ],
)
def test_a_point_is_inside_a_path(d: str) -> None:
    parts = trace_outlines("path", {"d": d})
    assert is_inside((20, 20), parts)
    assert not is_inside((40, 20), parts)


def test_flags_of_arcs_need_no_spaces() -> None:
    ((start, end),) = trace_outlines("path", {"d": "M0 0a5 5 0 0110 0"})
    assert (start, end) == ((0, 0), (10, 0))


def test_transforms_apply_from_right_to_left() -> None:
    assert parse_transform("translate(10 20) scale(2)") == (2, 0, 0, 2, 10, 20)
    assert parse_transform("rotate(90)") == pytest.approx((0, 1, -1, 0, 0, 0))


def test_an_arc_may_follow_others_without_a_letter() -> None:
    d = "M0 0A5 5 0 0110 10.5.5 5 30 10-3 4, 1,1,0,1,0,7,8 9"
    assert trace_outlines("path", {"d": d}) == [[(0, 0), (10, 10.5), (-3, 4), (7, 8)]]


@pytest.mark.parametrize(
    "trace",
    [
        lambda: trace_outlines("path", {"d": "M0 0A" + "2" * 200_000}),
        lambda: trace_outlines("path", {"d": "M0 0A" + "1 " * 200_000}),
        lambda: parse_transform("scale(" * 100_000),
        lambda: parse_transform("scale(1 " * 100_000),
    ],
)
def test_a_long_value_takes_a_time_that_grows_with_its_length(trace: Callable[[], object]) -> None:
    began = time.process_time()
    trace()
    assert time.process_time() - began < 2
