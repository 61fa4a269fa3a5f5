"""A short run of `make bench-planning` on real servers. Times are not checked."""

from pathlib import Path

from support.benches import run_bench

SHORT = ("--people", "1000,5000", "--rounds", "1")


def test_peak_memory_of_planning_does_not_grow_with_the_people(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-planning.json"
    rows = run_bench(
        "bench.planning", *SHORT, out=out, database_url=postgres_server, redis_url=clean_redis
    )
    assert all(
        row["value"] > 0 for name, row in rows.items() if "postgres" not in name
    )  # it may run elsewhere
    assert rows["bulk planning, peak memory at 5,000 people over at 1,000"]["holds"]
    assert {
        "bulk planning, 1,000 people: rate per core",
        "bulk planning, 5,000 people: rate by the clock",
    } <= rows.keys()
