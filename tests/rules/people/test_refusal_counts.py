"""However often somebody is refused, few entries are written."""

from datetime import UTC, datetime, timedelta

from learning.rules.people.refusal_counts import CountedRefusal, RefusalCounts

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_the_first_tenth_and_hundredth_are_written() -> None:
    counts = RefusalCounts()
    written = [counts.count(("anna",), NOW) for _ in range(1000)]
    assert [one for one in written if one] == [
        CountedRefusal(times, True) for times in (1, 10, 100, 1000)
    ]
    assert [number for number, one in enumerate(written, 1) if one] == [1, 10, 100, 1000]


def test_each_hour_and_each_key_begin_anew() -> None:
    counts = RefusalCounts()
    assert counts.count(("anna",), NOW)
    assert counts.count(("anna",), NOW + timedelta(minutes=59)) is None
    assert counts.count(("ben",), NOW)
    assert counts.count(("anna",), NOW + timedelta(hours=1))


def test_keys_beyond_the_bound_are_counted_together() -> None:
    counts = RefusalCounts(max_keys=2)
    first, second, *others = [counts.count((name,), NOW) for name in "abcdefghijkl"]
    assert first == second == CountedRefusal(1, True)
    assert [one for one in others if one] == [CountedRefusal(1, False), CountedRefusal(10, False)]
    assert counts.count(("a",), NOW) is None, "a known key keeps its own count"


def test_a_day_of_guesses_at_every_account_writes_a_bounded_number_of_entries() -> None:
    """20,000 accounts are tried 2.4 million times."""
    counts, written = RefusalCounts(), 0
    for hour in range(24):
        now = NOW + timedelta(hours=hour)
        for guess in range(100_000):
            written += counts.count((f"account-{guess % 20_000}",), now) is not None
    assert written <= 24 * (500 + 6)
