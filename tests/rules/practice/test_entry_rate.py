"""The limit of entries per person: no real use meets it, and what is refused is free later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learning.rules.practice.entry_rate import (
    ENTRIES_PER_DAY,
    ENTRY_INTERVAL,
    MAX_ENTRIES_AT_ONCE,
    count_free_entries,
    spread_entries,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_phone_with_a_month_of_offline_work_sends_all_of_it_at_once() -> None:
    spread_until = None
    for _ in range(30 * 100 // 50):
        assert count_free_entries(spread_until, NOW) >= 50
        spread_until = spread_entries(spread_until, NOW, 50)
    assert count_free_entries(spread_until, NOW) == 0


def test_entries_come_back_with_time() -> None:
    used_up = spread_entries(None, NOW, MAX_ENTRIES_AT_ONCE)
    assert count_free_entries(used_up, NOW + ENTRY_INTERVAL) == 1
    assert count_free_entries(used_up, NOW + timedelta(days=1)) == ENTRIES_PER_DAY
    assert count_free_entries(used_up, NOW + timedelta(days=9)) == MAX_ENTRIES_AT_ONCE


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 7200)), max_size=300))
def test_no_way_of_sending_gets_more_than_the_rate(batches: list[tuple[int, int]]) -> None:
    recorded, at, spread_until = 0, NOW, None
    for size, pause in batches:
        at += timedelta(seconds=pause)
        taken = min(size, count_free_entries(spread_until, at))
        spread_until = spread_entries(spread_until, at, taken)
        recorded += taken
    assert recorded <= MAX_ENTRIES_AT_ONCE + (at - NOW) / ENTRY_INTERVAL


def test_a_server_clock_that_was_put_back_keeps_nobody_waiting() -> None:
    used_up = spread_entries(None, NOW, MAX_ENTRIES_AT_ONCE)
    before = NOW - timedelta(days=2)
    assert count_free_entries(used_up, before) == MAX_ENTRIES_AT_ONCE
    assert spread_entries(used_up, before, 1) == before + ENTRY_INTERVAL
