"""Every attack of a hostile phone reaches what it attacks, and refuses no break to a colleague."""

from pathlib import Path

import pytest
from audit.fairness_run import measure_fairness
from audit.hostile_patterns import PATTERNS


def test_colleagues_get_their_breaks_whatever_one_phone_sends(
    postgres_server: str, clean_redis: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres_server)
    monkeypatch.setenv("REDIS_URL", clean_redis)
    all_waits = measure_fairness(tmp_path, rounds=1, seconds=0.3, stored=1000)
    assert [waits.name for waits in all_waits] == [pattern.name for pattern in PATTERNS]
    for waits, pattern in zip(all_waits, PATTERNS, strict=True):
        assert waits.quiet, waits.name
        assert waits.attacked, waits.name
        assert not waits.refused, waits.name
        answered = {status for status, number in waits.statuses.items() if number}
        possible = pattern.expected | {503}  # in its share the phone may come too late
        assert answered - {0} <= possible, (waits.name, waits.statuses)
        assert answered & possible, (waits.name, waits.statuses)
