"""A short run of `make bench-live` on real servers. Times are not checked."""

from pathlib import Path

from support.benches import run_bench

SHORT = ("--phones", "40", "--answers", "2")


def test_a_short_bench_of_hints_writes_all_figures(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-live.json"
    rows = run_bench(
        "bench.live", *SHORT, out=out, database_url=postgres_server, redis_url=clean_redis
    )
    assert rows["40 phones: events missed"]["value"] == 0
    assert rows["40 phones: commit to event, p95"]["target"] == 2
    assert 0 < rows["40 phones: commit to event, p50"]["value"] < 10
    assert "40 phones: memory of a phone" in rows
