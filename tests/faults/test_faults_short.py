"""A short run of `make faults`: a few kills of real processes while people earn points."""

from pathlib import Path

from support.benches import run_bench


def test_killed_processes_lose_no_award_and_give_none_twice(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "faults.json"
    rows = run_bench(
        "faults",
        "--people",
        "10",
        "--kills",
        "3",
        out=out,
        database_url=postgres_server,
        redis_url=clean_redis,
    )
    assert rows["kills"]["value"] == 3
    assert {name for name, row in rows.items() if row["holds"]} == {
        "kills",
        "rows that differ from the run without kills",
        "ledger lines that are there twice",
        "people whose board shows another total",
    }
    assert rows["ledger lines"]["value"] >= 100
    assert rows["badges awarded"]["value"] > 0
