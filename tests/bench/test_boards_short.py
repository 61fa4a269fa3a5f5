"""A short run of `make bench-boards` on real servers. Times are not checked."""

from pathlib import Path

from support.benches import run_bench

SHORT = ("--people", "2000", "--least", "20", "--calls", "20", "--rounds", "1")
SIZES = (20, 200, 2000)


def test_a_short_bench_of_boards_writes_all_figures(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-boards.json"
    rows = run_bench(
        "bench.boards", *SHORT, out=out, database_url=postgres_server, redis_url=clean_redis
    )
    assert all(row["value"] > 0 for row in rows.values())
    for size in SIZES:
        beside = rows[f"raise, rank and around-me, {size:,} members"]
        assert beside["floor"] > 0
        assert beside["target"] == 1.5
        assert f"the same rank by SQL window function, {size:,} members" in rows
    assert rows["full repair, peak memory at 2,000 people over at 200"]["holds"]
