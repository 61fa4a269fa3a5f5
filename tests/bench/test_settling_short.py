"""A short run of `make bench-settling` on real servers. Times are not checked."""

from pathlib import Path

from bench.settling_population import PEOPLE_PER_TEAM
from support.benches import run_bench

MANY = 200


def test_two_workers_settle_every_challenge_once_and_as_the_ledger_says(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-settling.json"
    rows = run_bench(
        "bench.settling",
        "--challenges",
        str(MANY),
        out=out,
        database_url=postgres_server,
        redis_url=clean_redis,
    )
    settled, held = (
        f"{MANY} {what} of one minute, 2 workers" for what in ("challenges", "ceremonies")
    )
    assert {row["name"]: row["holds"] for row in rows.values() if row["target"] == 0} == {
        f"{settled}: left unsettled": True,
        f"{settled}: settled a second time": True,
        f"{settled}: results that are not the ledger's": True,
        f"{held}: left to be held": True,
        f"{held}: shares left unpaid": True,
        f"{held}: shares paid a second time": True,
        f"{held}: people whose totals or counters are not the ledger's": True,
    }
    assert rows[f"{settled}: by the clock"]["value"] > 0
    assert rows[f"{held}: shares paid"]["value"] == MANY * PEOPLE_PER_TEAM
