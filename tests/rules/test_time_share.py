"""An owner may use some time at once, and then a share of the time."""

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.time_share import TimeShare


def test_what_is_used_at_once_needs_no_wait() -> None:
    share = TimeShare(0.1, 0.5)
    share.add_used(0.5, 100.0)
    assert share.find_delay(100.0) <= 0
    share.add_used(0.1, 100.0)
    assert abs(share.find_delay(100.0) - 1.0) < 1e-9
    assert share.find_delay(101.0) <= 1e-9


def test_a_rest_brings_all_of_it_back() -> None:
    share = TimeShare(0.1, 0.5)
    share.add_used(0.5, 100.0)
    assert not share.is_forgotten(104.9)
    assert share.is_forgotten(105.0)
    share.add_used(0.5, 1000.0)
    assert share.find_delay(1000.0) <= 0


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 3)), min_size=1, max_size=40))
def test_nobody_uses_more_than_their_share(steps: list[tuple[float, float]]) -> None:
    """Whoever waits as asked uses no more than the share, what is free at once, and one piece."""
    share, now, used = TimeShare(0.2, 1.0), 10.0, 0.0
    for seconds, pause in steps:
        now += pause + max(0.0, share.find_delay(now + pause))
        share.add_used(seconds, now)
        used += seconds
        assert used <= 0.2 * (now - 10.0) + 1.0 + seconds + 1e-6
