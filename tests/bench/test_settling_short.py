"""The bench of settling: two hundred challenges, two workers, nothing twice. How long it takes is not judged here."""

from pathlib import Path

from support.benches import measured

MANY = 200


def test_a_short_run_settles_everything_once_as_the_ledger_says(
    postgres_server: str, clean_redis: str, tmp_path: Path
) -> None:
    out = tmp_path / "bench-settling.json"
    rows = measured(
        "bench.settling", "--challenges", str(MANY), out=out, database_url=postgres_server, redis_url=clean_redis
    )
    name = f"{MANY} challenges of one minute, 2 workers"
    judged = {row["name"]: row["holds"] for row in rows.values() if row["target"] == 0}
    assert judged == {
        f"{name}: left unsettled": True,
        f"{name}: settled a second time": True,
        f"{name}: results that are not the ledger's": True,
    }
    assert rows[f"{name}: by the clock"]["value"] > 0
